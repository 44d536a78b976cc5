"""A phone on a slow line, in a real Chromium: ``python -m benchmarks.field_3g [--places 2000] [--plans 300]``.

The app is opened for the first time over the line, then everything within reach is fetched, then only what is new. The line is
a proxy that holds back every byte (so the service worker's own requests are slow as well, which a browser's throttling of a
page leaves out): 3G as WebPageTest has it (1.6 Mbit/s down, 768 kbit/s up, 300 ms there and back), and a worse one.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright
from tools import browser as finder

from benchmarks import office
from benchmarks.field_line import WORKS_OFFLINE, Line, Server, pace
from benchmarks.field_sync import SEED
from benchmarks.servers import ROOT

SERVER_PORT = 8742
LINES = {
    "3G (1.6 Mbit/s, 300 ms)": {"down_kbit": 1600, "up_kbit": 768, "round_trip_ms": 300},
    "slow 3G (400 kbit/s, 400 ms)": {"down_kbit": 400, "up_kbit": 400, "round_trip_ms": 400},
}
# What the phone holds: when it last asked with success, and how many places and visits to make.
HELD = """async () => {
  const name = (await indexedDB.databases()).map((one) => one.name).find((one) => one.startsWith("diebian-field-"));
  if (!name) return { at: "", places: 0, plans: 0 };
  const db = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
  const ask = (table, how) => new Promise((done) => {
    const asked = how(db.transaction(table).objectStore(table));
    asked.onsuccess = () => done(asked.result);
  });
  const at = await ask("meta", (table) => table.get("synced_at"));
  const places = await ask("place", (table) => table.count()), plans = await ask("assignment", (table) => table.count());
  db.close();
  return { at: at?.value ?? "", places, plans };
}"""
PLAN = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diebian.config.settings")
import django
django.setup()
from diebian.base.clock import now
from diebian.inspections.actions import NewPlan, plan_visits
from diebian.people.actions import system_user
from diebian.people.models import User
from diebian.people.queries import current_campaign
from diebian.places.models import Place
at, places = now(), list(Place.objects.order_by("-id")[:20])
new = NewPlan(places=places, inspector=User.objects.get(username="measured"))
plan_visits(campaign=current_campaign(), new=new, by=system_user(at=at), at=at)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=2000)
    parser.add_argument("--plans", type=int, default=300)
    options, browser = parser.parse_args(), finder.find()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        session, _key = office.make(home, cases=0)
        env = {**os.environ, **office.environment(home)}
        seed = [sys.executable, "-c", SEED, str(options.places), str(options.plans)]
        subprocess.run(seed, env=env, check=True, cwd=ROOT)
        server = Server(SERVER_PORT, office.environment(home))
        try:
            for number, (name, how) in enumerate(LINES.items()):
                line = Line(8743 + number, SERVER_PORT, random.Random(1))
                line.open()
                phone = playwright.chromium.launch_persistent_context(
                    Path(folder) / f"profile-{number}",
                    executable_path=browser,
                    args=[*finder.FLAGS, "--disable-quic"],
                    base_url=f"http://127.0.0.1:{line.port}",
                    viewport={"width": 390, "height": 844},
                    locale="zh-CN",
                )
                print(name)
                _measure(phone, line, how, session, env)
                phone.close()
        finally:
            server.kill()


def _measure(
    phone: BrowserContext, line: Line, how: dict[str, float], session: str, env: dict[str, str]
) -> None:
    """Opened by nobody yet known, then signed in."""
    line.paces = pace(**how)
    page, began = phone.new_page(), time.monotonic()
    page.goto("/field/")
    page.get_by_role("link", name="登录").first.wait_for()
    say("opened for the first time", began)
    while not page.evaluate(WORKS_OFFLINE):
        page.wait_for_timeout(50)
    phone.add_cookies([{"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{line.port}"}])
    page.close()
    page, began = phone.new_page(), time.monotonic()
    page.goto("/field/")
    held = _until_synced(page, "")
    say(f"first sync of {held['places']} places and {held['plans']} visits to make", began)
    _next(page, held, "next sync, no news")
    subprocess.run([sys.executable, "-c", PLAN], env=env, check=True, cwd=ROOT)
    held = _until_synced(page, "")
    _next(page, held, "next sync, 20 visits planned meanwhile")


def _next(page: Page, held: dict[str, Any], what: str) -> None:
    page.goto("/field/#/outbox")
    button = page.get_by_role("button", name="立即同步")
    button.wait_for()
    began = time.monotonic()
    button.click()
    after = _until_synced(page, held["at"])
    say(f"{what} ({after['plans']} visits to make)", began)


def _until_synced(page: Page, before: str) -> dict[str, Any]:
    """What the phone holds once it has asked again since ``before``."""
    while True:
        held: dict[str, Any] = page.evaluate(HELD)
        if held["at"] > before:
            return held
        page.wait_for_timeout(10)


def say(what: str, began: float) -> None:
    """A line as soon as it is known."""
    print(f"  {time.monotonic() - began:6.2f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
