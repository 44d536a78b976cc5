"""要求重拍 is answered by whoever took the photograph: a new one hangs beside the old one, and both stay."""

import pytest

from diebian.base.models import Event
from diebian.base.problems import NotAllowed, NotFound
from diebian.cases import actions, flags
from diebian.cases.models import Case, CasePhoto, EvidenceFlag
from diebian.cases.problems import (
    AnswerPhotoMissing,
    NobodyToRetake,
    RetakeIsTheSame,
    RetakeNotWanted,
)
from diebian.cases.terms import FlagDecision, FlagKind, PhotoStage
from diebian.flows.submit_visit import submit_visit
from diebian.inspections.actions import Detail
from diebian.inspections.terms import VisitKind
from diebian.people import actions as people
from diebian.people.models import User
from tests.cases.test_evidence import DAY, answered, looked, prepared, sent
from tests.cast import NOW

LATER = NOW + 4 * DAY


def asked(flag: EvidenceFlag, cast, *, reason: str = "请换个角度") -> EvidenceFlag:
    decision = FlagDecision.RETAKE
    return actions.look_at_flag(flag=flag, decision=decision, note=reason, by=cast.zhao, at=NOW + 3 * DAY)


@pytest.fixture
def of_unit(ledger) -> EvidenceFlag:
    """陈主任 answered two cases with one photograph; 赵审核 wants another one for the second."""
    answered(ledger, sent(0))
    answered(ledger, sent(0))
    return asked(EvidenceFlag.objects.get(), ledger.cast)


@pytest.fixture
def of_visit(cast, park) -> EvidenceFlag:
    """林检查 showed at a secret visit what he had shown at another one; 赵审核 wants it photographed again."""
    for _ in range(2):
        fault = Detail(description="广告破损", photos=[prepared(0)])
        new = park.visit(kind=VisitKind.SECRET, further=[fault], supervision_unit=cast.supervision)
        submit_visit(campaign=cast.campaign, new=new, by=cast.lin, at=NOW)
    looked()
    return asked(EvidenceFlag.objects.get(), cast)


def wanted_of(user: User, cast) -> list[int]:
    found = flags.open_retakes(cast.campaign, user=user, at=LATER)
    return list(found.order_by("pk").values_list("pk", flat=True))


def handed(flag: EvidenceFlag, by: User, *photos) -> EvidenceFlag:
    return actions.hand_in_retake(flag=flag, photos=photos or [sent(7)], by=by, at=LATER)


def test_the_unit_alone_is_asked_for_what_it_handed_in(of_unit, cast):
    assert wanted_of(cast.chen, cast) == [of_unit.pk]
    assert [wanted_of(user, cast) for user in (cast.lin, cast.zhao, cast.zhou, cast.wu)] == [[], [], [], []]


def test_the_inspector_alone_is_asked_for_what_he_found(of_visit, cast):
    assert wanted_of(cast.lin, cast) == [of_visit.pk]
    assert [wanted_of(user, cast) for user in (cast.chen, cast.zhao, cast.zhou, cast.wu)] == [[], [], [], []]


def test_who_inspects_no_more_is_asked_no_more(of_visit, cast):
    grant = cast.lin.grants.get()
    people.end_grant(grant=grant, until=NOW.date() + 3 * DAY, by=cast.admin, at=NOW + 3 * DAY)
    assert wanted_of(cast.lin, cast) == []
    with pytest.raises(NotAllowed):
        handed(of_visit, cast.lin)


def test_the_new_photograph_hangs_beside_the_old_one_and_is_looked_over(of_unit, cast):
    done = handed(of_unit, cast.chen, sent(7), sent(8))
    old = of_unit.case_photo
    new = CasePhoto.objects.filter(case=old.case, retakes=old).order_by("pk")
    assert [(one.stage, one.round, one.checked_at) for one in new] == [("after", 1, None)] * 2
    assert CasePhoto.objects.filter(pk=old.pk).exists()
    assert (done.retaken_by, done.retaken_at) == (cast.chen, LATER)
    assert wanted_of(cast.chen, cast) == []
    event = Event.objects.get(verb="evidence.retaken")
    assert (event.by_id, event.data["case_photo_id"]) == (cast.chen.pk, old.pk)
    assert event.data["photos"] == [one.photo.original.sha256 for one in new]
    assert looked() == 0


def test_the_inspector_hands_in_what_the_place_looks_like(of_visit, cast):
    handed(of_visit, cast.lin)
    (new,) = CasePhoto.objects.filter(retakes=of_visit.case_photo)
    assert (new.stage, new.round) == ("before", 0)


def test_all_that_was_asked_of_one_photograph_is_answered_by_one(of_unit, cast):
    hung = of_unit.case_photo
    other = EvidenceFlag.objects.create(
        campaign=cast.campaign, case_photo=hung, kind=FlagKind.FAR, facts={}, raised_at=NOW
    )
    asked(other, cast, reason="位置不对")
    waiting = EvidenceFlag.objects.create(
        campaign=cast.campaign, case_photo=hung, kind=FlagKind.TIME, facts={}, raised_at=NOW
    )
    assert len(wanted_of(cast.chen, cast)) == 2
    handed(of_unit, cast.chen)
    assert wanted_of(cast.chen, cast) == []
    assert Event.objects.get(verb="evidence.retaken").data["flag_ids"] == [of_unit.pk, other.pk]
    waiting.refresh_from_db()
    assert waiting.retaken_at is None


def test_without_a_photograph_or_with_the_old_one_nothing_is_done(of_unit, cast):
    with pytest.raises(AnswerPhotoMissing):
        actions.hand_in_retake(flag=of_unit, photos=[], by=cast.chen, at=LATER)
    with pytest.raises(RetakeIsTheSame):
        handed(of_unit, cast.chen, sent(7), sent(0))
    assert wanted_of(cast.chen, cast) == [of_unit.pk]
    assert not CasePhoto.objects.filter(retakes__isnull=False).exists()


def test_the_old_one_again_with_other_bytes_is_a_hint(of_unit, cast):
    handed(of_unit, cast.chen, sent(0, "recompressed q60"))
    assert looked() == 1
    flag = EvidenceFlag.objects.latest("pk")
    assert (flag.kind, flag.case_photo.retakes_id) == ("alike", of_unit.case_photo_id)
    own = flag.case_photo.case_id
    assert own in [use["case_id"] for use in flag.facts["uses"]]


def test_the_same_person_may_hand_in_once(of_unit, cast):
    handed(of_unit, cast.chen)
    with pytest.raises(RetakeNotWanted):
        handed(of_unit, cast.chen, sent(8))
    assert CasePhoto.objects.filter(retakes=of_unit.case_photo).count() == 1


def test_what_was_found_to_be_fine_is_not_taken_again(ledger):
    answered(ledger, sent(0))
    answered(ledger, sent(0))
    flag = EvidenceFlag.objects.get()
    with pytest.raises(RetakeNotWanted):
        handed(flag, ledger.cast.chen)
    actions.look_at_flag(flag=flag, decision=FlagDecision.FINE, note="", by=ledger.cast.lin, at=NOW + 3 * DAY)
    with pytest.raises(RetakeNotWanted):
        handed(flag, ledger.cast.chen)


def test_a_cancelled_case_asks_for_nothing_more(of_visit, cast):
    actions.cancel_case(case=of_visit.case_photo.case, reason="重复登记", by=cast.zhao, at=LATER)
    assert wanted_of(cast.lin, cast) == []
    with pytest.raises(RetakeNotWanted):
        handed(of_visit, cast.lin)


@pytest.mark.parametrize("name", ["lin", "zhao", "wu", "zhou"])
def test_nobody_else_hands_in_for_the_unit(of_unit, cast, name):
    with pytest.raises(NotAllowed):
        handed(of_unit, getattr(cast, name))


@pytest.mark.parametrize("name", ["chen", "zhao", "wu", "zhou"])
def test_nobody_else_hands_in_for_the_inspector(of_visit, cast, name):
    with pytest.raises(NotAllowed):
        handed(of_visit, getattr(cast, name))


@pytest.mark.parametrize(("stage", "round_"), [(PhotoStage.BEFORE, 0), (PhotoStage.CHECK, 1)])
def test_a_citizen_and_those_who_verify_are_not_asked(ledger, stage, round_):
    case: Case = ledger.rectify()
    hung = CasePhoto.objects.create(case=case, photo=sent(3), stage=stage, round=round_)
    flag = EvidenceFlag.objects.create(
        campaign=ledger.cast.campaign, case_photo=hung, kind=FlagKind.TIME, facts={}, raised_at=NOW
    )
    with pytest.raises(NobodyToRetake):
        asked(flag, ledger.cast)
    with pytest.raises(NotAllowed):
        handed(flag, ledger.cast.chen)
    flag.refresh_from_db()
    assert flag.looked_at is None


def test_one_that_is_wanted_or_that_he_answered_opens_for_him_alone(of_unit, cast):
    for _ in range(2):
        found = flags.retake_for(cast.chen, cast.campaign, of_unit.pk, at=LATER)
        assert found == of_unit
        for user in (cast.wu, cast.lin):
            with pytest.raises(NotFound):
                flags.retake_for(user, cast.campaign, of_unit.pk, at=LATER)
        if of_unit.retaken_at is None:
            of_unit = handed(of_unit, cast.chen)


def test_rows_tell_what_is_wanted_and_not_who_asked_or_found(of_visit, cast):
    (row,) = flags.retake_page(flags.open_retakes(cast.campaign, user=cast.lin, at=LATER)).rows
    assert row["note"] == "请换个角度"
    assert not [name for name in row if "_by" in name or "inspector" in name or "visit" in name]
