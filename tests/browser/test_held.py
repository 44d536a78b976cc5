"""A form that was refused shows its photographs as chosen already, and takes them when it is sent again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from diebian.cases.models import CasePhoto
from diebian.reports.models import ReportPhoto
from tests.browser.conftest import DESK, PHONE, Complaints, Opened
from tests.browser.test_pages import faults_of_access, faults_of_fit, faults_of_words
from tests.cases.conftest import Ledger


def faults(page: Page) -> list[str]:
    found = faults_of_fit(page) + faults_of_words(page) + faults_of_access(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += faults_of_fit(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def shown(page: Page) -> int:
    """How many thumbnails the browser has really drawn."""
    expect(page.locator(".held img").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    drawn: int = page.locator(".held img").evaluate_all(
        "all => all.filter(one => one.naturalWidth > 0).length"
    )
    return drawn


def test_a_citizen_on_a_phone(opened: Opened, photo_file: Path, complaints: Complaints) -> None:
    page = opened(size=PHONE)
    page.goto("/public/report/")
    page.locator("label.check-mark").first.click()
    page.get_by_label("看到了什么").fill("垃圾堆了三天没人清运")
    page.get_by_label(re.compile("照片")).set_input_files(photo_file)
    page.evaluate("document.querySelector('[name=place_text]').required = false")
    page.get_by_role("button", name="提交举报").click()
    expect(page.get_by_role("group", name="已选好的照片 1 张")).to_be_visible()
    complaints.clear()  # of the status 400
    assert shown(page) == 1
    assert faults(page) == []
    page.get_by_label("在哪里").fill("解放中路与塔北路交叉口")
    page.get_by_role("button", name="提交举报").click()
    expect(page.get_by_role("status").locator("strong")).to_be_visible()
    assert ReportPhoto.objects.count() == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1440"])
def test_a_unit(opened: Opened, ledger: Ledger, photo_file: Path, complaints: Complaints, size) -> None:
    case = ledger.accept()
    page = opened("chen", size)
    page.goto(f"/cases/{case.number}/")
    page.get_by_label("整改前照片").set_input_files(photo_file)
    page.get_by_label("整改后照片").set_input_files(photo_file)
    page.evaluate("document.querySelector('[name=measure]').required = false")
    page.get_by_role("button", name="反馈整改").click()
    expect(page.get_by_role("alert")).to_contain_text("整改措施")
    complaints.clear()  # of the status 400
    assert shown(page) == 2
    assert faults(page) == []
    page.get_by_role("group", name=re.compile("已选好的照片")).first.get_by_role("checkbox").uncheck()
    page.get_by_label("整改措施").fill("已清运垃圾并安排保洁")
    page.get_by_role("button", name="反馈整改").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("待核查")
    assert [hung.stage for hung in CasePhoto.objects.filter(case=case)] == ["after"]
