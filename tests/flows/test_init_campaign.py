"""A campaign begins with the true streets and communities of its district."""

from collections import Counter
from datetime import date

import pytest

from diebian.base.problems import NotAllowed
from diebian.base.queries import first_broken_event
from diebian.flows.init_campaign import in_chinese, init_campaign
from diebian.people import actions as people
from diebian.people.models import Campaign, Unit
from diebian.people.problems import CampaignExists, WrongDates
from diebian.people.queries import units_of
from diebian.people.terms import UnitKind
from diebian.places.models import PlaceType
from diebian.places.problems import NotADistrict, UnknownDivision
from tests.cast import NOW

START = date(2017, 7, 25)


@pytest.fixture
def system(db):
    return people.system_user(at=NOW)


def begin(system, code="410811", **more) -> Campaign:
    return init_campaign(division_code=code, start_on=START, days=50, by=system, at=NOW, **more)


def kinds(campaign) -> Counter[str]:
    return Counter(units_of(campaign).values_list("kind", flat=True))


def test_shanyang(system):
    campaign = begin(system, name="决战五十天")
    assert (campaign.name, campaign.division_name, campaign.document_prefix) == (
        "决战五十天",
        "山阳区",
        "山创指",
    )
    assert campaign.end_on == date(2017, 9, 12)
    assert kinds(campaign) == {
        UnitKind.HEADQUARTERS: 1,
        UnitKind.OFFICE: 1,
        UnitKind.WORKING_GROUP: 5,
        UnitKind.JOINT_SUPERVISION: 1,
        UnitKind.SUBDISTRICT: 9,
        UnitKind.COMMUNITY: 35,
        UnitKind.VILLAGE: 19,
    }
    assert PlaceType.objects.count() == 50
    assert first_broken_event() is None


def test_the_command_stands_first_and_streets_carry_their_communities(system):
    campaign = begin(system)
    assert campaign.name == "山阳区创建攻坚五十天"
    names = [unit.short_name for unit in units_of(campaign)]
    assert names[:10] == [
        "指挥部",
        "指挥部办公室",
        "综合协调组",
        "城市管理组",
        "农贸市场和“六小”门店组",
        "文明创建组",
        "基础设施建设组",
        "联合督导组",
        "东方红街道",
        "文化巷社区",
    ]
    orders = list(units_of(campaign).values_list("official_order", flat=True))
    assert len(set(orders)) == len(orders)
    codes = [unit.division_code for unit in units_of(campaign) if unit.division_code]
    assert codes == sorted(codes)
    village = Unit.objects.get(campaign=campaign, division_code="410811008200")
    assert (village.name, village.short_name, village.ranking_group) == ("李河村民委员会", "李河村", "村")
    assert village.parent == village.belongs_to == Unit.objects.get(campaign=campaign, name="中星街道办事处")
    assert village.parent.parent.kind == UnitKind.HEADQUARTERS
    assert village.parent.ranking_group == "街道"


def test_a_district_of_beijing(system):
    campaign = begin(system, "110101")
    assert kinds(campaign)[UnitKind.SUBDISTRICT] == 17
    assert Unit.objects.get(campaign=campaign, division_code="110101001001").short_name == "多福巷社区"


@pytest.mark.parametrize("code", ["4419", "441900"])
def test_a_city_without_counties_with_communities_of_the_same_name(system, code):
    campaign = begin(system, code)
    assert (campaign.division_code, campaign.division_name) == ("441900", "东莞市")
    assert Unit.objects.filter(campaign=campaign, name="市级联合督导组").exists()
    groups = Counter(units_of(campaign, UnitKind.SUBDISTRICT).values_list("ranking_group", flat=True))
    assert groups == {"街道": 4, "乡镇": 28, "园区及其他": 4}
    same = Unit.objects.filter(campaign=campaign, name__startswith="石排村村民委员会").order_by("name")
    assert len(same) == 2
    assert all(unit.short_name == "石排村" and unit.name.endswith("）") for unit in same)


def test_a_farm_that_is_its_own_only_community(system):
    campaign = begin(system, "341125")
    farm = Unit.objects.filter(campaign=campaign, name__startswith="凌家湖农场").order_by("official_order")
    assert [unit.name for unit in farm] == ["凌家湖农场", "凌家湖农场（凌家湖农场）"]


def test_the_same_campaign_is_refused_and_leaves_nothing_behind(system):
    begin(system)
    units = Unit.objects.count()
    with pytest.raises(CampaignExists):
        begin(system, "410811000000", name="另一个名字")
    assert (Campaign.objects.count(), Unit.objects.count()) == (1, units)


def test_after_archiving_it_can_be_begun_anew(system):
    people.archive_campaign(campaign=begin(system), by=system, at=NOW)
    assert begin(system).pk


@pytest.mark.parametrize(("code", "problem"), [("999999", UnknownDivision), ("4108", NotADistrict)])
def test_what_is_no_district(system, code, problem):
    with pytest.raises(problem):
        begin(system, code)
    assert not Campaign.objects.exists()


def test_no_days_at_all(system):
    with pytest.raises(WrongDates):
        init_campaign(division_code="410811", start_on=START, days=0, by=system, at=NOW)


def test_only_the_machine_begins_campaigns(cast):
    with pytest.raises(NotAllowed):
        begin(cast.zhao, "410802")
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (7, "七"), (10, "十"), (15, "十五"), (50, "五十"), (99, "九十九"), (100, "一百"), (105, "一百零五"),
        (115, "一百一十五"), (360, "三百六十"), (1000, "1000"),
    ],
)  # fmt: skip
def test_numbers_in_chinese(number, text):
    assert in_chinese(number) == text
