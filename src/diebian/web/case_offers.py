"""What a person may do with a case now: the acts its state allows, those within his reach, each with its form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diebian.cases import rules
from diebian.cases.actions.moves import units_of
from diebian.cases.clock_rules import may_ask
from diebian.cases.models import Case
from diebian.cases.terms import Act, CaseState
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.web.case_forms import (
    DispatchForm,
    ExtensionForm,
    NoteForm,
    ParkingForm,
    PartForm,
    PauseForm,
    ReasonForm,
    ReopenForm,
    SendBackForm,
)
from diebian.web.guards import Here
from diebian.web.held import HeldPhotos
from diebian.web.marks import Tool, tool_for
from diebian.web.photo_forms import RectifyForm


@dataclass(frozen=True)
class Kind:
    """How an act is offered: its address word, its button, what it needs, its form (None: a bare button)."""

    act: Act
    word: str
    button: str | Promise
    permission: Permission
    form: Callable[..., forms.Form] | None
    is_main: bool = False
    has_files: bool = False
    has_marks: bool = False  # the photographs may be marked
    is_leads: bool = False  # for the lead unit's people alone, not for those who help


KINDS = (
    Kind(Act.DISPATCH, "dispatch", _("交办"), Permission.CASE_DISPATCH, DispatchForm, is_main=True),
    Kind(Act.ACCEPT, "accept", _("接收"), Permission.CASE_ACCEPT, None, is_main=True, is_leads=True),
    Kind(
        Act.RECTIFY,
        "rectify",
        _("反馈整改"),
        Permission.CASE_RECTIFY,
        RectifyForm,
        is_main=True,
        has_files=True,
    ),
    Kind(Act.PASS, "verify", _("核查合格，销号"), Permission.CASE_VERIFY, NoteForm, is_main=True),
    Kind(Act.FAIL, "send-back", _("不合格，退回返工"), Permission.CASE_VERIFY, SendBackForm, has_marks=True),
    Kind(Act.RETURN, "return", _("退回办公室"), Permission.CASE_RETURN, ReasonForm, is_leads=True),
    Kind(
        Act.ASK_CLOCK, "ask-extension", _("申请延期"), Permission.CASE_RECTIFY, ExtensionForm, is_leads=True
    ),
    Kind(Act.ASK_CLOCK, "ask-pause", _("申请暂停计时"), Permission.CASE_RECTIFY, PauseForm, is_leads=True),
    Kind(Act.ASK_CLOCK, "ask-parking", _("申请挂账"), Permission.CASE_RECTIFY, ParkingForm, is_leads=True),
    Kind(Act.GIVE_PART, "give-part", _("分派配合任务"), Permission.CASE_DISPATCH, PartForm),
    Kind(Act.RESUME, "resume", _("恢复计时"), Permission.CASE_CLOCK, ReasonForm),
    Kind(Act.REOPEN, "reopen", _("重启"), Permission.CASE_REOPEN, ReopenForm),
    Kind(Act.CANCEL, "cancel", _("作废"), Permission.CASE_CANCEL, ReasonForm),
)
BY_WORD = {kind.word: kind for kind in KINDS}


@dataclass(frozen=True)
class Offer:
    """An act offered on a case's page."""

    kind: Kind
    address: str
    form: forms.Form | None
    tool: Tool | None = None


def offers_for(case: Case, here: Here) -> list[Offer]:
    """The acts this person may do now, the one expected first. The action itself asks again."""
    possible = rules.possible_acts(CaseState(case.state))
    units = units_of(case)
    return [
        Offer(
            kind,
            f"/cases/{case.number}/{kind.word}/",
            made(kind, None, here),
            tool_for(case) if kind.has_marks else None,
        )
        for kind in KINDS
        if kind.act in possible
        and (kind.act is not Act.ASK_CLOCK or may_ask(CaseState(case.state), case.due_at, here.at))
        and reach(here.user, here.campaign, kind.permission, at=here.at).covers(
            [case.lead_unit_id] if kind.is_leads else units
        )
    ]


def made(
    kind: Kind, data: Any, here: Here, files: Any = None, *, held: HeldPhotos | None = None
) -> forms.Form | None:
    """The form of an act, empty or with what was sent; ``held`` are its photographs if it has any."""
    if kind.form is None:
        return None
    if kind.form in (DispatchForm, PartForm):
        return kind.form(data, campaign=here.campaign)
    return kind.form(data, files, held=held) if kind.has_files else kind.form(data)
