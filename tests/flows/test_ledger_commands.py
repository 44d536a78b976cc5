"""The two commands of ledgers, as typed on a server."""

import json

import pytest
from click.testing import CliRunner
from tools import make_ledgers

from diebian.base.problems import NotFound
from diebian.cases.models import Case
from diebian.jobs.cli import diebian
from diebian.lib.tables import read_book
from tests.lib import hostile

UNITS = ("东方红街道", "焦东街道")


def run(*arguments: str):
    return CliRunner().invoke(diebian, [str(argument) for argument in arguments])


def test_look_then_write_then_report_back(cast, tmp_path):
    path, out = tmp_path / "台账.xlsx", tmp_path / "out.xlsx"
    make_ledgers.handed_down(path, count=20, units=UNITS)
    looked = run("--json", "import-ledger", path, "--dry-run", "--source", "city_task")
    assert json.loads(looked.output)["counts"]["new"] == 20
    assert not Case.objects.exists()
    written = run("import-ledger", path)
    assert written.exit_code == 0
    assert "登记 20 件" in written.output
    assert json.loads(run("--json", "import-ledger", path).output)["registered"] == 0
    for form in ([], ["--same-form"]):
        assert run("export-ledger", out, *form).output.endswith("20 行\n")
    assert read_book(out).sheets[0].rows[0].cells[0] == make_ledgers.TITLE


def test_refused_rows_are_told_and_end_with_one(cast, tmp_path):
    path, mapping = tmp_path / "台账.xlsx", tmp_path / "m.yaml"
    make_ledgers.every_trap(path, units=UNITS)
    mapping.write_text("place: 点位\n", encoding="utf-8")
    result = run("import-ledger", path, "--partial", "--mapping", mapping)
    assert result.exit_code == 1
    assert "台账 第 14 行 不能导入：整改情况/整改责任单位：找不到单位“东方红街”" in result.output
    assert "有公式没有保存结果" in result.output
    assert Case.objects.count() == 8
    rows = json.loads(run("--json", "import-ledger", path, "--dry-run").output)["rows"]
    assert {"unit_near", "problem_missing"} <= {reason["code"] for row in rows for reason in row["reasons"]}


def test_many_remarks_are_cut_short_and_other_sheets_named(cast, tmp_path):
    import openpyxl

    path = tmp_path / "台账.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["点位", "存在问题"])
    for number in range(60):
        book.active.append([f"路{number}", "垃圾"])
    book.create_sheet("说明").append(["请勿改动"])
    path.write_bytes(hostile.saved(book))
    output = run("import-ledger", path, "--dry-run").output
    assert "另有 10 行有说明" in output
    assert "未读的工作表：说明" in output


def test_wrong_use(cast, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("点位,存在问题\n甲,乙", encoding="utf-8")
    assert run("import-ledger", path, "--source", "nowhere").exit_code == 2
    assert run("export-ledger", path, "--source", "nowhere").exit_code == 2
    assert isinstance(run("export-ledger", path, "--same-form").exception, NotFound)


@pytest.mark.django_db
def test_without_a_campaign(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("点位,存在问题\n甲,乙", encoding="utf-8")
    assert isinstance(run("import-ledger", path).exception, NotFound)
    assert isinstance(run("export-ledger", path).exception, NotFound)
