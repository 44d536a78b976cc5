"""What may be drawn on a photograph, and what an attacker may try instead."""

import json

import pytest

from diebian.cases import mark_rules
from diebian.cases.mark_rules import MarkRefused, check_all, check_mark, check_marks, read_marks
from diebian.cases.terms import Mark, MarkFault, MarkShape

BOX = {"shape": "box", "x": 0.1, "y": 0.2, "w": 0.3, "h": 0.4, "text": "积水未清"}


def fault_of(given: object) -> MarkFault:
    with pytest.raises(MarkRefused) as refused:
        check_mark(given)
    return refused.value.fault


def test_a_mark_is_read_rounded_and_given_back_as_data():
    mark = check_mark({**BOX, "x": 0.123456, "text": "  积水\n未清 "})
    assert mark == Mark(MarkShape.BOX, 0.1235, 0.2, 0.3, 0.4, "积水 未清")
    assert check_mark(mark) == mark
    assert check_mark(mark.as_data()) == mark


def test_text_may_be_left_out_and_other_fields_are_dropped():
    given = {key: BOX[key] for key in ("shape", "x", "y", "w", "h")} | {"onclick": "alert(1)"}
    assert check_mark(given).as_data() == {**BOX, "text": ""}


def test_an_arrow_may_point_back_and_has_to_have_a_length():
    arrow = {"shape": "arrow", "x": 0.9, "y": 0.9, "w": -0.8, "h": -0.9}
    assert check_mark(arrow).w == -0.8
    assert check_mark({**arrow, "h": 0}).h == 0.0
    assert fault_of({**arrow, "w": 0.001, "h": -0.001}) == MarkFault.TOO_SMALL


def test_minus_zero_becomes_zero():
    assert str(check_mark({**BOX, "x": -0.00001}).x) == "0.0"


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": -0.1},
        {"y": 1.2},
        {"w": 0.95},
        {"h": 0.9},
        {"x": 1e308},
        {"x": float("nan")},
        {"x": float("inf")},
        {"w": -float("inf")},
        {"x": 10**400},
    ],
)
def test_a_mark_lies_inside_the_picture(wrong):
    assert fault_of({**BOX, **wrong}) == MarkFault.OUTSIDE


def test_drawn_to_the_edge_it_may_add_up_to_a_little_more_than_one():
    assert check_mark({**BOX, "x": 0.70004, "w": 0.3}).w == 0.3
    assert fault_of({**BOX, "x": 0.71, "w": 0.3}) == MarkFault.OUTSIDE


@pytest.mark.parametrize("wrong", [{"w": 0}, {"h": 0.0001}, {"w": -0.05}])
def test_a_box_can_be_seen(wrong):
    assert fault_of({**BOX, **wrong}) == MarkFault.TOO_SMALL


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "box",
        ["box"],
        {},
        {**BOX, "shape": "polygon"},
        {**BOX, "shape": ["box"]},
        {**BOX, "x": "0.1"},
        {**BOX, "x": True},
        {**BOX, "x": None},
        {**BOX, "text": 7},
        {**BOX, "text": None},
        {**BOX, "text": "half \ud800"},
        {**BOX, "text": "nul \x00"},
        {**BOX, "text": "turned \u202e round"},
    ],
)
def test_what_is_not_a_mark_is_not_taken(wrong):
    assert fault_of(wrong) == MarkFault.UNREADABLE


def test_sixty_characters_are_enough():
    assert len(check_mark({**BOX, "text": "字" * 60}).text) == 60
    assert fault_of({**BOX, "text": "字" * 61}) == MarkFault.TEXT_TOO_LONG


def test_twenty_marks_on_one_photograph_are_enough():
    assert len(check_marks([BOX] * 20)) == 20
    with pytest.raises(MarkRefused) as refused:
        check_marks([BOX] * 21)
    assert refused.value.fault == MarkFault.TOO_MANY
    assert str(mark_rules.MOST_MARKS) in MarkFault.TOO_MANY.label
    assert str(mark_rules.LONGEST_TEXT) in MarkFault.TEXT_TOO_LONG.label


@pytest.mark.parametrize("wrong", ["box", b"box", 3, None, {"0": BOX}])
def test_the_marks_of_a_photograph_are_a_list(wrong):
    with pytest.raises(MarkRefused):
        check_marks(wrong)


def test_photographs_without_marks_are_left_out_and_too_many_are_refused():
    assert list(check_all({1: [], 2: [BOX]})) == [2]
    with pytest.raises(MarkRefused) as refused:
        check_all({key: [BOX] for key in range(mark_rules.MOST_PHOTOS + 1)})
    assert refused.value.fault == MarkFault.TOO_MANY


def test_a_form_without_script_sends_nothing():
    assert read_marks("") == read_marks(" \n") == read_marks("{}") == {}


def test_a_form_sends_its_marks_as_json():
    assert read_marks(json.dumps({"12": [BOX], "13": []})) == {12: [check_mark(BOX)]}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        '"1"',
        '{"x": []}',
        '{"-1": []}',
        '{"1.0": []}',
        '{"\u0661": []}',
        '{"1": {}}',
        '{"1": [{"shape": "box", "x": NaN, "y": 0, "w": 0.5, "h": 0.5}]}',
        '{"1": [{"shape": "box", "x": Infinity, "y": 0, "w": 0.5, "h": 0.5}]}',
        '{"1": [{"shape": "box", "x": ' + "9" * 5000 + ', "y": 0, "w": 0.5, "h": 0.5}]}',
        '{"' + "9" * 5000 + '": []}',
        "[" * 100_000,
        '{"1":' * 40_000,
    ],
)
def test_hostile_json_is_refused_and_breaks_nothing(text):
    with pytest.raises(MarkRefused) as refused:
        read_marks(text)
    assert refused.value.fault == MarkFault.UNREADABLE


def test_a_megabyte_is_not_even_parsed(monkeypatch):
    monkeypatch.setattr(mark_rules.json, "loads", lambda *_given, **_more: pytest.fail("parsed"))
    with pytest.raises(MarkRefused) as refused:
        read_marks('{"1": "' + "a" * 1_000_000 + '"}')
    assert refused.value.fault == MarkFault.TOO_MANY


def test_the_most_that_may_be_drawn_fits_into_what_is_read():
    full = {str(photo): [{**BOX, "text": "字" * 60}] * 20 for photo in range(10)}
    assert len(read_marks(json.dumps(full))) == 10
