"""Starting the servers that are measured side by side, and loading them with wrk (Debian package ``wrk``)."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The same for every server measured: ``diebian serve --workers 2 --threads 1``, the quickest on two cores.
GRANIAN = (
    "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--log-level", "warning"
)  # fmt: skip
# The floor that peers were measured against: two processes of four threads.
GUNICORN = ("gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning")  # fmt: skip


def has_gunicorn() -> bool:
    """Whether gunicorn is installed; it is no dependency of ours."""
    return find_spec("gunicorn") is not None


@dataclass(frozen=True)
class Load:
    """What wrk saw in one window."""

    per_second: float
    p50_ms: float
    p99_ms: float
    refused: int


@contextmanager
def server(
    target: str, port: int, environment: dict[str, str], *, under: tuple[str, ...] = GRANIAN
) -> Iterator[str]:
    """``target`` under a server; yields its address and ends it afterwards."""
    place = ("--bind", f"127.0.0.1:{port}") if under is GUNICORN else ("--port", str(port))
    command = [sys.executable, "-m", *under, *place, target]
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **environment}
    process = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str) -> None:
    """Until something answers; any status will do."""
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def wrk(url: str, *, clients: int, seconds: int, script: str = "", folder: Path) -> Load:
    """One window of load. ``script`` is wrk's Lua."""
    if not shutil.which("wrk"):
        sys.exit("wrk is needed: apt-get install wrk")
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency"]
    if script:
        path = folder / "request.lua"
        path.write_text(script, encoding="utf-8")
        command += ["-s", str(path)]
    out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return Load(
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", out)),
        p50_ms=_ms(_found(r"\n\s+50%\s+(\S+)", out)),
        p99_ms=_ms(_found(r"\n\s+99%\s+(\S+)", out)),
        refused=int(bad.group(1)) if bad else 0,
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if not match:
        raise ValueError(text)
    return match.group(1)


def _ms(text: str) -> float:
    for unit, factor in (("us", 0.001), ("ms", 1.0), ("s", 1000.0), ("m", 60000.0)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise ValueError(text)
