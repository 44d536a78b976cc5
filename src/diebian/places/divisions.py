"""The official divisions of all China, province to community, read from ``data/divisions.zip`` city by city.

Codes are those of 国家统计局 (cut-off 2023-06-30): 2 digits a province, 4 a city, 6 a county, 9 a street or town,
12 a community or village. The form of the file is told in ``data/README.md``.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from diebian.places.problems import NotADistrict, SearchTooWide, UnknownDivision
from diebian.places.terms import DivisionLevel

DATA_FILE = Path(__file__).with_name("data") / "divisions.zip"
CUT_OFF = "2023-06-30"
UPPER_LEVELS = "upper"
LENGTHS = {
    2: DivisionLevel.PROVINCE,
    4: DivisionLevel.CITY,
    6: DivisionLevel.COUNTY,
    9: DivisionLevel.TOWN,
    12: DivisionLevel.VILLAGE,
}
PARENT_LENGTH = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
# Usual endings of village names, one letter each in the file; a longer ending stands before its own tail.
ENDINGS = {
    "A": "社区居民委员会",
    "B": "社区居委会",
    "C": "村民委员会",
    "D": "村委会",
    "E": "居民委员会",
    "F": "居委会",
    "G": "社区",
    "H": "生活区",
}
# Rows of the statistics that are no place of their own: they only gather what a province runs directly.
GATHERING_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@dataclass(frozen=True, slots=True)
class Division:
    """One division; ``parent_code`` is "" for a province."""

    code: str
    name: str

    @property
    def level(self) -> DivisionLevel:
        return LENGTHS[len(self.code)]

    @property
    def parent_code(self) -> str:
        return self.code[: PARENT_LENGTH[len(self.code)]]

    @property
    def full_code(self) -> str:
        """Twelve digits, as the statistics print it."""
        return self.code.ljust(12, "0")


def division(code: str) -> Division:
    """The division of a code; trailing zeros may be written (410800 = 4108). Raises ``UnknownDivision``."""
    for candidate in _readings(code):
        if found := _table_of(candidate).get(candidate):
            return found
    raise UnknownDivision(code=code)


def children(code: str = "") -> list[Division]:
    """The divisions directly below, in order of their codes; without a code the provinces."""
    if not code:
        return [found for found in _upper().values() if not found.parent_code]
    parent = division(code)
    table = _upper() if len(parent.code) < 6 else _city(parent.code[:4])
    return [found for found in table.values() if found.parent_code == parent.code]


def path(code: str) -> list[Division]:
    """From the province down to the division itself. Raises ``UnknownDivision``."""
    found = division(code)
    return [division(found.code[:length]) for length in LENGTHS if length <= len(found.code)]


def full_name(code: str) -> str:
    """ "河南省焦作市山阳区": without rows that only gather others, without the same name twice (东莞市)."""
    names = [found.name for found in path(code) if found.name not in GATHERING_NAMES]
    return "".join(dict.fromkeys(names))


def district(code: str) -> Division:
    """The division whose children are streets and towns: a district, a county, or a city without counties.

    4419 and 441900 both give 东莞市. Raises ``NotADistrict`` for what has districts below it or is a street.
    """
    found = division(code)
    if found.level is DivisionLevel.CITY and len(below := children(found.code)) == 1:
        found = below[0]
    if found.level is not DivisionLevel.COUNTY:
        raise NotADistrict(name=found.name, code=found.code)
    return found


def search(words: str, *, within: str = "") -> list[Division]:
    """Divisions whose name holds ``words``, in order of their codes.

    Without ``within`` provinces, cities and counties; inside a city or anything smaller also its streets and
    communities. Raises ``UnknownDivision``, and ``SearchTooWide`` for streets of a whole province.
    """
    table = _upper()
    area = division(within).code if within else ""
    if area:
        if len(area) < 4:
            raise SearchTooWide
        table = {**table, **_city(area[:4])}
    words = words.strip()
    return [
        found for found in table.values() if words and words in found.name and found.code.startswith(area)
    ]


def everything() -> Iterator[Division]:
    """Every division of the country, city after city (about two seconds)."""
    yield from _upper().values()
    for city in [code for code in _upper() if len(code) == 4]:
        yield from _parsed_city(city).values()


def forget() -> None:
    """Drop what is held in memory (after the data file was made anew)."""
    _upper.cache_clear()
    _city.cache_clear()


def _readings(code: str) -> list[str]:
    """What a code may mean, longest first: itself, then without trailing groups of zeros."""
    if not (code.isascii() and code.isdigit() and len(code) in LENGTHS):
        return []
    readings = [code]
    while (length := PARENT_LENGTH[len(code)]) and not code[length:].strip("0"):
        code = code[:length]
        readings.append(code)
    return readings


def _table_of(code: str) -> dict[str, Division]:
    if len(code) <= 6:
        return _upper()
    return _city(code[:4]) if code[:4] in _upper() else {}


def _text(name: str) -> str:
    with zipfile.ZipFile(DATA_FILE) as archive:
        return archive.read(f"{name}.txt").decode()


@cache
def _upper() -> dict[str, Division]:
    """Provinces, cities and counties by code."""
    rows = (line.split(" ", 1) for line in _text(UPPER_LEVELS).splitlines())
    return {code: Division(code, name) for code, name in rows}


@lru_cache(maxsize=8)
def _city(city: str) -> dict[str, Division]:
    return _parsed_city(city)


def _parsed_city(city: str) -> dict[str, Division]:
    """Streets and communities of one city by code, each street before its own communities."""
    table: dict[str, Division] = {}
    street, number = "", 0
    for line in _text(city).splitlines():
        if line.startswith("="):
            street, number, name = city + line[1:6], 0, line[6:]
            table[street] = Division(street, name)
            continue
        given, colon, name = line.rpartition(":")
        number = int(given) if colon else number + 1
        code = f"{street}{number:03d}"
        table[code] = Division(code, name[:-1] + ENDINGS[name[-1]] if name[-1] in ENDINGS else name)
    return table
