"""外业检查: a new version on the server, and the phone that has the old one."""

import re
import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from diebian.web import field
from tests.browser.conftest import BUILT_FIELD, session_cookie
from tests.browser.on_phone import (
    WORKS_OFFLINE,
    Phone,
    begin_check,
    held,
    open_signed_in,
    until,
    wait_until_written,
)
from tests.cases.conftest import Ledger
from tests.park import Park

NEWER = "second0v"


class Release:
    """The app as built, and once more as another version: other names of files, another stamp."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        [script] = (BUILT_FIELD / "assets").glob("index-*.js")
        self.script = script.name
        quoted = (BUILT_FIELD / "sw.js").read_text(encoding="utf-8").split("`")
        [self.stamp] = [part for part in quoted if re.fullmatch("[0-9a-f]{8}", part)]

    def publish(self) -> None:
        """From now on the server has the newer version."""
        shutil.copytree(BUILT_FIELD, self.folder)
        assets = self.folder / "assets"
        (assets / self.script).rename(assets / "index-second.js")
        for path in (assets / "index-second.js", self.folder / "sw.js", self.folder / "index.html"):
            text = path.read_text(encoding="utf-8")
            changed = text.replace(self.stamp, NEWER).replace(self.script, "index-second.js")
            assert changed != text, path
            path.write_text(changed, encoding="utf-8")
        self.monkeypatch.setattr(field, "BUILT", self.folder)


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Release:
    settings.STATICFILES_DIRS = [("field", str(tmp_path / "second"))]
    (tmp_path / "second").mkdir()
    finders.get_finder.cache_clear()
    (tmp_path / "second").rmdir()
    return Release(tmp_path / "second", monkeypatch)


def version_shown(page: Page) -> str:
    page.goto("/field/#/me")
    return page.locator("dt", has_text="版本").locator("+ dd").inner_text()


def test_a_new_version_waits_until_it_is_wanted(
    release: Release, phone: Phone, park: Park, ledger: Ledger, live_server
) -> None:
    context = phone()
    page = open_signed_in(context, session_cookie(ledger.cast.lin, live_server.url))
    until(page, WORKS_OFFLINE)
    assert version_shown(page) == release.stamp
    begin_check(page, "示例公园")
    page.get_by_label("说明").fill("旧版本写的")
    wait_until_written(page, "旧版本写的")
    check = page.url

    release.publish()
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration('/field/')).update()")
    expect(page.get_by_text("有新版本")).to_be_visible()
    context.set_offline(True)
    page.reload()
    expect(page.get_by_text("有新版本")).to_be_visible()
    expect(page.get_by_label("说明")).to_have_value("旧版本写的")
    assert version_shown(page) == release.stamp
    other = context.new_page()
    other.goto(check)
    other.get_by_label("说明").fill("旧版本还能写")

    other.get_by_role("button", name="立即更新").click()
    expect(page.get_by_text("已在另一个窗口更新")).to_be_visible()
    expect(other.get_by_label("说明")).to_have_value("旧版本还能写")
    assert version_shown(other) == NEWER
    page.get_by_role("button", name="重新打开").click()
    expect(page.get_by_text("已在另一个窗口更新")).to_have_count(0)
    assert version_shown(page) == NEWER

    context = phone()  # switched off and on again, still without a network
    context.set_offline(True)
    page = context.new_page()
    page.goto("/field/")
    page.get_by_role("link", name="示例公园").click()
    expect(page.get_by_label("说明")).to_have_value("旧版本还能写")
    assert version_shown(page) == NEWER
    assert len(held(page)["drafts"]) == 1
