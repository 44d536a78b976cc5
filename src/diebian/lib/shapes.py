"""Shapes of data read from files: a shape looks at a value and tells every fault with the path to it.

Paths read as people write them: ``lists[2].items[0].code``; the empty path is the document itself.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What can be wrong with a value in a data file."""

    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    WRONG_TYPE = "wrong_type"
    WRONG_FORM = "wrong_form"
    NOT_LISTED = "not_listed"
    OUT_OF_RANGE = "out_of_range"
    EMPTY = "empty"
    TWICE = "twice"
    UNKNOWN_REFERENCE = "unknown_reference"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: where it is, what kind it is, and what was found there."""

    path: str
    kind: FaultKind
    found: str = ""


Shape = Callable[[str, object], Iterator[Fault]]


def text(*, pattern: str = r"(?s).*\S.*", may_be_empty: bool = False) -> Shape:
    """A text that matches ``pattern`` in full; by default any text with something in it."""
    form = re.compile(pattern)

    def look(path: str, value: object) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(path, FaultKind.WRONG_TYPE, _shown(value))
        elif not (value == "" and may_be_empty) and not form.fullmatch(value):
            yield Fault(path, FaultKind.WRONG_FORM if value else FaultKind.EMPTY, value)

    return look


def number(*, least: int = 0, most: int | None = None) -> Shape:
    """A whole number from ``least`` to ``most``, both included. A truth value is no number."""

    def look(path: str, value: object) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault(path, FaultKind.WRONG_TYPE, _shown(value))
        elif value < least or (most is not None and value > most):
            yield Fault(path, FaultKind.OUT_OF_RANGE, str(value))

    return look


def truth(path: str, value: object) -> Iterator[Fault]:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        yield Fault(path, FaultKind.WRONG_TYPE, _shown(value))


def one_of(choices: Collection[str]) -> Shape:
    """One of a fixed set of words."""

    def look(path: str, value: object) -> Iterator[Fault]:
        if value not in choices:
            yield Fault(path, FaultKind.NOT_LISTED, _shown(value))

    return look


def list_of(shape: Shape, *, may_be_empty: bool = False) -> Shape:
    """A list whose every entry has ``shape``."""

    def look(path: str, value: object) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(path, FaultKind.WRONG_TYPE, _shown(value))
            return
        if not value and not may_be_empty:
            yield Fault(path, FaultKind.EMPTY)
        for position, entry in enumerate(value):
            yield from shape(f"{path}[{position}]", entry)

    return look


def mapping(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """A mapping with all the ``required`` keys, any of the ``optional`` ones and no others."""
    known = {**required, **(optional or {})}

    def look(path: str, value: object) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, FaultKind.WRONG_TYPE, _shown(value))
            return
        for key in required.keys() - value.keys():
            yield Fault(join(path, key), FaultKind.MISSING)
        for key, entry in value.items():
            if key in known:
                yield from known[key](join(path, key), entry)
            else:
                yield Fault(join(path, key), FaultKind.UNKNOWN_KEY)

    return look


def table_of(key: Shape, entry: Shape) -> Shape:
    """A mapping whose keys all have one shape and whose values all have another."""

    def look(path: str, value: object) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, FaultKind.WRONG_TYPE, _shown(value))
            return
        for name, content in value.items():
            yield from key(join(path, name), name)
            yield from entry(join(path, name), content)

    return look


def join(path: str, key: str) -> str:
    """The path of ``key`` inside the mapping at ``path``."""
    return f"{path}.{key}" if path else key


def _shown(value: object) -> str:
    return repr(value)[:60]
