"""Marks and rates as printed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.bulletins.rules import NO_DATA, mark, next_number, rate


@pytest.mark.parametrize(
    ("score", "text"), [(9850, "98.50"), (10000, "100.00"), (5, "0.05"), (0, "0.00"), (None, NO_DATA)]
)
def test_marks(score, text):
    assert mark(score) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((5, 6), "83.33%（5/6）"),
        ((0, 3), "0.00%（0/3）"),
        ((1, 1), "100.00%（1/1）"),
        ((1, 800), "0.13%（1/800）"),
    ],
)
def test_rates_show_what_they_are_made_of(parts, text):
    assert rate(*parts) == text


def test_a_rate_of_nothing_is_no_data():
    assert rate(0, 0) == NO_DATA


@given(st.integers(1, 10**6).flatmap(lambda due: st.tuples(st.integers(0, due), st.just(due))))
def test_rates_are_rounded_half_up(parts):
    printed = Fraction(rate(*parts).split("%")[0])
    exact = Fraction(*parts) * 100
    assert -Fraction(1, 200) <= exact - printed < Fraction(1, 200)


def test_numbers_begin_at_one_and_go_on():
    assert next_number([]) == 1
    assert next_number([1, 2]) == 3
