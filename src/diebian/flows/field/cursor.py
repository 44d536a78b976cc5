"""Where a phone stands in the feed of changes. Opaque to the phone; a cursor that no longer fits begins anew."""

import base64
import binascii
import json
from dataclasses import dataclass, replace
from typing import Any

from diebian.flows.field.problems import CursorExpired

FORM = 1


@dataclass(frozen=True)
class Cursor:
    """``event``: everything up to there is told. ``whole``: kinds still to be told whole, the first one from ``after``.

    ``rights`` and ``editions`` are digests of what decided the content: whom it is for, and which standards hold.
    """

    event: int
    rights: str
    editions: str
    whole: tuple[str, ...] = ()
    after: int = 0

    def told(self, after: int | None) -> "Cursor":
        """A page of the first whole kind was told: up to ``after``, or to its end (None)."""
        if after is None:
            return replace(self, whole=self.whole[1:], after=0)
        return replace(self, after=after)

    def text(self) -> str:
        """As the phone keeps it."""
        values = [FORM, self.event, self.rights, self.editions, list(self.whole), self.after]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(text: str, *, kinds: tuple[str, ...]) -> Cursor:
    """Raises ``CursorExpired`` for what is not a cursor of this version."""
    try:
        values: Any = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        form, event, rights, editions, whole, after = values
        is_right = form == FORM and set(whole) <= set(kinds) and isinstance(event + after, int)
    except (binascii.Error, ValueError, TypeError):
        raise CursorExpired from None
    if not is_right:
        raise CursorExpired
    return Cursor(event, str(rights), str(editions), tuple(whole), after)
