"""50,000 rows × 14 columns: calamine alone, our reader, the whole import, the second import, the export; in one run.

    python benchmarks/ledger_import.py [ROWS]

Every step is a process of its own, so that each has its own peak of memory; an import counts the larger of the two
peaks it has (its own and that of the child that parses) and their sum as the bound. Uses a database of its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STEPS = ("calamine", "read", "import", "again", "export")
MIB = 1024


def main() -> None:
    """Make the file, run every step in its own process, print a table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DIEBIAN_HOME": folder,
            "DIEBIAN_SECRET_KEY": "only-for-benchmarks-0123456789-abcdefghijklmnop",
            "DJANGO_SETTINGS_MODULE": "diebian.config.settings",
        }
        print(f"{rows} rows; load {os.getloadavg()[0]:.1f}")
        for step in ("make", *STEPS):
            done = subprocess.run(
                [sys.executable, __file__, "step", step, folder, str(rows)],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )
            told = json.loads(done.stdout.splitlines()[-1])
            if step != "make":
                print(
                    f"{step:9} {told['seconds']:7.1f} s   cpu {told['cpu']:6.1f} s   peak {told['own']:4.0f} MB + child {told['child']:4.0f} MB   {told['note']}"
                )


def step(name: str, folder: Path, rows: int) -> None:
    """One step, timed from its first line to its last."""
    began = time.perf_counter()
    note = {
        "make": make,
        "calamine": calamine,
        "read": read,
        "import": import_,
        "again": import_,
        "export": export,
    }[name](folder, rows)
    seconds = time.perf_counter() - began
    own, child = (
        resource.getrusage(who).ru_maxrss / MIB for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(used.ru_utime + used.ru_stime for used in times)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "own": own, "child": child, "note": note}))


def make(folder: Path, rows: int) -> str:
    """The file, and a database with a campaign in a district of nine streets."""
    import django

    django.setup()
    from datetime import date, datetime

    from django.core.management import call_command
    from tools import make_ledgers

    from diebian.flows.init_campaign import init_campaign
    from diebian.lib.worktime import SHANGHAI
    from diebian.people.actions import system_user

    make_ledgers.handed_down(folder / "ledger.xlsx", count=rows)
    call_command("migrate", verbosity=0)
    at = datetime(2017, 8, 2, 10, tzinfo=SHANGHAI)
    by = system_user(at=at)
    init_campaign(division_code="410811", start_on=date(2017, 7, 25), days=50, by=by, at=at)
    return ""


def calamine(folder: Path, rows: int) -> str:
    """What the parser alone takes."""
    import python_calamine

    book = python_calamine.load_workbook(str(folder / "ledger.xlsx"))
    return f"{len(book.get_sheet_by_index(0).to_python())} rows"


def read(folder: Path, rows: int) -> str:
    """What our safe reader takes: checks, child, cleaning, merges."""
    from diebian.lib.tables import read_book

    return f"{len(read_book(folder / 'ledger.xlsx').sheets[0].rows)} rows"


def import_(folder: Path, rows: int) -> str:
    """All of it: read, map, check, write in one transaction."""
    import django

    django.setup()
    from datetime import datetime

    from diebian.flows.import_ledger import import_ledger
    from diebian.lib.worktime import SHANGHAI
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    at = datetime(2017, 8, 2, 10, tzinfo=SHANGHAI)
    _, result = import_ledger(
        folder / "ledger.xlsx",
        file_name="ledger.xlsx",
        campaign=current_campaign(),
        by=system_user(at=at),
        at=at,
    )
    return f"registered {result.registered}, given out {result.given_out}"


def export(folder: Path, rows: int) -> str:
    """Reported back in the same form."""
    import django

    django.setup()
    from datetime import datetime

    from diebian.flows.export_ledger import export_ledger, forms_of
    from diebian.lib.worktime import SHANGHAI
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    at = datetime(2017, 8, 3, 10, tzinfo=SHANGHAI)
    campaign = current_campaign()
    out = folder / "out.xlsx"
    count = export_ledger(out, campaign=campaign, by=system_user(at=at), at=at, mapping=forms_of(campaign)[0])
    return f"{count} rows, {out.stat().st_size / MIB / MIB:.1f} MB"


if __name__ == "__main__":
    if sys.argv[1:2] == ["step"]:
        step(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
