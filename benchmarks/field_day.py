"""A day in the field over the worst of lines: ``python -m benchmarks.field_day [--visits 40] [--cuts 200] [--kills 20]``.

A real Chromium makes the visits with no network, three photographs each. Then the network comes: it breaks ``--cuts``
times at random and the server is killed (-9) amid uploads ``--kills`` times. Prints what phone and server hold at the end;
the exit code is 1 when they differ.
"""

import argparse
import io
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from tools import browser as finder

from benchmarks import office
from benchmarks.field_line import WORKS_OFFLINE, Line, Server
from benchmarks.servers import ROOT

PORT, SERVER_PORT = 8731, 8732
PLACES = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diebian.config.settings")
import django
django.setup()
from diebian.base.clock import now
from diebian.people.actions import system_user
from diebian.people.models import Campaign, Unit
from diebian.people.terms import UnitKind
from diebian.places.actions import load_place_types, register_place
from diebian.places.drafts import PlaceDraft
from diebian.places.models import PlaceType
at = now()
by = system_user(at=at)
if not PlaceType.objects.exists():
    load_place_types(by=by, at=at)
campaign = Campaign.objects.order_by("id").first()
community = Unit.objects.filter(campaign=campaign, kind=UnitKind.COMMUNITY).order_by("id").first()
park = PlaceType.objects.get(code="park")
for number in range(1, int(sys.argv[1]) + 1):
    draft = PlaceDraft(place_type=park, name=f"外业公园{number:03}", address="文化巷", community=community)
    register_place(campaign=campaign, draft=draft, by=by, at=at)
"""
HELD = """async () => {
  const name = (await indexedDB.databases()).map((one) => one.name).find((one) => one.startsWith("diebian-field-"));
  const db = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
  const all = (table) => new Promise((done) => {
    const asked = db.transaction(table).objectStore(table).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [outbox, files] = [await all("outbox"), await all("file")];
  db.close();
  return { files: files.length, visits: outbox.map(({ client_id, body_sha256, state, message, files }) =>
    ({ client_id, body_sha256, state, message, files })) };
}"""


def main() -> int:
    options, browser = _options(), finder.find()  # before Playwright begins: finding may need one of its own
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        session, _key = office.make(home, cases=0)
        env = office.environment(home)
        seed = [sys.executable, "-c", PLACES, str(options.visits)]
        subprocess.run(seed, env={**os.environ, **env}, check=True, cwd=ROOT)
        server = Server(SERVER_PORT, env)
        line = Line(PORT, SERVER_PORT, random.Random(options.seed))
        line.open()
        try:
            phone = _phone(playwright, browser, Path(folder) / "profile", session)
            made = _morning(phone, options)
            phone.close()
            server.kill()
            phone = _phone(playwright, browser, Path(folder) / "profile", session)
            _opened_again(phone.new_page(), options)
            server.start()
            _afternoon(phone.pages[-1], line, server, options)
            held = phone.pages[-1].evaluate(HELD)
            phone.close()
        finally:
            server.kill()
        return _compare(held, made, home, line, server)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=40)
    parser.add_argument("--photos", type=int, default=3, help="of each visit")
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=15, help="give up then")
    return parser.parse_args()


def _phone(playwright: Playwright, browser: str | None, profile: Path, session: str) -> BrowserContext:
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=browser,
        args=[*finder.FLAGS, "--disable-quic"],
        base_url=f"http://127.0.0.1:{PORT}",
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
    )
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{PORT}"}])
    return context


def _morning(phone: BrowserContext, options: argparse.Namespace) -> int:
    """All visits, with no network from the first one on; the number of photographs taken."""
    page = phone.new_page()
    page.goto("/field/")
    page.get_by_role("link", name="点位", exact=True).click()
    page.get_by_text("外业公园001").wait_for()
    while not page.evaluate(WORKS_OFFLINE):
        page.wait_for_timeout(50)
    phone.set_offline(True)
    chance = random.Random(options.seed)
    for number in range(1, options.visits + 1):
        _visit(page, number, options.photos, chance)
    print(f"made with no network: {options.visits} visits, {options.visits * options.photos} photographs")
    return int(options.visits * options.photos)


def _opened_again(page: Page, options: argparse.Namespace) -> None:
    """The browser was closed, and there is no server: the app opens all the same, and has everything still."""
    page.goto("/field/#/outbox")
    page.get_by_role("link", name=f"{options.visits} 条仍在本机").wait_for()
    held = page.evaluate(HELD)
    print(f"browser closed and opened again: {len(held['visits'])} visits, {held['files']} photographs held")


def _visit(page: Page, number: int, photos: int, chance: random.Random) -> None:
    page.goto("/field/#/places")
    page.get_by_role("searchbox").fill(f"外业公园{number:03}")
    page.get_by_role("link", name=f"外业公园{number:03}").click()
    page.get_by_role("button", name="开始检查").click()
    page.get_by_role("button", name="登记一处问题").last.click()
    page.get_by_label("存在什么问题").last.fill(f"第 {number} 处：路面破损，须修补")
    files = [
        {"name": f"{number}-{one}.jpg", "mimeType": "image/jpeg", "buffer": _photo(chance)}
        for one in range(photos)
    ]
    page.locator("input[type=file][multiple]").last.set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("img", name=f"照片 {photos}").wait_for()
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name=f"{number} 条仍在本机").wait_for()


def _photo(chance: random.Random) -> bytes:
    """No two alike, and as large as a phone's after it was made smaller."""
    picture = Image.frombytes("RGB", (320, 240), chance.randbytes(320 * 240 * 3)).resize((1600, 1200))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


def _afternoon(page: Page, line: Line, server: Server, options: argparse.Namespace) -> None:
    """The network is there, such as it is. Somebody presses the button whenever nothing goes on."""
    line.cuts_left = options.cuts
    killer = _Killer(server, line, options)
    page.context.set_offline(False)
    page.goto("/field/#/outbox")
    began = time.monotonic()
    while time.monotonic() - began < options.minutes * 60:
        killer.act()
        button = page.get_by_role("button", name="立即同步")
        if button.count() and button.is_enabled():
            button.click()
        page.wait_for_timeout(100)
        if (
            page.get_by_role("link", name="条仍在本机").count() == 0
            and page.get_by_text("全部已送达").count()
        ):
            break
    print(
        f"sent in {time.monotonic() - began:.0f} s: line cut {line.cuts} times, server killed {server.kills} times"
    )


class _Killer:
    """Kills the server while a piece of a photograph is on its way, spread over the whole."""

    def __init__(self, server: Server, line: Line, options: argparse.Namespace) -> None:
        self.server, self.left = server, options.kills
        self.every = max(1, options.visits * options.photos // max(1, options.kills))
        self.seen = 0
        self.due = threading.Event()
        line.on_upload = self.hear

    def hear(self) -> None:
        self.seen += 1
        if self.left and self.seen % self.every == 0 and not self.due.is_set():
            self.left -= 1
            self.server.kill()
            self.due.set()

    def act(self) -> None:
        if self.due.is_set():
            self.server.kills += 1
            self.server.start()
            self.due.clear()


def _compare(held: dict[str, Any], photos: int, home: Path, line: Line, server: Server) -> int:
    """Print both sides; 0 when they are the same and nothing is there twice."""
    rows = sqlite3.connect(next(home.glob("*.sqlite3")))
    visits = rows.execute(
        "SELECT client_id, body_sha256 FROM inspections_visit WHERE submitted_at IS NOT NULL"
    ).fetchall()
    arrived = {row[0] for row in rows.execute("SELECT sha256 FROM base_upload WHERE photo_id IS NOT NULL")}
    hung = rows.execute("SELECT count(*), count(DISTINCT photo_id) FROM inspections_findingphoto").fetchone()
    cases = rows.execute("SELECT count(*) FROM cases_case").fetchone()[0]
    ours = {(one["client_id"].replace("-", ""), one["body_sha256"]) for one in held["visits"]}
    taken = {sha256 for one in held["visits"] for sha256 in one["files"]}
    states = sorted({one["state"] for one in held["visits"]})
    print(
        f"phone:  {len(ours)} visits ({', '.join(states)}), {len(taken)} photographs named, {held['files']} still held"
    )
    print(
        f"server: {len(visits)} visits, {cases} cases, {len(arrived)} photographs, {hung[0]} hung of {hung[1]}"
    )
    for one in held["visits"]:
        if one["state"] != "received":
            print(f"  {one['client_id']} {one['state']}: {one['message']}")
    theirs = {(client_id.replace("-", ""), digest) for client_id, digest in visits}
    is_same = ours == theirs and len(visits) == len(ours) == cases
    is_same = (
        is_same
        and arrived == taken
        and hung == (photos, photos)
        and states == ["received"]
        and not held["files"]
    )
    print("the same on both sides, nothing twice" if is_same else "NOT the same")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
