"""Digits, numbers and days as people type them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.lib.tables import (
    as_text,
    chinese_number,
    clean_text,
    parse_day,
    parse_days_allowed,
    parse_number,
    squeezed,
)

NEAR = date(2017, 8, 18)
DAYS = st.dates(date(1955, 1, 1), date(2099, 12, 31))
DIGITS = "〇一二三四五六七八九"


def in_chinese(number: int) -> str:
    """An independent writer of numbers below 10,000, for the reader to be tried on."""
    if number == 0:
        return "零"
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


def test_full_width_is_made_plain_and_punctuation_stays():
    assert clean_text("　ＡＢｚ１２３，（四）\u200b ") == "ABz123，（四）"
    assert clean_text("a\r\nb\rc") == "a\nb\nc"
    assert squeezed("合 　计\n") == "合计"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(alphabet="0123456789", min_size=1))
def test_full_width_digits_are_digits(digits: str):
    assert clean_text("".join(chr(ord(digit) + 0xFEE0) for digit in digits)) == digits


@given(st.integers(0, 9999))
def test_chinese_numbers_come_back(number: int):
    assert chinese_number(in_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("廿五", 25),
        ("卅一", 31),
        ("二〇一七", 2017),
        ("十", 10),
        ("两百零三", 203),
        ("", None),
        ("二三十", None),
        ("三个", None),
        ("十百", None),
    ],
)
def test_chinese_numbers_by_hand(text: str, number: int | None):
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, 12), (12.0, 12), (12.5, None), (True, None), (None, None), (date(2017, 1, 1), None), ("１２", 12),
        (" 1,234 ", 1234), ("1,23", None), ("12项", 12), ("十二项", 12), ("-3", -3), ("=1+1", None), ("约12", None),
    ],
)  # fmt: skip
def test_numbers(cell, number):
    assert parse_number(cell) == number


@given(st.integers(-(10**14), 10**14))
def test_numbers_come_back_in_every_form(number: int):
    assert (
        parse_number(number)
        == parse_number(str(number))
        == parse_number(float(number))
        == parse_number(f"{number:,}")
        == number
    )


@given(DAYS)
def test_every_form_of_a_full_day_is_the_same_day(day: date):
    serial = (day - date(1899, 12, 30)).days
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    forms = [
        day, datetime(day.year, day.month, day.day, 18, 30), serial, float(serial) + 0.75, str(serial),
        f"{day.year}-{day.month}-{day.day}", f"{day.year}/{day.month:02}/{day.day:02}", f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日", f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.year}年{day.month}月{day.day}号前",
        f"{day.isoformat()} 18:30:00", f"{day:%Y%m%d}", f"{year}年{in_chinese(day.month)}月{in_chinese(day.day)}日",
    ]  # fmt: skip
    assert [parse_day(form) for form in forms] == [day] * len(forms)


@given(DAYS, st.integers(-150, 150))
def test_a_day_without_year_falls_near_the_campaign(day: date, distance: int):
    near = day + timedelta(days=distance)
    expected = day if (day.month, day.day) != (2, 29) else parse_day("2月29日", near=near)
    assert parse_day(f"{day.month}月{day.day}日", near=near) == expected
    assert parse_day(f"{in_chinese(day.month)}月{in_chinese(day.day)}日", near=near) == expected


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_anything_is_a_day_or_none(cell):
    assert parse_day(cell, near=NEAR) is None or isinstance(parse_day(cell, near=NEAR), date)
    assert parse_number(cell) is None or isinstance(parse_number(cell), int)


@pytest.mark.parametrize(
    "cell",
    [
        "7月25日整改",
        "2017-13-01",
        "2017-2-30",
        "立行立改",
        "25",
        7.25,
        12,
        "",
        "12月32日",
        "〇月一日",
        "2017-7",
        "99999",
        True,
    ],
)
def test_what_is_not_a_day(cell):
    assert parse_day(cell, near=NEAR) is None


def test_days_without_year():
    assert (
        parse_day("7月25日前", near=NEAR)
        == parse_day("7/25", near=NEAR)
        == parse_day("７．２５", near=NEAR)
        == date(2017, 7, 25)
    )
    assert parse_day("1月5日", near=date(2017, 12, 20)) == date(2018, 1, 5)
    assert parse_day("7月25日") is None
    assert parse_day("2017年7月25日18时（星期二）前") == date(2017, 7, 25)
    assert parse_day("20170725") == parse_day(20170725) == date(2017, 7, 25)


@pytest.mark.parametrize(
    ("cell", "allowed"),
    [
        ("3天内", (3, False)),
        ("三日内", (3, False)),
        ("限７个工作日", (7, True)),
        ("限期十五天整改", (15, False)),
        ("尽快", None),
        (3, None),
        ("0天", None),
    ],
)
def test_days_allowed(cell, allowed):
    assert parse_days_allowed(cell) == allowed


def test_cells_as_a_person_reads_them():
    assert [as_text(cell) for cell in (None, "甲", 12, 12.0, 0.5, True, False)] == [
        "",
        "甲",
        "12",
        "12",
        "0.5",
        "是",
        "否",
    ]
    assert as_text(date(2017, 7, 25)) == as_text(datetime(2017, 7, 25)) == "2017-07-25"
    assert as_text(datetime(2017, 7, 25, 18, 5)) == "2017-07-25 18:05"
