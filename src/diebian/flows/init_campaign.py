"""Begin a campaign: the district with its streets, communities and villages, and the machinery of command."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count

from django.db import transaction

from diebian.people import actions as people
from diebian.people.models import Campaign, Unit, User
from diebian.people.terms import UnitKind
from diebian.places import actions as places
from diebian.places import divisions
from diebian.places.divisions import Division
from diebian.places.rules import group_of, is_village, office_of, short_community

WORKING_GROUPS = (
    "综合协调",
    "城市管理",
    "农贸市场和“六小”门店",
    "文明创建",
    "基础设施建设",
)  # as in 山阳区, 2017
FIRST_SUBDISTRICT = 100  # official order of the first one: the command stands before it
DIGITS = "零一二三四五六七八九"


@transaction.atomic
def init_campaign(
    *,
    division_code: str,
    start_on: date,
    days: int,
    by: User,
    at: datetime,
    name: str | None = None,
    slogan: str = "",
    document_prefix: str | None = None,
    is_demo: bool = False,
) -> Campaign:
    """A campaign of ``days`` days in a district, a county, or a city without counties, with all its units.

    Raises ``UnknownDivision``, ``NotADistrict``, ``CampaignExists`` (the same district and first day), ``WrongDates``.
    """
    district = divisions.district(division_code)
    campaign = people.create_campaign(
        name=name or f"{district.name}创建攻坚{in_chinese(days)}天",
        slogan=slogan,
        division_code=district.code,
        division_name=district.name,
        document_prefix=document_prefix or f"{district.name[0]}创指",
        start_on=start_on,
        days=days,
        is_demo=is_demo,
        by=by,
        at=at,
    )
    command = list(_command(district))
    units = [*command, *_territory(district, headquarters=command[0])]
    people.create_units(campaign=campaign, units=units, by=by, at=at)
    places.load_place_types(by=by, at=at)
    return campaign


def _command(district: Division) -> Iterator[Unit]:
    """指挥部 with its office, the five working groups and the joint supervision group."""
    level = district.name[-1] if district.name[-1] in "区县市旗" else "区"
    headquarters = Unit(name="创建工作指挥部", short_name="指挥部", kind=UnitKind.HEADQUARTERS)
    below = [
        Unit(name="创建工作指挥部办公室", short_name="指挥部办公室", kind=UnitKind.OFFICE),
        *(
            Unit(name=f"{group}工作组", short_name=f"{group}组", kind=UnitKind.WORKING_GROUP)
            for group in WORKING_GROUPS
        ),
        Unit(name=f"{level}级联合督导组", short_name="联合督导组", kind=UnitKind.JOINT_SUPERVISION),
    ]
    for order, unit in enumerate([headquarters, *below], start=1):
        unit.official_order = order
        unit.parent = headquarters if unit is not headquarters else None
        yield unit


def _territory(district: Division, *, headquarters: Unit) -> Iterator[Unit]:
    """Streets and towns, each followed by its communities and villages, in order of the codes.

    At the start whoever runs a community is also the one it belongs to; a transfer later changes ``parent`` alone.
    """
    towns = divisions.children(district.code)
    communities = {town.code: divisions.children(town.code) for town in towns}
    names = Counter(community.name for below in communities.values() for community in below)
    names.update(office_of(town.name) for town in towns)
    order = count(FIRST_SUBDISTRICT)
    for town in towns:
        subdistrict = _subdistrict(town, order=next(order), headquarters=headquarters)
        yield subdistrict
        for community in communities[town.code]:
            is_shared = names[community.name] > 1
            yield _community(community, order=next(order), subdistrict=subdistrict, is_shared=is_shared)


def _subdistrict(town: Division, *, order: int, headquarters: Unit) -> Unit:
    return Unit(
        name=office_of(town.name),
        short_name=town.name,
        kind=UnitKind.SUBDISTRICT,
        division_code=town.code,
        official_order=order,
        ranking_group=group_of(town.name),
        parent=headquarters,
    )


def _community(community: Division, *, order: int, subdistrict: Unit, is_shared: bool) -> Unit:
    """A community or village; a name that another unit of the district has too is told apart by its street."""
    village = is_village(community.code, community.name)
    return Unit(
        name=f"{community.name}（{subdistrict.short_name}）" if is_shared else community.name,
        short_name=short_community(community.name),
        kind=UnitKind.VILLAGE if village else UnitKind.COMMUNITY,
        division_code=community.code,
        official_order=order,
        ranking_group="村" if village else "社区",
        parent=subdistrict,
        belongs_to=subdistrict,
    )


def in_chinese(number: int) -> str:
    """50 → 五十, 105 → 一百零五; from 1000 on, and below 1, in digits."""
    if not 1 <= number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")
