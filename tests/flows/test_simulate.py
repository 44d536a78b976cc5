"""The simulated campaign: the same seed gives the same, the audit is whole, the tallies are right, no rule was broken."""

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from statistics import median

import pytest
from django.db import transaction
from django.test import override_settings
from PIL import Image

from diebian.base.models import Event, Photo
from diebian.base.problems import Problem
from diebian.base.queries import first_broken_event
from diebian.cases.models import Case, CasePhoto, CaseTally, EvidenceFlag, PhotoMark, Verification
from diebian.cases.queries import life_told_by_events
from diebian.flows import simulate as flow
from diebian.flows.simulate import hints, lives, plan, run
from diebian.flows.simulate.clock import WorkClock
from diebian.flows.simulate.pictures import draw_pairs, own_copy
from diebian.flows.simulate.terms import Character, Kind, Step, size_of
from diebian.flows.simulate.texts import draw_fault, person_names, read_data, templates_at
from diebian.flows.simulate.world import World
from diebian.lib.worktime import SHANGHAI, WorkingCalendar
from diebian.people.models import Campaign, User
from diebian.people.queries import working_calendar
from diebian.places.models import Place

START = date(2017, 7, 25)
CLOCK = WorkClock(WorkingCalendar())
MORNING = datetime(2017, 7, 25, 9, 0, tzinfo=SHANGHAI)
GOOD, BAD = Character(0.95, 0.95, 0.95), Character(0.1, 0.1, 0.1)


# --- the plan and the lives: pure --------------------------------------------------------------------


def planned(seed: int = 7, size: flow.Size = flow.FULL) -> list[plan.Arrival]:
    return plan.arrivals(size=size, start_on=START, seed=seed, clock=CLOCK)


def test_the_plan_is_the_reported_campaign():
    found = planned()
    counts = Counter(item.kind for item in found)
    assert sum(item.amount for item in found if item.kind is Kind.LEDGER) == 571
    assert (counts[Kind.VISIT], counts[Kind.REPORT], counts[Kind.ACCEPTANCE]) == (240, 90, 46)
    assert found == sorted(found, key=lambda item: item.at)


def test_the_same_seed_gives_the_same_plan_and_another_another():
    assert planned() == planned()
    assert planned(seed=8) != planned()


def test_people_work_in_working_hours():
    for item in planned():
        if item.kind not in {Kind.REPORT, Kind.WEEK}:  # citizens write in the evening, weeks end there
            day = item.at.astimezone(SHANGHAI)
            assert CLOCK.calendar.is_working_day(day.date())
            assert any(opens <= day.time() <= closes for opens, closes in CLOCK.calendar.hours)


def test_every_week_is_closed_after_its_cut_off():
    weeks = [item for item in planned() if item.kind is Kind.WEEK]
    assert [item.number for item in weeks] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert all(item.at.astimezone(SHANGHAI).hour == 18 for item in weeks)


def test_nothing_is_planned_where_nobody_works():
    saturday = datetime(2017, 7, 29, 8, 0, tzinfo=SHANGHAI)
    assert CLOCK.moments(Random(1), saturday, saturday + timedelta(days=1), 5) == []


@pytest.mark.parametrize(("total", "parts"), [(571, 12), (1, 5), (24, 3), (7, 7)])
def test_shares_add_up(total, parts):
    found = plan.shares(total, parts, Random(3))
    assert sum(found) == total
    assert min(found) > 0


def test_a_longer_campaign_has_more_of_what_comes():
    assert size_of(50) == flow.FULL
    assert size_of(100).tasks == 2 * flow.FULL.tasks
    assert size_of(2).ledgers == 1


def share_late(unit: Character) -> float:
    due_at = CLOCK.calendar.after_working_days(MORNING, 3)
    rng = Random(5)
    drawn = [lives.after_accepted(rng, CLOCK, MORNING, due_at, unit).at for _ in range(400)]
    return sum(at > due_at for at in drawn) / len(drawn)


def test_a_diligent_unit_is_seldom_late_and_a_slack_one_often():
    assert share_late(GOOD) < 0.05
    assert 0.2 < share_late(BAD) < 0.8


def test_a_careful_unit_passes_and_a_willing_one_returns_little():
    def steps(unit: Character) -> Counter[Step]:
        rng = Random(9)
        return Counter(
            step.step
            for _ in range(500)
            for step in (
                lives.after_rectified(rng, CLOCK, MORNING, unit),
                lives.after_dispatched(rng, CLOCK, MORNING, unit),
            )
        )

    assert steps(GOOD)[Step.FAIL] < steps(BAD)[Step.FAIL]
    assert steps(GOOD)[Step.RETURN] < steps(BAD)[Step.RETURN]


def test_every_step_lies_after_the_one_before():
    rng = Random(2)
    following = [
        lives.after_registered(rng, CLOCK, MORNING),
        lives.after_sent_back(rng, CLOCK, MORNING, BAD),
        *filter(None, (lives.after_closed(rng, CLOCK, MORNING) for _ in range(200))),
    ]
    assert len(following) > 2
    assert all(step.at > MORNING for step in following)


# --- texts and pictures ------------------------------------------------------------------------------


def test_there_are_enough_faults_and_they_are_short():
    faults = read_data("faults")
    texts = {text for group in faults["groups"] for text in group["texts"]}
    assert len(texts) >= 120
    lengths = [
        len(template.text.replace("{spot}", spot))
        for place_type, spots in faults["place_spots"].items()
        for template, spot in itertools.product(templates_at(place_type), spots)
    ]
    assert 10 <= median(lengths) <= 18


def test_every_fault_can_be_given_to_somebody():
    organisation = read_data("organisation")
    known = {row["code"] for row in organisation["departments"]} | {"territory"}
    for place_type in read_data("faults")["place_spots"]:
        for number in range(30):
            fault = draw_fault(Random(number), place_type)
            assert fault.led_by in known
            assert 1 <= fault.task <= len(organisation["special_tasks"])
            assert "{" not in fault.text


def test_names_are_each_once():
    names = list(person_names(Random(1)))
    assert len(names) == len(set(names)) > 500


def test_pictures_are_marked_pairs_and_copies_have_bytes_of_their_own():
    pair, *_ = draw_pairs(7, scenes=2)
    assert pair.before.picture.original != pair.after.picture.original
    one, two = own_copy(pair.after, "1"), own_copy(pair.after, "2")
    assert one.picture.original != two.picture.original
    assert "演示数据 1".encode() in one.picture.original
    assert draw_pairs(7, scenes=1)[0].before.picture.original == pair.before.picture.original


def test_a_copy_still_is_a_picture(tmp_path):
    copy = own_copy(draw_pairs(7, scenes=1)[0].before, "1")
    path = tmp_path / "a.jpg"
    path.write_bytes(copy.picture.original)
    with Image.open(path) as image:
        image.load()
        assert image.size == (240, 180)


# --- a small campaign --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker, tmp_path_factory):
    """Six days, lived once for all tests that only look."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(FILES_ROOT=folder), transaction.atomic():
        yield flow.simulate(seed=7, size=flow.SMALL)
        transaction.set_rollback(True)


@pytest.fixture
def campaign(lived) -> Campaign:
    return Campaign.objects.get(pk=lived.campaign_id)


pytestmark = pytest.mark.slow


def test_it_is_marked_as_a_demo(campaign):
    assert campaign.is_demo
    assert not Place.objects.filter(campaign=campaign, is_demo=False).exists()


def test_nothing_was_refused(lived):
    assert lived.acts["ledger"] == 3
    assert lived.refused == Counter()


def test_the_chain_is_whole(campaign):
    assert Event.objects.count() > 500
    assert first_broken_event() is None


def test_events_come_in_the_order_of_time(campaign):
    times = list(Event.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)


def test_the_tallies_equal_the_rows(campaign):
    rows = Counter(
        (lead or 0, source, state)
        for lead, source, state in Case.objects.filter(campaign=campaign).values_list(
            "lead_unit_id", "source", "state"
        )
    )
    tallies = {
        (tally.unit_id, tally.source, tally.state): tally.count
        for tally in CaseTally.objects.filter(campaign=campaign, count__gt=0)
    }
    assert tallies == rows


def test_every_case_is_what_its_events_tell(campaign):
    for case in Case.objects.filter(campaign=campaign).order_by("id"):
        life = life_told_by_events(case)
        assert (life.state, life.lead_unit_id, life.round) == (case.state, case.lead_unit_id, case.round)


def test_photographs_have_bytes_of_their_own_but_for_those_that_a_hint_tells_of(campaign):
    hashes = list(Photo.objects.values_list("original__sha256", flat=True))
    told = EvidenceFlag.objects.filter(kind="same").count()
    assert len(hashes) - len(set(hashes)) == told < 5
    assert len(hashes) > 20


def test_every_photograph_was_looked_over_in_its_evening(campaign):
    assert not CasePhoto.objects.filter(checked_at=None).exists()


def test_photographs_that_are_not_of_the_result_raise_hints_that_are_answered(db, monkeypatch):
    """As the demo's few of a thousand, but many of them."""
    monkeypatch.setattr(hints, "REUSED", 0.3)
    monkeypatch.setattr(hints, "OLD", 0.3)
    outcome = flow.simulate(seed=7, size=flow.SMALL)
    assert outcome.refused == Counter()
    flags = EvidenceFlag.objects.filter(campaign=outcome.campaign_id)
    assert set(flags.values_list("kind", flat=True)) >= {"same", "early"}
    assert set(flags.values_list("decision", flat=True)) == {"", "fine", "retake"}
    taken = flags.exclude(retaken_at=None)
    assert taken.exists()
    assert CasePhoto.objects.filter(retakes__in=taken.values("case_photo")).exists()


def test_what_was_sent_back_is_mostly_marked(campaign):
    sent_back = Verification.objects.filter(case__campaign=campaign, is_passed=False)
    marked = PhotoMark.objects.filter(verification__in=sent_back)
    assert 0 < marked.count() <= sent_back.count()
    assert {mark.case_photo.round == mark.verification.round for mark in marked} == {True}


def test_nobody_of_the_simulation_can_sign_in(campaign):
    users = User.objects.filter(username__startswith="demo-")
    assert users.count() > 90
    assert not any(user.has_usable_password() for user in users)


def digest_of_a_run(**values) -> str:
    """A run of its own, taken back afterwards."""
    with transaction.atomic():
        outcome = flow.simulate(size=flow.SMALL, **values)
        found = flow.digest(Campaign.objects.get(pk=outcome.campaign_id))
        transaction.set_rollback(True)
    return found


def test_the_same_seed_gives_the_same_campaign(db):
    assert digest_of_a_run(seed=7) == digest_of_a_run(seed=7)


def test_it_stops_where_it_is_told(db):
    until = plan.closing(START + timedelta(days=1))
    outcome = flow.simulate(seed=7, size=replace(flow.SMALL, visits=4), until=until)
    assert outcome.until == until
    assert Event.objects.order_by("-id")[0].at <= until


def test_a_refused_act_is_counted_and_told(db):
    class Refused(Problem):
        number = "409.99"
        message = "不可"

    def refuse(at):
        raise Refused

    outcome = flow.Outcome(campaign_id=0, start_on=START, until=MORNING)
    world = bare_world(outcome)
    world.schedule(MORNING, "try", refuse)
    run._live(world, MORNING)
    assert outcome.refused == {"try: 409.99 不可": 1}
    assert outcome.acts == Counter()


def bare_world(outcome: flow.Outcome) -> World:
    from diebian.flows.simulate.organisation import Organisation

    made = Organisation(campaign=Campaign(), system=User())
    return World(made=made, places=[], clock=CLOCK, seed=1, pairs=[], outcome=outcome)


def test_the_simulated_calendar_is_the_campaigns(campaign):
    assert working_calendar(campaign, at=MORNING).is_working_day(date(2017, 9, 30))
