"""The people of the demo campaign: special groups and departments, persons with posts, accounts, tasks, milestones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from diebian.flows.init_campaign import init_campaign
from diebian.flows.load_standards import load_standards
from diebian.flows.simulate.plan import opening
from diebian.flows.simulate.terms import Size
from diebian.flows.simulate.texts import person_names, read_data
from diebian.people import actions as people
from diebian.people.models import Campaign, Milestone, Person, SpecialTask, Unit, User
from diebian.people.queries import units_of
from diebian.people.terms import Role, UnitKind
from diebian.scoring.actions import load_rulesets

DISTRICT = "410811"
FIRST_SPECIAL, FIRST_DEPARTMENT = 30, 60  # official order: behind the command, before the sub-districts
INSPECTORS_EACH = 2
OFFICE_STAFF = 3
ROLES = {
    UnitKind.WORKING_GROUP: Role.WORKING_GROUP,
    UnitKind.DEPARTMENT: Role.UNIT,
    UnitKind.SUBDISTRICT: Role.UNIT,
    UnitKind.COMMUNITY: Role.UNIT,
    UnitKind.VILLAGE: Role.UNIT,
}
SUPERVISION = (UnitKind.JOINT_SUPERVISION, UnitKind.SPECIAL_SUPERVISION)


@dataclass
class Organisation:
    """Who there is. Units by id, one account each; inspectors and office staff are several."""

    campaign: Campaign
    system: User
    departments: dict[str, Unit] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    heads: dict[int, Person] = field(default_factory=dict)
    leaders: list[Person] = field(default_factory=list)
    users: dict[int, User] = field(default_factory=dict)
    office: list[User] = field(default_factory=list)
    inspectors: list[tuple[User, Unit]] = field(default_factory=list)
    tasks: list[SpecialTask] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)

    def of_kind(self, *kinds: UnitKind) -> list[Unit]:
        """The units of these kinds in official order."""
        return [unit for unit in self.units if unit.kind in kinds]


def found(*, size: Size, seed: int, at: datetime) -> Organisation:
    """Begin the campaign on the day of ``at`` and people it. Raises as ``flows.init_campaign``."""
    system = people.system_user(at=at)
    people.load_national_calendar(by=system, at=at)
    campaign = init_campaign(
        division_code=DISTRICT,
        start_on=at.date(),
        days=size.days,
        slogan="四城联创 全民参与",
        is_demo=True,
        by=system,
        at=at,
    )
    load_standards(by=system, at=at, campaign=campaign)
    load_rulesets(by=system, at=at)
    made = Organisation(campaign=campaign, system=system)
    _Founder(made, Random(f"{seed}/people"), at).found()
    return made


class _Founder:
    """Fills an organisation, each part by the actions that an office would use."""

    def __init__(self, made: Organisation, rng: Random, at: datetime) -> None:
        self.made, self.at = made, at
        self.names = person_names(rng)
        self.plan = read_data("organisation")
        self.serial = 0

    def found(self) -> None:
        self._units()
        self._leaders()
        for unit in self.made.units:
            self._people(unit)
        self._tasks()
        self._milestones()

    @property
    def _told(self) -> dict[str, Any]:
        """Who acts and when: the same for every act of the foundation."""
        return {"by": self.made.system, "at": self.at}

    def _units(self) -> None:
        campaign = self.made.campaign
        headquarters = units_of(campaign, UnitKind.HEADQUARTERS)[0]
        special = [
            Unit(
                name=f"{task['name']}专项督导组",
                short_name=f"{task['name']}督导组",
                kind=UnitKind.SPECIAL_SUPERVISION,
                official_order=FIRST_SPECIAL + place,
                parent=headquarters,
            )
            for place, task in enumerate(self.plan["special_tasks"])
        ]
        departments = [
            Unit(
                name=f"{campaign.division_name}{row['name']}",
                short_name=row["short_name"],
                kind=UnitKind.DEPARTMENT,
                official_order=FIRST_DEPARTMENT + place,
                ranking_group="区直单位",
                parent=headquarters,
            )
            for place, row in enumerate(self.plan["departments"])
        ]
        people.create_units(campaign=campaign, units=[*special, *departments], **self._told)
        codes = [row["code"] for row in self.plan["departments"]]
        self.made.departments = dict(zip(codes, departments, strict=True))
        self.made.units = list(units_of(campaign))

    def _leaders(self) -> None:
        """The headquarters: everyone a leader's account; the deputies take a sub-district each."""
        headquarters = self.made.of_kind(UnitKind.HEADQUARTERS)[0]
        titles = [row["title"] for row in self.plan["headquarters"] for _ in range(row["count"])]
        for rank, title in enumerate(titles):
            leader = self._person(headquarters, title, rank=rank)
            self.made.leaders.append(leader)
            self._account(leader.name, Role.LEADER, None)

    def _people(self, unit: Unit) -> None:
        """The head of a unit, and whoever works for it in the system."""
        title = self.plan["heads"].get(unit.kind)
        if title is None:
            return
        head = self.made.heads[unit.pk] = self._person(unit, title)
        if unit.kind == UnitKind.OFFICE:
            names = [head.name, *(next(self.names) for _ in range(OFFICE_STAFF - 1))]
            self.made.office = [self._account(name, Role.OFFICE, None) for name in names]
        elif unit.kind in SUPERVISION:
            names = [head.name, *(next(self.names) for _ in range(INSPECTORS_EACH - 1))]
            self.made.inspectors += [(self._account(name, Role.SUPERVISION, unit), unit) for name in names]
        else:
            self.made.users[unit.pk] = self._account(head.name, ROLES[UnitKind(unit.kind)], unit)

    def _person(self, unit: Unit, title: str, *, rank: int = 0) -> Person:
        campaign = self.made.campaign
        person = people.register_person(campaign=campaign, name=next(self.names), **self._told)
        people.appoint(
            unit=unit, person=person, title=title, rank=rank, held_from=campaign.start_on, **self._told
        )
        return person

    def _account(self, name: str, role: Role, unit: Unit | None) -> User:
        """An account that acts in the simulation and that nobody can sign in with."""
        self.serial += 1
        user = people.create_user(
            username=f"demo-{self.made.campaign.pk}-{self.serial:03d}",
            display_name=name,
            password=None,
            **self._told,
        )
        people.grant_role(user=user, campaign=self.made.campaign, role=role, unit=unit, **self._told)
        # No grant changes while the campaign is lived through: each account's roles are looked up once a day.
        user.roles_known = {}
        return user

    def _tasks(self) -> None:
        groups = self.made.of_kind(UnitKind.SPECIAL_SUPERVISION)
        for number, (row, group) in enumerate(zip(self.plan["special_tasks"], groups, strict=True), start=1):
            task = people.create_special_task(
                campaign=self.made.campaign,
                number=number,
                name=row["name"],
                lead_unit=self.made.departments[row["lead"]],
                helpers=[self.made.departments[code] for code in row["helpers"]],
                supervision_unit=group,
                plan=f"{row['name']}工作方案（演示数据）：排查摸底、集中整治、达标验收、巩固提升四个阶段。",
                **self._told,
            )
            self.made.tasks.append(task)

    def _milestones(self) -> None:
        for task, name, due in _milestones(self.made, self.plan["milestones"]):
            self.made.milestones.append(
                people.set_milestone(
                    campaign=self.made.campaign,
                    name=name,
                    due_on=due.date(),
                    special_task=task,
                    **self._told,
                )
            )


def _milestones(
    made: Organisation, rows: Iterable[dict[str, Any]]
) -> Iterator[tuple[SpecialTask | None, str, datetime]]:
    """The campaign's own milestones, and for every task the day of its acceptance."""
    campaign = made.campaign
    days = (campaign.end_on - campaign.start_on).days + 1
    start = opening(campaign.start_on)
    for row in rows:
        yield None, row["name"], start + timedelta(days=min(days - 1, days * row["at"] // 100))
    for task in made.tasks:
        yield task, f"{task.name}达标", start + timedelta(days=days * (55 + 4 * task.number) // 100)
