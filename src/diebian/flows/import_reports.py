"""导入群众留言: messages that a hotline or another platform took in become reports, once each by their number.

Read are .xlsx, .xls, .csv, and .parquet where pyarrow is installed, with the columns 留言编号, 留言用户, 留言主题,
留言时间, 留言详情; others (一级标签, 点赞数, 答复意见 …) are left alone. See docs/ledgers.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from diebian.base.problems import FileRefused
from diebian.flows.refused_tables import told_in_words
from diebian.lib.tables import LIMITS, Book, Cell, Row, Sheet, Table, find_tables, parse_day, read_book
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign, User
from diebian.reports.actions import ImportedReport, receive_imported_reports

COLUMNS = {
    "number": ("留言编号", "编号", "工单编号", "诉求编号"),
    "user": ("留言用户", "诉求人", "来电人", "反映人", "姓名"),
    "subject": ("留言主题", "标题", "主题", "诉求标题"),
    "reported_at": ("留言时间", "时间", "来电时间", "受理时间", "诉求时间"),
    "body": ("留言详情", "内容", "诉求内容", "留言内容", "问题描述"),
    "place": ("地点", "事发地点", "地址"),
}
REQUIRED = ("number", "reported_at", "body")
TITLES = {"number": "留言编号", "reported_at": "留言时间", "body": "留言详情"}
PARQUET = b"PAR1"
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?")


@dataclass(slots=True)
class ReportsImport:
    """How many were new, how many known before, and which rows could not be read: (row, why)."""

    new: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_reports(path: Path, *, campaign: Campaign, by: User, at: datetime) -> ReportsImport:
    """Take in every readable row whose number is not known yet; all in one transaction.

    Raises ``FileRefused``, ``NotAllowed``.
    """
    result = ReportsImport()
    good: list[ImportedReport] = []
    for table in _tables(path):
        if missing := table.missing(REQUIRED):
            names = "、".join(TITLES[key] for key in missing)
            raise FileRefused(name=path.name, reason=_("缺少列：%(columns)s") % {"columns": names})
        near = campaign.start_on
        for row in table.rows:
            report = _report(table, row, near)
            if isinstance(report, str):
                result.refused.append((row.number, report))
            else:
                good.append(report)
    result.new = receive_imported_reports(campaign=campaign, new=good, by=by, at=at)
    result.known = len(good) - result.new
    return result


def _report(table: Table, row: Row, near: date) -> ImportedReport | str:
    """The message of a row, or why there is none."""
    number, body = table.text(row, "number").strip(), table.text(row, "body").strip()
    reported_at = _instant(table.cell(row, "reported_at"), near=near)
    if not number or len(number) > 60:
        return _("没有编号，或编号过长")
    if not body:
        return _("没有内容")
    if reported_at is None:
        return _("看不懂时间“%(text)s”") % {"text": table.text(row, "reported_at")}
    return ImportedReport(
        source_number=number,
        subject=table.text(row, "subject"),
        body=body,
        reported_at=reported_at,
        reporter_name=table.text(row, "user"),
        place_text=table.text(row, "place"),
    )


def _instant(cell: Cell, *, near: date) -> datetime | None:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=SHANGHAI)
    day = parse_day(cell, near=near)
    if day is None:
        return None
    found = _CLOCK.search(cell) if isinstance(cell, str) else None
    try:
        clock = time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else time()
    except ValueError:
        return None
    return datetime.combine(day, clock, SHANGHAI)


# --- files -----------------------------------------------------------------------------------------


def _tables(path: Path) -> list[Table]:
    with path.open("rb") as file:
        is_parquet = file.read(4) == PARQUET
    with told_in_words(path.name):
        return find_tables(_parquet_book(path) if is_parquet else read_book(path), COLUMNS)


def _parquet_book(path: Path) -> Book:
    """A .parquet as a book of one sheet. Only for files that the operator himself chose: it is read in this process."""
    try:
        from pyarrow import parquet  # noqa: PLC0415  # an extra: most installations do without
    except ImportError as error:
        raise FileRefused(name=path.name, reason=_("读取 .parquet 需要安装 pyarrow")) from error
    with parquet.ParquetFile(path) as file:  # type: ignore[no-untyped-call]  # pyarrow has no types here
        if file.metadata.num_rows > LIMITS.rows:
            raise FileRefused(name=path.name, reason=_("行数超过 %(limit)s") % {"limit": LIMITS.rows})
        names = [
            name for name in file.schema_arrow.names if any(name in headings for headings in COLUMNS.values())
        ]
        rows = [Row(1, tuple(names)), *_parquet_rows(file, names)]
    return Book(kind="parquet", sheets=[Sheet(name="", is_hidden=False, rows=rows)])


def _parquet_rows(file: object, names: list[str]) -> Iterator[Row]:
    batches = file.iter_batches(columns=names)  # type: ignore[attr-defined]  # pyarrow's ParquetFile, imported late
    values = (tuple(row[name] for name in names) for batch in batches for row in batch.to_pylist())
    yield from (Row(number, cells) for number, cells in enumerate(islice(values, LIMITS.rows), start=2))
