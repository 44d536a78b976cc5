"""A phone's first sync, the next one, and visits sent by eight phones: ``python -m benchmarks.field_sync [--seconds 5]``.

A district of 2,000 places in which 300 visits are planned for one inspector. Each page of the feed is asked for over HTTP with
a key, packed with gzip; a visit marks two items and tells of one fault, which opens a case, durable before the answer.
"""

import argparse
import gzip
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks import office
from benchmarks.servers import ROOT, server

PORT = 8713
CLIENTS = 8
SEED = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diebian.config.settings")
import django
django.setup()
from diebian.base.clock import now
from diebian.inspections.actions import NewPlan, plan_visits
from diebian.people.actions import system_user
from diebian.people.models import User
from diebian.people.queries import current_campaign, units_of
from diebian.people.terms import UnitKind
from diebian.places.actions import register_places
from diebian.places.drafts import PlaceDraft
from diebian.places.models import PlaceType
at, campaign = now(), current_campaign()
by, inspector = system_user(at=at), User.objects.get(username="measured")
kinds = list(PlaceType.objects.order_by("official_order", "id"))
communities = list(units_of(campaign, UnitKind.COMMUNITY, UnitKind.VILLAGE))
drafts = [
    PlaceDraft(place_type=kinds[n % len(kinds)], name=f"点位{n}", address="工字路", community=communities[n % len(communities)])
    for n in range(int(sys.argv[1]))
]
places = register_places(campaign=campaign, drafts=drafts, by=by, at=at)
plan_visits(campaign=campaign, new=NewPlan(places=places[: int(sys.argv[2])], inspector=inspector), by=by, at=at)
"""


class Phone:
    """One connection that stays open, as a browser's does."""

    def __init__(self, address: str, key: str) -> None:
        self.line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": "gzip"}
        self.received = 0

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON; ``received`` counts the bytes on the wire."""
        sent = json.dumps(body) if body is not None else None
        more = {"Content-Type": "application/json"} if sent else {}
        self.line.request(method, f"/api/v1/field/{path}", sent, self.headers | more)
        answer = self.line.getresponse()
        content = answer.read()
        self.received += len(content)
        unpacked = gzip.decompress(content) if answer.headers["Content-Encoding"] == "gzip" else content
        return answer.status, json.loads(unpacked)

    def sync(self, cursor: str = "") -> tuple[str, list[dict[str, Any]]]:
        """Everything since the cursor, and the new one."""
        items: list[dict[str, Any]] = []
        more = True
        while more:
            status, page = self.ask("GET", f"changes?cursor={cursor}")
            assert status == 200, page
            cursor, more = page["cursor"], page["more"]
            items += page["items"]
        return cursor, items


def visit(place: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    """Two items marked, the first one at fault."""
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    seen = {"counted": None, "extent": 0, "total": 0, "note": ""}
    return {
        "client_id": str(uuid.uuid4()),
        "place_id": place["id"],
        "assignment_id": None,
        "kind": "open",
        "started_at": at,
        "finished_at": at,
        "position": None,
        "observations": [
            seen | {"check_item_id": item["id"], "result": result}
            for item, result in zip(items, ("failed", "passed"), strict=False)
        ],
        "findings": [],
        "note": "",
    }


def send(phone: Phone, bodies: list[dict[str, Any]], until: float) -> int:
    """How many visits were received before ``until``."""
    count = 0
    while time.perf_counter() < until:
        status, told = phone.ask(
            "POST", "visits", bodies[count % len(bodies)] | {"client_id": str(uuid.uuid4())}
        )
        assert status == 201, told
        count += 1
    return count


def bodies_of(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A visit to each of some places that have items answered by yes or no."""
    plain = {
        item["id"]: [line for line in item["data"]["items"] if line["kind"] == "pass_fail"]
        for item in items
        if item["kind"] == "check_list" and item["data"]
    }
    places = [item["data"] for item in items if item["kind"] == "place"]
    return [visit(place, plain[place["place_type"]]) for place in places if plain.get(place["place_type"])]


def say(line: str) -> None:
    """A line as soon as it is known."""
    print(line, flush=True)


def measure(address: str, key: str, *, seconds: float) -> None:
    """Print what a phone sees."""
    phone = Phone(address, key)
    began = time.perf_counter()
    cursor, items = phone.sync()
    say(
        f"first sync   {time.perf_counter() - began:6.2f} s  {len(items)} items, {phone.received / 1e6:.2f} MB on the wire"
    )
    began = time.perf_counter()
    phone.sync(cursor)
    say(f"no news      {1000 * (time.perf_counter() - began):6.1f} ms")
    bodies = bodies_of(items)
    send(phone, bodies, time.perf_counter() + 0.2)
    began = time.perf_counter()
    cursor, news = phone.sync(cursor)
    say(f"some news    {1000 * (time.perf_counter() - began):6.1f} ms  {len(news)} items")
    for clients in (1, CLIENTS):
        until = time.perf_counter() + seconds
        with ThreadPoolExecutor(clients) as pool:
            phones = [pool.submit(send, Phone(address, key), bodies, until) for _ in range(clients)]
            sent = sum(phone.result() for phone in phones)
        say(f"visits       {sent / seconds:6.1f} /s with {clients} phones")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--places", type=int, default=2000)
    parser.add_argument("--plans", type=int, default=300)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _session, key = office.make(home, cases=0)
        env = {**os.environ, **office.environment(home)}
        seed = [sys.executable, "-c", SEED, str(asked.places), str(asked.plans)]
        subprocess.run(seed, env=env, check=True, cwd=ROOT)
        with server("diebian.config.wsgi:application", PORT, office.environment(home)) as address:
            measure(address, key, seconds=asked.seconds)


if __name__ == "__main__":
    main()
