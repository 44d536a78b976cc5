"""A real browser for each person of the stories, and a clock that the test turns."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, BrowserType, ConsoleMessage, Page, expect
from tools import browser as finder

from diebian.scoring.actions import load_rulesets
from tests import pictures
from tests.browser.on_phone import Phone
from tests.cases.conftest import Ledger
from tests.cast import NOW, Cast

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src" / "diebian" / "web" / "static" / "build"
BUILT_FIELD = ROOT / "src" / "diebian" / "web" / "static" / "field"
PHONE, DESK = (390, 844), (1440, 900)
# A busy machine draws slowly; what is never there still fails.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built() -> None:
    """The pages' styles and scripts, built if they were not."""
    if not (BUILT / "page.css").exists():
        subprocess.run([sys.executable, str(ROOT / "tools" / "frontend.py")], check=True)


@pytest.fixture(scope="session")
def base_url() -> str:
    """Each context names the address of its own server; the plugin's fixture of this name warns under pytest 9."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(built: None) -> dict[str, object]:
    # Playwright keeps an event loop in this thread until the session ends; Django would refuse the database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    path = finder.find()
    assert path, "no browser: python tools/browser.py says what to install"
    return {"executable_path": path, "args": [*finder.FLAGS, "--disable-quic"]}


@pytest.fixture(autouse=True)
def own_counts(settings, tmp_path: Path) -> None:
    """Counts of requests are each test's own."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "cache",
        }
    }


@pytest.fixture
def turn_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the time of day that the pages go by: ``turn_clock(moment)``."""

    def turn(moment: datetime) -> None:
        monkeypatch.setattr("diebian.base.clock.now", lambda: moment)

    turn(NOW)
    return turn


@pytest.fixture
def ledger(transactional_db, cast: Cast, turn_clock) -> Ledger:
    load_rulesets(by=cast.system, at=NOW)
    return Ledger(cast)


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    file = tmp_path / "photo.jpg"
    file.write_bytes(pictures.photo(size=(640, 480)))
    return file


class Complaints(list[str]):
    """What the browser itself complains of: errors of scripts, things not found, violations of the policy."""

    def watch(self, page: Page) -> None:
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.append(str(error)))

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.append(f"{message.text} {message.location['url']}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Gathered over the whole test; any one fails it."""
    heard = Complaints()
    yield heard
    assert heard == []


Opened = Callable[..., Page]


@pytest.fixture
def opened(ledger: Ledger, live_server, new_context, complaints: Complaints) -> Opened:
    """``opened("zhao", PHONE)`` is a page of 赵审核, signed in, on a phone; ``opened()`` is a stranger's."""

    def open_page(name: str = "", size: tuple[int, int] = DESK) -> Page:
        width, height = size
        context: BrowserContext = new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            reduced_motion="reduce",
        )
        if name:
            context.add_cookies([session_cookie(getattr(ledger.cast, name), live_server.url)])
        page = context.new_page()
        page.set_default_timeout(20_000)
        complaints.watch(page)
        return page

    return open_page


def session_cookie(user, address: str) -> dict[str, str]:
    client = Client()
    client.force_login(user, backend="diebian.web.accounts.Backend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}


@pytest.fixture
def phone(
    # Which browser is asked before Playwright begins.
    browser_type_launch_args,
    browser_type: BrowserType,
    ledger: Ledger,
    live_server,
    tmp_path: Path,
) -> Iterator[Phone]:
    """林检查's phone: switched on again it has what it had."""
    if not (BUILT_FIELD / "index.html").exists():
        pytest.fail("python tools/frontend.py field")
    on: list[BrowserContext] = []

    def switch_on() -> BrowserContext:
        for context in on:
            context.close()
        width, height = PHONE
        on[:] = [
            browser_type.launch_persistent_context(
                tmp_path / "profile",
                **browser_type_launch_args,
                base_url=live_server.url,
                viewport={"width": width, "height": height},
                locale="zh-CN",
                geolocation={"latitude": 35.0871, "longitude": 112.6023},
                permissions=["geolocation"],
            )
        ]
        on[0].set_default_timeout(20_000)
        return on[0]

    yield switch_on
    for context in on:
        context.close()
