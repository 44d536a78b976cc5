"""Weeks, standings and consequences, by example and by law."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.lib.worktime import SHANGHAI
from diebian.ranking import rules
from diebian.ranking.rules import NoSuchWeek, RuleFault
from diebian.ranking.terms import Consequence, ConsequenceRule

FIFTY_DAYS = {"start_on": date(2017, 7, 25), "end_on": date(2017, 9, 12)}

scores = st.lists(st.none() | st.integers(0, 12).map(lambda tenth: 9000 + tenth * 100), max_size=14).map(
    lambda found: [(number, 100 - number, score) for number, score in enumerate(found, start=1)]
)
bars = st.integers(8900, 10300)


@st.composite
def consequence_rules(draw):
    commend, criticise = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    return make_rule(
        commend=commend,
        criticise=criticise,
        commend_from_e2=draw(bars),
        spared_from_e2=draw(bars),
        smallest_group=commend + criticise + draw(st.integers(0, 3)),
    )


def make_rule(**changes) -> ConsequenceRule:
    values = {
        "group": "街道",
        "commend": 2,
        "criticise": 2,
        "commend_from_e2": 0,
        "spared_from_e2": 10_001,
        "smallest_group": 4,
        "source": "测试",
    }
    return ConsequenceRule(**{**values, **changes})


def entry(**changes) -> dict[str, object]:
    return {**vars(make_rule()), **changes}


def flags(*found: int | None, rule: ConsequenceRule | None) -> str:
    """One letter a unit in official order: + commended, - criticised, . neither."""
    letters = {Consequence.COMMEND: "+", Consequence.CRITICISE: "-", Consequence.NONE: "."}
    standings = rules.ranked([(number, number, score) for number, score in enumerate(found)])
    given_flags = rules.consequences(standings, rule=rule)
    return "".join(letters[given_flags[number]] for number in range(len(found)))


def test_the_first_week_begins_on_the_first_day_and_the_last_one_is_short():
    assert rules.last_week(**FIFTY_DAYS) == 8
    assert rules.week_of(1, **FIFTY_DAYS) == (date(2017, 7, 25), date(2017, 7, 31))
    assert rules.week_of(7, **FIFTY_DAYS) == (date(2017, 9, 5), date(2017, 9, 11))
    assert rules.week_of(8, **FIFTY_DAYS) == (date(2017, 9, 12), date(2017, 9, 12))


@pytest.mark.parametrize("number", [-1, 0, 9])
def test_there_is_no_week_outside_the_campaign(number):
    with pytest.raises(NoSuchWeek):
        rules.week_of(number, **FIFTY_DAYS)


@given(days=st.integers(1, 400))
def test_weeks_cover_every_day_once(days):
    start_on = date(2017, 7, 25)
    span = {"start_on": start_on, "end_on": start_on + timedelta(days=days - 1)}
    weeks = [rules.week_of(number, **span) for number in range(1, rules.last_week(**span) + 1)]
    covered = [first + timedelta(days=day) for first, last in weeks for day in range((last - first).days + 1)]
    assert covered == [start_on + timedelta(days=day) for day in range(days)]


def test_a_week_counts_until_six_in_the_evening_in_beijing():
    assert rules.cutoff(date(2017, 7, 31)) == datetime(2017, 7, 31, 18, 0, tzinfo=SHANGHAI)


def test_a_week_counts_from_the_cutoff_before_it():
    assert rules.span_of(1, **FIFTY_DAYS) == (
        datetime(2017, 7, 25, tzinfo=SHANGHAI),
        datetime(2017, 7, 31, 18, 0, tzinfo=SHANGHAI),
    )
    for number in range(2, 9):
        assert rules.span_of(number, **FIFTY_DAYS)[0] == rules.span_of(number - 1, **FIFTY_DAYS)[1]


def test_the_digest_changes_with_any_value_and_with_the_order():
    one, other = {"unit_id": 1, "rank": 1}, {"unit_id": 2, "rank": 2}
    found = {
        rules.digest(rows) for rows in ([], [one], [one, other], [other, one], [{**one, "rank": 2}, other])
    }
    assert len(found) == 5
    assert rules.digest([one, other]) == rules.digest([dict(one), dict(other)])


def test_weeks_are_closed_one_after_another():
    assert rules.next_week([]) == 1
    assert rules.next_week([2, 1]) == 3


def test_ties_share_a_rank_and_the_next_rank_is_left_out():
    found = rules.ranked(
        [(1, 10, 9000), (2, 20, 9500), (3, 30, 9800), (4, 5, 9500), (5, 1, None), (6, 0, None)]
    )
    assert [(row.unit_id, row.rank, row.is_tied) for row in found] == [
        (3, 1, False),
        (4, 2, True),
        (2, 2, True),
        (1, 4, False),
        (6, None, False),
        (5, None, False),
    ]


@given(scores=scores, data=st.data())
def test_the_order_in_which_scores_come_changes_nothing(scores, data):
    assert rules.ranked(data.draw(st.permutations(scores))) == rules.ranked(scores)


@given(scores=scores)
def test_a_rank_is_one_more_than_the_number_of_better_ones(scores):
    standings = rules.ranked(scores)
    held = [standing.score_e2 for standing in standings if standing.score_e2 is not None]
    for standing in standings:
        if standing.score_e2 is None:
            assert standing.rank is None
        else:
            assert standing.rank == 1 + sum(score > standing.score_e2 for score in held)
            assert standing.is_tied == (held.count(standing.score_e2) > 1)


@given(scores=scores)
def test_nobody_is_lost(scores):
    assert sorted(row.unit_id for row in rules.ranked(scores)) == sorted(unit_id for unit_id, _, _ in scores)


def test_the_first_and_the_last_are_flagged():
    assert flags(9900, 9800, 9700, 9600, 9500, rule=make_rule()) == "++.--"


def test_a_tie_that_does_not_fit_brings_nobody_a_flag():
    assert flags(9900, 9800, 9800, 9600, 9600, 9600, rule=make_rule()) == "+....."
    assert flags(9800, 9800, 9700, 9600, 9600, rule=make_rule()) == "++.--"


def test_bars_hold_whatever_the_rank():
    assert flags(8400, 8300, 8200, 8100, rule=make_rule(commend_from_e2=8400)) == "+.--"
    assert flags(9900, 9800, 9500, 9499, rule=make_rule(spared_from_e2=9500)) == "++.-"


def test_a_small_group_is_not_flagged_and_missing_data_never_is():
    assert flags(9900, 9800, 9700, None, rule=make_rule()) == "...."
    assert flags(9900, 9800, 9700, 9600, None, rule=make_rule()) == "++--."
    assert flags(9900, 9800, rule=None) == ".."


@given(scores=scores, rule=consequence_rules())
def test_never_more_flags_than_allowed_and_never_across_a_bar(scores, rule):
    standings = rules.ranked(scores)
    found = rules.consequences(standings, rule=rule)
    assert found.keys() == {standing.unit_id for standing in standings}
    assert list(found.values()).count(Consequence.COMMEND) <= rule.commend
    assert list(found.values()).count(Consequence.CRITICISE) <= rule.criticise
    for standing in standings:
        if found[standing.unit_id] == Consequence.COMMEND:
            assert standing.score_e2 >= rule.commend_from_e2
        if found[standing.unit_id] == Consequence.CRITICISE:
            assert standing.score_e2 < rule.spared_from_e2


@given(scores=scores, rule=consequence_rules())
def test_equal_scores_have_equal_consequences(scores, rule):
    standings = rules.ranked(scores)
    found = rules.consequences(standings, rule=rule)
    by_score: dict[int | None, set[Consequence]] = {}
    for standing in standings:
        by_score.setdefault(standing.score_e2, set()).add(found[standing.unit_id])
    assert all(len(kinds) == 1 for kinds in by_score.values())


def test_a_file_of_consequences_is_read():
    assert rules.parse_consequences({"groups": [entry(), entry(group="社区")]}) == {
        "街道": make_rule(),
        "社区": make_rule(group="社区"),
    }


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({}, "groups"),
        ({"groups": [{"group": "街道"}]}, "commend"),
        ({"groups": [entry(), entry()]}, "twice"),
        ({"groups": [entry(criticise=-1)]}, "below zero"),
        ({"groups": [entry(smallest_group=3)]}, "smallest group"),
        ({"groups": [entry(source="")]}, "source"),
    ],
)
def test_a_file_that_cannot_be_followed_says_why(table, reason):
    with pytest.raises(RuleFault, match=reason):
        rules.parse_consequences(table)
