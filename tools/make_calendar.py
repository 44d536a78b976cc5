#!/usr/bin/env python3
"""Make ``src/diebian/people/data/calendar.yaml`` from the PyPI package chinesecalendar (a development dependency).

Usage: ``tools/make_calendar.py``. The package follows the State Council's yearly notices; only the days that differ
from Monday to Friday are kept. The same package gives the same bytes. A new year: raise the package in pyproject.toml,
run this and look at the difference.
"""

import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import chinese_calendar

TARGET = Path(__file__).resolve().parents[1] / "src" / "diebian" / "people" / "data" / "calendar.yaml"
FIRST_YEAR = 2016
LAST_YEAR = max(day.year for day in chinese_calendar.holidays)
HEAD = """\
# 法定节假日与调休上班日：只列与“周一至周五上班”不同的日子。
# National holidays and make-up days: only the days that differ from Monday to Friday.
# Source: 国务院办公厅关于部分节假日安排的通知 (each year's), as collected in chinesecalendar {version} (MIT, PyPI).
# Made by tools/make_calendar.py; do not edit. A city's own changes are made on the calendar page (设置 → 工作日历).
form: 1
source: 国务院办公厅关于部分节假日安排的通知（{first}—{last}年）
days:
"""


def exceptions() -> list[tuple[date, bool, str]]:
    """(day, worked, name of the feast) for every day that differs from Monday to Friday."""
    day, found = date(FIRST_YEAR, 1, 1), []
    while day <= date(LAST_YEAR, 12, 31):
        is_worked = chinese_calendar.is_workday(day)
        if is_worked != (day.weekday() < 5):
            found.append((day, is_worked, note(day, is_worked=is_worked)))
        day += timedelta(days=1)
    return found


def note(day: date, *, is_worked: bool) -> str:
    """The feast in Chinese; for a weekend day worked, that it makes up for it."""
    feast = chinese_calendar.workdays[day] if is_worked else chinese_calendar.holidays[day]
    name = chinese_calendar.Holiday(feast).chinese
    return f"{name}调休上班" if is_worked else name


def main() -> int:
    """Write the file anew."""
    lines = [
        f"  - {{day: {day}, is_working: {str(worked).lower()}, note: {text}}}\n"
        for day, worked, text in exceptions()
    ]
    head = HEAD.format(version=version("chinesecalendar"), first=FIRST_YEAR, last=LAST_YEAR)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(head + "".join(lines), encoding="utf-8")
    print(f"{TARGET.name}: {len(lines)} days, {FIRST_YEAR}-{LAST_YEAR}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
