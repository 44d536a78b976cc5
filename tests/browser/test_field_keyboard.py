"""外业检查 by the keyboard alone, at text twice as large on a phone's width: a whole visit, and every screen in both languages."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from diebian.cases.models import Case
from diebian.inspections.models import Observation
from diebian.standards import actions as standards
from diebian.standards.rules.pack_reading import read_pack
from tests.browser.conftest import session_cookie
from tests.browser.on_phone import Phone, held, open_signed_in, wait_until_written
from tests.browser.test_pages import HAS_FOCUS_RING, faults_of_access, faults_of_fit
from tests.cases.conftest import Ledger
from tests.cast import NOW
from tests.park import Park
from tests.standards.small_packs import ASSESSMENT, changed

SAMPLED = {
    "code": "SC4",
    "text": "抽问学生能背诵核心价值观",
    "en": "Sampled pupils recite",
    "method": "interview",
    "kind": "count",
    "threshold": {"at_least": 3, "unit": "人", "sample": 5},
    "sampling": "随机问5名学生，3人及以上能背诵为达标",
    "tip": "不提前通知",
    "exceptions": ["一年级新生"],
}
NAME_OF_FOCUS = """() => {
  const at = document.activeElement;
  if (at === document.body) return ">";
  const said = at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? at.innerText;
  return `${at.closest("fieldset.check")?.querySelector("legend")?.innerText ?? ""}>${said.trim()}`;
}"""
IS_UNCOVERED = """() => {
  const at = document.activeElement.closest("label") ?? document.activeElement;
  const box = at.getBoundingClientRect();
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
  return !!seen && (at.contains(seen) || seen.contains(at));
}"""


@pytest.fixture
def large_text(tmp_path: Path) -> None:
    """The browser's own setting of letters, as a person sets it: 32 px instead of 16."""
    folder = tmp_path / "profile" / "Default"
    folder.mkdir(parents=True)
    told = {"webkit": {"webprefs": {"default_font_size": 32, "default_fixed_font_size": 26}}}
    (folder / "Preferences").write_text(json.dumps(told))


@pytest.fixture
def page(large_text: None, phone: Phone, park: Park, ledger: Ledger, live_server) -> Page:
    wise = changed(ASSESSMENT, "framework", {"code": "wise-city", "name": "文明校园", "en": "Wise City"})
    wise = changed(wise, "lists.0.items", [SAMPLED])
    standards.load_edition(pack=read_pack(wise), by=ledger.cast.system, at=NOW)
    opened = open_signed_in(phone(), session_cookie(ledger.cast.lin, live_server.url))
    assert opened.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    return opened


class Keys:
    """Two hands on a keyboard. Every stop must show where it is, and must be in sight."""

    def __init__(self, page: Page) -> None:
        self.page, self.faults = page, list[str]()

    def to(self, name: str, within: str = "", *, most: int = 80) -> None:
        """Tab until what is called ``name`` has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            item, _sign, said = str(self.page.evaluate(NAME_OF_FOCUS)).partition(">")
            if not said:  # past the last stop, before the first
                continue
            self._look(said)
            if name in said and within in item:
                return
        raise AssertionError(f"Tab never came to {name}: {self.page.evaluate(NAME_OF_FOCUS)}")

    def _look(self, said: str) -> None:
        if not self.page.evaluate(IS_UNCOVERED):
            self.faults.append(f"covered: {said}")
        if not self.page.evaluate(HAS_FOCUS_RING) and not self.page.evaluate(
            "() => document.activeElement.closest('.file') !== null"
        ):
            self.faults.append(f"no ring: {said}")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def faults_of_screen(page: Page, where: str) -> list[str]:
    return [f"{where} {fault}" for fault in (*faults_of_fit(page), *faults_of_access(page))]


def test_a_whole_visit_by_keyboard_at_twice_the_size(page: Page, park: Park, photo_file: Path) -> None:
    keys, faults = Keys(page), list[str]()
    keys.to("点位")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="点位")).to_be_visible()
    keys.to("名称、编号")
    keys.type("示例")
    faults += faults_of_screen(page, "places")
    keys.to("示例公园")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="示例公园")).to_be_visible()
    faults += faults_of_screen(page, "place")
    keys.to("开始检查")
    keys.press("Enter")
    expect(page.get_by_role("button", name="提交")).to_be_enabled()

    keys.to("符合", park.items["GC1"].text)
    keys.press("ArrowRight")
    expect(
        page.get_by_role("group", name=park.items["GC1"].text).get_by_label("不符合", exact=True)
    ).to_be_checked()
    keys.to("拍照")
    with page.expect_file_chooser() as chosen:
        keys.press("Enter")
    chosen.value.set_files(photo_file)
    expect(page.get_by_role("img", name="照片 1")).to_be_visible()
    keys.to("存在什么问题")
    keys.type("广告牌破损")
    sampled = page.get_by_role("group", name=SAMPLED["text"])
    keys.to("抽查（人）", SAMPLED["text"])
    keys.type("4")
    expect(sampled.get_by_text("抽样：随机问5名学生")).to_be_visible()
    expect(sampled.get_by_text("达标：抽5人，符合的不少于3人")).to_be_visible()
    expect(sampled.get_by_text("现场询问 · 条款 SC4")).to_be_visible()
    expect(sampled.get_by_text("不提前通知")).to_be_visible()
    expect(sampled.get_by_text("一年级新生")).to_be_visible()
    keys.to("其中符合（人）", SAMPLED["text"])
    keys.type("3")
    expect(sampled.get_by_text("符合", exact=True)).to_be_visible()
    keys.to("好")
    keys.press("Space")
    keys.to("说明")
    keys.type("全程键盘")
    wait_until_written(page, "全程键盘")
    faults += faults_of_screen(page, "check")
    keys.to("提交")
    keys.press("Enter")
    expect(page.get_by_text("回执")).to_be_visible()
    faults += faults_of_screen(page, "outbox")
    assert Case.objects.get().description == "广告牌破损"
    marked = Observation.objects.values_list("check_item__code", "result").order_by("check_item__code")
    answers = [("GC1", "failed"), ("PK1", "failed"), ("PK3", "passed"), ("SC4", "passed")]
    assert list(marked) == answers  # PK1 is the same demand of another standard
    assert faults + keys.faults == []


SCREENS: dict[str, Callable[[int, str], str]] = {
    "today": lambda _place, _draft: "#/today",
    "places": lambda _place, _draft: "#/places",
    "place": lambda place, _draft: f"#/place/{place}",
    "check": lambda _place, draft: f"#/check/{draft}",
    "outbox": lambda _place, _draft: "#/outbox",
    "me": lambda _place, _draft: "#/me",
}


@pytest.mark.parametrize("language", ["中文", "English"])
def test_every_screen_is_usable_by_everybody(page: Page, park: Park, language: str) -> None:
    page.goto(f"/field/#/place/{park.place.pk}")
    page.get_by_role("button", name="开始检查").click()
    expect(page.get_by_role("button", name="提交")).to_be_enabled()
    for fail in page.get_by_label("不符合", exact=True).all():
        fail.check()
    page.get_by_role("button", name="登记一处问题").last.click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_be_focused()
    draft = held(page)["drafts"][0]["client_id"]
    faults = faults_of_screen(page, "refused")
    page.goto("/field/#/me")
    page.get_by_label(language).check()
    for name, address in SCREENS.items():
        page.goto(f"/field/{address(park.place.pk, draft)}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        faults += faults_of_screen(page, name)
    assert faults == []
