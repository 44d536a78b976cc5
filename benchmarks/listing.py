"""The 50-row case list beside a bare ORM list page, and at 1,000 and 100,000 cases: ``python -m benchmarks.listing``.

Ours is the whole page of a signed-in user: rights, filters with all units, 50 rows with states and clocks, navigation.
Bare: 50 model instances through a template of five columns, nothing else.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import office
from benchmarks.servers import ROOT, server, wrk

COOKIE = 'wrk.headers["Cookie"] = "sessionid=%s"'


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="listing-") as name:
        measure(Path(name), asked)


def measure(folder: Path, asked: argparse.Namespace) -> None:
    """Three servers up at once, windows in turn."""
    small, large, bare_home = folder / "small", folder / "large", folder / "bare"
    for path in (small, large, bare_home):
        path.mkdir()
    few, _ = office.make(small, cases=asked.small)
    many, _ = office.make(large, cases=asked.large)
    bare_env = {"BARE_HOME": str(bare_home)}
    prepare = [sys.executable, "-m", "benchmarks.bare.app", "10000"]
    subprocess.run(prepare, env={**os.environ, **bare_env}, check=True, cwd=ROOT)
    application = "diebian.config.wsgi:application"
    with (
        server(application, 8721, office.environment(small)) as first,
        server(application, 8722, office.environment(large)) as second,
        server("benchmarks.bare.app:application", 8723, bare_env) as bare,
    ):
        pages = {
            "small": (f"{first}/cases/", COOKIE % few),
            "large": (f"{second}/cases/", COOKIE % many),
            "bare": (f"{bare}/list", ""),
        }
        seen: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(asked.rounds):
            for name, (url, script) in pages.items():
                load = wrk(url, clients=1, seconds=asked.seconds, script=script, folder=folder)
                if load.refused:
                    sys.exit(f"{name}: requests were refused")
                seen[name].append(load.p50_ms)
    told({name: statistics.median(times) for name, times in seen.items()}, asked)


def told(p50: dict[str, float], asked: argparse.Namespace) -> None:
    """The figures in two lines."""
    print(
        f"p50 of the list: {p50['small']:.1f} ms with {asked.small} cases, {p50['large']:.1f} ms with {asked.large},"
        f" ratio {p50['large'] / p50['small']:.2f}"
    )
    print(f"bare list {p50['bare']:.1f} ms: ours runs at {p50['bare'] / p50['small']:.2f} x of it")


if __name__ == "__main__":
    main()
