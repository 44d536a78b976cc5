"""What was imported is reported back in its own form; imported again it changes nothing."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tools import make_ledgers

from diebian.base.models import Event
from diebian.base.problems import NotAllowed
from diebian.cases import actions
from diebian.cases.models import Case, ImportedRow, ImportMapping
from diebian.cases.terms import CaseSource
from diebian.flows import import_ledger as flow
from diebian.flows.export_ledger import export_ledger
from diebian.flows.import_ledger import Fate
from tests.cases.conftest import DAY, Ledger, deadline
from tests.cast import NOW, Cast
from tests.lib import hostile

UNITS = ("东方红街道", "焦东街道")


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)


def exported(cast: Cast, **values) -> bytes:
    out = io.BytesIO()
    export_ledger(out, campaign=cast.campaign, at=NOW + 3 * DAY, **{"by": cast.zhao, **values})
    return out.getvalue()


def imported(cast: Cast, file, **values) -> flow.LedgerCheck:
    check, _ = flow.import_ledger(file, file_name="x", campaign=cast.campaign, by=cast.zhao, at=NOW, **values)
    return check


def sheet_rows(content: bytes, *, skip: int) -> list[tuple]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return list(sheet.iter_rows(min_row=skip + 1, values_only=True))


def everything() -> tuple[int, ...]:
    return (
        Case.objects.count(),
        ImportedRow.objects.count(),
        Event.objects.exclude(verb="ledger.exported").count(),
    )


def test_the_same_form_with_states_filled_in(cast, tmp_path):
    path = tmp_path / "a.xlsx"
    make_ledgers.handed_down(path, count=5, units=UNITS)
    imported(cast, path)
    hands = Ledger(cast)
    first = Case.objects.get(number=1)
    if first.lead_unit != cast.chen_unit:
        first = Case.objects.filter(lead_unit=cast.chen_unit).order_by("number")[0]
    hands.close(hands.rectify(hands.accept(first)))
    mapping = ImportMapping.objects.get()
    heading, *rows = sheet_rows(exported(cast, mapping=mapping), skip=2)
    given = sheet_rows(path.read_bytes(), skip=3)
    assert heading == (*(column.heading for column in make_ledgers.HEADINGS), "销号日期")
    progress, measure = heading.index("完成情况"), heading.index("整改措施")
    for before, after in zip(given, rows, strict=False):
        same = [index for index in range(len(before)) if index not in (progress, measure)]
        assert [before[index] for index in same] == [after[index] for index in same]
    done = rows[first.number - 1]
    assert (done[progress], done[measure], done[-1].date()) == (
        "已销号",
        "已清运垃圾并安排保洁",
        date(2017, 8, 5),
    )
    others = {row[progress] for row in rows if row is not done}
    assert others <= {"待接收", "待接收（逾期）", "待交办"}
    assert len(rows) == 5


def test_importing_the_export_changes_nothing(cast, tmp_path):
    path = tmp_path / "a.xlsx"
    make_ledgers.handed_down(path, count=60, units=UNITS)
    imported(cast, path)
    before = everything()
    for content in (exported(cast, mapping=ImportMapping.objects.get()), exported(cast)):
        check = imported(cast, content)
        assert check.counts[Fate.UNCHANGED] == 60
    assert everything() == before


def test_cases_that_no_ledger_brought_are_known_by_our_number(cast, ledger):
    ledger.dispatch(helpers=[cast.department])
    ledger.register("墙面破损", place_text="甲路")
    before = everything()
    check = imported(cast, exported(cast))
    assert check.counts[Fate.UNCHANGED] == 2
    assert everything() == before
    changed = exported(cast)
    Case.objects.filter(number=1).update(description="别的问题")
    assert [row.fate for row in imported(cast, changed).rows] == [Fate.DUPLICATE_OF_CASE, Fate.UNCHANGED]


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
ROWS = st.lists(
    st.tuples(TEXTS, TEXTS, st.sampled_from(("", *UNITS)), st.sampled_from(("", "8月20日", "3天内", "长期"))),
    min_size=1,
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_whatever_was_imported_the_export_changes_nothing(cast, rows):
    content = hostile.workbook(
        [("点位", "存在问题", "责任单位", "整改时限"), *([_as_text(cell) for cell in row] for row in rows)]
    )
    imported(cast, content, is_partial=True)
    before = everything()
    for mapping in (None, *ImportMapping.objects.order_by("id")):
        check = imported(cast, exported(cast, mapping=mapping), is_partial=True)
        assert check.counts[Fate.NEW] == 0
    assert everything() == before


def _as_text(cell: str) -> str:
    """openpyxl would make a formula of a text that begins with =."""
    return f" {cell}" if cell.startswith("=") else cell


def test_one_source_and_only_what_is_within_reach(cast, ledger):
    ledger.register(source=CaseSource.REPORT)
    ledger.dispatch()
    assert len(sheet_rows(exported(cast), skip=3)) == 2
    assert len(sheet_rows(exported(cast, source=CaseSource.REPORT), skip=3)) == 1
    with pytest.raises(NotAllowed):
        exported(cast, by=None)
    told = Event.objects.filter(verb="ledger.exported").order_by("id")
    assert [event.data["count"] for event in told] == [2, 1]


def test_late_cases_say_so(cast, ledger):
    ledger.dispatch(deadline=deadline(1))
    (row,) = sheet_rows(exported(cast), skip=3)
    assert "待接收（逾期）" in row


def test_the_queries_do_not_grow_with_the_rows(cast, ledger, django_assert_num_queries):
    ledger.register()
    exported(cast)
    with CaptureQueriesContext(connection) as one:
        exported(cast)
    for _ in range(3):
        ledger.register()
    with django_assert_num_queries(len(one)):
        exported(cast)


def test_no_formula_leaves_the_house(cast):
    actions.register_case(
        campaign=cast.campaign,
        new=actions.NewCase(description='=HYPERLINK("http://x")', source=CaseSource.REPORT, place_text="+86"),
        by=cast.zhao,
        at=NOW,
    )
    sheet = openpyxl.load_workbook(io.BytesIO(exported(cast))).active
    cells = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[0] in "=+-@"
    ]
    assert len(cells) == 2
    assert all(cell.data_type == "s" or cell.data_type == "inlineStr" for cell in cells)
    assert all(cell.quotePrefix for cell in cells)
