"""核实举报: what a citizen told was found right on site and becomes a case."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from diebian.cases import actions as cases
from diebian.cases.models import Case
from diebian.cases.terms import CaseSource
from diebian.people.models import User
from diebian.places.models import Place
from diebian.reports import actions, queries
from diebian.reports.models import Report
from diebian.standards.terms import Level


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was seen on site; an empty text keeps what the citizen told."""

    description: str = ""
    category_code: str = ""
    level: Level = Level.LIMITED
    place: Place | None = None


@transaction.atomic
def verify_report(*, report: Report, seen: Verified, by: User, at: datetime) -> Case:
    """The report is right: a case of it, with its photographs.

    Raises as ``reports.actions.verify_report`` and ``cases.actions.register_case``.
    """
    report = actions.verify_report(report=report, category_code=seen.category_code, by=by, at=at)
    new = cases.NewCase(
        description=seen.description.strip() or report.body,
        source=CaseSource.REPORT,
        source_number=report.source_number or str(report),
        place=seen.place,
        place_text=report.place_text,
        category_code=report.category_code,
        level=seen.level,
        report=report,
    )
    case = cases.register_cases(campaign=report.campaign, new=[new], by=by, at=at)[0]
    hung = [cases.FirstPhoto(case, photo) for photo in queries.photos_of(report)]
    cases.keep_first_photos(hung=hung)
    return case
