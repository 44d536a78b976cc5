"""Cases registered per second over HTTP beside a bare insert page: ``python -m benchmarks.intake [--rounds 5]``.

Ours: a signed-in user of the office posts the form of 登记案件; rights, the dispatch clock on the working calendar, the
number, tallies, search words and the chained audit event, all durable before the answer. Bare: one ORM insert.
Windows alternate; the median of the rounds is printed, and rows in the database are compared with the answers.
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
from pathlib import Path

from benchmarks import office
from benchmarks.servers import ROOT, Load, server, wrk

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
JSON = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[%s]]
"""
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
    """Both servers up at once, windows in turn."""
    home, bare_home = folder / "ours", folder / "bare"
    home.mkdir()
    bare_home.mkdir()
    session = office.make(home, cases=asked.cases)
    bare_env = {"BARE_HOME": str(bare_home)}
    prepare = [sys.executable, "-m", "benchmarks.bare.app", str(asked.cases)]
    subprocess.run(prepare, env={**os.environ, **bare_env}, check=True, cwd=ROOT)
    with (
        server("diebian.config.wsgi:application", 8711, office.environment(home)) as ours,
        server("benchmarks.bare.app:application", 8712, bare_env) as bare,
    ):
        form = FORM % {**tokens(ours, session), "session": session, "text": TEXT}
        row = {
            "number": "000001",
            "state": "registered",
            "unit": "东方红街道",
            "description": "南门处地面存在垃圾" * 10,
        }
        for clients in (1, 8):
            rounds = [
                (
                    wrk(
                        f"{ours}/cases/register/",
                        clients=clients,
                        seconds=asked.seconds,
                        script=form,
                        folder=folder,
                    ),
                    wrk(
                        f"{bare}/rows",
                        clients=clients,
                        seconds=asked.seconds,
                        script=JSON % json.dumps(row),
                        folder=folder,
                    ),
                )
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


def told(clients: int, rounds: list[tuple[Load, Load]]) -> None:
    """One line of figures; a refused request makes them worthless, so it is an error."""
    if any(load.refused for pair in rounds for load in pair):
        sys.exit("requests were refused")
    ours = statistics.median(mine.per_second for mine, _ in rounds)
    bare = statistics.median(floor.per_second for _, floor in rounds)
    ratios = sorted(mine.per_second / floor.per_second for mine, floor in rounds)
    p50 = statistics.median(mine.p50_ms for mine, _ in rounds)
    p99 = statistics.median(mine.p99_ms for mine, _ in rounds)
    print(
        f"{clients} client(s): ours {ours:.0f}/s (p50 {p50:.1f} ms, p99 {p99:.1f} ms), bare {bare:.0f}/s,"
        f" ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"
    )


if __name__ == "__main__":
    main()
