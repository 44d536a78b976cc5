"""What is known of the photographs of cases, gathered for the rules: few reads for many photographs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time

from diebian.base.lookalikes import look_alikes
from diebian.base.models import Photo
from diebian.cases import evidence_rules as rules
from diebian.cases.evidence_rules import Facts, Spot, Use
from diebian.cases.models import AnswerPhoto, CasePhoto
from diebian.cases.terms import FlagKind
from diebian.inspections.models import FindingPhoto
from diebian.lib.lookalike import Likeness
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign
from diebian.places.models import Place

SHOWN = 5  # so many other uses are named; who wants all, opens the first
RELATED = ("photo", "case__campaign", "case__place", "case__finding__visit")


@dataclass(frozen=True)
class Seen:
    """One kind of hint about one photograph, with its facts."""

    hung: CasePhoto
    kind: FlagKind
    facts: Facts


@dataclass(frozen=True)
class Kept:
    """The files that are nearly the same as each file looked at, and where each of them all was handed in."""

    likes: Mapping[int, Mapping[int, Likeness]]
    uses: Mapping[int, Sequence[CasePhoto]]


@dataclass(frozen=True)
class Claimed:
    """What a telephone said of a photograph when it sent it."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: int | None = None


NOTHING = Claimed()


def hung_photos(ids: Iterable[int]) -> list[CasePhoto]:
    """These photographs of cases with all that the rules ask for, in the order they were hung."""
    return list(CasePhoto.objects.filter(pk__in=list(ids)).select_related(*RELATED).order_by("pk"))


def unchecked_ids(*, limit: int) -> list[int]:
    """The oldest photographs of cases that wait to be looked over.

    Keys are given in the line of writers (``base.actions.lock_writes``), so that who has a smaller one is there before:
    comparing each with those of smaller keys misses no pair.
    """
    waiting = CasePhoto.objects.filter(checked_at=None).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:limit])


def claims_of(hung: Sequence[CasePhoto]) -> dict[tuple[int, int], Claimed]:
    """(case, photo) → what a telephone claimed of it: with a visit's finding, or with the answer to a task."""
    cases = {one.case.finding_id: one.case_id for one in hung if one.case.finding_id}
    found = FindingPhoto.objects.filter(finding__in=list(cases)).order_by("pk") if cases else []
    sent = AnswerPhoto.objects.filter(photo__in=[one.photo_id for one in hung]).select_related("answer")
    return {(cases[row.finding_id], row.photo_id): _claimed(row) for row in found} | {
        (row.answer.case_id, row.photo_id): _claimed(row) for row in sent.order_by("pk")
    }


def _claimed(row: FindingPhoto | AnswerPhoto) -> Claimed:
    return Claimed(row.taken_at, row.latitude, row.longitude, row.accuracy_m)


def seen(hung: Sequence[CasePhoto]) -> Iterator[Seen]:
    """Everything about these photographs that a person should look at."""
    claims, kept = claims_of(hung), _kept(hung)
    for one in hung:
        claim = claims.get((one.case_id, one.photo_id), NOTHING)
        for kind, facts in (*_reuse(one, kept), *_time_and_place(one, claim)):
            if facts is not None:
                yield Seen(one, kind, facts)


def _time_and_place(hung: CasePhoto, claim: Claimed) -> list[tuple[FlagKind, Facts | None]]:
    case, photo = hung.case, hung.photo
    visit = case.finding.visit if case.finding else None
    # The visit is when the fault was found; an answer to it comes later, from somebody else.
    began = visit.started_at if visit and hung.round == 0 else None
    early = rules.early(
        use=use_of(hung), taken_at=photo.taken_at or claim.taken_at, registered_at=case.registered_at
    )
    odd = rules.odd_time(
        taken_at=photo.taken_at,
        claimed_at=claim.taken_at,
        received_at=photo.received_at,
        campaign_began_at=_began(case.campaign),
        visit_began_at=began,
    )
    return [
        (FlagKind.EARLY, early),
        (FlagKind.FAR, rules.far(taken=_taken(hung, claim), point=_spot(case.place))),
        (FlagKind.TIME, odd),
    ]


def _began(campaign: Campaign) -> datetime:
    return datetime.combine(campaign.start_on, time.min, tzinfo=SHANGHAI).astimezone(UTC)


def _taken(hung: CasePhoto, claim: Claimed) -> Spot | None:
    """Where it was taken: the telephone's claim knows how sure it is, the picture itself does not."""
    if claim.latitude is not None and claim.longitude is not None:
        return Spot(claim.latitude, claim.longitude, claim.accuracy_m)
    return _spot(hung.photo)


def _spot(thing: Photo | Place | None) -> Spot | None:
    if thing is None or thing.latitude is None or thing.longitude is None:
        return None
    return Spot(thing.latitude, thing.longitude)


def use_of(hung: CasePhoto) -> Use:
    """Where a photograph hangs, for the rules."""
    finding = hung.case.finding
    return Use(
        photo_id=hung.photo_id,
        case_id=hung.case_id,
        stage=hung.stage,
        round=hung.round,
        visit_id=finding.visit_id if finding else None,
        place_id=hung.case.place_id,
        retakes=hung.retakes_id,
    )


def _kept(hung: Sequence[CasePhoto]) -> Kept:
    found = look_alikes({one.photo.original_id for one in hung})
    likes = {file: {one.file_id: one.like for one in alike} for file, alike in found.items()}
    files = {one.photo.original_id for one in hung}.union(*likes.values())
    uses: dict[int, list[CasePhoto]] = defaultdict(list)
    for use in _uses(files, {one.case.campaign_id for one in hung}):
        uses[use.photo.original_id].append(use)
    return Kept(likes, uses)


def _uses(files: Iterable[int], campaigns: Iterable[int]) -> Iterable[CasePhoto]:
    """The photographs of cases that are one of these files."""
    rows = CasePhoto.objects.filter(photo__original__in=files, case__campaign__in=campaigns)
    return rows.select_related("photo", "case__finding").order_by("pk")


def _reuse(hung: CasePhoto, kept: Kept) -> list[tuple[FlagKind, Facts | None]]:
    """The other places where this photograph, or nearly this one, was handed in before, the newest first."""
    own, file_id = use_of(hung), hung.photo.original_id
    likes = kept.likes.get(file_id, {})
    same, alike = [], []
    for other in sorted(_before(hung, [file_id, *likes], kept), key=lambda use: -use.pk):
        there = use_of(other)
        if not rules.is_reuse(own, there):
            continue
        if other.photo.original_id == file_id:
            same.append(_named(there))
        elif rules.is_alike(own, there, like := likes[other.photo.original_id]):
            alike.append({**_named(there), "points": like.points, "is_mirrored": like.is_mirrored})
    return [(FlagKind.SAME, _facts(same)), (FlagKind.ALIKE, _facts(alike))]


def _before(hung: CasePhoto, files: Sequence[int], kept: Kept) -> Iterator[CasePhoto]:
    """The uses of these files in the same campaign that were handed in before."""
    for file in files:
        for use in kept.uses.get(file, ()):
            if use.pk < hung.pk and use.case.campaign_id == hung.case.campaign_id:
                yield use


def _named(use: Use) -> Facts:
    told = asdict(use)
    return {name: told[name] for name in ("case_id", "stage", "round")}


def _facts(uses: list[Facts]) -> Facts | None:
    return {"uses": uses[:SHOWN], "count": len(uses)} if uses else None
