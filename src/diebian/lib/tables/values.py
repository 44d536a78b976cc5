"""What people type, made comparable: widths, spaces, numbers and the forms of a date.

Pure functions on one cell. None of them guesses: what is not surely a day or a number is `None`.
"""

import re
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | None

_FULL_WIDTH = {
    code: code - 0xFEE0
    for span in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(span[0], span[1] + 1)
}
_SPACES = dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x0B, 0x0C, ord("\t")), " ")
_DROPPED = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0x09), *range(0x0E, 0x20)))
_TABLE: dict[int, int | str | None] = {**_FULL_WIDTH, **_SPACES, **_DROPPED}
_NEEDS_WORK = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_TABLE)) + "\r]")


def clean_text(text: str) -> str:
    """Full-width digits, letters and spaces made plain; invisible characters dropped; ends trimmed.

    Chinese punctuation stays as it was typed: 「，」 is not 「,」.
    """
    if _NEEDS_WORK.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    return text.strip()


def squeezed(text: str) -> str:
    """The text without any white space: how headings and names are compared (合　计 = 合计)."""
    return "".join(clean_text(text).split())


def as_text(cell: Cell) -> str:
    """The cell as a person reads it: 12.0 is 12, a day is 2017-07-25."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if cell.time() != time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


# --- numbers ---------------------------------------------------------------------------------------

_DIGITS = {
    character: value
    for value, characters in enumerate(
        ("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for character in characters
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[,，]\d{3})+|\d{1,15})")


def chinese_number(text: str) -> int | None:
    """二十五 → 25, 廿五 → 25, 二〇一七 → 2017, 一千零三 → 1003; below 10,000; None when it is not a number."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not text or any(character not in _DIGITS and character not in _TENS for character in text):
        return None
    if not any(character in _TENS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text)) if len(text) <= 8 else None
    return _with_places(text)


def _with_places(text: str) -> int | None:
    total, digit, place = 0, None, 10_000
    for character in text:
        if character in _DIGITS:
            if digit:  # two digits side by side: 二三十 is "twenty or thirty", not a number
                return None
            digit = _DIGITS[character]
        elif _TENS[character] >= place or digit == 0:
            return None
        else:
            place = _TENS[character]
            total += (1 if digit is None else digit) * place
            digit = None
    return total + (digit or 0)


def parse_number(cell: Cell) -> int | None:
    """A whole number from 12, 12.0, "１２", "1,234", "12项" or "十二"; None when it is not surely one."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else None
    text = re.sub(r"[个项件条处人次]$", "", squeezed(cell))
    if _PLAIN_NUMBER.fullmatch(text):
        return int(re.sub("[,，]", "", text))
    return chinese_number(text)


# --- days ------------------------------------------------------------------------------------------

_FIRST_SERIAL, _LAST_SERIAL = 20_000, 73_050  # 1954-10-03 … 2099-12-31: other numbers are not days
_SERIAL_ZERO = date(1899, 12, 30)
_CHINESE_DIGIT = "〇零○一二两三四五六七八九十廿卅"
_CHINESE_DAY = re.compile(
    f"(?:([{_CHINESE_DIGIT}]{{4}})年)?([{_CHINESE_DIGIT}]{{1,3}})月([{_CHINESE_DIGIT}]{{1,3}})[日号]"
)
_CLOCK = r"(?:[ T]*\d{1,2}(?:[:：时点]\d{0,2}(?:[:：分]\d{0,2}(?:\.\d+)?)?秒?)?)?"
_BEFORE = r"(?:[（(]?(?:星期|周)[一二三四五六日天][)）]?)?(?:之?前|以前|底前|止|完成)*"
_FULL_DAY = re.compile(
    r"(\d{4})(?:[-/.－／．年])(\d{1,2})(?:[-/.－／．月])(\d{1,2})[日号]?" + _CLOCK + _BEFORE
)
_COMPACT_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SHORT_DAY = re.compile(r"(\d{1,2})(?:[-/.－／．月])(\d{1,2})[日号]?" + _CLOCK + _BEFORE)


def parse_day(cell: Cell, *, near: date | None = None) -> date | None:
    """The day a cell names, or None.

    Read are date cells, Excel serials, 2017-7-25, 2017/7/25, 2017.7.25, 20170725, 2017年7月25日, 7月25日 and
    二〇一七年七月二十五日, each also with a clock time, a weekday or 前 behind it. A day without a year is put in
    the year that brings it closest to `near` (the middle of the campaign); without `near` it is not a day.
    The number 7.25 is never a day: it may as well have been 7.250.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _serial_day(cell)
    return _day_in_text(clean_text(cell), near=near)


def _serial_day(number: float) -> date | None:
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=int(number))
    if isinstance(number, int) or number.is_integer():
        return _compact_day(str(int(number)))
    return None


def _compact_day(text: str) -> date | None:
    found = _COMPACT_DAY.fullmatch(text)
    return _day(*(int(part) for part in found.groups())) if found else None


def _day_in_text(text: str, *, near: date | None) -> date | None:
    spaced = " ".join(text.split())
    tight = re.sub(r"(?<=[年月./-]) | (?=[年月日号./-])", "", spaced)
    if found := _FULL_DAY.fullmatch(tight):
        return _day(*(int(part) for part in found.groups()))
    if found := _SHORT_DAY.fullmatch(tight):
        return _closest(int(found[1]), int(found[2]), near=near)
    if found := _CHINESE_DAY.match(tight.replace(" ", "")):
        return _day_in_chinese(found, near=near)
    if tight.isascii() and tight.isdigit():
        return _compact_day(tight) or (_serial_day(int(tight)) if len(tight) == 5 else None)
    return None


def _day_in_chinese(found: re.Match[str], *, near: date | None) -> date | None:
    month, day = chinese_number(found[2]), chinese_number(found[3])
    if month is None or day is None:
        return None
    if found[1] is None:
        return _closest(month, day, near=near)
    year = chinese_number(found[1])
    return _day(year, month, day) if year is not None else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _closest(month: int, day: int, *, near: date | None) -> date | None:
    if near is None:
        return None
    tried = (_day(year, month, day) for year in (near.year - 1, near.year, near.year + 1))
    possible = [candidate for candidate in tried if candidate is not None]
    return min(possible, key=lambda candidate: abs(candidate - near), default=None)


_WITHIN_DAYS = re.compile(
    rf"(?:限期?|在)?(\d{{1,3}}|[{_CHINESE_DIGIT}]{{1,3}})(?:个)?(工作日|天|日)(?:之?内|以内)?(?:整改|完成|整改完毕|整改到位)*"
)


def parse_days_allowed(cell: Cell) -> tuple[int, bool] | None:
    """(number, whether working days) from "3天内", "三日内", "限7个工作日"; None otherwise."""
    if not isinstance(cell, str) or not (found := _WITHIN_DAYS.fullmatch(squeezed(cell))):
        return None
    number = int(found[1]) if found[1].isascii() else chinese_number(found[1])
    return (number, found[2] == "工作日") if number else None
