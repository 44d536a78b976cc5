"""What it costs to look over a photograph, one at a time, outside the transaction that hands it in: ``python -m benchmarks.photo_lookup [--kept 20000]``.

Fills a throw-away database with that many fingerprints of drawn streets (their points shuffled and their uncertain bits
flipped, so that keys are as crowded as in life), then looks over photographs of a new case; prints the median and the
95th percentile in milliseconds of the processor (others may be at work), with few and with many kept, and the size of the tables. Beside it: reading a photograph
of 12 megapixels, which is done before the transaction.
"""

import argparse
import io
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tools.make_photo_set import changed, scene

from benchmarks import office

SEED = 1
POOL = 120
LOOKED = 60
SMALL = 500


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", type=int, default=20_000)
    kept = parser.parse_args().kept
    with tempfile.TemporaryDirectory(prefix="lookup-") as home:
        os.environ |= office.environment(Path(home)) | {"DJANGO_SETTINGS_MODULE": "diebian.config.settings"}
        import django

        django.setup()
        measure(kept)


def measure(kept: int) -> None:
    """One after the other in one process: no other writer waits here."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    case, content = new_case(), big_photo()
    pool = [read(number) for number in range(POOL)]
    fill(pool, SMALL, start=0)
    print(f"with {SMALL:6d} kept: {told(look_over(case, first=0))}")
    fill(pool, kept - SMALL, start=SMALL)
    print(f"with {kept:6d} kept: {told(look_over(case, first=LOOKED))}")
    print(f"reading 12 megapixels, before the transaction: {told(list(readings(content)))}")
    print(f"tables of fingerprints: {table_bytes() / kept:.0f} bytes a photograph")


def told(seconds: list[float]) -> str:
    """Median and 95th percentile."""
    rank = sorted(seconds)[int(len(seconds) * 0.95)]
    return f"median {statistics.median(seconds) * 1000:.1f} ms, 95 % {rank * 1000:.1f} ms a photograph"


def new_case():
    """A case to hang photographs on."""
    from diebian.base.clock import now
    from diebian.cases.actions import NewCase, register_case
    from diebian.cases.terms import CaseSource
    from diebian.flows.set_up import set_up
    from diebian.people.actions import create_user, grant_role, system_user
    from diebian.people.terms import Role

    at = now()
    by = system_user(at=at)
    made = set_up(division_code="410811", start_on=at.date(), days=50, by=by, at=at)
    user = create_user(username="measured", display_name="测量", password=office.PASSWORD, by=by, at=at)
    grant_role(user=user, campaign=made.campaign, role=Role.OFFICE, by=by, at=at)
    new = NewCase(description="路面存在暴露垃圾", source=CaseSource.CITY_TASK)
    return register_case(campaign=made.campaign, new=new, by=user, at=at)


def read(number: int):
    """The fingerprint of a drawn street."""
    from diebian.lib.lookalike import fingerprint

    return fingerprint(scene(f"{SEED}/{number}"))


def fill(pool, count: int, *, start: int) -> None:
    """Keep ``count`` more fingerprints."""
    from django.db import transaction

    from diebian.base import lookalikes
    from diebian.base.models import StoredFile
    from diebian.lib.lookalike import Fingerprint

    rng = Random(f"{SEED}/{start}")
    with transaction.atomic():
        for number in range(start, start + count):
            points = tuple(muddled(rng, rng.choice(pool)) for _ in range(64))
            file = StoredFile.objects.create(
                sha256=f"{number:064x}", size_bytes=1, media_type="image/jpeg", created_at="2017-08-02T00:00Z"
            )
            lookalikes.keep(file, Fingerprint(10_000, 7_500, pool[0].small, points))


def muddled(rng: Random, fingerprint):
    """A point of some picture, with its uncertain bits either way."""
    from dataclasses import replace

    point = rng.choice(fingerprint.points)
    flips = sum(rng.randrange(2) << place for place in point.weak)
    return replace(point, bits=point.bits ^ flips)


def look_over(case, *, first: int) -> list[float]:
    """Seconds for each of some new photographs; every fourth is a changed copy of one handed in before."""
    from diebian.base import photos
    from diebian.base.clock import now
    from diebian.cases.actions import look_over as action
    from diebian.cases.models import CasePhoto

    seconds = []
    for number in range(first, first + LOOKED):
        image = scene(f"new/{number}") if number % 4 else scene(f"new/{max(1, number - 3)}")
        out = io.BytesIO()
        (image if number % 4 else changed(str(number), image, "recompressed q60")).save(out, "JPEG")
        photo = photos.take_in(out.getvalue(), name="a.jpg", at=now())
        hung = CasePhoto.objects.create(case=case, photo=photo, stage="after", round=number + 1)
        started = time.process_time()
        action(ids=[hung.pk], at=now())
        seconds.append(time.process_time() - started)
    return seconds


def big_photo() -> bytes:
    """A street of 12 megapixels."""
    out = io.BytesIO()
    scene("big").resize((4000, 3000)).save(out, "JPEG", quality=90)
    return out.getvalue()


def readings(content: bytes) -> Iterator[float]:
    """Seconds for reading and checking a big photograph."""
    from diebian.base import photos

    for _ in range(10):
        started = time.process_time()
        photos.prepare(content, name="a.jpg")
        yield time.process_time() - started


def table_bytes() -> int:
    """How much room the fingerprints and their index take."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%%fingerprint%%'")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
