"""Which units a cell names: by full name, short name or alias, one or many. Pure."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from diebian.lib.tables import squeezed
from diebian.people.models import Unit

_BETWEEN = re.compile(r"[、，,；;/／\n|+＋&]+|(?<=.)(?:和|及|与)(?=.)")
_BETWEEN_SURE = re.compile(r"[、，,；;/／\n|+＋&]+")
_ROLE_BEFORE = re.compile(r"^(牵头单位|牵头|主办单位|主办|责任单位|配合单位|配合|协办单位|协办)[:：]")
_ROLE_BEHIND = re.compile(r"[（(](牵头|主办|责任|配合|协办)(?:单位)?[)）]$")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]$")
_LEADS = {"牵头", "牵头单位", "主办", "主办单位"}
_NEAR_COUNT, _NEAR_ENOUGH = 3, 0.6


@dataclass(slots=True)
class Named:
    """What a cell says: units in order, whether one is called the lead, and names that nobody bears."""

    units: list[Unit] = field(default_factory=list)
    lead: Unit | None = None
    unknown: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


class UnitNames:
    """All names of a campaign's units; answers are kept, since ledgers repeat the same cells."""

    def __init__(self, names: Mapping[str, Unit]) -> None:
        self._names = {squeezed(name): unit for name, unit in names.items()}
        self._short = {squeezed(name): str(unit) for name, unit in names.items()}
        self._known: dict[str, Named] = {}

    def named(self, text: str) -> Named:
        """The units that the cell names."""
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def one(self, text: str) -> Unit | None:
        """The unit of exactly this name."""
        return self._names.get(squeezed(text))

    def _read(self, text: str) -> Named:
        named = Named()
        for piece, role in self._pieces(text):
            unit = self.one(piece) or self.one(_BRACKETS.sub("", piece))
            if unit is None:
                named.unknown.append((piece, self._near(piece)))
            elif unit not in named.units:
                named.units.append(unit)
                named.lead = unit if role in _LEADS and named.lead is None else named.lead
        return named

    def _pieces(self, text: str) -> list[tuple[str, str]]:
        """(name, what it is called) of each part. A part is cut further only where it is no name as it stands."""
        found: list[tuple[str, str]] = []
        role = ""
        for part in _BETWEEN_SURE.split(text):
            for piece in [part] if self.one(_bare(part)[0]) else self._cut(part):
                name, called = _bare(piece)
                role = called or (
                    "" if _ROLE_BEHIND.search(squeezed(piece)) else role if role not in _LEADS else ""
                )
                if name:
                    found.append((name, role))
        return found

    def _cut(self, part: str) -> list[str]:
        """Cut at spaces and at 和、及、与, unless the cuts only make strangers."""
        spaced = part.split()
        if len(spaced) > 1 and any(self.one(_bare(piece)[0]) for piece in spaced):
            return spaced
        joined = [piece for piece in _BETWEEN.split(part) if piece]
        return joined if any(self.one(_bare(piece)[0]) for piece in joined) else [part]

    def _near(self, name: str) -> tuple[str, ...]:
        close = difflib.get_close_matches(squeezed(name), self._short, n=_NEAR_COUNT, cutoff=_NEAR_ENOUGH)
        return tuple(dict.fromkeys(self._short[found] for found in close))


def _bare(piece: str) -> tuple[str, str]:
    """The name without 牵头： before it or （配合） behind it, and that word."""
    plain = squeezed(piece)
    if before := _ROLE_BEFORE.match(plain):
        return plain[before.end() :], before[1]
    if behind := _ROLE_BEHIND.search(plain):
        return plain[: behind.start()], behind[1]
    return plain, ""
