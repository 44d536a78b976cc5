"""Codes to follow a report by, masks over contact data, what may be decided when."""

import pytest

from diebian.reports import rules
from diebian.reports.rules import FollowCode
from diebian.reports.terms import CATEGORIES, ReportState, Topic


@pytest.mark.parametrize(
    "text", ["000012-K7M2Q9XW", " 12 k7m2q9xw ", "000012－K7M2Q9XW", "12K7M2Q9XW", "12 - k7m2q9xw"]
)
def test_a_code_is_read_however_it_is_typed(text):
    assert rules.read_code(text) == FollowCode(12, "K7M2Q9XW")


@pytest.mark.parametrize(
    "text", ["", "12", "K7M2Q9XW", "12-K7M2", "12-K7M2Q9XWZ", "١٢-K7M2Q9XX!", "1234567890-K7M2Q9XW"]
)
def test_what_is_no_code_is_none(text):
    assert rules.read_code(text) is None


def test_a_code_is_written_with_its_number_first():
    assert str(FollowCode(12, "K7M2Q9XW")) == "000012-K7M2Q9XW"
    assert rules.read_code(str(FollowCode(12, "K7M2Q9XW"))) == FollowCode(12, "K7M2Q9XW")


def test_tokens_are_compared_whole():
    assert rules.is_right_token("K7M2Q9XW", "K7M2Q9XW")
    assert not rules.is_right_token("K7M2Q9XX", "K7M2Q9XW")
    assert not rules.is_right_token("", "K7M2Q9XW")


def test_the_alphabet_has_nothing_to_mistake():
    assert not set(rules.ALPHABET) & set("01OILUV")
    assert len(rules.ALPHABET) ** rules.TOKEN_LENGTH > 10**11


@pytest.mark.parametrize("state", ReportState)
def test_only_what_waits_is_decided(state):
    assert rules.may_decide(state) is (state is ReportState.RECEIVED)


def test_only_a_living_report_takes_in_another():
    takes = {state for state in ReportState if rules.may_take_in(state)}
    assert takes == {ReportState.RECEIVED, ReportState.VERIFIED}


@pytest.mark.parametrize(
    ("phone", "masked"), [("13812345678", "138****5678"), ("8711234", "*******"), ("", "")]
)
def test_a_masked_phone_cannot_be_called(phone, masked):
    assert rules.masked_phone(phone) == masked


@pytest.mark.parametrize(("name", "masked"), [("王小明", "王**"), ("王", "王"), ("", "")])
def test_a_masked_name_is_the_family_name(name, masked):
    assert rules.masked_name(name) == masked


@pytest.mark.parametrize("text", ["13812345678", "0391-2345678", "+86 138 1234 5678", "12345"])
def test_telephone_numbers(text):
    assert rules.is_phone(text)


@pytest.mark.parametrize("text", ["", "abc", "1234", "138 1234 5678 <script>", "1" * 30])
def test_what_is_no_telephone_number(text):
    assert not rules.is_phone(text)


def test_the_subject_is_one_line_of_topic_and_place():
    assert rules.subject_of("环境污染", "解放中路", "垃圾") == "环境污染：解放中路"
    assert rules.subject_of("环境污染", "", "垃圾\n很多") == "环境污染：垃圾 很多"
    assert len(rules.subject_of("环境污染", "路" * 200, "")) == 100


def test_every_topic_proposes_a_category():
    assert set(CATEGORIES) == set(Topic)
