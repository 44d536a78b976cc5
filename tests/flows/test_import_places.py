"""Places out of files: every row's fate is told, nothing is written by halves, the same file twice changes nothing."""

import io
import json

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diebian.base.models import Event
from diebian.base.problems import FileRefused, NotAllowed
from diebian.flows.import_places import Fate, check_places, import_places, read_places
from diebian.flows.import_places import read as reading
from diebian.lib.datum import Datum, Point
from diebian.people import actions as people
from diebian.people.models import Unit
from diebian.people.terms import UnitKind
from diebian.places import actions
from diebian.places.models import Place
from tests.cast import NOW
from tests.places.conftest import *  # noqa: F403  # the market and the types
from tests.places.test_actions import allow_units_to_manage_places

HEAD = ["编号", "点位名称", "点位类型", "地址", "街道", "社区", "责任单位", "经度", "纬度", "必检点位"]
GOOD = [
    ["0007", "示例市场", "农贸市场", "文化巷1号", "东方红街道", "文化巷社区", None, 113.2667, 35.2147, "是"],
    [None, "示例楼院", "居民小区", None, "焦东街道", None, "城管局", None, None, None],
]


def workbook(*rows, head=HEAD) -> bytes:
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet(*rows, head=HEAD, datum=Datum.WGS84):
    return read_places(workbook(*rows, head=head), file_name="点位.xlsx", datum=datum)


def geojson(*features, datum=Datum.WGS84):
    document = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry}
            for properties, geometry in features
        ],
    }
    return read_places(json.dumps(document).encode(), file_name="点位.GeoJSON", datum=datum)


@pytest.fixture
def run(cast, kinds):
    def import_(file, by=None, **more):
        return import_places(file=file, campaign=cast.campaign, by=by or cast.zhao, at=NOW, **more)

    return import_


@pytest.fixture
def refusals(cast, kinds):
    """The reasons of the only row of a file with these cells."""

    def reasons(**cells) -> list[str]:
        row = {"点位名称": "示例", "点位类型": "公园", "街道": "东方红街道"} | cells
        file = sheet(list(row.values()), head=list(row))
        check = check_places(file=file, campaign=cast.campaign, by=cast.zhao, at=NOW)
        assert not Place.objects.exists()
        return list(check.rows[0].reasons)

    return reasons


class TestTables:
    def test_a_workbook_becomes_places(self, cast, run):
        check = run(sheet(*GOOD))
        assert check.is_written
        assert check.counts == {Fate.NEW: 2, Fate.CHANGED: 0, Fate.UNCHANGED: 0, Fate.REFUSED: 0}
        market, yard = Place.objects.order_by("id")
        assert (market.number, market.community, market.responsible_unit) == (
            "0007",
            cast.chen_community,
            cast.chen_community,
        )
        assert (market.longitude, market.latitude, market.is_required_check) == (113.2667, 35.2147, True)
        assert (yard.number, yard.place_type.code, yard.responsible_unit) == (
            "0001",
            "housing_yard",
            cast.department,
        )
        event = Event.objects.order_by("-id")[0]
        assert (event.verb, event.data["new"]) == ("places.imported", 2)

    @pytest.mark.parametrize("datum", Datum)
    def test_the_same_file_twice_changes_nothing(self, run, datum):
        run(sheet(*GOOD, datum=datum))
        events = Event.objects.count()
        check = run(sheet(*GOOD, datum=datum))
        assert [row.fate for row in check.rows] == [Fate.UNCHANGED, Fate.UNCHANGED]
        assert check.is_written
        assert (Place.objects.count(), Event.objects.count()) == (2, events)

    def test_a_changed_row_changes_what_it_names_and_leaves_the_rest(self, cast, run):
        run(sheet(*GOOD))
        check = run(sheet(["7", "改名市场", "城管局"], head=["编号", "名称", "牵头单位"]))
        assert [(row.fate, sorted(row.changed)) for row in check.rows] == [
            (Fate.CHANGED, ["lead_unit_id", "name"])
        ]
        market = Place.objects.get(number="0007")
        assert (market.name, market.address, market.lead_unit) == ("改名市场", "文化巷1号", cast.department)

    def test_positions_are_converted_from_the_datum_that_was_said(self, run):
        gcj = Point(113.2667, 35.2147).to(Datum.GCJ02)
        run(sheet([*GOOD[0][:7], gcj.longitude, gcj.latitude], datum=Datum.GCJ02))
        place = Place.objects.get()
        assert (place.longitude, place.latitude) == pytest.approx((113.2667, 35.2147), abs=1e-7)
        assert place.input_datum == "gcj02"

    def test_csv_in_gbk(self, run):
        text = "点位名称,类型,街道\n示例公园,公园,东方红街道\n"
        run(read_places(text.encode("gbk"), file_name="点位.csv", datum=Datum.WGS84))
        assert Place.objects.get().place_type.code == "park"

    def test_from_a_path_and_an_open_file(self, tmp_path):
        path = tmp_path / "点位.xlsx"
        path.write_bytes(workbook(*GOOD))
        with path.open("rb") as file:
            opened = read_places(file, file_name=path.name, datum=Datum.WGS84)
        assert opened == read_places(path, file_name=path.name, datum=Datum.WGS84)
        assert [row.row for row in opened.rows] == [2, 3]


class TestRefusedRows:
    @pytest.mark.parametrize(
        ("cells", "told"),
        [
            ({"点位类型": "飞船"}, "不认识点位类型“飞船”"),
            ({"街道": "外星街道"}, "不认识街道“外星街道”"),
            ({"社区": "没有社区"}, "不认识社区（村）“没有社区”"),
            ({"责任单位": "没有局"}, "不认识责任单位“没有局”"),
            ({"牵头单位": "没有局"}, "不认识牵头单位“没有局”"),
            ({"点位长": "孙无"}, "没有名为“孙无”的点位长"),
            ({"包联领导": "孙无"}, "没有名为“孙无”的包联领导"),
            ({"必检点位": "也许"}, "须填是或否"),
            ({"经度": 35.2, "纬度": 113.2}, "经度和纬度填反了"),
            ({"经度": 2.3, "纬度": 48.8}, "不在中国境内"),
            ({"经度": 113.2}, "不是一对坐标"),
            ({"经度": "东经", "纬度": "北纬"}, "不是一对坐标"),
            ({"街道": "城管局"}, "“城市管理局”不是街道"),
            ({"街道": None}, "没有责任单位"),
            ({"区划代码": "999999"}, "没有区划代码“999999”"),
            ({"点位名称": "长" * 101}, "超过 100 个字"),
            ({"点位名称": None}, "没有点位名称"),
            ({"点位类型": None}, "没有点位类型"),
        ],
    )
    def test_each_reason_is_told(self, refusals, cells, told):
        reasons = refusals(**cells)
        assert len(reasons) == 1
        assert told in reasons[0]

    def test_all_reasons_of_a_row_are_told_together(self, refusals):
        assert len(refusals(点位类型="飞船", 街道="外星街道", 经度="东经", 纬度="北纬")) == 3

    def test_one_place_twice_in_a_file(self, cast, run):
        check = run(sheet(*GOOD, GOOD[0], GOOD[1]))
        assert [row.fate for row in check.rows] == [Fate.NEW, Fate.NEW, Fate.REFUSED, Fate.REFUSED]
        assert check.rows[2].reasons == ("与第 2 行是同一个点位",)

    def test_one_place_on_two_sheets(self, run):
        book = openpyxl.Workbook()
        for one in (book.active, book.create_sheet("二")):
            one.append(HEAD)
            one.append(GOOD[0])
        target = io.BytesIO()
        book.save(target)
        check = run(read_places(target.getvalue(), file_name="x.xlsx", datum=Datum.WGS84))
        assert check.rows[1].reasons == ("与第 Sheet 2 行是同一个点位",)

    def test_names_that_several_places_share_need_a_number(self, cast, run, draft):
        actions.register_places(campaign=cast.campaign, drafts=[draft, draft], by=cast.zhao, at=NOW)
        check = run(sheet([draft.name, "农贸市场"], head=["点位名称", "类型"]))
        assert check.rows[0].reasons[0] == "同类型、同名称的点位不止一个，请填写编号"

    def test_all_or_nothing(self, run):
        bad = [None, "示例", "飞船"]
        check = run(sheet(*GOOD, bad))
        assert check.has_refused
        assert not check.is_written
        assert not Place.objects.exists()

    def test_partial_by_choice(self, run):
        check = run(sheet(*GOOD, [None, "示例", "飞船"]), is_partial=True)
        assert check.is_written
        assert check.counts[Fate.REFUSED] == 1
        assert [row.name for row in check.rows] == ["示例市场", "示例楼院", "示例"]
        assert Place.objects.count() == 2
        assert Event.objects.order_by("-id")[0].data["refused"] == 1

    def test_a_refused_row_of_a_known_place_is_called_by_its_name(self, run):
        run(sheet(*GOOD))
        check = run(sheet(["0007", "外星街道"], head=["编号", "街道"]))
        assert check.rows[0].name == "示例市场"


class TestNames:
    def test_communities_of_the_same_name_are_told_apart_by_their_street(self, cast, run):
        twin = Unit(
            name="文化巷社区居民委员会（焦东街道）",
            short_name="文化巷社区",
            kind=UnitKind.COMMUNITY,
            parent=cast.wu_unit,
        )
        people.create_units(campaign=cast.campaign, units=[twin], by=cast.system, at=NOW)
        head = ["点位名称", "类型", "街道", "社区"]
        alone = run(sheet(["甲", "公园", None, "文化巷社区"], head=head))
        assert "不止一个" in alone.rows[0].reasons[0]
        rows = [["甲", "公园", "焦东街道", "文化巷社区"], ["乙", "公园", "东方红街道", "文化巷社区"]]
        assert run(sheet(*rows, head=head)).is_written
        assert [place.community for place in Place.objects.order_by("id")] == [twin, cast.chen_community]

    def test_persons_by_name_when_only_one_has_it(self, cast, run):
        for name in ("孙点位", "李同名", "李同名"):
            people.register_person(campaign=cast.campaign, name=name, by=cast.system, at=NOW)
        head = ["点位名称", "类型", "街道", "点位长"]
        assert run(sheet(["甲", "公园", "东方红街道", "孙点位"], head=head)).is_written
        assert Place.objects.get().keeper.name == "孙点位"
        check = run(sheet(["乙", "公园", "东方红街道", "李同名"], head=head))
        assert "不止一人" in check.rows[0].reasons[0]

    @pytest.mark.parametrize(
        "words", ["six_small_shop", "“六小”门店", "六小门店", '"六小"门店', "Six small trades shop"]
    )
    def test_types_by_code_or_any_name(self, refusals, words):
        assert refusals(点位类型=words) == []

    @pytest.mark.parametrize(("words", "is_required"), [("√", True), ("否", False), ("YES", True)])
    def test_required_or_not(self, run, words, is_required):
        run(sheet(["甲", "公园", "东方红街道", words], head=["点位名称", "类型", "街道", "必检"]))
        assert Place.objects.get().is_required_check is is_required


class TestGeoJson:
    PROPERTIES = {"name": "示例公园", "点位类型": "公园", "街道": "东方红街道", "tags": ["x"]}
    SQUARE = [[113.0, 35.0], [113.2, 35.0], [113.2, 35.2], [113.0, 35.2], [113.0, 35.0]]

    def test_a_point(self, run):
        run(geojson((self.PROPERTIES, {"type": "Point", "coordinates": [113.2667, 35.2147]})))
        place = Place.objects.get()
        assert (place.name, place.longitude, place.latitude) == ("示例公园", 113.2667, 35.2147)

    def test_a_polygon_is_stood_for_by_a_point_inside(self, run):
        run(geojson((self.PROPERTIES, {"type": "Polygon", "coordinates": [self.SQUARE]})))
        place = Place.objects.get()
        assert (place.longitude, place.latitude) == pytest.approx((113.1, 35.1))

    def test_baidu(self, run):
        baidu = Point(113.2667, 35.2147).to(Datum.BD09)
        given = {"type": "Point", "coordinates": [baidu.longitude, baidu.latitude]}
        file = geojson((self.PROPERTIES, given), datum=Datum.BD09)
        run(file)
        assert Place.objects.get().longitude == pytest.approx(113.2667, abs=1e-7)
        assert run(file).rows[0].fate is Fate.UNCHANGED

    @pytest.mark.parametrize(("geometry", "kind"), [({"type": "LineString"}, "LineString"), (None, "无")])
    def test_what_is_no_place(self, run, geometry, kind):
        check = run(geojson((self.PROPERTIES, geometry)))
        assert f"几何类型“{kind}”" in check.rows[0].reasons[0]


class TestRefusedFiles:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("点位.geojson", b"{}"),
            ("点位.xlsx", b""),
            ("点位.xlsx", b"<html>"),
            ("点位.csv", "甲,乙\n1,2\n".encode()),
        ],
    )
    def test_a_file_that_is_none_is_refused_in_words(self, name, content):
        with pytest.raises(FileRefused) as raised:
            read_places(content, file_name=name, datum=Datum.WGS84)
        assert f"“{name}”" in str(raised.value)

    def test_too_large(self, monkeypatch):
        import dataclasses

        monkeypatch.setattr(reading, "LIMITS", dataclasses.replace(reading.LIMITS, file_bytes=10))
        with pytest.raises(FileRefused, match="文件过大"):
            read_places(b"x" * 11, file_name="点位.csv", datum=Datum.WGS84)


class TestWhoMay:
    def test_only_who_manages_places(self, cast, run):
        for person in (cast.chen, cast.lin, cast.zhou):
            with pytest.raises(NotAllowed):
                run(sheet(*GOOD), by=person)

    def test_a_unit_imports_only_its_own(self, cast, run, monkeypatch):
        allow_units_to_manage_places(monkeypatch)
        check = run(sheet(*GOOD), by=cast.chen, is_partial=True)
        assert [row.fate for row in check.rows] == [Fate.NEW, Fate.REFUSED]
        assert "权限" in check.rows[1].reasons[0]
        others = run(sheet(["0007", "新地址"], head=["编号", "地址"]), by=cast.wu)
        assert "权限" in others.rows[0].reasons[0]

    def test_a_place_does_not_leave_its_street_while_its_community_stays(self, run):
        run(sheet(*GOOD))
        check = run(sheet(["0007", "焦东街道"], head=["编号", "街道"]))
        assert check.rows[0].reasons == ("“文化巷社区居民委员会”不归“焦东街道办事处”管理",)

    def test_an_unchanged_row_of_another_unit_is_no_offence(self, cast, run, monkeypatch):
        run(sheet(*GOOD))
        allow_units_to_manage_places(monkeypatch)
        assert not run(sheet(*GOOD), by=cast.chen).has_refused


@pytest.mark.parametrize("times", [1, 3])
def test_queries_of_the_dry_run_do_not_grow(cast, run, times):
    rows = [[f"{n}", f"市场{n}", *GOOD[0][2:]] for n in range(times)]
    run(sheet(*rows))
    more = [*rows, *([None, f"楼院{n}", *GOOD[1][2:]] for n in range(times))]
    changed = [[*row[:3], "新地址", *row[4:]] for row in more]
    file = sheet(*changed)
    with CaptureQueriesContext(connection) as captured:
        check = check_places(file=file, campaign=cast.campaign, by=cast.zhao, at=NOW)
    assert check.counts[Fate.CHANGED] == check.counts[Fate.NEW] == times
    assert len(captured) == 7
