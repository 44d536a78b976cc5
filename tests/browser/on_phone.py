"""外业检查 in a real browser: what the phone holds, and waiting for it."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

# What the phone holds, as it lies in its own database.
HELD = """async () => {
  const name = (await indexedDB.databases()).map((one) => one.name).find((one) => one.startsWith("diebian-field-"));
  const db = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
  const all = (table) => new Promise((done) => {
    const asked = db.transaction(table).objectStore(table).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const drafts = [...await all("draft"), ...await all("answerDraft")];
  const held = { outbox: await all("outbox"), files: (await all("file")).map((file) => file.sha256), drafts };
  db.close();
  return held;
}"""

# The app opens without a network from now on. (A page that was opened at that very moment is controlled when it is reloaded.)
WORKS_OFFLINE = "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'"

Phone = Callable[[], BrowserContext]


def held(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(HELD)
    return found


def wait_until_written(page: Page, text: str) -> None:
    """Until the phone's own database holds what was typed: a moment after the last key."""
    for _ in range(100):
        if text in json.dumps(held(page)["drafts"], ensure_ascii=False):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{text} was never written")


def open_app(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/field/")
    expect(page.get_by_role("heading", name="今日")).to_be_visible()
    return page


def open_signed_in(context: BrowserContext, cookie: Any) -> Page:
    """The app as the session's person has it, with all that the server tells him."""
    context.add_cookies([cookie])
    page = open_app(context)
    page.get_by_role("link", name="待传", exact=True).click()
    expect(page.get_by_text("上次同步")).to_be_visible()
    return page


def begin_check(page: Page, place: str) -> None:
    """A new check of the place, found by its name."""
    page.get_by_role("link", name="点位", exact=True).click()
    page.get_by_role("link", name=place).click()
    page.get_by_role("button", name="开始检查").click()
    expect(page.get_by_role("button", name="提交")).to_be_enabled()


def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until the expression is true in the page. Asked from outside: the pages allow no evaluating of strings."""
    for _each in range(400):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")
