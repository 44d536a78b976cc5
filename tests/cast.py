"""The people of our stories. 林检查 checks, 陈主任 puts right, 赵审核 runs the office, 周领导 leads, 吴路人 is a stranger."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from diebian.lib.worktime import SHANGHAI
from diebian.people import actions
from diebian.people.models import Campaign, Unit, User
from diebian.people.terms import Role, UnitKind

# Wednesday of the second week; the campaign began on Tuesday 2017-07-25.
NOW = datetime(2017, 8, 2, 10, 0, tzinfo=SHANGHAI)


@dataclass
class Cast:
    """A small district in the middle of its campaign."""

    campaign: Campaign
    system: User
    admin: User
    zhao: User
    lin: User
    chen: User
    wu: User
    zhou: User
    headquarters: Unit
    office: Unit
    supervision: Unit
    chen_unit: Unit
    chen_community: Unit
    wu_unit: Unit
    department: Unit


@pytest.fixture
def now() -> datetime:
    return NOW


def make_campaign(system: User, *, code: str = "410811", name: str = "决战五十天") -> Campaign:
    return actions.create_campaign(
        name=name,
        division_code=code,
        division_name="山阳区",
        document_prefix="山创指",
        start_on=date(2017, 7, 25),
        days=50,
        by=system,
        at=NOW,
    )


def make_units(campaign: Campaign, system: User) -> dict[str, Unit]:
    headquarters = Unit(name="创建指挥部", short_name="指挥部", kind=UnitKind.HEADQUARTERS, official_order=1)
    office = Unit(
        name="创建指挥部办公室",
        short_name="创建办",
        kind=UnitKind.OFFICE,
        official_order=2,
        parent=headquarters,
    )
    joint = Unit(
        name="区级联合督导组",
        short_name="联合督导组",
        kind=UnitKind.JOINT_SUPERVISION,
        official_order=3,
        parent=headquarters,
    )
    dongfanghong = Unit(
        name="东方红街道办事处",
        short_name="东方红街道",
        kind=UnitKind.SUBDISTRICT,
        official_order=10,
        parent=headquarters,
        ranking_group="街道",
    )
    community = Unit(
        name="文化巷社区居民委员会",
        short_name="文化巷社区",
        kind=UnitKind.COMMUNITY,
        official_order=11,
        parent=dongfanghong,
    )
    jiaodong = Unit(
        name="焦东街道办事处",
        short_name="焦东街道",
        kind=UnitKind.SUBDISTRICT,
        official_order=20,
        parent=headquarters,
        ranking_group="街道",
    )
    department = Unit(
        name="城市管理局",
        short_name="城管局",
        kind=UnitKind.DEPARTMENT,
        official_order=30,
        parent=headquarters,
        ranking_group="区直单位",
    )
    units = [headquarters, office, joint, dongfanghong, community, jiaodong, department]
    actions.create_units(campaign=campaign, units=units, by=system, at=NOW)
    return {unit.short_name: unit for unit in units}


def make_user(system: User, campaign: Campaign, name: tuple[str, str], role: Role, unit: Unit | None) -> User:
    username, display_name = name
    user = actions.create_user(
        username=username, display_name=display_name, password=f"{username}-Keyword-2017", by=system, at=NOW
    )
    actions.grant_role(user=user, campaign=campaign, role=role, unit=unit, by=system, at=NOW)
    return user


@pytest.fixture
def cast(db) -> Cast:
    system = actions.system_user(at=NOW)
    campaign = make_campaign(system)
    units = make_units(campaign, system)

    def user(username: str, display_name: str, role: Role, unit: str | None = None) -> User:
        return make_user(system, campaign, (username, display_name), role, units[unit] if unit else None)

    return Cast(
        campaign=campaign,
        system=system,
        admin=user("admin", "管理员", Role.ADMINISTRATOR),
        zhao=user("zhao", "赵审核", Role.OFFICE),
        lin=user("lin", "林检查", Role.SUPERVISION, "联合督导组"),
        chen=user("chen", "陈主任", Role.UNIT, "东方红街道"),
        wu=user("wu", "吴路人", Role.UNIT, "焦东街道"),
        zhou=user("zhou", "周领导", Role.LEADER),
        headquarters=units["指挥部"],
        office=units["创建办"],
        supervision=units["联合督导组"],
        chen_unit=units["东方红街道"],
        chen_community=units["文化巷社区"],
        wu_unit=units["焦东街道"],
        department=units["城管局"],
    )
