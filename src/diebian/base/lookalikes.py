"""Nearly the same pictures among all that were kept: candidates by an index, then compared point by point.

A search reads only the keys that two pictures share by chance or by likeness: with 22 bits, some 37 keys a picture and
a thousand probes, chance brings about one row for each hundred pictures kept, not one for each picture. Several pictures
are looked up together: their keys in one read, their candidates in one more.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from diebian.base.models import FingerprintKey, PictureFingerprint, StoredFile
from diebian.base.rows import insert_rows
from diebian.lib import lookalike
from diebian.lib.lookalike import SHARED, Fingerprint, Likeness

# The candidates that share most keys; a picture that has been used often has many, and a person needs only a few.
CANDIDATES = 8
# A picture has up to 1,024 probes, and SQLite takes 32,766 values in one statement.
AT_ONCE = 20


@dataclass(frozen=True)
class LookAlike:
    """A kept file whose picture is nearly the same, and how alike it is."""

    file_id: int
    like: Likeness


def keep(file: StoredFile, fingerprint: Fingerprint) -> None:
    """Keep the fingerprint of a file, once."""
    row, is_new = PictureFingerprint.objects.get_or_create(
        file=file, defaults={"content": fingerprint.packed()}
    )
    if is_new:
        insert_rows([FingerprintKey(key=key, fingerprint=row) for key in sorted(fingerprint.keys())])


def look_alikes(file_ids: Collection[int]) -> dict[int, list[LookAlike]]:
    """File → the other files with nearly the same picture, the most alike first; a file without any is left out."""
    rows = iter(PictureFingerprint.objects.filter(file__in=file_ids).order_by("pk"))
    found: dict[int, list[LookAlike]] = {}
    while some := list(islice(rows, AT_ONCE)):
        wanted = {row.pk: Fingerprint.unpacked(bytes(row.content)) for row in some}
        files = {row.pk: row.file_id for row in some}
        found |= {files[pk]: likes for pk, likes in _found(wanted)}
    return found


def _found(wanted: Mapping[int, Fingerprint]) -> Iterator[tuple[int, list[LookAlike]]]:
    """(fingerprint, those nearly the same) of a few pictures that are looked up together."""
    candidates = _candidates(wanted)
    rows = PictureFingerprint.objects.filter(pk__in=set[int]().union(*candidates.values())).order_by("pk")
    kept = {row.pk: (row.file_id, Fingerprint.unpacked(bytes(row.content))) for row in rows}
    for own, others in candidates.items():
        likes = [
            LookAlike(file_id, like)
            for file_id, other in (kept[pk] for pk in others)
            if lookalike.is_nearly_same(like := lookalike.likeness(wanted[own], other))
        ]
        if likes:
            yield own, sorted(likes, key=lambda one: (-one.like.points, one.file_id))


def _candidates(wanted: Mapping[int, Fingerprint]) -> dict[int, list[int]]:
    """Fingerprint → the others that share most keys with it."""
    probes = {pk: one.probes() for pk, one in wanted.items()}
    keys = FingerprintKey.objects.filter(key__in=set[int]().union(*probes.values()))
    holders: dict[int, list[int]] = defaultdict(list)
    for key, pk in keys.order_by("key", "fingerprint_id").values_list("key", "fingerprint_id"):
        holders[key].append(pk)
    return {own: _most_shared(own, looked, holders) for own, looked in probes.items()}


def _most_shared(own: int, probes: Collection[int], holders: Mapping[int, list[int]]) -> list[int]:
    shared = Counter(pk for key in probes for pk in holders.get(key, ()) if pk != own)
    enough = [(-number, pk) for pk, number in shared.items() if number >= SHARED]
    return [pk for _, pk in sorted(enough)[:CANDIDATES]]
