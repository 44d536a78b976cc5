"""The official divisions: counts as published, the district of the story, and the cities that have no counties."""

import time
from collections import Counter

import pytest

from diebian.places import divisions
from diebian.places.divisions import Division
from diebian.places.problems import NotADistrict, SearchTooWide, UnknownDivision
from diebian.places.terms import DivisionLevel


@pytest.mark.slow
def test_the_whole_country():
    codes = [found.code for found in divisions.everything()]
    assert Counter(len(code) for code in codes) == {2: 31, 4: 342, 6: 2978, 9: 41_352, 12: 620_573}
    assert len(set(codes)) == len(codes)


def test_shanyang_has_nine_streets_and_fifty_four_communities():
    streets = divisions.children("410811")
    assert [street.name for street in streets] == [
        "东方红街道", "焦东街道", "百间房街道", "太行街道", "艺新街道", "光亚街道", "定和街道", "中星街道", "新城街道",
    ]  # fmt: skip
    below = [found.name for street in streets for found in divisions.children(street.code)]
    assert Counter(name.endswith("村民委员会") for name in below) == {False: 35, True: 19}


def test_numbers_that_do_not_follow_on_are_kept():
    found = divisions.children("410811009")
    assert [item.code[9:] for item in found[:3]] == ["008", "009", "012"]
    assert found[-1] == Division("410811009211", "定和村民委员会")


@pytest.mark.parametrize(
    ("code", "name", "level", "parent"),
    [
        ("41", "河南省", DivisionLevel.PROVINCE, ""),
        ("4108", "焦作市", DivisionLevel.CITY, "41"),
        ("410811", "山阳区", DivisionLevel.COUNTY, "4108"),
        ("410811001", "东方红街道", DivisionLevel.TOWN, "410811"),
        ("410811001001", "文化巷社区居民委员会", DivisionLevel.VILLAGE, "410811001"),
        ("110101", "东城区", DivisionLevel.COUNTY, "1101"),
    ],
)
def test_one_division_of_each_level(code, name, level, parent):
    found = divisions.division(code)
    assert (found.code, found.name, found.level, found.parent_code) == (code, name, level, parent)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("410000", "41"),
        ("410800", "4108"),
        ("410811000000", "410811"),
        ("410811001000", "410811001"),
        ("441900", "441900"),
        ("441900000000", "441900"),
    ],
)
def test_codes_as_the_statistics_print_them(written, code):
    assert divisions.division(written).code == code


def test_full_code_has_twelve_digits():
    assert divisions.division("4108").full_code == "410800000000"


@pytest.mark.parametrize(
    "code", ["", "4", "990000", "9999", "410899", "410811099", "410811001999", "41081a", "４１"]
)
def test_an_unknown_code_is_named(code):
    with pytest.raises(UnknownDivision) as raised:
        divisions.division(code)
    assert f"“{code}”" in str(raised.value)
    assert raised.value.status == 404


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("410811", "河南省焦作市山阳区"),
        ("110101", "北京市东城区"),
        ("441900", "广东省东莞市"),
        ("429004", "湖北省仙桃市"),
        ("659001", "新疆维吾尔自治区石河子市"),
    ],
)
def test_full_names_leave_out_rows_that_only_gather(code, name):
    assert divisions.full_name(code) == name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("110101", "110101"),
        ("4419", "441900"),
        ("441900", "441900"),
        ("442000", "442000"),
        ("460400", "460400"),
        ("620200", "620201"),
        ("429004", "429004"),
    ],
)
def test_districts_and_cities_without_counties(written, code):
    assert divisions.district(written).code == code
    assert divisions.children(code)[0].level is DivisionLevel.TOWN


@pytest.mark.parametrize("code", ["41", "4108", "1101", "4290", "410811001", "410811001001"])
def test_what_is_no_district(code):
    with pytest.raises(NotADistrict):
        divisions.district(code)


def test_search():
    assert [found.code for found in divisions.search("山阳")] == ["410811", "611024"]
    assert [found.code for found in divisions.search("文化巷", within="410811")] == ["410811001001"]
    assert divisions.search("山阳", within="4108")[0].code == "410811"
    assert divisions.search("文化巷", within="410802") == []
    assert divisions.search(" ", within="4108") == []
    with pytest.raises(SearchTooWide):
        divisions.search("文化巷", within="41")


def test_provinces_and_the_bottom():
    assert len(divisions.children()) == 31
    assert divisions.children("410811001001") == []


def test_a_county_is_read_without_the_rest_of_the_country(monkeypatch):
    read, text = [], divisions._text
    monkeypatch.setattr(divisions, "_text", lambda name: read.append(name) or text(name))
    divisions.forget()
    for _ in range(2):
        assert len(divisions.children("410811")) == 9
    assert read == ["upper", "4108"]


def test_a_county_is_read_quickly():
    def seconds() -> float:
        divisions.forget()
        begin = time.process_time()
        divisions.children("410811")
        return time.process_time() - begin

    assert min(seconds() for _ in range(5)) < 0.2  # 0.02 s alone; the rest is room for a busy machine
