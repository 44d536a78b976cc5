"""What comes from outside: ledgers, visits, citizens' reports, the press, acceptances, milestones."""

import io
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from diebian.cases import actions as cases
from diebian.cases.models import Case
from diebian.cases.terms import CaseSource
from diebian.flows.close_week import close_week
from diebian.flows.import_ledger import import_ledger
from diebian.flows.simulate import working
from diebian.flows.simulate.checking import make_visit
from diebian.flows.simulate.plan import opening
from diebian.flows.simulate.terms import Arrival, Fault, Kind
from diebian.flows.simulate.texts import draw_fault, draw_reason
from diebian.flows.simulate.town import CAR_WASH, MARKET
from diebian.flows.simulate.world import World
from diebian.flows.verify_report import Verified, verify_report
from diebian.lib.tables import Cell
from diebian.lib.workbook import Column, write_workbook
from diebian.people.actions import reach_milestone
from diebian.people.models import Milestone, Unit
from diebian.places.actions import record_acceptance
from diebian.places.models import Place
from diebian.places.terms import Acceptance
from diebian.reports import actions as reports
from diebian.reports.models import Report
from diebian.reports.terms import Topic
from diebian.standards.terms import Level

HEADINGS = (
    "交办编号",
    "点位",
    "存在问题",
    "类别",
    "整改要求",
    "专项任务",
    "责任单位",
    "配合单位",
    "整改时限",
)
ASKED = 6  # columns of a ledger that leaves the unit and the day to the office
DAYS_GIVEN = (4, 5, 7, 10)
DEMANDS = ("限期整改到位", "举一反三，全面排查", "建立长效机制")
# Of a hundred reports so many are found right, so many not; the others were told before.
FOUND_RIGHT, NOT_RIGHT = 72, 20
UPGRADED = 4  # every fourth market is upgraded some days after it was accepted


def expect(world: World, arrivals: list[Arrival]) -> None:
    """Put everything planned into the queue."""
    for arrival in arrivals:
        world.schedule(arrival.at, str(arrival.kind), partial(ARRIVE[arrival.kind], world, arrival))
    for number, milestone in enumerate(world.made.milestones):
        rng = world.luck(f"milestone/{number}")
        near = opening(milestone.due_on) + timedelta(days=rng.choice((-2, -1, -1, 0, 0, 1)))
        near = max(near, opening(world.made.campaign.start_on))
        at = world.clock.later(near, rng.uniform(60, 500))
        world.schedule(at, str(Kind.MILESTONE), partial(_milestone, world, milestone))


def _milestone(world: World, milestone: Milestone, at: datetime) -> None:
    reach_milestone(milestone=milestone, by=world.made.office[0], at=at)


# --- ledgers ---------------------------------------------------------------------------------------


def _ledger(world: World, arrival: Arrival, at: datetime) -> None:
    """An Excel list from the city or the district; every second one names units and days itself."""
    rng = world.luck(f"ledger/{arrival.number}")
    source = CaseSource.DISTRICT_TASK if arrival.number % 3 == 2 else CaseSource.CITY_TASK
    gives = arrival.number % 2 == 1
    due = (at + timedelta(days=rng.choice(DAYS_GIVEN))).date()
    rows: list[_Row] = [_row(world, rng, arrival.number, number) for number in range(arrival.amount)]
    width = len(HEADINGS) if gives else ASKED
    file = io.BytesIO()
    write_workbook(
        file,
        sheet="交办任务",
        title=f"{source.label}任务台账（第{arrival.number + 1}批）（演示数据）",
        columns=[Column(heading) for heading in HEADINGS[:width]],
        rows=[[*row.cells, due][:width] for row in rows],
    )
    file.seek(0)
    by = world.officer(rng)
    import_ledger(
        file,
        file_name=f"交办台账{arrival.number + 1:02d}.xlsx",
        campaign=world.made.campaign,
        source=source,
        by=by,
        at=at,
    )
    _follow(world, rows, gives, at)


class _Row:
    """A row of a ledger: what it says, and what the simulation knows besides."""

    def __init__(
        self, number: str, place: Place, fault: Fault, charged: tuple[Unit, tuple[Unit, ...]]
    ) -> None:
        self.number, self.place, self.fault = number, place, fault
        self.lead, self.helpers = charged
        self.task = ""
        self.demand = ""

    @property
    def cells(self) -> list[Cell]:
        fault = self.fault
        helpers = "、".join(unit.name for unit in self.helpers)
        told: list[Cell] = [self.number, self.place.name, fault.text, fault.category, self.demand, self.task]
        return [*told, self.lead.name, helpers]


def _row(world: World, rng: Random, ledger: int, number: int) -> _Row:
    place = world.place(rng)
    fault = draw_fault(rng, place.place_type.code)
    row = _Row(f"交{ledger + 1:02d}-{number + 1:03d}", place, fault, world.charged(rng, place, fault))
    row.task = world.made.tasks[fault.task - 1].name
    row.demand = rng.choice(DEMANDS)
    return row


def _follow(world: World, rows: list[_Row], gives: bool, at: datetime) -> None:
    """The cases that the import has made, each with luck of its own."""
    numbers = {row.number: row for row in rows}
    made = Case.objects.filter(campaign=world.made.campaign, source_number__in=numbers).select_related(
        "campaign"
    )
    for case in made.order_by("number"):
        row = numbers[case.source_number]
        thread = world.thread(case, world.luck(f"case/{case.number}"), row.place, row.fault)
        thread.lead, thread.helpers = row.lead, row.helpers
        thread.character = world.characters[row.lead.pk]
        (working.begin_with_unit if gives else working.begin)(world, thread, at)


# --- visits, reports, press ------------------------------------------------------------------------


def _visit(world: World, arrival: Arrival, at: datetime) -> None:
    """A supervision group at a place; what it did not see mended becomes a case."""
    made = make_visit(world, world.luck(f"visit/{arrival.number}"), arrival.number, at)
    for case, fault in made.cases:
        _begin_case(world, case, made.place, fault, at)


def _begin_case(world: World, case: Case, place: Place, fault: Fault, at: datetime) -> None:
    if case.is_open:
        working.begin(world, world.thread(case, world.luck(f"case/{case.number}"), place, fault), at)


def _report(world: World, arrival: Arrival, at: datetime) -> None:
    """A citizen writes; somebody of the supervision will look into it in the next working hours."""
    rng = world.luck(f"report/{arrival.number}")
    place = _public_place(world, rng)
    fault = draw_fault(rng, place.place_type.code)
    before, _ = world.scene(rng, f"report {arrival.number}")
    new = reports.NewReport(
        topic=Topic(fault.topic),
        body=f"{place.name}{fault.text}，希望尽快处理。",
        place_text=place.name,
        client_id=UUID(int=rng.getrandbits(128), version=4),
        latitude=place.latitude,
        longitude=place.longitude,
        photos=[before] if rng.random() < 0.7 else [],
    )
    report, _ = reports.receive_report(campaign=world.made.campaign, new=new, at=at)
    decided_at = world.clock.later(at, rng.triangular(60, 900, 240))
    decide = partial(_decide, world, rng, report, place, fault)
    world.schedule(decided_at, "report.decided", decide)


def _public_place(world: World, rng: Random) -> Place:
    """Where citizens pass by; of firms nothing is told."""
    firms = (MARKET, CAR_WASH, "six_small_shop")
    return rng.choice([place for place in world.faulty_places if place.place_type.code not in firms])


def _decide(world: World, rng: Random, report: Report, place: Place, fault: Fault, at: datetime) -> None:
    inspector, _ = world.inspector(rng)
    drawn = rng.random() * 100
    earlier = Report.objects.filter(campaign=world.made.campaign, state="verified").order_by("number").first()
    if drawn < FOUND_RIGHT or earlier is None:
        seen = Verified(
            description=fault.text, category_code=fault.category, level=Level(fault.level), place=place
        )
        case = verify_report(report=report, seen=seen, by=inspector, at=at)
        _begin_case(world, case, place, fault, at)
    elif drawn < FOUND_RIGHT + NOT_RIGHT:
        reports.reject_report(report=report, reason=draw_reason(rng, "reject"), by=inspector, at=at)
    else:
        reports.merge_report(report=report, into=earlier, by=inspector, at=at)


def _media(world: World, arrival: Arrival, at: datetime) -> None:
    """媒体监督: the office enters what the press has shown."""
    rng = world.luck(f"media/{arrival.number}")
    place = _public_place(world, rng)
    fault = draw_fault(rng, place.place_type.code)
    new = cases.NewCase(
        description=fault.text,
        source=CaseSource.MEDIA,
        place=place,
        category_code=fault.category,
        level=Level(fault.level),
        special_task=world.made.tasks[fault.task - 1],
    )
    case = cases.register_case(campaign=world.made.campaign, new=new, by=world.officer(rng), at=at)
    _begin_case(world, case, place, fault, at)


# --- acceptance, weeks ------------------------------------------------------------------------------------


def _acceptance(world: World, arrival: Arrival, at: datetime) -> None:
    """A market or car wash reaches the standard (达标); some markets are upgraded later (提档升级)."""
    rng = world.luck(f"acceptance/{arrival.number}")
    places = [place for place in world.places if place.place_type.code in (MARKET, CAR_WASH)]
    world.luck("acceptances").shuffle(places)
    place = places[arrival.number]
    by = world.officer(rng)
    record_acceptance(place=place, state=Acceptance.ACCEPTED, by=by, at=at, note="对照标准逐项验收，达标")
    if place.place_type.code == MARKET and rng.randrange(UPGRADED) == 0:
        later = world.clock.later(at + timedelta(days=4), rng.uniform(60, 600))
        world.schedule(later, "acceptance.upgraded", partial(_upgrade, world, place))


def _upgrade(world: World, place: Place, at: datetime) -> None:
    record_acceptance(
        place=place, state=Acceptance.UPGRADED, by=world.made.office[0], at=at, note="设施更新，提档升级"
    )


def _week(world: World, arrival: Arrival, at: datetime) -> None:
    """周考核封账: scores, ranking and notice."""
    close_week(campaign=world.made.campaign, number=arrival.number, by=world.made.office[0], at=at)


ARRIVE = {
    Kind.LEDGER: _ledger,
    Kind.VISIT: _visit,
    Kind.REPORT: _report,
    Kind.MEDIA: _media,
    Kind.ACCEPTANCE: _acceptance,
    Kind.WEEK: _week,
}
