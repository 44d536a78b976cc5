"""Importing a ledger through the pages: look first, then write, and the same file twice changes nothing."""

import io

import openpyxl
import pytest
import time_machine

from diebian.cases.models import Case
from tests.cast import NOW, Cast
from tests.web.test_cases import as_, text


@pytest.fixture(autouse=True)
def in_the_middle_of_the_campaign():
    with time_machine.travel(NOW, tick=False):
        yield


def workbook(*rows: tuple[str, ...]) -> io.BytesIO:
    book = openpyxl.Workbook()
    book.active.append(["序号", "编号", "存在问题", "责任单位", "整改时限"])
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "台账.xlsx"
    return out


GOOD = ("1", "市-001", "工字路地面有垃圾", "东方红街道", "2017-8-9")
BAD = ("2", "市-002", "路灯不亮", "火星街道", "2017-8-9")


def send(client, *rows):
    answer = client.post("/ledgers/", {"ledger": workbook(*rows), "source": "city_task"})
    assert answer.status_code == 302
    return answer["Location"]


def test_look_then_write_and_again_nothing(cast: Cast):
    client = as_(cast.zhao)
    address = send(client, GOOD)
    page = text(client.get(address))
    assert "工字路地面有垃圾" in page
    assert "导入 1 行" in page
    assert not Case.objects.exists()
    assert "已登记 1 件，其中已交办 1 件" in text(client.post(address, follow=True))
    assert Case.objects.get().lead_unit == cast.chen_unit
    assert "没有新的行" in text(client.get(address))


def test_a_bad_row_is_told_and_stops_all_unless_chosen_otherwise(cast: Cast):
    client = as_(cast.zhao)
    address = send(client, GOOD, BAD)
    page = text(client.get(address))
    assert "找不到单位“火星街道”" in page
    client.post(address)
    assert not Case.objects.exists()
    assert "已登记 1 件" in text(client.post(address, {"partial": "1"}, follow=True))


def test_a_file_that_is_no_ledger_is_told(cast: Cast):
    client = as_(cast.zhao)
    bad = io.BytesIO(b"<html>")
    bad.name = "台账.xlsx"
    address = client.post("/ledgers/", {"ledger": bad, "source": "city_task"})["Location"]
    answer = client.get(address)
    assert answer.status_code == 400
    assert "台账.xlsx" in text(answer)


def test_only_who_may_import_does(cast: Cast):
    assert as_(cast.chen).get("/ledgers/").status_code == 403
    assert as_(cast.zhao).get(f"/ledgers/{'0' * 64}/").status_code == 404


def test_columns_may_be_set_by_hand(cast: Cast):
    client = as_(cast.zhao)
    address = send(client, GOOD)
    page = text(client.get(f"{address}&column-unit=-&column-lead=责任单位"))
    assert "工字路地面有垃圾" in page
    client.post(f"{address}&column-unit=-&column-lead=责任单位")
    assert Case.objects.get().lead_unit == cast.chen_unit
