"""Cases registered per second over HTTP beside a bare insert page: ``python -m benchmarks.intake [--rounds 5]``.

Ours by the API (another system with its key) and by the page (a signed-in user posts the form of 登记案件): rights, the
dispatch clock on the working calendar, the number, tallies, search words and the chained audit event, all durable before
the answer. Bare: JSON in, one ORM insert. Windows alternate; the median of the rounds is printed.
"""

import argparse
import http.cookies
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import nullcontext
from pathlib import Path

from benchmarks import office
from benchmarks.servers import GUNICORN, ROOT, Load, has_gunicorn, server, wrk

FORM = """
local n = 0
local seed = tostring({}):sub(8)
request = function()
  n = n + 1
  local body = "csrfmiddlewaretoken=%(token)s&description=%(text)s" .. seed .. n
    .. "&source=city_task&place_text=gongzilu&level=limited&source_number=&category_code=&demand=&client_key=" .. seed .. n
  return wrk.format("POST", "/cases/register/", {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Cookie"] = "sessionid=%(session)s; csrftoken=%(cookie)s",
    ["Origin"] = "http://127.0.0.1:8711",
  }, body)
end
"""
API = """
local n = 0
local seed = tostring({}):sub(8)
wrk.headers["Authorization"] = "Bearer %(key)s"
wrk.headers["Content-Type"] = "application/json"
request = function()
  n = n + 1
  local body = '{"description": "%(text)s' .. seed .. n .. '", "source": "city_task", "place_text": "工字路", "client_key": "' .. seed .. n .. '"}'
  return wrk.format("POST", "/api/v1/cases", nil, body)
end
"""
JSON = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[%s]]
"""
ROW = {
    "number": "000001",
    "state": "registered",
    "unit": "东方红街道",
    "description": "南门处地面存在垃圾" * 10,
}
SHOWN = ("per_second", "p50_ms", "p99_ms")
TEXT = "%E5%8D%97%E9%97%A8%E5%A4%84%E5%9C%B0%E9%9D%A2%E5%AD%98%E5%9C%A8%E5%9E%83%E5%9C%BE" * 5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--cases", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="intake-") as name:
        measure(Path(name), asked)


def measure(folder: Path, asked: argparse.Namespace) -> None:
    """Both servers up at once, windows in turn: the API, the page, the floor."""
    home, bare_home = folder / "ours", folder / "bare"
    home.mkdir()
    bare_home.mkdir()
    session, key = office.make(home, cases=asked.cases)
    bare_env = {"BARE_HOME": str(bare_home)}
    prepare = [sys.executable, "-m", "benchmarks.bare.app", str(asked.cases)]
    subprocess.run(prepare, env={**os.environ, **bare_env}, check=True, cwd=ROOT)
    application = "benchmarks.bare.app:application"
    floor = server(application, 8713, bare_env, under=GUNICORN) if has_gunicorn() else nullcontext("")
    with (
        server("diebian.config.wsgi:application", 8711, office.environment(home)) as ours,
        server(application, 8712, bare_env) as bare,
        floor as gunicorn,
    ):
        doors = {
            "API": (f"{ours}/api/v1/cases", API % {"key": key, "text": "南门处地面存在垃圾" * 5}),
            "page": (
                f"{ours}/cases/register/",
                FORM % {**tokens(ours, session), "session": session, "text": TEXT},
            ),
            "bare": (f"{bare}/rows", JSON % json.dumps(ROW)),
        }
        if gunicorn:
            doors["bare under gunicorn"] = (f"{gunicorn}/rows", JSON % json.dumps(ROW))
        for clients in (1, 8):
            rounds = [
                {
                    name: wrk(url, clients=clients, seconds=asked.seconds, script=script, folder=folder)
                    for name, (url, script) in doors.items()
                }
                for _ in range(asked.rounds)
            ]
            told(clients, rounds)


def tokens(address: str, session: str) -> dict[str, str]:
    """The form's token and its cookie."""
    request = urllib.request.Request(f"{address}/cases/register/", headers={"Cookie": f"sessionid={session}"})
    with urllib.request.urlopen(request) as answer:
        page = answer.read().decode()
        cookies = http.cookies.SimpleCookie(answer.headers["Set-Cookie"])
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    if not found:
        sys.exit("no form: is the session valid?")
    return {"token": found.group(1), "cookie": cookies["csrftoken"].value}


def told(clients: int, rounds: list[dict[str, Load]]) -> None:
    """A line of figures for each door; a refused request makes them worthless, so it is an error."""
    if any(load.refused for turn in rounds for load in turn.values()):
        sys.exit("requests were refused")
    floors = [name for name in rounds[0] if name.startswith("bare")]
    for name in rounds[0]:
        middle = {what: statistics.median(getattr(turn[name], what) for turn in rounds) for what in SHOWN}
        ratios = ", ".join(f"{_ratio(rounds, name, floor)} x {floor}" for floor in floors if floor != name)
        print(
            f"{clients} client(s) {name}: {middle['per_second']:.0f}/s, p50 {middle['p50_ms']:.1f} ms,"
            f" p99 {middle['p99_ms']:.1f} ms; {ratios}"
        )


def _ratio(rounds: list[dict[str, Load]], name: str, floor: str) -> str:
    ratios = sorted(turn[name].per_second / turn[floor].per_second for turn in rounds)
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"


if __name__ == "__main__":
    main()
