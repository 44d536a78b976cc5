"""Every rule, every action, scoring and ranking are tested line by line and branch by branch, or this says where not.

Reads ``.coverage`` as ``pytest --cov`` leaves it; ends with 1 and the missing lines and branches when any is left.
"""

import json
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from coverage import Coverage

WHOLE = (
    "*/diebian/*/rules.py",
    "*/diebian/*/rules/*.py",
    "*/diebian/*/*_rules.py",
    "*/diebian/*/actions.py",
    "*/diebian/*/actions/*.py",
    "*/diebian/scoring/*.py",
    "*/diebian/ranking/*.py",
)


def must_be_whole(path: str) -> bool:
    """Whether this file decides or writes something, so that an untested branch of it is not accepted."""
    return any(fnmatch(f"/{path}", pattern) for pattern in WHOLE) and "/migrations/" not in path


def gaps(report: dict[str, Any]) -> dict[str, str]:
    """File → what no test reaches: lines, and branches as from→to (to below 0 = the way out)."""
    found = {}
    for path, facts in sorted(report["files"].items()):
        lines = [str(line) for line in facts["missing_lines"]]
        branches = [f"{start}→{end if end > 0 else 'exit'}" for start, end in facts["missing_branches"]]
        if must_be_whole(path) and (lines or branches):
            found[path] = ", ".join([*lines, *branches])
    return found


def read(data_file: str) -> dict[str, Any]:
    """The measured coverage as plain data."""
    coverage = Coverage(data_file=data_file)
    coverage.load()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(target), ignore_errors=True)
        report: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return report


def main(data_file: str = ".coverage") -> int:
    """Print the total and the gaps."""
    report = read(data_file)
    held = [path for path in report["files"] if must_be_whole(path)]
    print(
        f"branch coverage {report['totals']['percent_covered']:.1f} % of all, {len(held)} files must be whole"
    )
    if not held:
        print("no rules and no actions were measured: run pytest with --cov first", file=sys.stderr)
        return 1
    missing = gaps(report)
    for path, places in missing.items():
        print(f"  {path}: {places}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
