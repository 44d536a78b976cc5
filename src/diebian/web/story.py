"""What happened to a thing, in words for people: its events, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from diebian.base.models import Event
from diebian.cases.actions.moves import local
from diebian.cases.naming import Naming
from diebian.cases.terms import ACT_LABELS, Act, ClockAsk

TONES = {
    Act.SETTLE: "verified",
    Act.PASS: "verified",
    Act.RETURN: "late",
    Act.FAIL: "late",
    Act.REOPEN: "late",
    Act.CANCEL: "parked",
    Act.REFUSE_CLOCK: "late",
    Act.PAUSE: "parked",
    Act.PARK: "parked",
}
# Done for the office, never as an inspector: the parts and the clock of the case name the same person beside it.
OF_THE_OFFICE = {
    Act.DISPATCH, Act.CANCEL, Act.REFUSE_CLOCK, Act.EXTEND, Act.PAUSE, Act.PARK, Act.RESUME, Act.GIVE_PART, Act.KEEP_PART,
    Act.DROP_PART,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One event: who did what when; ``facts`` in one sentence, ``quote`` what the person wrote."""

    at: datetime
    who: str
    what: str | Promise
    tone: str = "plain"
    facts: str = ""
    quote: str = ""


def case_story(events: Iterable[Event], named: Naming) -> list[Line]:
    """The story of a case from its events, newest first."""
    return [_line(event, named) for event in sorted(events, key=lambda event: -event.pk)]


def _line(event: Event, named: Naming) -> Line:
    act = Act(event.verb.removeprefix("case."))
    data = event.data
    quote = data.get("reason") or data.get("measure") or data.get("note") or ""
    is_named = act in OF_THE_OFFICE
    who = event.by_label if is_named else named.told(event.subject_id, event.by_id, event.by_label)
    return Line(event.at, who, ACT_LABELS[act], TONES.get(act, "plain"), _facts(act, data), quote)


def _clock_facts(act: Act, data: dict[str, Any]) -> Iterator[str]:
    if act is Act.ASK_CLOCK:
        asked = {"what": ClockAsk(data["kind"]).label, "day": data["until"]}
        yield _("申请%(what)s，至 %(day)s") % asked
    if means := data.get("means"):
        yield _("所缺条件：%(means)s") % {"means": means}
    if act in (Act.PAUSE, Act.PARK):
        yield _("复核日期：%(day)s") % {"day": data["until"]}


def _facts(act: Act, data: dict[str, Any]) -> str:
    """What an event says beside the words of the person."""
    parts = list(_clock_facts(act, data))
    if unit := data.get("unit"):
        parts.append(_("配合单位：%(unit)s") % {"unit": unit})
    if task := data.get("task"):
        due_at = parse_datetime(data["part_due_at"])
        parts.append(_("%(task)s，%(due)s 前完成") % {"task": task, "due": local(due_at) if due_at else ""})
    if lead := data.get("lead_unit"):
        parts.append(_("牵头：%(unit)s") % {"unit": lead})
    if helpers := data.get("helpers"):
        parts.append(_("配合：%(units)s") % {"units": "、".join(helpers)})
    if deadline := data.get("deadline"):
        due_at = parse_datetime(deadline["due_at"])
        parts.append(_("整改时限：%(due)s") % {"due": local(due_at) if due_at else ""})
    if act is Act.RECTIFY:
        parts.append(
            _("第 %(round)s 次，整改后照片 %(count)s 张")
            % {"round": data["round"], "count": len(data["after"])}
        )
    if marked := data.get("marked"):
        parts.append(_("在 %(count)s 张照片上作了标注") % {"count": len(marked)})
    return "；".join(parts)
