"""Pure decisions: no database."""

import math
from itertools import islice, product

import pytest

from diebian.lib.datum import Datum, Point
from diebian.places import rules
from diebian.places.rules import Link, PlaceTypesFault, PositionFault
from diebian.places.terms import Acceptance, Duty

ALLOWED = {
    (Acceptance.NOT_ACCEPTED, Acceptance.ACCEPTED),
    (Acceptance.ACCEPTED, Acceptance.UPGRADED),
    (Acceptance.ACCEPTED, Acceptance.WITHDRAWN),
    (Acceptance.UPGRADED, Acceptance.WITHDRAWN),
    (Acceptance.WITHDRAWN, Acceptance.ACCEPTED),
}


@pytest.mark.parametrize(("now", "then"), list(product(Acceptance, repeat=2)))
def test_acceptance_moves_only_as_the_table_says(now, then):
    assert rules.may_become(now, then) is ((now, then) in ALLOWED)


@pytest.mark.parametrize(
    ("now", "then", "needed"),
    [
        (Acceptance.NOT_ACCEPTED, Acceptance.ACCEPTED, False),
        (Acceptance.ACCEPTED, Acceptance.UPGRADED, False),
        (Acceptance.ACCEPTED, Acceptance.WITHDRAWN, True),
        (Acceptance.WITHDRAWN, Acceptance.ACCEPTED, True),
    ],
)
def test_taking_away_and_giving_back_need_a_reason(now, then, needed):
    assert rules.needs_reason(now, then) is needed


@pytest.mark.parametrize(
    ("longitude", "latitude", "fault"),
    [
        (113.2667, 35.2147, None),
        (35.2147, 113.2667, PositionFault.SWAPPED),
        (2.35, 48.85, PositionFault.OUTSIDE),
        (0.0, 0.0, PositionFault.OUTSIDE),
        (213.0, 35.0, PositionFault.NO_POSITION),
        (113.0, 935.0, PositionFault.NO_POSITION),
        (math.nan, 35.0, PositionFault.NO_POSITION),
        (113.0, math.inf, PositionFault.NO_POSITION),
    ],
)
def test_positions_that_cannot_be(longitude, latitude, fault):
    assert rules.position_fault(Point(longitude, latitude)) is fault


def test_a_position_is_kept_in_wgs84_and_keeping_it_again_changes_nothing():
    kept = rules.stored_position(Point(113.2730725, 35.2141915, Datum.GCJ02))
    assert kept == pytest.approx((113.2667, 35.2147), abs=1e-7)
    assert rules.stored_position(Point(*kept)) == kept


def test_numbers_go_on_and_step_over_those_taken():
    assert list(islice(rules.numbers_after(8, taken=["0010", "市-1"]), 3)) == ["0009", "0011", "0012"]
    assert list(islice(rules.numbers_after(9999), 1)) == ["10000"]


def test_the_chain_goes_from_near_to_far_and_names_no_unit_twice():
    units = {Duty.SUBDISTRICT: 5, Duty.COMMUNITY: 7, Duty.RESPONSIBLE: 7, Duty.LEAD: 9}
    persons = {Duty.LEADER: 3, Duty.KEEPER: 1}
    assert rules.chain(units, persons) == [
        Link(Duty.KEEPER, person_id=1),
        Link(Duty.COMMUNITY, 7),
        Link(Duty.SUBDISTRICT, 5),
        Link(Duty.LEAD, 9),
        Link(Duty.LEADER, person_id=3),
    ]


def test_the_chain_leaves_out_duties_that_nobody_has():
    assert rules.chain({Duty.RESPONSIBLE: 4, Duty.LEAD: None}, {}) == [Link(Duty.RESPONSIBLE, 4)]


ROW = {
    "code": "bank", "name": "银行网点", "name_en": "Bank", "source": "S", "certainty": "A", "is_local": False,
    "icon": "coin", "colour": "blue",
}  # fmt: skip


def test_place_types_are_read_in_order():
    other = ROW | {"code": "park", "name": "公园"}
    found = rules.parse_place_types({"sources": {"S": ""}, "place_types": [ROW, other]})
    assert [row.code for row in found] == ["bank", "park"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([ROW | {"color": "red"}], "1: .*color"),
        ([ROW | {"certainty": "D"}], "bank: S, D"),
        ([ROW | {"source": "X"}], "bank: X, A"),
        ([ROW, ROW | {"name": "其他"}], "bank"),
        ([ROW, ROW | {"code": "other"}], "银行网点"),
    ],
)
def test_faults_in_the_data_file_are_named(rows, told):
    with pytest.raises(PlaceTypesFault, match=told):
        rules.parse_place_types({"sources": {"S": ""}, "place_types": rows})


@pytest.mark.parametrize(
    ("town", "office", "group"),
    [
        ("东方红街道", "东方红街道办事处", "街道"),
        ("石碣镇", "石碣镇人民政府", "乡镇"),
        ("冶里满族乡", "冶里满族乡人民政府", "乡镇"),
        ("贡宝拉格苏木", "贡宝拉格苏木", "乡镇"),
        ("松山湖", "松山湖", "园区及其他"),
    ],
)
def test_streets_and_towns(town, office, group):
    assert (rules.office_of(town), rules.group_of(town)) == (office, group)


@pytest.mark.parametrize(
    ("code", "name", "short", "is_village"),
    [
        ("410811001001", "文化巷社区居民委员会", "文化巷社区", False),
        ("110101001001", "多福巷社区居委会", "多福巷社区", False),
        ("130402001001", "城关居民委员会", "城关居民委员会", False),
        ("410811008200", "李河村民委员会", "李河村", True),
        ("110105022201", "楼梓庄村委会", "楼梓庄村", True),
        ("441900101202", "上元村村民委员会", "上元村", True),
        ("441900003210", "某社区", "某社区", False),
        ("659001001200", "一连生活区", "一连生活区", True),
        ("441900003500", "黄旗生活区", "黄旗生活区", False),
    ],
)
def test_communities_and_villages(code, name, short, is_village):
    assert (rules.short_community(name), rules.is_village(code, name)) == (short, is_village)
