"""Every page of the navigation, on a desk and on a phone: fits, is silent, is Chinese, is usable by everybody."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from diebian.flows.close_week import close_week
from diebian.web.navigation import ITEMS, entries
from tests.browser.conftest import DESK, PHONE, Opened
from tests.cases.conftest import Ledger
from tests.cast import NOW

PERMISSIONS = [item.permission for item in ITEMS if item.permission]
PAGES_BESIDES = (
    "/cases/board/",
    "/cases/register/",
    "/places/map/",
    "/inspections/new/",
    "/ranking/weeks/1/",
)
MAY_BE_LONG = {"openstreetmap"}  # names that have no Chinese form
LONG_WORD = re.compile(r"[A-Za-z]{13,}")
SERIOUS = {"serious", "critical"}

HAS_FOCUS_RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
}"""
IS_IN_VIEW = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0;
}"""


def addresses() -> list[str]:
    return [entry.address for entry in entries(PERMISSIONS, path="/")] + list(PAGES_BESIDES)


@pytest.fixture
def lived(ledger: Ledger, park) -> Ledger:
    """A campaign with something on each page."""
    ledger.close()
    ledger.rectify()
    ledger.dispatch()
    ledger.register("一条很长的问题描述" * 12)
    close_week(campaign=ledger.cast.campaign, number=1, by=ledger.cast.zhao, at=NOW)
    return ledger


def faults_of_fit(page: Page) -> list[str]:
    width, room = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    return [f"{width - room} px too wide"] if width > room else []


def faults_of_words(page: Page) -> list[str]:
    words = LONG_WORD.findall(page.locator("body").inner_text())
    return [f"not Chinese: {word}" for word in words if word.lower() not in MAY_BE_LONG]


def faults_of_access(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]


def faults_of_keyboard(page: Page) -> list[str]:
    """The first stop of Tab is the way to the text, seen; the next ones show where one is."""
    page.keyboard.press("Tab")
    if not page.evaluate("() => document.activeElement.classList.contains('skip-link')"):
        return ["Tab does not begin at the skip link"]
    faults = [] if page.evaluate(IS_IN_VIEW) else ["skip link is not seen"]
    for _ in range(3):
        page.keyboard.press("Tab")
        if not page.evaluate(HAS_FOCUS_RING):
            faults.append(
                "no focus ring: " + page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)")
            )
    return faults


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1440"])
def test_every_page_of_the_navigation(opened: Opened, lived: Ledger, complaints, size) -> None:
    page = opened("zhao", size)
    faults = []
    for address in addresses():
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        assert answer is not None
        found = [] if answer.status == 200 else [f"status {answer.status}"]
        for look in (faults_of_fit, faults_of_words, faults_of_access, faults_of_keyboard):
            found += look(page)
        faults += [f"{address} {fault}" for fault in found + complaints]
        complaints.clear()
    assert faults == []


def test_pages_of_strangers_on_a_phone(opened: Opened) -> None:
    page = opened(size=PHONE)
    faults = []
    for address in ("/public/", "/public/report/", "/public/follow/"):
        page.goto(address)
        for look in (faults_of_fit, faults_of_words, faults_of_access, faults_of_keyboard):
            faults += [f"{address} {fault}" for fault in look(page)]
    page.goto("/accounts/login/")  # its first field has the focus at once
    faults += faults_of_fit(page) + faults_of_words(page) + faults_of_access(page)
    assert faults == []
