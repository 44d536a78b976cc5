"""What is common to everything that a phone sends: how it is written down, its hash, its photographs."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from diebian.base import uploads
from diebian.base.models import Photo
from diebian.flows.field.problems import BodyDamaged, FilesMissing
from diebian.flows.field.shapes import PhotoIn
from diebian.inspections.terms import Claim
from diebian.people.models import User


def canonical(body: Any) -> bytes:
    """The one way to write a body down: keys sorted, no blanks, characters as they are, UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def body_hash(body: Any) -> str:
    """SHA-256 over the canonical body: what makes two sendings the same."""
    return hashlib.sha256(canonical(body)).hexdigest()


def require_undamaged(told: str, sha256: str) -> None:
    """Whether the hash that the phone told (if it did) is that of what arrived. Raises ``BodyDamaged``."""
    if told and told != sha256:
        raise BodyDamaged


def once(hashes: Iterable[str]) -> list[str]:
    """Each hash once, in the order they were named."""
    return list(dict.fromkeys(hashes))


def photographs(*, sender: User, hashes: Sequence[str]) -> dict[str, Photo]:
    """The photographs that ``sender`` sent ahead, by hash. Raises ``FilesMissing``."""
    here = uploads.finished(by_id=sender.pk, hashes=hashes)
    missing = [sha256 for sha256 in hashes if sha256 not in here]
    if missing:
        raise FilesMissing(count=len(missing), files=",".join(missing))
    return {sha256: upload.photo for sha256, upload in here.items() if upload.photo is not None}


def claim_of(photo: PhotoIn) -> Claim:
    """What the phone says of a photograph."""
    return Claim(**photo.model_dump(exclude={"sha256"}))
