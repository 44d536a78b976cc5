"""林检查 marks on a photograph what is still wrong, and 陈主任 sees it: with a mouse, a finger, the keyboard, without script."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from diebian.base.photos import take_in
from diebian.cases import actions
from diebian.cases.marks import marks_of
from diebian.cases.models import Case
from tests.browser.conftest import DESK, PHONE, Complaints, Opened, session_cookie
from tests.browser.on_phone import until
from tests.browser.test_pages import faults_of_access, faults_of_fit, faults_of_words
from tests.cases.conftest import DAY, Ledger
from tests.cast import NOW

BOX = {"shape": "box", "x": 0.1, "y": 0.55, "w": 0.35, "h": 0.3, "text": "墙角垃圾未清运"}
ARROW = {"shape": "arrow", "x": 0.9, "y": 0.2, "w": -0.3, "h": 0.25, "text": "小广告仍在"}


def street(colour: str) -> bytes:
    """A wall, a road, something that lies there."""
    picture = Image.new("RGB", (1200, 800), "#b9c4cf")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 520, 1200, 800), fill="#6c6f73")
    pen.rectangle((160, 470, 520, 660), fill=colour)
    pen.rectangle((640, 260, 860, 400), fill="#f4f4ee")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def case(ledger: Ledger, turn_clock: Callable[..., None]) -> Case:
    """An answer of the unit that waits for 林检查."""
    case = actions.rectify_case(
        case=ledger.accept(),
        measure="已清运垃圾并安排保洁",
        before=[take_in(street("#4a3f2a"), name="before.jpg", at=NOW)],
        after=[
            take_in(street("#8a7a4a"), name="after.jpg", at=NOW),
            take_in(street("#777777"), name="more.jpg", at=NOW),
        ],
        by=ledger.cast.chen,
        at=NOW + DAY,
    )
    turn_clock(NOW + 2 * DAY)
    return case


def first_after(case: Case) -> int:
    return case.photos.filter(stage="after").order_by("id")[0].pk


def drawn_on(case: Case) -> list[dict[str, object]]:
    """What was drawn on the first photograph after."""
    return marks_of([first_after(case)])[first_after(case)]


def at_the_tool(page: Page, case: Case) -> Locator:
    """The tool over the first photograph after, ready."""
    page.goto(f"/cases/{case.number}/")
    page.locator("summary", has_text="不合格，退回返工").click()
    figure = page.locator(f"figure[data-photo='{first_after(case)}']")
    figure.scroll_into_view_if_needed()
    expect(figure.locator("img")).to_have_js_property("complete", True)
    return figure


def send(page: Page) -> None:
    page.get_by_label("原因").fill("墙角仍有垃圾")
    page.get_by_role("button", name="不合格，退回返工").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("返工")


def point(picture: Locator, x: float, y: float) -> tuple[float, float]:
    box = picture.bounding_box()
    assert box
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def drag(page: Page, picture: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*point(picture, *start))
    page.mouse.down()
    page.mouse.move(*point(picture, *end), steps=4)
    page.mouse.up()


def near(mark: dict[str, object], **wanted: float) -> None:
    assert {key: mark[key] for key in wanted} == pytest.approx(wanted, abs=0.015)


def test_drawn_with_a_mouse_and_seen_by_the_unit(opened: Opened, case: Case) -> None:
    page = opened("lin")
    figure = at_the_tool(page, case)
    picture = figure.locator("svg.marks")
    drag(page, picture, (0.12, 0.55), (0.45, 0.85))
    figure.get_by_label("第 1 处的说明").fill("墙角垃圾未清运")
    page.get_by_label("箭头").check()
    drag(page, picture, (0.9, 0.2), (0.6, 0.45))
    expect(figure).to_contain_text("已标 2 处")
    expect(figure).to_contain_text("第 1 处：圆圈，左下")
    expect(figure).to_contain_text("第 2 处：箭头，中间")
    assert faults_of_access(page) + faults_of_fit(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert faults_of_fit(page) == []
    send(page)
    circle, arrow = drawn_on(case)
    near(circle, x=0.12, y=0.55, w=0.33, h=0.3)
    near(arrow, x=0.9, y=0.2, w=-0.3, h=0.25)
    assert (circle["text"], arrow["text"]) == ("墙角垃圾未清运", "")

    unit = opened("chen", PHONE)
    unit.goto(f"/cases/{case.number}/")
    told = unit.get_by_role("region", name="核查不合格，请返工")
    expect(told).to_contain_text("墙角仍有垃圾")
    expect(told.get_by_role("listitem")).to_have_text(["圆圈（左下）：墙角垃圾未清运", "箭头（中间）"])
    expect(told.locator("figure").first.locator("svg .mark-line")).to_have_count(2)
    assert unit.locator(".sent-back h3").all_inner_texts()[1:] == ["整改后", "整改前"]


def test_moved_sized_and_taken_away_with_the_mouse(opened: Opened, case: Case) -> None:
    page = opened("lin")
    figure = at_the_tool(page, case)
    picture = figure.locator("svg.marks")
    page.get_by_label("方框").check()
    drag(page, picture, (0.2, 0.2), (0.4, 0.4))
    drag(page, picture, (0.3, 0.2), (0.4, 0.3))  # its upper side: the whole moves
    drag(page, picture, (0.5, 0.5), (0.7, 0.6))  # its corner
    picture.click(position={"x": 20, "y": 20})  # a tap: one more
    expect(figure).to_contain_text("已标 2 处")
    figure.get_by_role("button", name="删除第 2 处").click()
    send(page)
    (box,) = drawn_on(case)
    assert box["shape"] == "box"
    near(box, x=0.3, y=0.3, w=0.4, h=0.3)


def test_drawn_with_the_keyboard_alone(opened: Opened, case: Case) -> None:
    page = opened("lin")
    figure = at_the_tool(page, case)
    page.get_by_label("圆圈").focus()
    page.keyboard.press("ArrowRight")  # to the box
    figure.get_by_role("button", name="添加一处").focus()
    page.keyboard.press("Enter")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", "第 1 处：方框，中间")
    expect(focused).to_have_attribute("aria-roledescription", "标注")
    for _each in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    said = page.locator(".marking [role=status]")
    expect(said).to_have_text("第 1 处：距左 28%，距上 39%，宽 26%，高 16%")
    page.keyboard.press("Enter")
    page.keyboard.type("井盖破损")
    figure.get_by_role("button", name="添加一处").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    expect(said).to_have_text("已删除第 2 处")
    send(page)
    (box,) = drawn_on(case)
    assert box == {"shape": "box", "x": 0.28, "y": 0.39, "w": 0.26, "h": 0.16, "text": "井盖破损"}


def test_a_tap_of_a_finger_marks_and_a_slide_scrolls(opened: Opened, case: Case, live_server) -> None:
    page = opened("lin", PHONE)
    touch = page.context.new_cdp_session(page)
    figure = at_the_tool(page, case)
    picture = figure.locator("svg.marks")

    def slide(start: tuple[float, float], end: tuple[float, float]) -> None:
        steps = [tuple(a + (b - a) * part / 8 for a, b in zip(start, end, strict=True)) for part in range(9)]
        for number, (x, y) in enumerate(steps):
            kind = "touchMove" if number else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    before = page.evaluate("scrollY")
    slide(point(picture, 0.5, 0.8), (point(picture, 0.5, 0.8)[0], point(picture, 0.5, 0.8)[1] - 150))
    until(page, "before => scrollY > before + 50", before)
    page.wait_for_timeout(500)  # until the page has come to rest
    expect(picture.locator(".mark")).to_have_count(0)
    for _each in range(5):  # a page that still glides takes the first touch for itself
        slide(point(picture, 0.3, 0.3), point(picture, 0.3, 0.3))
        page.wait_for_timeout(300)
        if picture.locator(".mark").count():
            break
    expect(picture.locator(".mark")).to_have_count(1)
    still = page.evaluate("scrollY")
    slide(point(picture, 0.3, 0.21), point(picture, 0.6, 0.51))
    assert page.evaluate("scrollY") == still
    send(page)
    (circle,) = drawn_on(case)
    near(circle, x=0.48, y=0.51, w=0.24, h=0.18)


def test_twenty_are_enough_and_the_tool_says_so(opened: Opened, case: Case) -> None:
    page = opened("lin")
    figure = at_the_tool(page, case)
    add = figure.get_by_role("button", name="添加一处")
    for _each in range(21):
        add.press("Enter")
    expect(figure.locator(".mark")).to_have_count(20)
    expect(page.locator(".marking [role=status]")).to_have_text("每张照片不超过 20 处标注")


def test_a_refused_form_brings_its_marks_back(opened: Opened, case: Case, complaints: Complaints) -> None:
    page = opened("lin")
    figure = at_the_tool(page, case)
    figure.get_by_role("button", name="添加一处").click()
    page.evaluate("document.querySelector('[name=reason]').required = false")
    page.get_by_role("button", name="不合格，退回返工").click()
    expect(page.get_by_role("alert")).to_contain_text("原因")
    complaints.clear()  # of the status 400
    expect(page.locator(f"figure[data-photo='{first_after(case)}'] .mark")).to_have_count(1)
    send(page)
    assert len(drawn_on(case)) == 1


def test_without_script_the_form_is_whole(live_server, new_context, case: Case, ledger: Ledger) -> None:
    context = new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    context.add_cookies([session_cookie(ledger.cast.lin, live_server.url)])
    page = context.new_page()
    page.goto(f"/cases/{case.number}/")
    page.locator("summary", has_text="不合格，退回返工").click()
    expect(page.locator(".marking")).to_be_hidden()
    send(page)
    assert marks_of([first_after(case)]) == {}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1440"])
def test_the_page_of_a_case_sent_back_fits_and_is_usable(opened: Opened, case: Case, ledger, size) -> None:
    actions.send_back(
        case=case,
        reason="墙角仍有垃圾，墙面小广告未清除",
        marks={first_after(case): [BOX, ARROW]},
        by=ledger.cast.lin,
        at=NOW + 2 * DAY,
    )
    page = opened("chen", size)
    page.goto(f"/cases/{case.number}/")
    assert faults_of_fit(page) + faults_of_words(page) + faults_of_access(page) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert faults_of_fit(page) == []
    assert re.search(r"方框（左下）：墙角垃圾未清运", page.get_by_role("main").inner_text())
