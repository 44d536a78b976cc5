"""What people do all day, in a real browser, from the first page to what they see at the end."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from diebian.flows.close_week import close_week
from tests.browser.conftest import PHONE, Opened
from tests.browser.test_pages import faults_of_access
from tests.cases.conftest import DAY, Ledger
from tests.cast import NOW


def sign_in(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(f"{name}-Keyword-2017")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_case_from_dispatch_to_its_end(
    opened: Opened, ledger: Ledger, turn_clock, photo_file: Path
) -> None:
    case = ledger.register("文化巷口暴露垃圾")

    office = opened()
    sign_in(office, "zhao")
    office.get_by_role("navigation", name="主导航").get_by_role("link", name="台账").click()
    office.get_by_role("link", name=re.compile("文化巷口暴露垃圾")).first.click()
    office.get_by_label("牵头单位").select_option(label="东方红街道")
    office.get_by_label("整改截止日期").fill("2017-08-07")
    office.get_by_role("button", name="交办").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("待接收")

    turn_clock(NOW + DAY)
    unit = opened("chen")
    unit.goto(f"/cases/{case.number}/")
    unit.get_by_role("button", name="接收").click()
    expect(unit.get_by_role("heading", level=1)).to_contain_text("整改中")
    told = unit.get_by_role("status").filter(has_text="接收")
    sign, words = told.locator("svg").bounding_box(), told.locator("div").bounding_box()
    assert sign
    assert words
    assert words["y"] <= sign["y"] + sign["height"] / 2 <= words["y"] + words["height"]  # on one line
    assert faults_of_access(unit) == []
    unit.get_by_label("整改措施").fill("已清运垃圾并安排保洁")
    unit.get_by_label("整改后照片").set_input_files(photo_file)
    unit.get_by_role("button", name="反馈整改").click()
    expect(unit.get_by_role("heading", level=1)).to_contain_text("待核查")
    expect(unit.get_by_role("main")).to_contain_text("已清运垃圾并安排保洁")

    turn_clock(NOW + 2 * DAY)
    supervision = opened("lin")
    supervision.goto(f"/cases/{case.number}/")
    supervision.get_by_role("button", name="核查合格，销号").click()
    expect(supervision.get_by_role("heading", level=1)).to_contain_text("已销号")
    expect(supervision.get_by_role("main").locator("img").first).to_be_visible()


def test_a_check_on_the_phone_ends_with_a_receipt(opened: Opened, park, photo_file: Path) -> None:
    page = opened("lin", PHONE)
    page.goto(f"/inspections/places/{park.place.pk}/")
    item = page.locator(f"#item-{park.items['GC1'].pk}")
    item.get_by_label("不符合", exact=True).check()
    page.locator(f"#item-{park.items['GC3'].pk}").get_by_label("符合", exact=True).check()
    note = item.get_by_label("存在什么问题")
    if not note.is_visible():
        item.get_by_text("问题说明与照片").first.click()
    note.fill("广告牌破损")
    item.get_by_label("照片").first.set_input_files(photo_file)
    page.get_by_role("button", name="提交检查").click()
    expect(page.get_by_role("status").first).to_contain_text("1 个问题已登记立案")
    expect(page.get_by_role("main")).to_contain_text("广告牌破损")
    page.get_by_role("link", name=re.compile("案件")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("案件")
    expect(page.get_by_role("main")).to_contain_text("广告牌破损")


def test_a_citizen_reports_and_follows(opened: Opened, photo_file: Path) -> None:
    page = opened(size=PHONE)
    page.goto("/public/")
    page.get_by_role("link", name="举报问题").click()
    page.locator("label.check-mark").first.click()
    page.get_by_label("在哪里").fill("解放中路与塔北路交叉口")
    page.get_by_label("看到了什么").fill("垃圾堆了三天没人清运")
    page.get_by_label(re.compile("照片")).set_input_files(photo_file)
    page.get_by_role("button", name="提交举报").click()
    code = page.get_by_role("status").locator("strong").inner_text()
    assert code

    later = opened(size=PHONE)
    later.goto("/public/")
    later.get_by_label("查询码").fill(code)
    later.get_by_role("button", name="查询").click()
    expect(later.get_by_role("heading", level=1)).to_contain_text("我的举报")
    expect(later.get_by_role("main")).to_contain_text(code)
    expect(later.get_by_role("main")).to_contain_text("解放中路与塔北路交叉口")


def test_the_office_closes_a_week(opened: Opened, ledger: Ledger, turn_clock) -> None:
    close_week(campaign=ledger.cast.campaign, number=1, by=ledger.cast.zhao, at=NOW)
    ledger.close()
    turn_clock(NOW + timedelta(days=6))
    page = opened("zhao")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/ranking/")
    page.get_by_role("button", name="封账").first.click()
    confirm = page.locator("dialog[open]").get_by_role("button", name=re.compile("封账|确定"))
    if confirm.count():
        confirm.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第2周")
    row = page.get_by_role("row").filter(has_text="东方红街道").first
    expect(row).to_contain_text("99.75")


def test_the_nearest_place_is_found_by_where_one_stands(opened: Opened, park) -> None:
    page = opened("lin", PHONE)
    page.goto("/inspections/new/")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 35.2147, "longitude": 113.2667})
    page.get_by_role("button", name="离我最近").click()
    expect(page.get_by_role("main")).to_contain_text("按离您的距离排列")
    assert "35.2" not in page.url


def test_without_a_position_it_is_said_what_to_do(opened: Opened, park) -> None:
    page = opened("lin", PHONE)
    page.goto("/inspections/new/")
    page.context.clear_permissions()
    page.get_by_role("button", name="离我最近").click()
    expect(page.get_by_role("alert")).to_contain_text("没有取得位置")


def test_a_paper_is_printed_alone_and_upright(opened: Opened, ledger: Ledger) -> None:
    close_week(campaign=ledger.cast.campaign, number=1, by=ledger.cast.zhao, at=NOW)
    page = opened("zhao")
    page.goto("/bulletins/")
    page.get_by_role("main").get_by_role("link", name=re.compile("通报")).first.click()
    page.emulate_media(media="print")
    expect(page.locator(".paper")).to_be_visible()
    expect(page.locator(".shell-head")).to_be_hidden()
    expect(page.locator(".page-head")).to_be_hidden()


def test_a_check_from_its_planning_to_the_day_it_is_made(opened: Opened, park) -> None:
    office = opened("zhao")
    office.goto("/inspections/plans/new/")
    office.get_by_label("示例公园").check()
    office.get_by_label("检查人").select_option(label="林检查")
    office.get_by_label("检查方式").select_option(label="暗访")
    office.get_by_label("完成期限").fill("2017-08-04")
    office.get_by_role("button", name="安排", exact=True).click()
    expect(office.get_by_role("main")).to_contain_text("待检查")

    street = opened("lin", PHONE)
    street.goto("/inspections/")
    street.get_by_role("link", name=re.compile("示例公园.*暗访")).click()
    street.get_by_label("符合", exact=True).first.check()
    street.get_by_role("button", name="提交").click()
    expect(street.get_by_role("main")).to_contain_text("检查已提交")

    office.reload()
    expect(office.get_by_role("main")).to_contain_text("已检查")
