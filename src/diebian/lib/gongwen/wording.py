"""How official papers spell numbers, dates and document numbers (GB/T 9704-2012, 7.2.5, 7.3.3, 7.3.5)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

DIGITS = "零一二三四五六七八九"
BLANKS_BEFORE_EDGE = 4  # 成文日期一般右空四字编排


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十, 二十三."""
    if not 1 <= number <= 99:
        raise ValueError(f"headings are numbered from 1 to 99, not {number}")
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def heading_label(*, level: int, number: int) -> str:
    """The four levels of an official paper: 一、 （一） 1. （1）."""
    labels = {1: "{chinese}、", 2: "（{chinese}）", 3: "{number}.", 4: "（{number}）"}
    return labels[level].format(chinese=chinese_number(number), number=number)


def spelled_date(day: date) -> str:
    """2017年9月5日: Arabic digits, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def document_number(*, code: str, year: int, number: int) -> str:
    """焦山创指〔2017〕1号: the year in full in hexagonal brackets, the number without leading zeros and without 第."""
    if number < 1 or not 1000 <= year <= 9999:
        raise ValueError(f"no document number: {year}, {number}")
    return f"{code}〔{year}〕{number}号"


def full_width(text: str) -> Fraction:
    """The width of ``text`` in whole characters: ASCII counts one half."""
    return sum((Fraction(1, 2) if character.isascii() else Fraction(1) for character in text), Fraction(0))


@dataclass(frozen=True, kw_only=True)
class SignOffIndents:
    """How far from the right edge the office's name and the date end, in characters."""

    office: Fraction
    day: Fraction


def sign_off_indents(*, office: str, day: str) -> SignOffIndents:
    """Where the sign-off under a seal stands: the date four characters from the edge, the office centred above it.

    An office name too long for that ends at the edge, and the date is centred under it instead.
    """
    half_difference = (full_width(office) - full_width(day)) / 2
    office_end = BLANKS_BEFORE_EDGE - half_difference
    if office_end >= 0:
        return SignOffIndents(office=office_end, day=Fraction(BLANKS_BEFORE_EDGE))
    return SignOffIndents(office=Fraction(0), day=half_difference)
