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
from diebian.inspections.actions import KeptFinding, NewVisit, record_visit
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
    visit, is_new, findings = record_visit(campaign=campaign, new=new, by=by, at=at)
    if not is_new:
        return Receipt(visit, cases_of_visit(visit), is_new=False)
    return Receipt(visit, _open_cases(visit, findings, by, at) if findings else [], is_new=True)


def _open_cases(visit: Visit, findings: Sequence[KeptFinding], by: User, at: datetime) -> list[Case]:
    """A case for each fault with its photographs: as it was found, and as it was put right at once."""
    new = [_case(visit, kept.finding) for kept in findings]
    opened = cases.register_cases(campaign=visit.campaign, new=new, by=by, at=at)
    hung = [
        cases.FirstPhoto(case, photo.photo, PhotoStage(photo.stage))
        for case, kept in zip(opened, findings, strict=True)
        for photo in kept.photos
    ]
    cases.keep_first_photos(hung=hung)
    return opened


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
        measure_on_spot=_("检查时当场整改") if finding.is_fixed_on_spot else "",
    )
