"""提示: a photograph is looked over soon after it was handed in, and a person says what he makes of what was seen."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from diebian.base.actions import NewEvent, lock_writes, record_event, record_events
from diebian.cases import evidence
from diebian.cases.actions import moves
from diebian.cases.evidence import Seen
from diebian.cases.evidence_rules import retaker
from diebian.cases.models import CasePhoto, EvidenceFlag
from diebian.cases.problems import FlagLookedAt, NobodyToRetake
from diebian.cases.terms import FlagDecision, Retaker
from diebian.people import guards
from diebian.people.models import User
from diebian.people.terms import Permission


def look_over(*, ids: Iterable[int], at: datetime) -> int:
    """Raise what there is to see about these photographs of cases, and note that they were looked over; how many.

    Compared first and written then: no writer waits while pictures are compared. A kind of hint is raised once for a
    photograph, however often, and by however many at once, it is looked over.
    """
    hung = evidence.hung_photos(ids)
    raised = [_flag(seen, at) for seen in evidence.seen(hung)]
    with transaction.atomic():
        lock_writes()
        CasePhoto.objects.filter(pk__in=[one.pk for one in hung]).update(checked_at=at)
        return _kept(raised)


def _flag(seen: Seen, at: datetime) -> EvidenceFlag:
    hung = seen.hung
    return EvidenceFlag(
        campaign=hung.case.campaign, case_photo=hung, kind=seen.kind, facts=seen.facts, raised_at=at
    )


def _kept(raised: list[EvidenceFlag]) -> int:
    """Keep those that are new, each with its event: the machine's, so by nobody."""
    known = _known(raised)
    new = EvidenceFlag.objects.bulk_create(
        flag for flag in raised if (flag.case_photo_id, flag.kind) not in known
    )
    if new:
        record_events(
            [
                NewEvent("evidence.flagged", "evidence_flag", flag.pk, None, flag.raised_at, _told(flag))
                for flag in new
            ]
        )
    return len(new)


def _known(raised: list[EvidenceFlag]) -> set[tuple[int, str]]:
    """(photograph, kind) of the hints that these photographs have already."""
    photos = {flag.case_photo_id for flag in raised}
    rows = EvidenceFlag.objects.filter(case_photo__in=photos).order_by("pk")
    return set(rows.values_list("case_photo_id", "kind"))


def _told(flag: EvidenceFlag) -> dict[str, object]:
    hung = flag.case_photo
    return {"case_id": hung.case_id, "photo_id": hung.photo_id, "kind": flag.kind, "facts": flag.facts}


def retaker_of(flag: EvidenceFlag) -> Retaker | None:
    """Who takes the photograph again when that is asked."""
    hung = flag.case_photo
    is_of_visit = hung.case.finding_id is not None
    return retaker(stage=hung.stage, round_=hung.round, is_of_visit=is_of_visit)


@transaction.atomic
def look_at_flag(
    *, flag: EvidenceFlag, decision: FlagDecision, note: str, by: User, at: datetime
) -> EvidenceFlag:
    """A person has looked: nothing wrong, or a new photograph is wanted, which needs a reason and somebody to take it.

    It moves no case. Raises ``NotAllowed``, ``ReasonMissing``, ``NobodyToRetake``, ``FlagLookedAt``.
    """
    case = flag.case_photo.case
    guards.require(by, Permission.CASE_VERIFY, campaign=flag.campaign, at=at, unit_ids=moves.units_of(case))
    if decision == FlagDecision.RETAKE:
        note = moves.require_reason(note)
        if retaker_of(flag) is None:
            raise NobodyToRetake
    flag = EvidenceFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if flag.looked_at is not None:
        raise FlagLookedAt
    flag.looked_at, flag.looked_by, flag.decision, flag.note = at, by, decision, note.strip()[:500]
    flag.save()
    record_event(
        verb="evidence.looked_at",
        subject_kind="evidence_flag",
        subject_id=flag.pk,
        by=by,
        at=at,
        data={"case_id": case.pk, "kind": flag.kind, "decision": decision.value, "note": flag.note},
    )
    return flag
