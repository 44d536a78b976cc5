"""A ledger as an office sends it becomes cases; every oddity of it is told."""

from pathlib import Path

import pytest
from django.db import transaction
from tools import make_ledgers

from diebian.base.models import Event
from diebian.base.problems import ChangedMeanwhile, FileRefused, NotAllowed, NotFound
from diebian.base.queries import first_broken_event
from diebian.cases.models import Case, CaseHelper, ImportedRow, ImportMapping
from diebian.cases.terms import CaseSource, CaseState
from diebian.flows import import_ledger as flow
from diebian.flows.import_ledger import Fate, ReasonCode
from diebian.lib.tables import SkipReason
from diebian.people.models import UnitAlias
from diebian.places.models import Place, PlaceType
from tests.cast import NOW, Cast
from tests.lib import hostile

UNITS = ("东方红街道", "焦东街道")


@pytest.fixture
def traps(tmp_path: Path) -> Path:
    path = tmp_path / "every_trap.xlsx"
    make_ledgers.every_trap(path, units=UNITS)
    return path


def run(cast: Cast, file, **values):
    return flow.import_ledger(
        file, file_name="台账.xlsx", campaign=cast.campaign, by=cast.zhao, at=NOW, **values
    )


def checked(cast: Cast, file, **values) -> flow.LedgerCheck:
    ledger = flow.read_ledger(file, file_name="台账.xlsx", campaign=cast.campaign, **values)
    return flow.check_ledger(ledger=ledger, campaign=cast.campaign, by=cast.zhao, at=NOW)


def table(*rows, head=("编号", "点位", "存在问题", "责任单位", "整改时限")) -> bytes:
    return hostile.workbook([head, *rows])


def row(
    number: str = "1",
    place: str = "甲路",
    problem: str = "垃圾",
    unit: str = "东方红街道",
    due: str = "2017-8-20",
):
    return [number, place, problem, unit, due]


# --- every trap ------------------------------------------------------------------------------------


def test_every_trap_is_told(cast, traps):
    check = checked(cast, traps)
    fates = {row.row_number: row.fate for row in check.rows}
    refused = {14, 15, 19, 20, 22}
    assert {number for number, fate in fates.items() if fate is Fate.REFUSED} == refused
    assert {number for number, fate in fates.items() if fate is Fate.NEW} == {7, 8, 9, 10, 11, 13, 21, 23}
    assert fates[16] is Fate.DUPLICATE_IN_FILE
    skipped = {skipped.row: skipped.reason for _, skipped in check.ledger.skipped}
    assert skipped == {
        1: SkipReason.TITLE, 2: SkipReason.TITLE, 4: SkipReason.HEADER, 5: SkipReason.HEADER, 6: SkipReason.SECTION,
        17: SkipReason.ONLY_A_NUMBER, 18: SkipReason.REPEATED_HEADER, 24: SkipReason.TOTAL, 25: SkipReason.NOTE,
    }  # fmt: skip
    assert check.ledger.has_unsaved_formulas


def by_row(check: flow.LedgerCheck) -> dict[int, flow.CheckedRow]:
    return {row.row_number: row for row in check.rows}


def test_refused_rows_have_every_reason_with_its_column(cast, traps):
    rows = by_row(checked(cast, traps))
    assert [str(reason) for reason in rows[14].reasons] == [
        "整改情况/整改责任单位：找不到单位“东方红街”，您是否指：东方红街道"
    ]
    assert [reason.code for reason in rows[15].reasons] == [
        ReasonCode.DAY_UNREADABLE,
        ReasonCode.UNIT_UNKNOWN,
    ]
    assert [reason.column for reason in rows[15].reasons] == [
        "整改情况/整改时限（月日）",
        "整改情况/整改责任单位",
    ]
    assert [reason.code for reason in rows[19].reasons] == [ReasonCode.PROBLEM_MISSING]
    assert [reason.code for reason in rows[20].reasons] == [ReasonCode.DUE_BEFORE_HANDED_ON]
    assert [reason.code for reason in rows[22].reasons] == [ReasonCode.PROBLEM_MISSING]
    assert rows[16].same_as_row == 7


def test_good_rows_become_what_they_say(cast, traps):
    rows = by_row(checked(cast, traps))
    assert {rows[number].new.place_text for number in (7, 8, 9)} == {"示例路1号"}
    due = {number: rows[number].given_to.deadline.due_at.day for number in (7, 8, 9, 10, 11, 13)}
    assert due == {7: 25, 8: 26, 9: 27, 10: 28, 11: 29, 13: 4}
    units = {
        number: (str(rows[number].given_to.lead_unit), [str(unit) for unit in rows[number].given_to.helpers])
        for number in due
    }
    one, two = UNITS
    assert units == {
        7: (one, []),
        8: (one, [two]),
        9: (two, [one]),
        10: (two, [one]),
        11: (one, [two]),
        13: (one, []),
    }
    sources = {number: rows[number].new.source for number in (7, 10, 11, 13)}
    assert sources == {7: "city_task", 10: "district_task", 11: "report", 13: "supervision"}


def test_what_is_only_registered_says_why(cast, traps):
    rows = by_row(checked(cast, traps))
    assert [remark.code for remark in rows[21].remarks] == [
        ReasonCode.DUE_PASSED,
        ReasonCode.SOURCE_UNKNOWN,
        ReasonCode.SAID_DONE,
    ]
    assert [remark.code for remark in rows[23].remarks] == [ReasonCode.DUE_MISSING, ReasonCode.UNIT_MISSING]
    assert rows[21].given_to is rows[23].given_to is None
    assert rows[23].new.description == "'=cmd|' /C calc'!A0"


# --- writing ---------------------------------------------------------------------------------------


def test_refused_rows_stop_all_or_are_left_out(cast, traps):
    with pytest.raises(flow.RowsRefused, match="有 5 行不能导入"):
        run(cast, traps)
    assert not Case.objects.exists()
    assert not ImportMapping.objects.exists()
    _, result = run(cast, traps, is_partial=True)
    assert (result.registered, result.given_out, result.first_number, result.last_number) == (8, 6, 1, 8)
    assert Case.objects.filter(state=CaseState.DISPATCHED).count() == 6
    assert first_broken_event() is None


def test_the_ledger_of_571_tasks_enters_once(cast, tmp_path):
    path = tmp_path / "571.xlsx"
    make_ledgers.handed_down(path, units=UNITS)
    check, result = run(cast, path)
    assert result.registered == 571
    assert check.counts[Fate.NEW] == 571
    assert (
        Case.objects.filter(source=CaseSource.CITY_TASK).count()
        + Case.objects.filter(source=CaseSource.DISTRICT_TASK).count()
        == 571
    )
    assert CaseHelper.objects.count() == 571 // 4
    assert Case.objects.exclude(reported_progress="").filter(state=CaseState.CLOSED).count() == 0
    assert Event.objects.filter(verb="ledger.imported").count() == 1
    events = Event.objects.count()
    again, nothing = run(cast, path)
    assert again.counts[Fate.UNCHANGED] == 571
    assert (nothing.registered, nothing.first_number) == (0, None)
    assert (Case.objects.count(), ImportedRow.objects.count(), Event.objects.count()) == (571, 571, events)


@pytest.mark.parametrize("name", ["old_workbook", "gbk_text"])
def test_old_workbooks_and_gbk_text_give_the_same_cases(cast, tmp_path, name):
    first, second = tmp_path / "a.xlsx", tmp_path / "b"
    make_ledgers.handed_down(first, count=60, units=UNITS)
    getattr(make_ledgers, name)(second, units=UNITS)
    assert run(cast, first)[1].registered == 60
    assert checked(cast, second).counts[Fate.UNCHANGED] == 60


def test_changed_rows_are_told_and_change_nothing(cast):
    run(cast, table(row()))
    check, result = run(cast, table(row(place="乙路", due="2017-8-21"), row("2")))
    told = check.rows[0]
    assert (told.fate, told.case_number) == (Fate.DUPLICATE_OF_CASE, 1)
    assert [str(remark) for remark in told.remarks] == [
        "点位：与案件 000001 不同，未作更改",
        "整改时限：与案件 000001 不同，未作更改",
    ]
    assert result.registered == 1
    assert Case.objects.get(number=1).place_text == "甲路"


def test_one_number_with_two_contents_is_refused(cast):
    check = checked(cast, table(row(), row(problem="积水"), row()))
    assert [row.fate for row in check.rows] == [Fate.NEW, Fate.REFUSED, Fate.DUPLICATE_IN_FILE]
    assert str(check.rows[1].reasons[0]) == "编号：编号“1”与第 2 行相同，内容却不同"


def test_without_a_number_the_content_is_the_identity(cast):
    head = ("序号", "点位", "存在问题")
    run(cast, hostile.workbook([head, [1, "甲路", "垃圾"], [2, "乙路", "垃圾"]]))
    check = checked(cast, hostile.workbook([head, [1, "乙　路", "垃 圾"], [2, "丙路", "垃圾"]]))
    assert [row.fate for row in check.rows] == [Fate.UNCHANGED, Fate.NEW]


def test_another_campaign_has_its_own_ledger(cast):
    from tests.cast import make_campaign, make_units

    run(cast, table(row()))
    other = make_campaign(cast.system, code="410802", name="另一行动")
    make_units(other, cast.system)
    ledger = flow.read_ledger(table(row()), file_name="x", campaign=other)
    assert flow.check_ledger(ledger=ledger, campaign=other, by=cast.system, at=NOW).counts[Fate.NEW] == 1


def test_progress_and_cancelling(cast):
    heard: list[tuple[int, int]] = []
    run(cast, table(row()), progress=lambda *done: heard.append(done))
    assert heard == [(1, 2), (2, 2)]
    with pytest.raises(flow.ImportCancelled):
        run(cast, table(row("2")), is_cancelled=lambda: True)
    assert Case.objects.count() == 1


def test_an_import_between_check_and_writing_stops_the_second(cast):
    check = checked(cast, table(row(), row("2")))
    run(cast, table(row("2")))
    with pytest.raises(ChangedMeanwhile), transaction.atomic():
        flow.write_ledger(check=check, by=cast.zhao, at=NOW)
    assert Case.objects.count() == 1


def test_only_the_office_imports(cast):
    ledger = flow.read_ledger(table(row()), file_name="x", campaign=cast.campaign)
    for stranger in (cast.chen, cast.lin, cast.zhou):
        with pytest.raises(NotAllowed):
            flow.check_ledger(ledger=ledger, campaign=cast.campaign, by=stranger, at=NOW)


def test_a_refused_file_is_told_in_words(cast):
    with pytest.raises(FileRefused, match="取消密码"):
        checked(cast, hostile.compound("EncryptedPackage"))
    with pytest.raises(FileRefused, match="没有找到表头"):
        checked(cast, b"a,b\n1,2")


def test_every_refusal_has_words():
    from diebian.flows.refused_tables import SENTENCES
    from diebian.lib.tables import RefusalCode

    assert set(SENTENCES) == set(RefusalCode)


# --- columns ---------------------------------------------------------------------------------------


def test_a_correction_is_remembered_for_the_form(cast):
    odd = table(row(), head=("编号", "何处", "情形", "责任单位", "整改时限"))
    with pytest.raises(flow.ColumnsMissing, match="存在问题"):
        checked(cast, odd)
    _, result = run(
        cast, odd, corrections={"problem": "情形", "place": "何处", "number": "-"}, source=CaseSource.MEDIA
    )
    assert result.registered == 1
    case = Case.objects.get()
    assert (case.description, case.place_text, case.source, case.source_number) == (
        "垃圾",
        "甲路",
        "media",
        "",
    )
    again = flow.read_ledger(odd, file_name="x", campaign=cast.campaign)
    assert again.is_remembered
    assert (again.columns, again.source) == (
        {"unit": 3, "due": 4, "problem": 2, "place": 1},
        CaseSource.MEDIA,
    )


def test_corrections_that_cannot_be(cast):
    with pytest.raises(flow.MappingWrong, match="没有名为“nonsense”的项目"):
        checked(cast, table(row()), corrections={"nonsense": "点位"})
    with pytest.raises(flow.MappingWrong, match="表中没有“别处”列"):
        checked(cast, table(row()), corrections={"place": "别处"})


@pytest.mark.parametrize(("name", "text"), [("m.json", '{"problem": "情形"}'), ("m.yaml", "problem: 情形\n")])
def test_corrections_from_a_file(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert flow.load_corrections(path) == {"problem": "情形"}


@pytest.mark.parametrize(
    ("name", "text"),
    [("m.json", "{"), ("m.yaml", "a: [1"), ("m.yaml", "- a"), ("m.yaml", "a: 1"), ("m.json", " " * 200_000)],
)
def test_wrong_files_of_corrections(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(flow.MappingWrong):
        flow.load_corrections(path)
    with pytest.raises(NotFound):
        flow.load_corrections(tmp_path / "none.json")


def test_sheets_of_another_form_are_named(cast):
    import openpyxl

    book = openpyxl.Workbook()
    for name, head in (
        ("甲", ["编号", "点位", "存在问题"]),
        ("乙", ["编号", "点位", "存在问题"]),
        ("丙", ["编号", "存在问题", "点位"]),
        ("说明", ["说明"]),
    ):
        sheet = book.create_sheet(name)
        sheet.append(head)
        sheet.append([name, "路", f"问题{name}"])
    ledger = flow.read_ledger(hostile.saved(book), file_name="x", campaign=cast.campaign)
    assert [table.sheet for table in ledger.tables] == ["甲", "乙"]
    assert ledger.left_out_sheets == ["丙", "说明"]


# --- units and words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "lead", "helpers"),
    [
        ("东方红街道", "东方红街道", []),
        ("东方红街道办事处", "东方红街道", []),
        ("东 方 红 街 道", "东方红街道", []),
        ("东方红办", "东方红街道", []),
        ("东方红街道、焦东街道", "东方红街道", ["焦东街道"]),
        ("东方红街道/城管局；焦东街道", "东方红街道", ["城管局", "焦东街道"]),
        ("东方红街道\n焦东街道", "东方红街道", ["焦东街道"]),
        ("东方红街道 焦东街道", "东方红街道", ["焦东街道"]),
        ("东方红街道和焦东街道", "东方红街道", ["焦东街道"]),
        ("焦东街道、城管局（牵头）", "城管局", ["焦东街道"]),
        ("配合单位：焦东街道；牵头单位：城管局", "城管局", ["焦东街道"]),
        ("东方红街道（盖章）", "东方红街道", []),
        ("东方红街道、东方红街道", "东方红街道", []),
    ],
)
def test_units_in_a_cell(cast, cell, lead, helpers):
    UnitAlias.objects.create(unit=cast.chen_unit, name="东方红办")
    (read,) = checked(cast, table(row(unit=cell))).rows
    assert not read.reasons
    assert (str(read.given_to.lead_unit), [str(unit) for unit in read.given_to.helpers]) == (lead, helpers)


def test_lead_and_helping_units_in_columns_of_their_own(cast):
    head = ("点位", "存在问题", "牵头单位", "责任单位", "配合单位", "整改时限")
    body = ["甲路", "垃圾", "城管局", "东方红街道", "焦东街道", "8月20日"]
    (read,) = checked(cast, hostile.workbook([head, body])).rows
    assert (str(read.given_to.lead_unit), [str(unit) for unit in read.given_to.helpers]) == (
        "城管局",
        ["东方红街道", "焦东街道"],
    )
    body[4] = "城管局"
    (read,) = checked(cast, hostile.workbook([head, body])).rows
    assert [reason.code for reason in read.reasons] == [ReasonCode.LEAD_IS_HELPER]


@pytest.mark.parametrize(
    ("due", "level", "due_on"),
    [
        ("立行立改", "at_once", "2017-08-03"),
        ("3天内", "limited", "2017-08-05"),
        ("3个工作日", "limited", "2017-08-07"),
        ("长期坚持", "long_term", None),
        ("2017-08-02", "limited", "2017-08-02"),
        ("2017-08-01", "limited", None),
        ("", "limited", None),
    ],
)
def test_deadlines(cast, due, level, due_on):
    (read,) = checked(cast, table(row(due=due))).rows
    assert not read.reasons
    assert read.new.level == level
    assert (f"{read.given_to.deadline.due_at:%Y-%m-%d}" if read.given_to else None) == due_on


@pytest.mark.parametrize(
    ("text", "is_done"),
    [
        ("已完成", True),
        ("办结", True),
        ("整改到位", True),
        ("未完成", False),
        ("正在整改", False),
        ("基本完成，部分待验收", False),
        ("", False),
        ("完成率80%", False),
    ],
)
def test_what_says_done(text, is_done):
    from diebian.flows.import_ledger.rows import says_done

    assert says_done(text) is is_done


def test_what_does_not_fit(cast):
    head = ("编号", "点位", "存在问题", "责任人", "完成情况", "专项任务", "工作组", "类别")
    body = ["9" * 61, "路" * 201, "垃圾", "人" * 61, "进" * 201, "没有的任务", "没有的组", "C0101"]
    (read,) = checked(cast, hostile.workbook([head, body])).rows
    assert [(reason.code, reason.column) for reason in read.reasons] == [
        (ReasonCode.TOO_LONG, "编号"),
        (ReasonCode.TOO_LONG, "点位"),
    ]
    body[:2] = ["9", "路"]
    (read,) = checked(cast, hostile.workbook([head, body])).rows
    assert {remark.code for remark in read.remarks} >= {
        ReasonCode.SHORTENED,
        ReasonCode.TASK_UNKNOWN,
        ReasonCode.GROUP_UNKNOWN,
    }
    assert (len(read.new.responsible_person), len(read.new.reported_progress), read.new.category_code) == (
        60,
        200,
        "C0101",
    )


def test_a_registered_place_is_recognised_unless_two_bear_its_name(cast):
    kind = PlaceType.objects.create(code="market", name="农贸市场", official_order=1, certainty="A")

    def make(number: str, name: str) -> Place:
        return Place.objects.create(
            campaign=cast.campaign, number=number, name=name, place_type=kind, responsible_unit=cast.chen_unit
        )

    place, _, _ = make("1", "工字路市场"), make("2", "甲路"), make("3", "甲 路")
    first, second = checked(cast, table(row(place="工字路 市场"), row("2"))).rows
    assert (first.new.place, second.new.place) == (place, None)
