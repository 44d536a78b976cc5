"""A number on a page: what it counts, out of how many, as of when, and the rows behind it."""

from dataclasses import dataclass

from django.utils.functional import Promise

Word = str | Promise


@dataclass(frozen=True)
class Figure:
    """``value`` (of ``of``); ``address`` opens its rows; ``tone`` late, due-soon, verified or parked, with an icon."""

    name: Word
    value: int | str
    of: int | None = None
    unit: Word = ""
    note: Word = ""
    address: str = ""
    tone: str = ""
    icon: str = ""
