"""Where a phone stands in the feed of changes. Sealed: it counts events. A cursor that no longer fits begins anew."""

from dataclasses import dataclass, replace

from diebian.base.sealing import WrongToken, seal, unseal
from diebian.flows.field.problems import CursorExpired

FORM = 2  # 2: tasks have ids of text, and several streams
PURPOSE = "field"


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
        return seal(values, purpose=PURPOSE)


def read_cursor(text: str, *, kinds: tuple[str, ...]) -> Cursor:
    """Raises ``CursorExpired`` for what is not a cursor of this version."""
    try:
        form, event, rights, editions, whole, after = unseal(text, purpose=PURPOSE)
    except WrongToken:
        raise CursorExpired from None
    if form != FORM or not set(whole) <= set(kinds):
        raise CursorExpired
    return Cursor(event, rights, editions, tuple(whole), after)
