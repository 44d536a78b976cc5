"""Issuing papers: numbered in order, made once, kept with their .docx."""

from datetime import datetime

from django.db import transaction

from diebian.base import files
from diebian.base.actions import lock_writes, record_event
from diebian.bulletins import documents, queries
from diebian.bulletins.models import Bulletin
from diebian.bulletins.problems import NoIssuer, NoticeAlreadyIssued
from diebian.bulletins.rules import next_number
from diebian.bulletins.terms import BulletinKind
from diebian.lib.gongwen import DOCX, Paper, document_number, paper_as_docx, paper_to_data
from diebian.lib.worktime import SHANGHAI
from diebian.people import guards
from diebian.people.models import User
from diebian.people.terms import Permission
from diebian.ranking.models import Week


@transaction.atomic
def issue_weekly_notice(*, week: Week, by: User, at: datetime) -> Bulletin:
    """Issue the notice of a closed week under the campaign's next number of the year.

    Raises ``NotAllowed``, ``NoticeAlreadyIssued``, ``NoIssuer``.
    """
    guards.require(by, Permission.BULLETIN_ISSUE, campaign=week.campaign, at=at)
    # Two who issue at once: the second waits here and gets the next number, or is told that the notice exists.
    lock_writes()
    if queries.notice_of(week):
        raise NoticeAlreadyIssued(week=week.number)
    issuer = queries.issuer_of(week.campaign)
    if issuer is None:
        raise NoIssuer
    day = at.astimezone(SHANGHAI).date()
    number = next_number(queries.taken_numbers(week.campaign, year=day.year))
    spelled = document_number(code=week.campaign.document_prefix, year=day.year, number=number)
    content = queries.notice_content(week, issuer=issuer)
    paper = documents.weekly_notice(content, document_number=spelled, signed_on=day)
    bulletin = Bulletin(campaign=week.campaign, week=week, year=day.year, number=number)
    bulletin.kind = BulletinKind.WEEKLY_NOTICE
    return _keep(bulletin, paper, by=by, at=at)


def _keep(bulletin: Bulletin, paper: Paper, *, by: User, at: datetime) -> Bulletin:
    """Store the .docx and the row, and record the event."""
    bulletin.document_number, bulletin.title = paper.number, "".join(paper.title)
    bulletin.paper = paper_to_data(paper)
    bulletin.docx = files.store(paper_as_docx(paper), media_type=DOCX, at=at)
    bulletin.issued_by, bulletin.issued_at = by, at
    bulletin.save()
    data = {"document_number": bulletin.document_number, "sha256": bulletin.docx.sha256}
    record_event(
        verb="bulletin.issued", subject_kind="bulletin", subject_id=bulletin.pk, by=by, at=at, data=data
    )
    return bulletin
