"""Rights, the tree of units, dates and pasted calendar days: pure decisions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diebian.people.queries import policy
from diebian.people.rules import (
    DayLineFault,
    HeldRole,
    PolicyFault,
    Reach,
    day_of_campaign,
    holds_on,
    makes_circle,
    parse_days,
    parse_policy,
    reach_of,
    subtree,
)
from diebian.people.terms import Permission, Role, Scope

UNITS = st.integers(1, 12)


@st.composite
def trees(draw) -> dict[int, int | None]:
    """Each unit is administered by one with a smaller number, or by none: never a circle."""
    size = draw(st.integers(1, 12))
    return {
        n: draw(st.one_of(st.none(), st.integers(1, n - 1))) if n > 1 else None for n in range(1, size + 1)
    }


def chain(parents: dict[int, int | None], unit: int) -> list[int]:
    """The unit and those above it, one by one."""
    found: list[int] = []
    at: int | None = unit
    while at is not None:
        found.append(at)
        at = parents[at]
    return found


@given(trees(), UNITS)
def test_the_subtree_is_all_whose_chain_leads_to_the_root(parents, root):
    expected = {unit for unit in parents if root in chain(parents, unit)} | {root}
    assert subtree(parents, root) == expected


@given(trees(), UNITS, st.one_of(st.none(), UNITS))
def test_a_move_is_refused_exactly_when_it_would_make_a_circle(parents, unit, new_parent):
    if unit not in parents or (new_parent is not None and new_parent not in parents):
        return
    moved = {**parents, unit: new_parent}
    at, seen = new_parent, {unit}
    while at is not None and at not in seen:
        seen.add(at)
        at = moved[at]
    assert makes_circle(parents, unit, new_parent) is (at is not None)


def test_a_subtree_ends_even_in_a_tree_that_is_none():
    assert subtree({1: 2, 2: 1}, 1) == {1, 2}


def test_the_policy_names_only_known_words():
    table = {"unit": {"case.view": "subtree"}}
    assert parse_policy(table) == {Role.UNIT: {Permission.CASE_VIEW: Scope.SUBTREE}}
    for wrong in ({"boss": {}}, {"unit": {"case.eat": "all"}}, {"unit": {"case.view": "some"}}):
        with pytest.raises(PolicyFault):
            parse_policy(wrong)


def test_no_permission_is_left_out_of_the_shipped_policy():
    """A permission nobody has is a page nobody can open."""
    granted = {permission for rights in policy().values() for permission in rights}
    assert granted == set(Permission)
    assert set(policy()) == set(Role)


def test_citizens_and_administrators_do_no_work_of_the_campaign():
    assert not policy()[Role.CITIZEN]
    work = {p for p in policy()[Role.ADMINISTRATOR] if p.split(".")[0] in {"case", "visit", "report", "week"}}
    assert not work


HELD = st.builds(HeldRole, st.sampled_from(Role), st.one_of(st.none(), UNITS), st.frozensets(UNITS))


@given(st.lists(HELD, max_size=3), HELD, st.sampled_from(Permission), UNITS, st.booleans())
def test_another_role_never_takes_anything_away(roles, more, permission, unit, is_own):
    before = reach_of(policy(), permission, roles)
    after = reach_of(policy(), permission, [*roles, more])
    assert not before.covers([unit], is_own=is_own) or after.covers([unit], is_own=is_own)
    assert not before or after


def test_reach_is_the_union_of_the_roles():
    here = HeldRole(Role.UNIT, 1, frozenset({1, 2}))
    there = HeldRole(Role.WORKING_GROUP, 7, frozenset({7}))
    assert reach_of(policy(), Permission.CASE_VIEW, [here, there]).unit_ids == {1, 2, 7}
    assert reach_of(policy(), Permission.CASE_VIEW, [HeldRole(Role.OFFICE, None, frozenset())]).everything
    assert reach_of(policy(), Permission.VISIT_VIEW, [HeldRole(Role.SUPERVISION, 3, frozenset({3}))]).own
    assert not reach_of(policy(), Permission.USER_MANAGE, [here, there])


@pytest.mark.parametrize(
    ("reach", "units", "is_own", "covered"),
    [
        (Reach(), [1], True, False),
        (Reach(everything=True), [], False, True),
        (Reach(unit_ids=frozenset({1})), [None, 1], False, True),
        (Reach(unit_ids=frozenset({1})), [2, None], True, False),
        (Reach(own=True), [1], True, True),
        (Reach(own=True), [1], False, False),
    ],
)
def test_covers(reach, units, is_own, covered):
    assert reach.covers(units, is_own=is_own) is covered


DAYS = st.dates(date(2016, 1, 1), date(2027, 12, 31))


@given(DAYS, st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS))
def test_a_dated_thing_holds_from_its_first_day_to_before_its_last(day, since, until):
    held = holds_on(day, since=since, until=until)
    assert held is ((since or date.min) <= day < (until or date.max))


def test_the_first_day_is_day_one():
    start, end = date(2017, 7, 25), date(2017, 9, 12)
    assert day_of_campaign(start, start_on=start, end_on=end) == (1, 50)
    assert day_of_campaign(end, start_on=start, end_on=end) == (50, 50)
    assert day_of_campaign(start - timedelta(days=1), start_on=start, end_on=end) == (0, 50)


def test_pasted_days():
    text = "2027-01-01 休 元旦\n\n  2027-02-06，班，春节调休 上班 \n2027-02-08 休"
    assert parse_days(text) == [
        (date(2027, 1, 1), False, "元旦"),
        (date(2027, 2, 6), True, "春节调休 上班"),
        (date(2027, 2, 8), False, ""),
    ]


@pytest.mark.parametrize(
    "line", ["元旦放假", "2027-02-30 休", "2027-01-01 假", "2027-01-01", "2027-01-01 休 元旦\n2027-01-01 班"]
)
def test_a_line_that_says_no_day_is_named(line):
    with pytest.raises(DayLineFault) as fault:
        parse_days(f"\n{line}")
    assert fault.value.line == line.count("\n") + 2
    assert fault.value.text == line.splitlines()[-1]
