"""林检查 sends a case back and shows on the photographs what is still wrong."""

import pytest
from django.db import IntegrityError, transaction

from diebian.base.models import Event
from diebian.base.queries import first_broken_event
from diebian.cases import actions, problems
from diebian.cases.marks import marks_by_round, marks_of
from diebian.cases.models import Case, PhotoMark, Verification
from diebian.cases.queries import life_told_by_events
from diebian.cases.terms import CaseState, Mark, MarkShape, PhotoStage
from tests.cases.conftest import DAY
from tests.cast import NOW

CIRCLE = {"shape": "circle", "x": 0.25, "y": 0.5, "w": 0.2, "h": 0.1, "text": "此处仍有垃圾"}
ARROW = Mark(MarkShape.ARROW, 0.9, 0.1, -0.3, 0.2, "绿化带内")


def send_back(case: Case, cast, marks: object, *, day: int = 3) -> Case:
    return actions.send_back(case=case, reason="仍有积存垃圾", marks=marks, by=cast.lin, at=NOW + day * DAY)


def photo_of(case: Case, stage: PhotoStage, round_: int) -> int:
    return case.photos.get(stage=stage, round=round_).pk


def test_marks_are_kept_with_the_verification_and_told_in_the_event(ledger, cast):
    case = ledger.rectify()
    before, after = photo_of(case, "before", 1), photo_of(case, "after", 1)
    case = send_back(case, cast, {after: [CIRCLE, ARROW], before: []})
    assert case.state == CaseState.REWORK
    kept = PhotoMark.objects.get()
    assert kept.verification == Verification.objects.get()
    assert kept.marks == [CIRCLE, ARROW.as_data()]
    event = Event.objects.order_by("-id")[0]
    sha256 = kept.case_photo.photo.original.sha256
    assert event.data["marked"] == [{"case_photo_id": after, "sha256": sha256, "marks": kept.marks}]
    assert first_broken_event() is None
    assert life_told_by_events(case).rework_count == 1


def test_without_marks_the_event_says_nothing_of_them(ledger, cast):
    send_back(ledger.rectify(), cast, {})
    assert Event.objects.order_by("-id")[0].data == {"reason": "仍有积存垃圾", "round": 1}
    assert not PhotoMark.objects.exists()


def test_wrong_marks_change_nothing(ledger, cast):
    case = ledger.rectify()
    after = photo_of(case, "after", 1)
    with pytest.raises(problems.MarksRefused, match="超出照片范围"):
        send_back(case, cast, {after: [{**CIRCLE, "x": 0.95}]})
    case.refresh_from_db()
    assert case.state == CaseState.RECTIFIED
    assert not Verification.objects.exists()


@pytest.mark.parametrize("key", [0, -1, 2**63, 10**30])
def test_a_photograph_that_is_not_there_cannot_be_marked(ledger, cast, key):
    with pytest.raises(problems.MarkedPhotoElsewhere):
        send_back(ledger.rectify(), cast, {key: [CIRCLE]})


def test_a_photograph_of_another_case_cannot_be_marked(ledger, cast):
    other, case = ledger.rectify(), ledger.rectify()
    with pytest.raises(problems.MarkedPhotoElsewhere, match=str(case)):
        send_back(case, cast, {photo_of(other, "after", 1): [CIRCLE], photo_of(case, "after", 1): [CIRCLE]})
    assert not PhotoMark.objects.exists()


def test_marks_are_read_for_many_photographs_in_one_query(ledger, cast, django_assert_num_queries):
    ids = []
    for _each in range(3):
        case = ledger.rectify()
        ids += [photo_of(case, "before", 1), photo_of(case, "after", 1)]
        send_back(case, cast, {ids[-1]: [CIRCLE]})
        with django_assert_num_queries(1):
            found = marks_of(ids)
    assert found == {key: [CIRCLE] for key in ids[1::2]}
    assert marks_of([]) == {}


def test_the_newest_marks_count_and_each_round_keeps_its_own(ledger, cast):
    case = ledger.rectify()
    before, first = photo_of(case, "before", 1), photo_of(case, "after", 1)
    case = ledger.rectify(send_back(case, cast, {before: [CIRCLE], first: [CIRCLE]}))
    second = photo_of(case, "after", 2)
    send_back(case, cast, {before: [ARROW], second: [ARROW]}, day=5)
    drawn = [ARROW.as_data()]
    assert marks_of([before, first, second]) == {before: drawn, first: [CIRCLE], second: drawn}
    assert marks_by_round(case) == {
        1: {before: [CIRCLE], first: [CIRCLE]},
        2: {before: drawn, second: drawn},
    }


def test_a_photograph_is_marked_once_in_a_verification(ledger, cast):
    case = ledger.rectify()
    send_back(case, cast, {photo_of(case, "after", 1): [CIRCLE]})
    kept = PhotoMark.objects.get()
    assert "整改后" in str(kept)
    with pytest.raises(IntegrityError), transaction.atomic():
        PhotoMark.objects.create(case_photo=kept.case_photo, verification=kept.verification, marks=[])
