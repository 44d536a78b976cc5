"""Tasks answered on the phone in a real browser: the unit's, the verifier's, and what becomes of two answers to one case."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from diebian.cases import actions
from diebian.cases.models import Case, CasePhoto, PhotoMark, TaskAnswer
from diebian.flows.field.queue import Outcome, import_queue
from tests.browser.conftest import session_cookie
from tests.browser.on_phone import Phone, held, open_app, wait_until_written
from tests.browser.test_pages import faults_of_access, faults_of_fit
from tests.cases.conftest import DAY, Ledger
from tests.cast import NOW
from tests.park import Park

CIRCLE = {"shape": "circle", "x": 0.5, "y": 0.6, "w": 0.4, "h": 0.3, "text": "此处仍有垃圾"}


@pytest.fixture
def sent_back(ledger: Ledger) -> Case:
    """A case of 陈主任's unit that 林检查 has sent back, with a mark on its photograph."""
    case = ledger.rectify()
    [after] = CasePhoto.objects.filter(case=case, stage="after")
    marks = {after.pk: [CIRCLE]}
    return actions.send_back(case=case, reason="墙角未清", marks=marks, by=ledger.cast.lin, at=NOW + 3 * DAY)


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(200):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("waited for nothing")


def open_synchronised(context, user, live_server) -> Page:
    """The app of this person, once it has everything that the server tells."""
    context.add_cookies([session_cookie(user, live_server.url)])
    page = open_app(context)
    wait_until(page, lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
    page.get_by_role("link", name="待传", exact=True).click()
    expect(page.get_by_text("上次同步")).to_be_visible()
    page.get_by_role("link", name="今日", exact=True).click()
    return page


def faults(page: Page) -> list[str]:
    """Of layout and of access, also with letters twice as large."""
    found = faults_of_fit(page) + faults_of_access(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += faults_of_fit(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def synchronise(page: Page) -> None:
    page.get_by_role("link", name="待传", exact=True).click()
    page.get_by_role("button", name="立即同步").click()


def drawn(on: Page | Locator, name: str) -> bool:
    """Whether the browser has really drawn this picture."""
    return bool(on.get_by_role("img", name=name).first.evaluate("one => one.naturalWidth > 0"))


def test_a_unit_sees_the_marks_and_answers_without_a_network(
    phone: Phone, sent_back: Case, ledger: Ledger, live_server, photo_file: Path
) -> None:
    context = phone()
    page = open_synchronised(context, ledger.cast.chen, live_server)
    expect(page.get_by_role("heading", name="退回返工")).to_be_visible()
    expect(page.get_by_role("heading", name="待查点位")).to_have_count(0)  # he makes no visits
    assert faults(page) == []

    context.set_offline(True)
    page.reload()
    page.get_by_role("link", name=re.compile(str(sent_back.number))).click()
    expect(page.get_by_text("墙角未清")).to_be_visible()
    expect(page.get_by_text("圆圈，右下：此处仍有垃圾")).to_be_visible()
    page.get_by_role("button", name="整改后照片 1").click()
    large = page.get_by_role("dialog", name="整改后照片 1")
    wait_until(page, lambda: drawn(large, "整改后照片 1"))  # a marked one is there in full size
    page.get_by_role("button", name="关闭").click()

    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明整改措施")
    page.get_by_label("整改措施").fill("墙角已清运并冲洗")
    page.locator("form input[type=file]").first.set_input_files(photo_file)
    expect(page.get_by_role("img", name="照片 1", exact=True)).to_be_visible()
    assert faults(page) == []
    wait_until_written(page, "墙角已清运并冲洗")

    context = phone()  # the battery was empty
    context.set_offline(True)
    page = open_app(context)
    expect(page.get_by_role("heading", name="未完成的答复")).to_be_visible()
    page.get_by_role("link", name=re.compile("继续")).click()
    expect(page.get_by_label("整改措施")).to_have_value("墙角已清运并冲洗")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("link", name="1 条仍在本机")).to_be_visible()
    [kept] = held(page)["outbox"]
    assert not TaskAnswer.objects.exists()

    context.set_offline(False)
    context.add_cookies([session_cookie(ledger.cast.chen, live_server.url)])
    synchronise(page)
    expect(page.get_by_text("整改已反馈，等待核查")).to_be_visible()
    expect(page.get_by_text("全部已送达").first).to_be_visible()
    answer = TaskAnswer.objects.get()
    assert (answer.outcome, answer.body_sha256) == ("taken", kept["body_sha256"])
    sent_back.refresh_from_db()
    assert (sent_back.state, sent_back.round) == ("rectified", 2)
    on_phone = held(page)
    assert (on_phone["files"], on_phone["drafts"]) == ([], [])
    page.get_by_role("link", name="今日", exact=True).click()
    expect(page.get_by_text("没有待办的任务")).to_be_visible()


def test_a_verifier_marks_what_is_still_wrong(phone: Phone, ledger: Ledger, live_server) -> None:
    case = ledger.rectify()
    context = phone()
    page = open_synchronised(context, ledger.cast.lin, live_server)
    page.get_by_role("link", name=re.compile(str(case.number))).click()
    page.get_by_label("不合格").check()
    page.get_by_label("原因").fill("墙角未清")
    page.get_by_role("button", name="整改后照片 1 · 在照片上标注").click()
    surface = page.get_by_role("application")
    wait_until(page, lambda: drawn(surface, "整改后照片 1"))
    box = surface.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.75, steps=4)
    page.mouse.up()
    page.get_by_label("标注 1 的文字").fill("此处")
    page.get_by_label("箭头", exact=True).check()
    surface.focus()
    for key in ("Enter", "ArrowLeft", "Shift+ArrowUp"):
        surface.press(key)
    assert faults(page) == []
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_text("1 圆圈，中间：此处")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    synchronise(page)
    expect(page.get_by_text("核查不合格，已退回返工")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "rework"
    circle, arrow = PhotoMark.objects.get().marks
    assert (circle["shape"], circle["text"], round(circle["w"], 1)) == ("circle", "此处", 0.5)
    assert (arrow["shape"], arrow["x"], arrow["w"], arrow["h"]) == ("arrow", 0.23, 0.25, 0.23)


def test_a_look_back_finds_that_it_has_come_back(
    phone: Phone, park: Park, ledger: Ledger, live_server, photo_file: Path
) -> None:
    case, zhao = ledger.close(), ledger.cast.zhao
    day = (NOW + 5 * DAY).date()
    actions.ask_look_backs(
        cases=[case], inspector=ledger.cast.lin, due_on=day, demand="看后院", by=zhao, at=NOW + 3 * DAY
    )
    page = open_synchronised(phone(), ledger.cast.lin, live_server)
    page.get_by_role("link", name=re.compile(str(case.number))).click()
    expect(page.get_by_text("看后院")).to_be_visible()
    page.get_by_label("反弹").check()
    page.get_by_label("原因").fill("后院又堆放垃圾")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请至少拍一张照片")
    page.locator("form input[type=file]").first.set_input_files(photo_file)
    expect(page.get_by_role("img", name="照片 1", exact=True)).to_be_visible()
    page.get_by_role("button", name="提交").click()
    synchronise(page)
    expect(page.get_by_text("回头看已反弹，案件已重启")).to_be_visible()
    case.refresh_from_db()
    assert (case.state, case.is_open) == ("rework", True)
    assert CasePhoto.objects.filter(case=case, stage="check").count() == 1


def test_the_second_of_two_answers_is_kept_and_says_so(phone: Phone, ledger: Ledger, live_server) -> None:
    case = ledger.rectify()
    context = phone()
    page = open_synchronised(context, ledger.cast.lin, live_server)
    context.set_offline(True)
    page.get_by_role("link", name=re.compile(str(case.number))).click()
    page.get_by_label("不合格").check()
    page.get_by_label("原因").fill("墙角未清")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("link", name="1 条仍在本机")).to_be_visible()
    actions.verify_case(case=case, by=ledger.cast.zhao, at=NOW + 3 * DAY)

    context.set_offline(False)
    synchronise(page)
    expect(page.get_by_text("已留存，未直接采用")).to_be_visible()
    expect(page.get_by_text("等待裁定")).to_be_visible()
    answer = TaskAnswer.objects.get()
    assert (answer.outcome, answer.text) == ("kept", "墙角未清")
    case.refresh_from_db()
    assert case.state == "closed"


def test_an_answer_brought_in_as_a_file_is_not_taken_twice(
    phone: Phone, sent_back: Case, ledger: Ledger, live_server, photo_file: Path
) -> None:
    context = phone()
    page = open_synchronised(context, ledger.cast.chen, live_server)
    context.set_offline(True)
    page.get_by_role("link", name=re.compile(str(sent_back.number))).click()
    page.get_by_label("整改措施").fill("墙角已清运并冲洗")
    page.locator("form input[type=file]").first.set_input_files(photo_file)
    expect(page.get_by_role("img", name="照片 1", exact=True)).to_be_visible()
    page.get_by_role("button", name="提交").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出到文件").click()
    with saved.value.path().open("rb") as file:
        result = import_queue(file, campaign=ledger.cast.campaign, by=ledger.cast.zhao, at=NOW + 4 * DAY)
    assert [line.outcome for line in result.lines] == [Outcome.NEW]
    sent_back.refresh_from_db()
    assert (sent_back.state, sent_back.round) == ("rectified", 2)

    context.set_offline(False)
    synchronise(page)
    expect(page.get_by_text("整改已反馈，等待核查")).to_be_visible()
    [sent] = held(page)["outbox"]
    assert sent["receipt"]["is_new"] is False
    assert TaskAnswer.objects.get().sent_by == ledger.cast.chen
