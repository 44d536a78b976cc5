"""A chain of hashes: each link covers its own content and the link before, so nothing can be altered unseen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

START = "0" * 64


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one spelling of ``content``: sorted keys, no spaces, UTF-8. Values must be plain JSON values."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link(previous: str, content: Mapping[str, Any]) -> str:
    """The hash (64 hex digits) of ``content`` after ``previous``."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()


def first_break(links: Iterable[tuple[int, str, str, Mapping[str, Any]]]) -> int | None:
    """The id of the first link that does not hold, or None when the chain is whole.

    ``links`` are (id, previous hash, hash, content) in order, from the start of the chain.
    """
    expected = START
    for number, previous, own, content in links:
        if previous != expected or own != link(previous, content):
            return number
        expected = own
    return None
