"""Messages from another platform come in once each, by their number."""

import json
import os
import time
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from diebian.base.models import Event
from diebian.base.problems import FileRefused, NotAllowed, NotFound
from diebian.base.queries import first_broken_event
from diebian.flows.import_reports import import_reports
from diebian.jobs.cli import diebian
from diebian.lib.worktime import SHANGHAI
from diebian.reports.actions import ImportedReport, receive_imported_reports
from diebian.reports.models import Report
from diebian.reports.problems import ReportEmpty
from tests.cast import NOW
from tests.lib import hostile

REAL = Path(os.environ.get("DIEBIAN_TEST_DATA", "/nowhere")) / "zh_hot_messages_4326.parquet"
HEAD = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数"]
ROWS = [
    [188006, "A0001", "路灯不亮", datetime(2017, 8, 1, 11, 25), "\n\t甲路路灯不亮。\n", 3],
    [188007, "A0002", "", "2017/8/1 23:05:07", "乙路积水。", 0],
]


def written(tmp_path: Path, rows=ROWS, head=HEAD) -> Path:
    path = tmp_path / "留言.xlsx"
    path.write_bytes(hostile.workbook([head, *rows]))
    return path


def run(cast, path: Path):
    return import_reports(path, campaign=cast.campaign, by=cast.zhao, at=NOW)


def test_messages_come_in_once(cast, tmp_path):
    path = written(tmp_path)
    result = run(cast, path)
    assert (result.new, result.known, result.refused) == (2, 0, [])
    first, second = Report.objects.order_by("number")
    assert (first.number, first.source, first.source_number, first.subject) == (
        1,
        "import",
        "188006",
        "路灯不亮",
    )
    assert (first.body, first.reporter_name, first.state) == ("甲路路灯不亮。", "A0001", "received")
    assert (second.subject, second.reported_at) == (
        "乙路积水。",
        datetime(2017, 8, 1, 23, 5, 7, tzinfo=SHANGHAI),
    )
    events = Event.objects.count()
    again = run(cast, path)
    assert (again.new, again.known) == (0, 2)
    assert (Report.objects.count(), Event.objects.count()) == (2, events)
    assert first_broken_event() is None


def test_rows_that_cannot_be_read_are_told(cast, tmp_path):
    bad = [
        [None, "u", "s", "2017-8-1", "b"],
        [1, "u", "s", "不详", "b"],
        [2, "u", "s", "2017-8-1 25:00", "b"],
        [3, "u", "s", "2017-8-1", None],
    ]
    result = run(cast, written(tmp_path, [*ROWS, *bad]))
    assert result.new == 2
    assert result.refused == [
        (4, "没有编号，或编号过长"),
        (5, "看不懂时间“不详”"),
        (6, "看不懂时间“2017-8-1 25:00”"),
        (7, "没有内容"),
    ]


def test_a_file_without_the_columns(cast, tmp_path):
    with pytest.raises(FileRefused, match="缺少列：留言时间"):
        run(cast, written(tmp_path, [[1, "b"]], head=["留言编号", "留言详情"]))


def test_only_the_office_imports_and_nothing_empty(cast):
    new = ImportedReport(source_number="1", subject="", body="垃圾", reported_at=NOW)
    for stranger in (cast.chen, cast.wu):
        with pytest.raises(NotAllowed):
            receive_imported_reports(campaign=cast.campaign, new=[new], by=stranger, at=NOW)
    with pytest.raises(ReportEmpty):
        receive_imported_reports(
            campaign=cast.campaign,
            new=[ImportedReport(source_number="2", subject="", body=" ", reported_at=NOW)],
            by=cast.zhao,
            at=NOW,
        )
    assert receive_imported_reports(campaign=cast.campaign, new=[new, new], by=cast.zhao, at=NOW) == 1


def test_parquet(cast, tmp_path):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {name: [row[place] for row in ROWS[:1]] for place, name in enumerate(HEAD)}
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table(columns), path)
    assert run(cast, path).new == 1
    assert Report.objects.get().reported_at == datetime(2017, 8, 1, 11, 25, tzinfo=SHANGHAI)


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the messages lie outside the repository")
def test_four_thousand_real_messages_in_seconds(cast):
    pytest.importorskip("pyarrow")
    began = time.monotonic()
    result = run(cast, REAL)
    assert result.new + result.known + len(result.refused) == 4326
    assert result.new > 4000
    assert time.monotonic() - began < 30


def test_the_command(cast, tmp_path):
    path = written(tmp_path, [*ROWS, [None, "u", "s", "2017-8-1", "b"]])
    told = CliRunner().invoke(diebian, ["--json", "import-reports", str(path)])
    assert told.exit_code == 1
    assert json.loads(told.output)["new"] == 2
    assert "第 4 行：没有编号" in CliRunner().invoke(diebian, ["import-reports", str(path)]).output


@pytest.mark.django_db
def test_the_command_without_a_campaign(tmp_path):
    assert isinstance(
        CliRunner().invoke(diebian, ["import-reports", str(written(tmp_path))]).exception, NotFound
    )
