"""When a photograph deserves a second look, and when it does not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.cases import evidence_rules as rules
from diebian.cases.evidence_rules import Spot, Use
from diebian.cases.terms import Retaker
from diebian.lib.lookalike import Likeness
from tests.cast import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BEGAN = NOW - timedelta(days=8)
FOUND = Use(photo_id=1, case_id=10, stage="before", round=0, visit_id=5, place_id=7)
ANSWER = Use(photo_id=2, case_id=20, stage="after", round=1, place_id=8)
MARKET = Spot(35.215, 113.2667)
METRES_NORTH = 1 / 111_195  # degrees of latitude


@pytest.mark.parametrize(
    ("own", "other", "is_one"),
    [
        (ANSWER, FOUND, True),  # the inspector's view of another fault as one's own result
        (replace(ANSWER, photo_id=3, case_id=21), ANSWER, True),  # one result for two cases
        (replace(ANSWER, photo_id=3, round=2), ANSWER, True),  # the rejected photograph once more
        (replace(FOUND, photo_id=3, stage="after"), FOUND, True),  # put right, and looks as before
        (replace(FOUND, photo_id=3, case_id=11, visit_id=6), FOUND, True),  # found twice in two visits
        (replace(FOUND, photo_id=3, case_id=11, visit_id=None), replace(FOUND, visit_id=None), True),
        (replace(FOUND, case_id=30, visit_id=None), FOUND, False),  # the system hung the same one
        (replace(FOUND, photo_id=3, case_id=11), FOUND, False),  # one wide view shows two faults
        (replace(ANSWER, photo_id=3), ANSWER, False),  # two views in one answer
        (replace(FOUND, photo_id=3, round=1), FOUND, False),  # the finder's view handed in again
        (
            replace(FOUND, photo_id=3, stage="check", round=1),
            FOUND,
            True,
        ),  # what a verifier saw is none of it
        (replace(FOUND, photo_id=3, retakes=7), FOUND, True),  # taken again, and the same as before
        (replace(ANSWER, photo_id=3, retakes=7), ANSWER, True),
        (replace(ANSWER, photo_id=3, retakes=7), replace(ANSWER, retakes=7), False),  # two views taken again
    ],
)
def test_which_uses_need_a_reason(own, other, is_one):
    assert rules.is_reuse(own, other) is is_one


@pytest.mark.parametrize(
    ("stage", "round_", "is_of_visit", "who"),
    [
        ("before", 0, True, Retaker.INSPECTOR),
        ("after", 0, True, Retaker.INSPECTOR),  # put right on the spot
        ("before", 0, False, None),  # a citizen's
        ("before", 1, True, Retaker.UNIT),
        ("after", 2, False, Retaker.UNIT),
        ("check", 1, True, None),
    ],
)
def test_who_takes_a_photograph_again(stage, round_, is_of_visit, who):
    assert rules.retaker(stage=stage, round_=round_, is_of_visit=is_of_visit) is who


def test_of_one_place_or_one_case_more_must_agree():
    nearly, surely = Likeness(8, 90, is_mirrored=False), Likeness(12, 99, is_mirrored=False)
    elsewhere = replace(ANSWER, case_id=21, place_id=9)
    here, same_case = replace(ANSWER, case_id=21), replace(ANSWER, place_id=None)
    unknown = replace(ANSWER, case_id=21, place_id=None)
    for other, needed in ((elsewhere, nearly), (unknown, nearly), (here, surely), (same_case, surely)):
        assert rules.is_alike(ANSWER, other, needed)
    assert not rules.is_alike(ANSWER, here, nearly)
    assert not rules.is_alike(ANSWER, same_case, nearly)


def test_a_result_is_not_older_than_its_fault():
    def early(minutes: int, use: Use = ANSWER):
        return rules.early(use=use, taken_at=NOW - minutes * MINUTE, registered_at=NOW)

    assert early(11) == {"taken_at": (NOW - 11 * MINUTE).isoformat(), "registered_at": NOW.isoformat()}
    assert early(10) is None
    assert early(-60) is None
    assert early(600, FOUND) is None
    assert early(600, replace(ANSWER, round=0)) is None  # put right on the spot, then sent
    assert rules.early(use=ANSWER, taken_at=None, registered_at=NOW) is None


@pytest.mark.parametrize(
    ("metres", "accuracy", "is_far"),
    [
        (299, None, False),
        (302, None, True),
        (209, 10, False),
        (212, 10, True),
        (900, 1999, False),
        (90_000, 2000, False),
    ],
)
def test_the_place_and_its_doubt(metres, accuracy, is_far):
    taken = Spot(MARKET.latitude + metres * METRES_NORTH, MARKET.longitude, accuracy)
    found = rules.far(taken=taken, point=MARKET)
    assert (found is not None) is is_far
    if found:
        assert found["distance_m"] == pytest.approx(metres, abs=1)


def test_without_a_place_nothing_is_said():
    assert rules.far(taken=None, point=MARKET) is None
    assert rules.far(taken=MARKET, point=None) is None


def odd(**given):
    values = {"taken_at": None, "claimed_at": None, "visit_began_at": None, **given}
    found = rules.odd_time(received_at=NOW, campaign_began_at=BEGAN, **values)
    return found["reasons"] if found else []


def test_times_that_cannot_be():
    assert odd() == []
    assert odd(taken_at=NOW + 10 * MINUTE) == []
    assert odd(taken_at=NOW + 11 * MINUTE) == ["future"]
    assert odd(claimed_at=NOW + 11 * MINUTE) == ["future"]
    assert odd(taken_at=BEGAN) == []
    assert odd(taken_at=BEGAN - MINUTE) == ["before_campaign"]
    assert odd(taken_at=NOW - 3 * HOUR, visit_began_at=NOW - HOUR) == []
    assert odd(taken_at=NOW - 3 * HOUR - MINUTE, visit_began_at=NOW - HOUR) == ["before_visit"]
    assert odd(taken_at=NOW - HOUR, claimed_at=NOW) == []
    assert odd(taken_at=NOW - HOUR - MINUTE, claimed_at=NOW) == ["clocks_differ"]
    assert odd(taken_at=BEGAN - HOUR, claimed_at=NOW, visit_began_at=NOW) == [
        "before_campaign",
        "before_visit",
        "clocks_differ",
    ]


@given(st.integers(0, 7 * 24 * 60), st.integers(0, 120))
def test_a_photograph_taken_in_the_visit_raises_nothing(age, lead):
    """Whatever the day: taken at most two hours before the visit began, within the campaign."""
    taken = NOW - age * MINUTE
    assert odd(taken_at=taken, claimed_at=taken, visit_began_at=taken + lead * MINUTE) == []


@given(
    st.floats(-89, 89),
    st.floats(-179, 179),
    st.one_of(st.none(), st.floats(0, 5000)),
)
def test_a_photograph_taken_at_the_place_is_never_far(latitude, longitude, accuracy):
    spot = Spot(latitude, longitude)
    assert rules.far(taken=replace(spot, accuracy_m=accuracy), point=spot) is None
