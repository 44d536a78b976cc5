"""提交检查: a visit comes in from the street, and every fault not put right at once becomes a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from diebian.cases import actions as cases
from diebian.cases.models import Case
from diebian.cases.queries import cases_of_visit
from diebian.cases.terms import CaseSource, PhotoStage
from diebian.inspections import queries
from diebian.inspections.actions import NewVisit, record_visit
from diebian.inspections.models import Finding, Visit
from diebian.inspections.terms import VisitKind
from diebian.people.models import Campaign, User
from diebian.standards.terms import Level


@dataclass(frozen=True)
class Receipt:
    """What became of a visit. Not new: it had been sent before, and nothing was done twice."""

    visit: Visit
    cases: Sequence[Case]
    is_new: bool


@transaction.atomic
def submit_visit(*, campaign: Campaign, new: NewVisit, by: User, at: datetime) -> Receipt:
    """Keep the visit and open a case for each finding, all or nothing; sent again it changes nothing.

    Which unit gets a case is the office's to say; ``cases`` proposes it from the place's chain of responsibility.
    Raises as ``inspections.actions.record_visit`` and ``cases.actions.register_cases``.
    """
    visit, is_new = record_visit(campaign=campaign, new=new, by=by, at=at)
    if is_new:
        _open_cases(visit, by, at)
    return Receipt(visit, cases_of_visit(visit), is_new)


def _open_cases(visit: Visit, by: User, at: datetime) -> None:
    findings = queries.findings_of(visit)
    if not findings:
        return
    new = [_case(visit, finding) for finding in findings]
    opened = cases.register_cases(campaign=visit.campaign, new=new, by=by, at=at)
    for finding, case in zip(findings, opened, strict=True):
        _hang_photos(case, finding)
        if finding.is_fixed_on_spot:
            cases.settle_on_spot(case=case, measure=_("检查时当场整改"), by=by, at=at)


def _hang_photos(case: Case, finding: Finding) -> None:
    """As it was found, and as it was put right at once."""
    for stage in PhotoStage:
        photos = [hung.photo for hung in finding.photos.all() if hung.stage == stage]
        cases.keep_first_photos(case=case, photos=photos, stage=stage)


def _case(visit: Visit, finding: Finding) -> cases.NewCase:
    is_self = visit.kind == VisitKind.SELF
    return cases.NewCase(
        description=finding.description,
        source=CaseSource.SELF_FOUND if is_self else CaseSource.SUPERVISION,
        place=visit.place,
        check_item=finding.observation.check_item if finding.observation else None,
        finding=finding,
        category_code=finding.category_code,
        level=Level(finding.level),
    )
