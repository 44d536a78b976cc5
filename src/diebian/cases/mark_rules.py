"""标注: what may be drawn on a photograph, and reading it out of what a browser or a phone sent. Pure.

A mark lies in fractions of the upright picture, so that it fits every size of it. Nothing that comes in is trusted: a
mark that is kept has finite numbers inside the picture, a known shape and one short line of text.
"""

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from diebian.cases.terms import Mark, MarkFault, MarkShape

MOST_MARKS = 20  # on one photograph: more hide what they point at
MOST_PHOTOS = 40
LONGEST_TEXT = 60
# Photographs × marks × the longest text in escapes, with room; a longer text is not even parsed.
LONGEST_JSON = 256 * 1024
SMALLEST = 0.01  # of the picture's side: smaller cannot be seen on a phone
# Fractions are kept to a ten-thousandth; drawn to the very edge, they may add up to a little more than one.
DIGITS, SLACK = 4, 0.001
# Control codes, codes that turn or join what stands beside them, halves of characters, private signs.
UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co"})


class MarkRefused(ValueError):
    """A mark that is not taken; ``fault`` says why."""

    def __init__(self, fault: MarkFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read_marks(text: str) -> dict[int, list[Mark]]:
    """The marks in a form's JSON, ``{"<case photo>": [mark, …]}``; photographs without marks are left out.

    Raises ``MarkRefused``.
    """
    if not text.strip():
        return {}
    if len(text) > LONGEST_JSON:
        raise MarkRefused(MarkFault.TOO_MANY)
    return check_all(_parsed(text))


def _parsed(text: str) -> dict[int, Any]:
    try:
        given = json.loads(text, parse_constant=_no_constant)
        if isinstance(given, dict) and all(key.isascii() and key.isdigit() for key in given):
            return {int(key): marks for key, marks in given.items()}
    except (ValueError, RecursionError):  # broken, NaN, a number of a thousand digits, nested without end
        pass
    raise MarkRefused(MarkFault.UNREADABLE)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def check_all(given: Mapping[int, Any]) -> dict[int, list[Mark]]:
    """Every photograph's marks checked (``check_marks``); those without any left out. Raises ``MarkRefused``."""
    if len(given) > MOST_PHOTOS:
        raise MarkRefused(MarkFault.TOO_MANY)
    checked = {photo: check_marks(marks) for photo, marks in given.items()}
    return {photo: marks for photo, marks in checked.items() if marks}


def check_marks(given: Any) -> list[Mark]:
    """The marks of one photograph, each a ``Mark`` or a mapping. Raises ``MarkRefused``."""
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise MarkRefused(MarkFault.UNREADABLE)
    if len(given) > MOST_MARKS:
        raise MarkRefused(MarkFault.TOO_MANY)
    return [check_mark(one) for one in given]


def check_mark(given: Any) -> Mark:
    """One mark, rounded and inside the picture. Raises ``MarkRefused``."""
    if isinstance(given, Mark):
        given = given.as_data()
    if not isinstance(given, Mapping) or given.get("shape") not in MarkShape.values:
        raise MarkRefused(MarkFault.UNREADABLE)
    mark = Mark(
        shape=MarkShape(given["shape"]),
        x=_number(given.get("x")),
        y=_number(given.get("y")),
        w=_number(given.get("w")),
        h=_number(given.get("h")),
        text=_text(given.get("text", "")),
    )
    _check_place(mark)
    return mark


def _number(given: Any) -> float:
    """A finite number, rounded; ``+ 0.0`` turns -0.0 into 0.0, which every database gives back as it was."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise MarkRefused(MarkFault.UNREADABLE)
    if abs(given) > 2 or not math.isfinite(given):  # no side of a picture is longer than 1
        raise MarkRefused(MarkFault.OUTSIDE)
    return round(float(given), DIGITS) + 0.0


def _check_place(mark: Mark) -> None:
    ends = (mark.x, mark.y, mark.x + mark.w, mark.y + mark.h)
    if not all(-SLACK <= end <= 1 + SLACK for end in ends):
        raise MarkRefused(MarkFault.OUTSIDE)
    if mark.shape is MarkShape.ARROW:
        is_big_enough = math.hypot(mark.w, mark.h) >= SMALLEST
    else:
        is_big_enough = min(mark.w, mark.h) >= SMALLEST
    if not is_big_enough:
        raise MarkRefused(MarkFault.TOO_SMALL)


def _text(given: Any) -> str:
    """One line of print: blanks of every kind become one space; half a character or a control code is refused."""
    if not isinstance(given, str):
        raise MarkRefused(MarkFault.UNREADABLE)
    text = " ".join(given.split())
    if len(text) > LONGEST_TEXT:
        raise MarkRefused(MarkFault.TEXT_TOO_LONG)
    if any(unicodedata.category(one) in UNPRINTED for one in text):
        raise MarkRefused(MarkFault.UNREADABLE)
    return text
