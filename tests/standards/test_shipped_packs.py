"""The packs that ship: all valid, all place types and categories there, limits as their sources have them."""

from pathlib import Path

import pytest

from diebian import standards
from diebian.lib import strict_yaml
from diebian.standards.rules.crossings import category_faults, crosswalk_faults
from diebian.standards.rules.limits import ancestry, choose_limit
from diebian.standards.rules.pack_reading import read_pack
from diebian.standards.rules.packs import pack_faults
from diebian.standards.terms import Pack

FOLDER = Path(standards.__file__).with_name("packs")
FILES = sorted(FOLDER.glob("*.yaml"))
PACKS: dict[str, Pack] = {path.stem: read_pack(strict_yaml.read(path.read_bytes())) for path in FILES}
CIVILISED, HEALTHY = PACKS["civilised-city"], PACKS["healthy-city"]
CAR_WASH, URBAN, WALK = PACKS["local-car-wash"], PACKS["urban-management"], PACKS["crosswalk"]

# Place types with a list of their own beyond the common block (research, section 1.5), and the list's code.
OWN_LISTS = {
    "farmers_market": "FM",
    "main_road": "MR",
    "shopping_street": "SS",
    "junction": "JN",
    "back_lane": "BL",
    "housing_yard": "HY",
    "community_office": "CM",
    "urban_village": "UV",
    "urban_fringe": "UV",
    "service_window": "SW",
    "government_hall": "SW",
    "bank": "SW",
    "hospital": "HP",
    "coach_station": "ST",
    "railway_station": "ST",
    "bus": "BS",
    "bus_stop": "BS",
    "park": "PS",
    "square": "PS",
    "school_surroundings": "SR",
    "school": "SC",
    "internet_cafe": "NC",
    "six_small_shop": "SX",
    "construction_site": "CS",
    "hotel": "HR",
    "restaurant": "HR",
    "public_toilet": "PT",
    "emergency_shelter": "ES",
}
# Numbers of the event classes (research, section 3.2): 99 is 其他, and 02 has none.
EVENTS = {
    "E01": [*range(1, 19), 99],
    "E02": [*range(1, 6)],
    "E03": [*range(1, 6), 99],
    "E04": [*range(1, 10), 99],
    "E05": [*range(1, 14), 99],
}
EVENT_NAMES = {
    "E0101": "私搭乱建",
    "E0102": "暴露垃圾",
    "E0110": "道路破损",
    "E0118": "擅自饲养家禽家畜",
    "E0201": "非法小广告",
    "E0302": "工地扬尘",
    "E0408": "架空线缆损坏",
    "E0501": "无照经营游商",
    "E0504": "店外经营",
    "E0513": "空调室外机低挂",
}
COMPONENTS = {
    "C01": [*range(1, 28)],
    "C02": [*range(1, 15)],
    "C03": [*range(1, 9)],
    "C04": [*range(1, 8), 9],
    "C05": [1, 2, 3],
}
# Category, variant, amount, unit: 济源 (D1) and another district (D2), research section 3.4.
JIYUAN = {
    "E0101": (15, "working_day"),
    "E0102": (1, "working_day"),
    "E0103": (4, "working_day"),
    "E0104": (5, "working_hour"),
    "E0105": (15, "working_day"),
}
OTHER_DISTRICT = {
    ("E0101", "stop-work"): (4, "working_hour"),
    ("E0101", "penalty"): (7, "working_day"),
    ("E0101", "demolition"): (20, "working_day"),
    ("E0102", ""): (4, "working_hour"),
    ("E0103", "rubbish"): (4, "working_hour"),
    ("E0103", "spoil-heap"): (2, "working_day"),
    ("E0104", ""): (2, "working_hour"),
    ("E0104", "water-on-road"): (4, "working_hour"),
    ("E0106", ""): (4, "working_hour"),
    ("E0106", "replanting"): (5, "working_day"),
}


def codes_of(pack: Pack) -> set[str]:
    return {category.code for category in pack.categories}


def numbered(classes: dict[str, list[int]]) -> set[str]:
    return {f"{head}{number:02d}" for head, numbers in classes.items() for number in numbers}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_pack_is_without_fault(path):
    assert pack_faults(strict_yaml.read(path.read_bytes())) == []


def test_a_pack_is_filed_under_its_own_name():
    assert [pack.framework_code for pack in PACKS.values()] == list(PACKS)
    assert set(PACKS) == {"civilised-city", "healthy-city", "local-car-wash", "urban-management", "crosswalk"}


@pytest.mark.parametrize(("place_type", "code"), OWN_LISTS.items())
def test_every_place_type_has_its_own_list_and_the_common_block(place_type, code):
    at = [item.code for item in CIVILISED.items if place_type in item.place_types]
    assert [item for item in at if item.startswith(code)]
    assert [item for item in at if item.startswith("C") and item[1:].isdigit()]


def test_the_common_block_is_whole():
    common = [item for item in CIVILISED.items if item.code.startswith("C") and item.code[1:].isdigit()]
    assert [item.code for item in common] == [f"C{number}" for number in range(1, 19)]


def test_items_with_numbers_of_their_own():
    numbers = {
        item.code: (item.rule.threshold.amount, item.rule.threshold.per)
        for item in CIVILISED.items
        if item.rule.threshold and not (item.rule.threshold.is_ceiling and item.rule.threshold.amount == 0)
    }
    assert numbers["FM02"] == (5, 0)
    assert numbers["MR01"] == (1, 200)
    assert numbers["MR02"] == (3, 500)
    assert numbers["SS01"] == (5, 100)
    assert numbers["BL04"] == (95, 0)
    assert numbers["SW04"] == numbers["HP04"] == (15, 0)
    assert numbers["ST04"] == (10, 0)


def test_drawn_lines_are_no_road_trading():
    for item in CIVILISED.items:
        if "占道经营" in item.text:
            assert any("划定线内" in exception for exception in item.exceptions), item.code


def test_car_washes_are_local_and_nothing_else_is():
    assert all(item.is_local and item.place_types == ("car_wash",) for item in CAR_WASH.items)
    assert not any(item.is_local for item in (*CIVILISED.items, *HEALTHY.items))
    assert "car_wash" not in {code for item in CIVILISED.items for code in item.place_types}


def test_every_event_and_component_is_there_under_its_code():
    codes = codes_of(URBAN)
    assert numbered(EVENTS) | numbered(COMPONENTS) | set(EVENTS) | set(COMPONENTS) <= codes
    local = {category.code for category in URBAN.categories if category.is_local}
    assert codes - local - {"E", "C"} == numbered(EVENTS) | numbered(COMPONENTS) | set(EVENTS) | set(
        COMPONENTS
    )
    names = {category.code: category.name for category in URBAN.categories}
    assert {code: names[code] for code in EVENT_NAMES} == EVENT_NAMES
    assert all(code.startswith(("E06", "C06")) for code in local)


def test_every_category_hangs_under_its_class():
    for category in URBAN.categories:
        assert category.parent_code == {1: "", 3: category.code[:1], 5: category.code[:3]}[len(category.code)]
        assert category.kind == ("event" if category.code.startswith("E") else "component")


def test_time_limits_are_those_of_their_sources():
    found = {
        (limit.limit_set, limit.category_code, limit.variant): (limit.amount, limit.unit)
        for limit in URBAN.limits
        if limit.limit_set != "common"
    }
    jiyuan = {("jiyuan", code, ""): value for code, value in JIYUAN.items()}
    other = {("district-two", code, variant): value for (code, variant), value in OTHER_DISTRICT.items()}
    assert found == jiyuan | other


def test_every_category_has_a_limit_for_every_stage():
    parents = {category.code: category.parent_code for category in URBAN.categories}
    for code in parents:
        for stage in ("dispatch", "acceptance", "handling", "verification"):
            line = ancestry(code, parents=parents)
            assert choose_limit(URBAN.limits, line=line, level="", stage=stage, limit_set="jiyuan"), (
                code,
                stage,
            )


def test_at_once_is_never_later_than_the_ordinary_limit():
    parents = {category.code: category.parent_code for category in URBAN.categories}
    hours = {"working_hour": 1, "working_day": 7, "hour": 1, "day": 7}
    for code in parents:
        words = {"line": ancestry(code, parents=parents), "stage": "handling", "limit_set": "jiyuan"}
        at_once, ordinary, long_term = (
            choose_limit(URBAN.limits, level=level, **words) for level in ("at_once", "limited", "long_term")
        )
        took = [limit.amount * hours[limit.unit] for limit in (at_once, ordinary, long_term)]
        assert took == sorted(took), code


def test_a_limit_without_a_source_says_why():
    assert all(limit.reason for limit in URBAN.limits if limit.certainty in {"C", "M"})


def test_minimum_samples_are_those_of_the_assessment_tables():
    found: dict[str, list[int]] = {}
    for band in HEALTHY.samples:
        found.setdefault(band.subject_code, []).append(band.minimum)
    assert found == {
        "total": [161, 215, 267],
        "organisation": [7, 10, 13],
        "health_education": [12, 13, 14],
        "appearance": [61, 79, 99],
        "main_road": [8, 12, 15],
    }


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.framework_code)
def test_items_and_topics_name_categories_that_exist(pack):
    assert category_faults(pack, known=codes_of(URBAN)) == []


def test_the_crosswalk_leads_from_item_to_item_at_one_place_at_least():
    items = {(pack.framework_code, item.code): item for pack in PACKS.values() for item in pack.items}
    assert crosswalk_faults(WALK.links, known=items) == []
    assert dict(WALK.based_on) == {name: pack.label for name, pack in PACKS.items() if name != "crosswalk"}
    for link in WALK.links:
        start, end = items[link.from_framework, link.from_code], items[link.to_framework, link.to_code]
        assert set(start.place_types) & set(end.place_types), link


def test_every_row_of_the_overlap_table_is_a_topic():
    """Research, section 2: thirteen rows and one of our own, with the events they are filed under."""
    topics = strict_yaml.read((FOLDER / "crosswalk.yaml").read_bytes())["topics"]
    assert len(topics) >= 14
    codes = {code for _topic, code in WALK.topic_categories}
    assert {"E0102", "E0104", "E0504", "E0501", "E0201", "E0106", "E0110", "E0408", "E0302", "E0116"} <= codes


def test_the_words_are_short_and_in_both_languages():
    for pack in PACKS.values():
        for item in pack.items:
            assert len(item.text) <= 60, item.code
            assert item.english.isascii(), item.code
