"""导入外业队列: a phone's outbox as one zip, where no network came. Visits and answers are received as by the network, once.

The file is somebody's: nothing in it is believed. Only the names it must hold are read, each no larger than a photograph
may be, whatever the zip says of its size; a photograph counts under its own hash alone.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import ValidationError

from diebian.base import uploads
from diebian.base.problems import Problem
from diebian.flows.field.answers import SentAnswer, receive_answer, told_of
from diebian.flows.field.problems import FilesMissing, QueueRefused
from diebian.flows.field.shapes import AnswerIn, VisitIn
from diebian.flows.field.visits import Sent, receive_visit
from diebian.inspections.problems import RivalKept
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.queries import user_by_name
from diebian.people.terms import Permission

MANIFEST = "manifest.json"
MOST_ENTRIES = 5000
MANIFEST_BYTES = 20 * 1024 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Outcome(StrEnum):
    """What became of one visit or answer in the file; a rival waits for a person to settle it."""

    NEW = "new"
    KNOWN = "known"
    RIVAL = "rival"
    REFUSED = "refused"


@dataclass(frozen=True)
class QueueLine:
    """One visit or answer of the file and what became of it; ``told`` says it to people."""

    client_id: str
    outcome: Outcome
    told: str
    visit_id: int | None = None
    case_number: int | None = None


@dataclass(frozen=True)
class QueueResult:
    """Whose queue it was, and the fate of each visit and answer."""

    inspector: User
    lines: list[QueueLine]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused."""
        return all(line.outcome != Outcome.REFUSED for line in self.lines)

    def count(self, outcome: Outcome) -> int:
        """How many came to that."""
        return sum(line.outcome == outcome for line in self.lines)


@dataclass(frozen=True)
class Import:
    """A file that is being read: whose queue it is, and who brings it in."""

    archive: zipfile.ZipFile
    inspector: User
    campaign: Campaign
    by: User
    at: datetime


def import_queue(file: IO[bytes], *, campaign: Campaign, by: User, at: datetime) -> QueueResult:
    """Receive every visit and answer of the file for the person who is named in it; imported again it changes nothing.

    Raises ``NotAllowed``, ``QueueRefused`` for a file that is no queue, ``NotFound`` for an unknown account.
    """
    guards.require(by, Permission.VISIT_PLAN, campaign=campaign, at=at)
    with _opened(file) as archive:
        manifest = _manifest(archive)
        queue = Import(archive, user_by_name(manifest["username"]), campaign, by, at)
        lines = [
            *(_received(_visit, queue, body) for body in manifest["visits"]),
            *(_received(_answer, queue, body) for body in manifest.get("answers", [])),
        ]
    return QueueResult(queue.inspector, lines)


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN:
        raise QueueRefused(reason=_("不是 zip 文件，或已损坏")) from None
    with archive:
        names = archive.namelist()
        if len(names) > MOST_ENTRIES or len(set(names)) < len(names):
            raise QueueRefused(reason=_("文件过多，或有重名"))
        yield archive


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    content = _content(archive, MANIFEST, most=MANIFEST_BYTES)
    if content is None:
        raise QueueRefused(reason=_("缺少 manifest.json，或过大"))
    try:
        manifest = json.loads(content)
        lists = (manifest["visits"], manifest.get("answers", []))  # queues of earlier phones hold no answers
        is_right = all(isinstance(one, list) for one in lists) and isinstance(manifest["username"], str)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_right = False
    if not is_right:
        raise QueueRefused(reason=_("manifest.json 不能读取"))
    return dict(manifest)


def _content(archive: zipfile.ZipFile, name: str, *, most: int) -> bytes | None:
    """What lies under ``name``; None where there is nothing, too much, or something broken. Never reads more."""
    try:
        with archive.open(name) as entry:
            content = entry.read(most + 1)
    except (KeyError, *BROKEN):
        return None
    return content if len(content) <= most else None


def _received(take: Callable[[Import, Any], QueueLine], queue: Import, body: Any) -> QueueLine:
    """One thing taken by ``take``, or why not; the others go on."""
    named = str(body.get("client_id", ""))[:36] if isinstance(body, dict) else ""
    try:
        return take(queue, body)
    except RivalKept as rival:
        return QueueLine(named, Outcome.RIVAL, str(rival))
    except ValidationError as fault:
        wrong = "、".join(".".join(str(part) for part in error["loc"]) for error in fault.errors()[:5])
        return QueueLine(named, Outcome.REFUSED, _("内容不符合要求：%(fields)s") % {"fields": wrong})
    except Problem as problem:
        return QueueLine(named, Outcome.REFUSED, str(problem))


def _visit(queue: Import, body: Any) -> QueueLine:
    sent = Sent(VisitIn.model_validate(body), body, queue.inspector, queue.by)
    _take_in(queue, sent.hashes)
    receipt = receive_visit(campaign=queue.campaign, sent=sent, at=queue.at)
    told = _("新收，立案 %(count)s 件") if receipt.is_new else _("此前已收，立案 %(count)s 件")
    outcome = Outcome.NEW if receipt.is_new else Outcome.KNOWN
    named = str(sent.visit.client_id)
    return QueueLine(named, outcome, told % {"count": len(receipt.cases)}, visit_id=receipt.visit.pk)


def _answer(queue: Import, body: Any) -> QueueLine:
    sent = SentAnswer(AnswerIn.model_validate(body), body, queue.inspector, queue.by)
    _take_in(queue, sent.hashes)
    answered = receive_answer(campaign=queue.campaign, sent=sent, at=queue.at)
    answer, outcome = answered.answer, Outcome.NEW if answered.is_new else Outcome.KNOWN
    if answer.waits:
        outcome = Outcome.RIVAL
    told = f"{answer.get_kind_display()} {answer.case}：{told_of(answer)}"
    return QueueLine(str(answer.client_id), outcome, told, case_number=answer.case.number)


def _take_in(queue: Import, hashes: Sequence[str]) -> None:
    """The photographs that are named and not here yet. Raises ``FilesMissing``, ``PhotoRefused``."""
    here = uploads.finished(by_id=queue.inspector.pk, hashes=hashes)
    lacking = [sha256 for sha256 in hashes if sha256 not in here]
    missing = [sha256 for sha256 in lacking if not _keep(queue.archive, sha256, queue.inspector, queue.at)]
    if missing:
        raise FilesMissing(count=len(missing), files=",".join(missing))


def _keep(archive: zipfile.ZipFile, sha256: str, inspector: User, at: datetime) -> bool:
    """Whether the file holds this photograph, whole; then it is kept as if it had come by the network."""
    content = _content(archive, f"files/{sha256}", most=settings.MAX_UPLOAD_BYTES)
    if not content or hashlib.sha256(content).hexdigest() != sha256:
        return False
    upload = uploads.start(
        by_id=inspector.pk, sha256=sha256, size_bytes=len(content), name=f"{sha256[:8]}.jpg", at=at
    )
    if not upload.is_finished:
        rest = content[upload.received_bytes :]
        uploads.receive(upload, rest, offset=upload.received_bytes, at=at)
    return True
