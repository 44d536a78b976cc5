"""重拍: a photograph that was asked for again is handed in beside the old one; both stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from diebian.base.actions import lock_writes, record_event
from diebian.base.models import Photo
from diebian.base.problems import NotAllowed
from diebian.cases.actions import moves
from diebian.cases.actions.evidence import retaker_of
from diebian.cases.actions.photos import hashes
from diebian.cases.models import Case, CasePhoto, EvidenceFlag
from diebian.cases.problems import AnswerPhotoMissing, RetakeIsTheSame, RetakeNotWanted
from diebian.cases.terms import CaseState, FlagDecision, Retaker
from diebian.people import guards
from diebian.people.models import User
from diebian.people.terms import Permission


@transaction.atomic
def hand_in_retake(*, flag: EvidenceFlag, photos: Sequence[Photo], by: User, at: datetime) -> EvidenceFlag:
    """Hang photographs taken again beside the one that was asked for; whatever was asked of that one is answered by it.

    The unit hands in what its answer showed, the inspector what he found. It moves no case, and the new photographs are
    looked over as all others are. Raises ``NotAllowed``, ``AnswerPhotoMissing``, ``RetakeIsTheSame``, ``RetakeNotWanted``.
    """
    old = flag.case_photo
    _require_retaker(flag, by=by, at=at)
    if not photos:
        raise AnswerPhotoMissing
    if old.photo.original_id in {photo.original_id for photo in photos}:
        raise RetakeIsTheSame
    case = moves.locked(old.case)
    flag = EvidenceFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if not _is_wanted(flag, case):
        raise RetakeNotWanted
    lock_writes()
    _hang(old, photos)
    wanted = EvidenceFlag.objects.filter(case_photo=old, decision=FlagDecision.RETAKE, retaken_at=None)
    answered = sorted(wanted.order_by("pk").values_list("pk", flat=True))
    wanted.update(retaken_at=at, retaken_by=by)
    _record(flag, {"photos": hashes(photos), "flag_ids": answered}, by=by, at=at)
    flag.refresh_from_db()
    return flag


def _require_retaker(flag: EvidenceFlag, *, by: User, at: datetime) -> None:
    """Raises ``NotAllowed``."""
    case, who = flag.case_photo.case, retaker_of(flag)
    if who is Retaker.UNIT:
        units = moves.units_of(case)
        guards.require(by, Permission.CASE_RECTIFY, campaign=flag.campaign, at=at, unit_ids=units)
    elif case.finding is not None and case.finding.visit.inspector_id == by.pk:
        guards.require_any(by, Permission.VISIT_SUBMIT, campaign=flag.campaign, at=at)
    else:
        raise NotAllowed(permission=Permission.CASE_RECTIFY.label)


def _is_wanted(flag: EvidenceFlag, case: Case) -> bool:
    is_asked = flag.decision == FlagDecision.RETAKE and flag.retaken_at is None
    return is_asked and case.state != CaseState.CANCELLED


def _hang(old: CasePhoto, photos: Sequence[Photo]) -> None:
    CasePhoto.objects.bulk_create(
        CasePhoto(case=old.case, photo=photo, stage=old.stage, round=old.round, retakes=old)
        for photo in {photo.pk: photo for photo in photos}.values()
    )


def _record(flag: EvidenceFlag, told: dict[str, Any], *, by: User, at: datetime) -> None:
    hung = flag.case_photo
    data = {"case_id": hung.case_id, "case_photo_id": hung.pk, "photo_id": hung.photo_id} | told
    record_event(
        verb="evidence.retaken",
        subject_kind="evidence_flag",
        subject_id=flag.pk,
        by=by,
        at=at,
        data=data,
    )
