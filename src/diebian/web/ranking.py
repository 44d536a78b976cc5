"""考核排名: closed weeks, the tables of a week, how a unit's score adds up, the rules as published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diebian.base.problems import NotAllowed, NotFound
from diebian.flows.close_week import close_week
from diebian.lib.worktime import SHANGHAI
from diebian.people.queries import reach
from diebian.people.terms import Permission
from diebian.ranking import accounts, queries
from diebian.ranking.models import RankingRow, Week
from diebian.scoring.queries import clauses_of, ruleset_in_force, rulesets
from diebian.web.figures import Figure
from diebian.web.guards import Here, needs


@needs(Permission.RANKING_VIEW)
def weeks(request: HttpRequest, here: Here) -> HttpResponse:
    """All closed weeks, newest first, and the week that is to be closed next."""
    flagged = queries.flagged_by_week(here.campaign)
    rows = [(week, flagged.get(week.pk, [])) for week in queries.weeks_of(here.campaign)]
    names = {
        "rows": rows,
        "open_week": queries.open_week(here.campaign, at=here.at),
        "may_close": here.may(Permission.WEEK_CLOSE),
    }
    return render(request, "ranking/weeks.html", names)


@needs(Permission.WEEK_CLOSE)
@require_POST
def close(request: HttpRequest, here: Here) -> HttpResponse:
    """Close the week that the form names; its notice is issued with it."""
    number = request.POST.get("number", "")
    if not number.isdecimal():
        raise NotFound(what=_("第%(week)s周") % {"week": number})
    closed = close_week(campaign=here.campaign, number=int(number), by=here.user, at=here.at)
    messages.success(
        request, _("%(week)s已封账，通报已印发：%(notice)s") % {"week": closed.week, "notice": closed.notice}
    )
    return redirect("ranking:week", closed.week.number)


@needs(Permission.RANKING_VIEW)
def week(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One table for each group; units within the reader's reach open their account."""
    found = _week(here, number)
    accountable = reach(here.user, here.campaign, Permission.SCORE_VIEW, at=here.at)
    tables = [
        (table, [(row, accountable.covers([row.unit_id])) for row in table.rows])
        for table in queries.tables_of(found)
    ]
    names = {
        "week": found,
        "tables": tables,
        "numbers": queries.frozen_numbers(here.campaign),
        "crumbs": [_list_crumb()],
    }
    return render(request, "ranking/week.html", names)


@needs(Permission.SCORE_VIEW)
def unit(request: HttpRequest, here: Here, number: int, unit_id: int) -> HttpResponse:
    """How a unit's score adds up, or the cases behind one of its numbers (``?show=``)."""
    if not here.reach.covers([unit_id]):
        raise NotAllowed(permission=Permission.SCORE_VIEW.label)
    found = _week(here, number)
    row = queries.row_of(found, unit_id)
    if row is None:
        raise NotFound(what=_("%(week)s没有该单位的排名") % {"week": found})
    show = request.GET.get("show", "")
    names = {
        "week": found,
        "row": row,
        "show": show,
        "figures": _figures(row, found),
        "tabs": _tabs(row, found, show),
        "crumbs": [_list_crumb(), (str(found), reverse("ranking:week", args=[number]))],
        "history": queries.history_of(row.unit),
    }
    if show in accounts.COUNTED:
        return render(
            request, "ranking/rows.html", names | {"facts": accounts.facts_behind(found, unit_id, show)}
        )
    return render(request, "ranking/account.html", names | {"account": accounts.account(found, unit_id)})


def _week(here: Here, number: int) -> Week:
    found = queries.week_by_number(here.campaign, number)
    if found is None:
        raise NotFound(what=_("已封账的第%(week)s周") % {"week": number})
    return found


def _list_crumb() -> tuple[str, str]:
    return _("考核排名"), reverse("ranking:list")


def _address(row: RankingRow, week: Week, show: str = "") -> str:
    address = reverse("ranking:unit", args=[week.number, row.unit_id])
    return f"{address}?show={show}" if show else address


def _figures(row: RankingRow, week: Week) -> list[Figure]:
    """The numbers that the score stands on; none where nothing was reckoned."""
    counts = queries.counts_of(week, row.unit_id)
    if counts is None:
        return []
    return [
        Figure(_("发现问题"), counts.found_count, unit=_("件"), address=_address(row, week, "found")),
        Figure(
            _("按期整改"),
            counts.on_time_count,
            of=counts.due_count,
            unit=_("件"),
            note=_("应于本周整改的案件"),
            address=_address(row, week, "due"),
        ),
        Figure(_("返工、反弹"), counts.rework_count, unit=_("件"), address=_address(row, week, "rework")),
    ]


def _tabs(row: RankingRow, week: Week, show: str) -> list[tuple[str, str, bool]]:
    words = {
        "": _("得分明细"),
        "found": _("发现问题"),
        "due": _("应整改"),
        "on_time": _("按期整改"),
        "rework": _("返工、反弹"),
    }
    return [(word, _address(row, week, key), key == show) for key, word in words.items()]


@needs(Permission.RANKING_VIEW)
def rules(request: HttpRequest, here: Here, ruleset_id: int | None = None) -> HttpResponse:
    """A rule set as published: the one asked for, else the one in force today; and how flags are given."""
    today = here.at.astimezone(SHANGHAI).date()
    found = rulesets().filter(pk=ruleset_id).first() if ruleset_id else ruleset_in_force(today)
    if ruleset_id and found is None:
        raise NotFound(what=_("这一版计分规则"))
    names = {
        "ruleset": found,
        "clauses": clauses_of(found) if found else [],
        "versions": rulesets(),
        "consequences": queries.consequence_rules().values(),
        "crumbs": [_list_crumb()],
    }
    return render(request, "ranking/rules.html", names)
