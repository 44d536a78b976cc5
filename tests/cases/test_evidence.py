"""Photographs are looked over after they were handed in; what was seen waits for a person, once."""

import io
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tools.make_photo_set import changed, scene

from diebian.base import photos
from diebian.base.models import Event
from diebian.base.problems import NotAllowed
from diebian.cases import actions
from diebian.cases.models import CasePhoto, EvidenceFlag
from diebian.cases.problems import FlagLookedAt, ReasonMissing
from diebian.cases.terms import FlagDecision, FlagKind
from diebian.flows.look_over_photos import look_over_photos
from tests import pictures
from tests.cast import NOW

DAY = timedelta(days=1)


@cache
def jpeg(number: int, change: str = "") -> bytes:
    image = scene(f"test/{number}")
    out = io.BytesIO()
    (changed("a", image, change) if change else image).save(out, "JPEG", quality=90)
    return out.getvalue()


def prepared(number: int, change: str = ""):
    """Read, and not kept yet: as a visit brings it."""
    return photos.prepare(jpeg(number, change), name="a.jpg")


def sent(number: int, change: str = ""):
    return photos.take_in(jpeg(number, change), name="a.jpg", at=NOW)


def looked() -> int:
    """The background's turn: everything that waits; how many hints there were."""
    return look_over_photos(at=NOW + 2 * DAY).hints


def answered(ledger, *after, at=NOW + 2 * DAY, before=()):
    """A case with its answer, the photographs looked over."""
    case = handed_in(ledger, *after, at=at, before=before)
    looked()
    return case


def handed_in(ledger, *after, at=NOW + 2 * DAY, before=()):
    """A case with its answer, as it was sent."""
    return actions.rectify_case(
        case=ledger.accept(),
        measure="已清运",
        before=list(before),
        after=list(after),
        by=ledger.cast.chen,
        at=at,
    )


def flags() -> list[EvidenceFlag]:
    return list(EvidenceFlag.objects.select_related("case_photo__case").order_by("pk"))


def test_handing_in_looks_for_nothing_and_leaves_it_to_be_done(ledger):
    handed_in(ledger, sent(0))
    again = sent(0)
    with CaptureQueriesContext(connection) as seen:
        handed_in(ledger, again)
    statements = "".join(one["sql"] for one in seen.captured_queries)
    assert "cases_casephoto" in statements
    assert "fingerprint" not in statements
    assert flags() == []
    assert CasePhoto.objects.filter(checked_at=None).count() == 2


def test_an_honest_answer_raises_nothing_and_was_looked_over(ledger):
    answered(ledger, sent(0))
    answered(ledger, sent(1))
    assert flags() == []
    assert not CasePhoto.objects.filter(checked_at=None).exists()


def test_two_that_were_handed_in_together_are_compared_with_each_other_once(ledger):
    first, second = handed_in(ledger, sent(0)), handed_in(ledger, sent(0, "recompressed q60"))
    assert looked() == 1
    (flag,) = flags()
    assert (flag.case_photo.case, flag.facts["uses"][0]["case_id"]) == (second, first.pk)


def test_the_same_photograph_for_two_cases_names_the_first(ledger):
    first = answered(ledger, sent(0))
    second = answered(ledger, sent(0))
    (flag,) = flags()
    assert flag.kind == FlagKind.SAME
    assert flag.case_photo.case == second
    assert flag.facts == {"uses": [{"case_id": first.pk, "stage": "after", "round": 1}], "count": 1}
    (event,) = Event.objects.filter(verb="evidence.flagged").order_by("pk")
    assert (event.by_id, event.data["kind"], event.data["case_id"]) == (None, "same", second.pk)


@pytest.mark.parametrize("change", ["recompressed q60", "mirrored", "cropped by 25 % of the area"])
def test_a_changed_copy_of_another_cases_photograph_is_shown(ledger, change):
    first = answered(ledger, sent(0))
    answered(ledger, sent(0, change), sent(1))
    (flag,) = flags()
    assert flag.kind == FlagKind.ALIKE
    (use,) = flag.facts["uses"]
    assert use["case_id"] == first.pk
    assert use["is_mirrored"] == (change == "mirrored")


def test_the_view_before_handed_in_as_the_view_after(ledger):
    answered(ledger, sent(0, "recompressed q60"), before=[sent(0)])
    (flag,) = flags()
    assert (flag.kind, flag.facts["uses"][0]["stage"]) == (FlagKind.ALIKE, "before")


def test_the_rejected_photograph_once_more(ledger):
    case = answered(ledger, sent(0))
    actions.send_back(case=case, reason="看不清", by=ledger.cast.lin, at=NOW + 3 * DAY)
    actions.rectify_case(
        case=case, measure="重新清理", after=[sent(0)], by=ledger.cast.chen, at=NOW + 4 * DAY
    )
    looked()
    (flag,) = flags()
    assert (flag.kind, flag.facts["uses"][0]["round"]) == (FlagKind.SAME, 1)


def test_a_result_older_than_its_fault_and_than_the_campaign(ledger):
    """The camera of tests.pictures says 09:30 on the day on which the fault was registered at 10:00."""
    photo = photos.take_in(pictures.photo(exif=pictures.exif_of(gps=False)), name="a.jpg", at=NOW)
    answered(ledger, photo)
    (flag,) = flags()
    assert flag.kind == FlagKind.EARLY
    photo.taken_at = datetime(2016, 1, 1, tzinfo=UTC)
    photo.save()
    (hung,) = CasePhoto.objects.filter(photo=photo)
    assert actions.look_over(ids=[hung.pk], at=NOW) == 1
    assert [flag.kind for flag in flags()] == [FlagKind.EARLY, FlagKind.TIME]
    assert flags()[1].facts["reasons"] == ["before_campaign"]


def test_looked_over_again_nothing_is_raised_twice(ledger):
    answered(ledger, sent(0))
    answered(ledger, sent(0))
    ids = CasePhoto.objects.values_list("pk", flat=True)
    assert actions.look_over(ids=list(ids), at=NOW) == 0
    assert len(flags()) == 1


@pytest.fixture
def flag(ledger):
    answered(ledger, sent(0))
    answered(ledger, sent(0))
    return flags()[0]


def test_a_person_looks_and_finds_nothing_wrong(flag, cast):
    done = actions.look_at_flag(flag=flag, decision=FlagDecision.FINE, note="", by=cast.lin, at=NOW + 3 * DAY)
    assert (done.looked_by, done.decision) == (cast.lin, "fine")
    event = Event.objects.filter(verb="evidence.looked_at").get()
    assert (event.by_id, event.data["decision"]) == (cast.lin.pk, "fine")


def test_a_new_photograph_is_asked_for_with_a_reason_and_only_once(flag, cast):
    def look(note: str):
        return actions.look_at_flag(
            flag=flag, decision=FlagDecision.RETAKE, note=note, by=cast.zhao, at=NOW + 3 * DAY
        )

    with pytest.raises(ReasonMissing):
        look(" ")
    assert look("与另一案件同一张").note == "与另一案件同一张"
    with pytest.raises(FlagLookedAt):
        look("再看一次")


@pytest.mark.parametrize("name", ["chen", "wu", "zhou", "admin"])
def test_only_those_who_verify_decide(flag, cast, name):
    with pytest.raises(NotAllowed):
        actions.look_at_flag(
            flag=flag, decision=FlagDecision.FINE, note="", by=getattr(cast, name), at=NOW + 3 * DAY
        )
    assert not Event.objects.filter(verb="evidence.looked_at").exists()


@pytest.mark.parametrize("others", [0, 2])
def test_looking_over_costs_the_same_for_one_and_for_three(ledger, django_assert_num_queries, others):
    answered(ledger, sent(0))
    cases = [handed_in(ledger, sent(0)) for _ in range(1 + others)]
    ids = list(CasePhoto.objects.filter(case__in=cases).values_list("pk", flat=True))
    # On PostgreSQL the line of writers and the chain are locked by statements of their own.
    with django_assert_num_queries(12 if connection.vendor == "sqlite" else 14):
        assert actions.look_over(ids=ids, at=NOW) == 1 + others
