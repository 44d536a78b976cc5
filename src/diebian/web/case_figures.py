"""Numbers of the ledger: each with the address that opens exactly its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from diebian.cases.queries import Clocks
from diebian.cases.terms import CaseState
from diebian.people.models import Campaign
from diebian.people.rules import Reach
from diebian.ranking import queries as rankings
from diebian.ranking.models import Week
from diebian.ranking.queries import GroupTable, TableRow
from diebian.web.figures import Figure, Word
from diebian.web.looks import LOOKS

OPEN = tuple(state for state in CaseState if state not in (CaseState.CLOSED, CaseState.CANCELLED))


def cases_at(**filters: object) -> str:
    """The address of the ledger narrowed by ``filters`` (state, source, unit, clock, since, until)."""
    given = {name: value for name, value in filters.items() if value not in ("", None)}
    return f"{reverse('cases:list')}?{urlencode(given)}" if given else reverse("cases:list")


def case_figure(name: Word, count: int, *, look: str = "", note: Word = "", **filters: object) -> Figure:
    """A number of cases; it takes the tone and shape of ``look`` only when there is something to see."""
    shown = LOOKS.get(look) if count else None
    return Figure(
        name,
        count,
        unit=_("件"),
        note=note,
        address=cases_at(**filters),
        tone=shown.tone if shown else "",
        icon=shown.icon if shown else "",
    )


@dataclass(frozen=True)
class Standing:
    """The last closed week with its tables, and the units whose account the reader may open."""

    week: Week
    tables: list[GroupTable]
    accountable: Reach

    def row_of(self, unit_id: int | None) -> TableRow | None:
        """A unit's line, whatever its group."""
        lines = (row for table in self.tables for row in table.rows if row.unit_id == unit_id)
        return next(lines, None)


def last_standing(campaign: Campaign, accountable: Reach) -> Standing | None:
    """The ranking as it was last closed; None before the first week is."""
    week = rankings.weeks_of(campaign).first()
    return Standing(week, rankings.tables_of(week), accountable) if week else None


@dataclass(frozen=True)
class UnitLine:
    """A unit's work: now, and how much of it was on time in the last closed week."""

    name: str
    open: int
    open_at: str
    late: int
    late_at: str
    soon: int
    soon_at: str
    closed: int
    closed_at: str
    on_time: tuple[int, int] | None


def unit_lines(
    names: Mapping[int, str],
    counts: Mapping[int, Mapping[str, int]],
    clocks: Mapping[int, Clocks],
    standing: Standing | None,
) -> list[UnitLine]:
    """The units that have or had a case, most late first, else in official order."""
    lines = [
        _unit_line(unit_id, name, counts[unit_id], clocks.get(unit_id, Clocks()), standing)
        for unit_id, name in names.items()
        if unit_id in counts
    ]
    return sorted(lines, key=lambda line: -line.late)


def _unit_line(
    unit_id: int, name: str, counts: Mapping[str, int], clocks: Clocks, standing: Standing | None
) -> UnitLine:
    row = standing.row_of(unit_id) if standing else None
    return UnitLine(
        name=name,
        open=sum(counts.get(state, 0) for state in OPEN),
        open_at=cases_at(unit=unit_id, state="open"),
        late=clocks.late,
        late_at=cases_at(unit=unit_id, clock="late"),
        soon=clocks.soon,
        soon_at=cases_at(unit=unit_id, clock="soon"),
        closed=counts.get(CaseState.CLOSED, 0),
        closed_at=cases_at(unit=unit_id, state=CaseState.CLOSED.value),
        on_time=(row.on_time, row.due) if row and row.due else None,
    )
