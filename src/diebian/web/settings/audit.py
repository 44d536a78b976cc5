"""操作记录: who did what and when, as the chain keeps it; read, never changed."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from diebian.base import paging
from diebian.base.models import Event
from diebian.base.queries import first_broken_event
from diebian.inspections import queries as inspections
from diebian.inspections.queries import Viewer
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs
from diebian.web.settings.sheets import Row, Table, sheet
from diebian.web.settings.verbs import subject_word, verb_word
from diebian.web.templatetags.parts import moment

SHOWN = ("id", "at", "by_id", "by_label", "verb", "subject_kind", "subject_id", "data")
MOST_DATA = 300


@require_safe
@needs(Permission.AUDIT_VIEW)
def audit(request: HttpRequest, here: Here) -> HttpResponse:
    """Newest first; ``?subject_kind=&subject_id=`` one object's life, ``?by_id=`` one person's acts, ``?chain=1`` the check."""
    looking = inspections.viewer(here.user, here.campaign, at=here.at)
    found = _told_to(here, looking).filter(**_wanted(request)).values(*SHOWN)
    page = paging.page(found, order=["-id"], after=request.GET.get("after", ""))
    # The numbers count what is left out, too: they are for those to whom everything is told.
    numbers = [_("编号")] if looking.sees_secrets else []
    rows = [_row(event, numbered=looking.sees_secrets) for event in page.rows]
    columns = [*numbers, _("时间"), _("操作人"), _("动作"), _("对象"), _("内容")]
    address = reverse("settings:audit")
    ways = Table(
        [_("查看")], [Row([_("检查记录是否完整")], f"{address}?chain=1"), Row([_("全部记录")], address)]
    )
    tables = [Table(columns, rows), ways]
    return sheet(request, title=_("操作记录"), tables=tables, page=page, note=_chain(request, looking))


def _told_to(here: Here, looking: Viewer) -> QuerySet[Event]:
    """All but the planning of secret visits that this person must not learn of; once made, they are told in full.

    The chain is checked over everything.
    """
    hidden = inspections.hidden_plans(here.campaign, looking)
    return Event.objects.exclude(subject_kind="visit", subject_id__in=hidden.values("pk"))


def _wanted(request: HttpRequest) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "") for name in ("subject_kind", "subject_id", "by_id")}
    wanted: dict[str, Any] = {
        name: int(asked[name]) for name in ("subject_id", "by_id") if _is_number(asked[name])
    }
    return wanted | ({"subject_kind": asked["subject_kind"]} if asked["subject_kind"] else {})


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _chain(request: HttpRequest, looking: Viewer) -> str:
    if not request.GET.get("chain"):
        return ""
    broken = first_broken_event()
    if broken is None:
        return _("记录完整：每一条都与写入时相同。")
    if not looking.sees_secrets:
        return _("有记录与写入时不同。请保全服务器现状，并由指挥部办公室与备份核对。")
    return _("自第 %(id)s 条起与写入时不同。请保全服务器现状，并与备份核对。") % {"id": broken}


def _row(event: dict[str, Any], *, numbered: bool) -> Row:
    subject = f"{subject_word(event['subject_kind'])} {event['subject_id']}"
    text = json.dumps(event["data"], ensure_ascii=False) if event["data"] else ""
    address = (
        f"{reverse('settings:audit')}?subject_kind={event['subject_kind']}&subject_id={event['subject_id']}"
    )
    cells = [
        *([event["id"]] if numbered else []),
        moment(event["at"]),
        event["by_label"] or "–",
        verb_word(event["verb"]),
        subject,
        text[:MOST_DATA],
    ]
    return Row(cells, address)
