"""Writes of this room: a report comes in; it is verified, rejected or merged."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from diebian.base import photos
from diebian.base.actions import NewEvent, lock_writes, record_event, record_events
from diebian.base.photos import PreparedPhoto
from diebian.base.search import index_document, index_documents
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.terms import Permission
from diebian.reports import rules
from diebian.reports.models import Report, ReportPhoto
from diebian.reports.problems import (
    CannotMerge,
    NotAPhone,
    ReasonMissing,
    ReportDecided,
    ReportEmpty,
    ReportWithoutPlace,
    TooManyPhotos,
)
from diebian.reports.queries import SEARCH_KIND, known_source_numbers
from diebian.reports.terms import CATEGORIES, ReportSource, ReportState, Topic


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """What a person tells; name and telephone only if he likes. Position in WGS-84 degrees, both or neither."""

    topic: Topic
    body: str
    place_text: str
    client_id: UUID
    latitude: float | None = None
    longitude: float | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    photos: Sequence[PreparedPhoto] = ()


def receive_report(*, campaign: Campaign, new: NewReport, at: datetime) -> tuple[Report, bool]:
    """Take in what a citizen reports; (report, whether it is new). Anybody may, so nobody is named in the audit.

    Sent again under the same ``client_id`` it gives the report kept before. Raises ``ReportEmpty``,
    ``ReportWithoutPlace``, ``TooManyPhotos``, ``NotAPhone``.
    """
    _require_whole(new)
    if kept := _sent_before(campaign, new.client_id):
        return kept, False
    try:
        with transaction.atomic():
            return _receive(campaign, new, at), True
    except IntegrityError:  # sent twice at the same moment: the other one was first
        kept = _sent_before(campaign, new.client_id)
        if kept is None:
            raise
        return kept, False


def _require_whole(new: NewReport) -> None:
    if not new.body.strip():
        raise ReportEmpty
    if not new.place_text.strip() and new.latitude is None:
        raise ReportWithoutPlace
    if len(new.photos) > rules.MAX_PHOTOS:
        raise TooManyPhotos(limit=rules.MAX_PHOTOS)
    if new.reporter_phone and not rules.is_phone(new.reporter_phone):
        raise NotAPhone(phone=new.reporter_phone)


def _sent_before(campaign: Campaign, client_id: UUID) -> Report | None:
    return Report.objects.filter(campaign=campaign, client_id=client_id).order_by("pk").first()


def _receive(campaign: Campaign, new: NewReport, at: datetime) -> Report:
    lock_writes()
    last = Report.objects.filter(campaign=campaign).aggregate(number=Max("number"))["number"] or 0
    report = Report.objects.create(
        campaign=campaign,
        number=last + 1,
        token="".join(secrets.choice(rules.ALPHABET) for _ in range(rules.TOKEN_LENGTH)),
        client_id=new.client_id,
        source=ReportSource.WEB,
        topic=new.topic,
        subject=rules.subject_of(str(new.topic.label), new.place_text.strip(), new.body),
        body=new.body.strip(),
        place_text=new.place_text.strip(),
        latitude=new.latitude,
        longitude=new.longitude,
        category_code=CATEGORIES[new.topic],
        reporter_name=new.reporter_name.strip(),
        reporter_phone=new.reporter_phone.strip(),
        reported_at=at,
    )
    kept = [photos.keep(photo, at=at) for photo in new.photos]
    ReportPhoto.objects.bulk_create(ReportPhoto(report=report, photo=photo) for photo in kept)
    index_document(SEARCH_KIND, report.pk, searchable(report))
    told = {"number": report.number, "topic": report.topic, "photos": [p.original.sha256 for p in kept]}
    _record("received", report, None, at, told)
    return report


def searchable(report: Report) -> str:
    """The words by which a report is found: nothing of who sent it."""
    return f"{report.number:06d} {report.source_number} {report.subject} {report.body} {report.place_text}"


@transaction.atomic
def verify_report(*, report: Report, category_code: str, by: User, at: datetime) -> Report:
    """属实: found on site as told. ``flows.verify_report`` makes the case of it. Raises ``ReportDecided``, ``NotAllowed``."""
    locked = _locked(report, by, at)
    locked.category_code = category_code or locked.category_code
    return _decide(locked, ReportState.VERIFIED, by, at, {"category_code": locked.category_code})


@transaction.atomic
def reject_report(*, report: Report, reason: str, by: User, at: datetime) -> Report:
    """不属实 or not ours to mend, with a reason that its sender can read.

    Raises ``ReasonMissing``, ``ReportDecided``, ``NotAllowed``.
    """
    locked = _locked(report, by, at)
    if not reason.strip():
        raise ReasonMissing
    locked.reason = reason.strip()[:500]
    return _decide(locked, ReportState.REJECTED, by, at, {"reason": locked.reason})


@transaction.atomic
def merge_report(*, report: Report, into: Report, by: User, at: datetime) -> Report:
    """The same fault was reported before: its sender follows that report from now on.

    Raises ``CannotMerge``, ``ReportDecided``, ``NotAllowed``.
    """
    locked = _locked(report, by, at)
    target = Report.objects.select_for_update(of=("self",)).get(pk=into.pk)
    is_fit = target.campaign_id == locked.campaign_id and rules.may_take_in(ReportState(target.state))
    if target.pk == locked.pk or not is_fit:
        raise CannotMerge(report=locked, into=target)
    # What was merged here goes along, so that every sender is one step from the report that is worked on.
    locked.merged.update(merged_into=target)
    locked.merged_into = target
    return _decide(locked, ReportState.MERGED, by, at, {"into": target.number})


def _locked(report: Report, by: User, at: datetime) -> Report:
    """The report as it is now, locked, if ``by`` may decide on it. Raises ``NotAllowed``, ``ReportDecided``."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=report.pk)
    guards.require(by, Permission.REPORT_VERIFY, campaign=locked.campaign, at=at)
    if not rules.may_decide(ReportState(locked.state)):
        raise ReportDecided(report=locked, state=locked.get_state_display())
    return locked


def _decide(report: Report, state: ReportState, by: User, at: datetime, data: dict[str, Any]) -> Report:
    report.state, report.verified_by, report.verified_at = state, by, at
    report.save()
    _record(state.value, report, by, at, data)
    return report


def _record(act: str, report: Report, by: User | None, at: datetime, data: dict[str, Any]) -> None:
    record_event(verb=f"report.{act}", subject_kind="report", subject_id=report.pk, by=by, at=at, data=data)


@dataclass(frozen=True, kw_only=True)
class ImportedReport:
    """A message that another platform took in: its number there, its words, its time."""

    source_number: str
    subject: str
    body: str
    reported_at: datetime
    reporter_name: str = ""
    place_text: str = ""


@transaction.atomic
def receive_imported_reports(
    *, campaign: Campaign, new: Sequence[ImportedReport], by: User, at: datetime
) -> int:
    """Take in messages from another platform and return how many were new: a number that is known changes nothing.

    They wait for verification as any report. Raises ``ReportEmpty``, ``NotAllowed``.
    """
    guards.require(by, Permission.LEDGER_IMPORT, campaign=campaign, at=at)
    if not all(item.body.strip() and item.source_number for item in new):
        raise ReportEmpty
    lock_writes()
    known = known_source_numbers(campaign, [item.source_number for item in new])
    fresh = list({item.source_number: item for item in new if item.source_number not in known}.values())
    last = Report.objects.filter(campaign=campaign).aggregate(number=Max("number"))["number"] or 0
    rows = [_imported(campaign, item, last + place) for place, item in enumerate(fresh, start=1)]
    saved = Report.objects.bulk_create(rows, batch_size=500)
    index_documents(SEARCH_KIND, [(report.pk, searchable(report)) for report in saved])
    record_events([_imported_event(report, by, at) for report in saved])
    return len(saved)


def _imported(campaign: Campaign, item: ImportedReport, number: int) -> Report:
    body = item.body.strip()
    return Report(
        campaign=campaign,
        number=number,
        token="".join(secrets.choice(rules.ALPHABET) for _ in range(rules.TOKEN_LENGTH)),
        source=ReportSource.IMPORT,
        source_number=item.source_number,
        subject=(item.subject.strip() or body)[:100],
        body=body,
        place_text=item.place_text.strip()[:200],
        reporter_name=item.reporter_name.strip()[:60],
        reported_at=item.reported_at,
    )


def _imported_event(report: Report, by: User, at: datetime) -> NewEvent:
    data = {"number": report.number, "source_number": report.source_number}
    return NewEvent("report.imported", "report", report.pk, by, at, data)
