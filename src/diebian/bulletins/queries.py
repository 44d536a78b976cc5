"""Named reads: issued papers, and what a week's notice has to say."""

from django.db.models import Count, QuerySet

from diebian.base import paging
from diebian.base.problems import NotFound
from diebian.bulletins.models import Bulletin
from diebian.bulletins.terms import NoticeGroup, NoticeRow, WeeklyNotice
from diebian.people.models import Campaign, Unit
from diebian.people.terms import UnitKind
from diebian.ranking.models import Week
from diebian.ranking.queries import GroupTable, TableRow, tables_of
from diebian.ranking.terms import Consequence
from diebian.scoring.models import ScoreFact
from diebian.scoring.terms import FactKind

FOUND = (FactKind.FOUND_CITY, FactKind.FOUND_DISTRICT, FactKind.FOUND_PUBLIC)
SOURCES = ("市级督查", "区级督查", "群众举报和媒体曝光")


def bulletins_of(campaign: Campaign) -> QuerySet[Bulletin]:
    """The papers of a campaign, newest first."""
    return Bulletin.objects.filter(campaign=campaign).order_by("-issued_at", "-id")


def bulletin_page(campaign: Campaign, *, after: str) -> paging.Page:
    """One page of the papers of a campaign, newest first."""
    names = (
        "id",
        "document_number",
        "title",
        "kind",
        "issued_at",
        "issued_by__display_name",
        "issued_by__username",
    )
    return paging.page(bulletins_of(campaign).values(*names), order=("-issued_at", "-id"), after=after)


def bulletin(campaign: Campaign, pk: int) -> Bulletin:
    """One paper of the campaign. Raises ``NotFound``, also for a paper of another campaign."""
    found = bulletins_of(campaign).select_related("docx", "issued_by", "week").filter(pk=pk).first()
    if found is None:
        raise NotFound(what=Bulletin._meta.verbose_name)
    return found


def notice_of(week: Week) -> Bulletin | None:
    """The notice issued on a week."""
    return Bulletin.objects.filter(week=week).order_by("id").first()


def taken_numbers(campaign: Campaign, *, year: int) -> list[int]:
    """The numbers given to papers of this year, in order."""
    numbers = Bulletin.objects.filter(campaign=campaign, year=year).order_by("number")
    return list(numbers.values_list("number", flat=True))


def issuer_of(campaign: Campaign) -> str | None:
    """Who signs: the headquarters' office, or else the headquarters."""
    names = Unit.objects.filter(campaign=campaign, kind__in=(UnitKind.OFFICE, UnitKind.HEADQUARTERS))
    known = dict(names.order_by("-official_order", "-id").values_list("kind", "name"))
    return known.get(UnitKind.OFFICE) or known.get(UnitKind.HEADQUARTERS)


def notice_content(week: Week, *, issuer: str) -> WeeklyNotice:
    """What the week's notice says, from its frozen rows and the facts of its run."""
    cases = _cases_by_kind(week)
    campaign = week.campaign
    return WeeklyNotice(
        issuer=issuer,
        area=campaign.division_name,
        number=week.number,
        starts_on=week.starts_on,
        ends_on=week.ends_on,
        cutoff_at=week.cutoff_at,
        rules_name=str(week.run.ruleset),
        found=tuple((name, cases.get(kind, 0)) for name, kind in zip(SOURCES, FOUND, strict=True)),
        due=cases.get(FactKind.ON_TIME, 0) + cases.get(FactKind.LATE, 0),
        on_time=cases.get(FactKind.ON_TIME, 0),
        rework=cases.get(FactKind.REWORK, 0),
        repeated=cases.get(FactKind.REPEATED, 0),
        groups=tuple(_group(table) for table in tables_of(week)),
        is_demo=campaign.is_demo,
    )


def _cases_by_kind(week: Week) -> dict[str, int]:
    """Fact → cases, each once: a community's case also counts for the street above it."""
    facts = ScoreFact.objects.filter(run=week.run_id).order_by("kind").values("kind")
    return dict(facts.annotate(cases=Count("case", distinct=True)).values_list("kind", "cases"))


def _group(table: GroupTable) -> NoticeGroup:
    return NoticeGroup(name=table.group, rows=tuple(_row(row) for row in table.rows))


def _row(row: TableRow) -> NoticeRow:
    return NoticeRow(
        unit=row.name,
        score_e2=row.score_e2,
        rank=row.rank,
        is_tied=row.is_tied,
        due=row.due,
        on_time=row.on_time,
        rework=row.rework,
        is_commended=row.consequence == Consequence.COMMEND,
        is_criticised=row.consequence == Consequence.CRITICISE,
    )
