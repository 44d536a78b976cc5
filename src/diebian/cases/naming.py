"""Whom a case names: the inspector of a secret visit is 督导组 to everybody who may not see that visit itself.

The units that a case concerns see no visits, so they meet the group and not the person, in whatever that person does in the
case as an inspector: found it, had it put right on the spot, verified it. The office, leaders and the group see the name.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from diebian.base.models import Photo
from diebian.cases.models import Case, CasePhoto
from diebian.inspections.models import Visit
from diebian.inspections.queries import viewer, visible_visits
from diebian.inspections.terms import VisitKind
from diebian.people.models import Campaign, User

GROUP = _("督导组")


@dataclass(frozen=True)
class Naming:
    """Case → the user who is not named in it."""

    unnamed: Mapping[int, int]

    def told(self, case_id: int, user_id: int | None, name: str) -> str:
        """How somebody who did something in a case is called."""
        is_unnamed = user_id is not None and self.unnamed.get(case_id) == user_id
        return str(GROUP) if is_unnamed else name

    def in_rows(self, rows: Iterable[Mapping[str, Any]], *people: str, case: str) -> list[dict[str, Any]]:
        """Rows of ``.values()`` with the names of ``people`` as told; ``case`` is where a row names its case."""
        return [
            dict(row)
            | {
                f"{who}__display_name": self.told(row[case], row[f"{who}_id"], row[f"{who}__display_name"])
                for who in people
            }
            for row in rows
        ]


def naming(case_ids: Collection[int], *, campaign: Campaign, user: User, at: datetime) -> Naming:
    """Who is not named to ``user`` in these cases. One query besides those for his roles."""
    seen = visible_visits(campaign, viewer(user, campaign, at=at))
    secret = Case.objects.filter(pk__in=case_ids, finding__visit__kind=VisitKind.SECRET)
    found = secret.exclude(finding__visit__in=seen.values("pk")).order_by("pk")
    return Naming(dict(found.values_list("pk", "finding__visit__inspector_id")))


def is_taken_at_secret_visit_beyond(visits: QuerySet[Visit], photo: Photo) -> bool:
    """Whether it shows what a secret visit that is none of ``visits`` found, taken then or again later (重拍)."""
    secret = CasePhoto.objects.filter(photo=photo, round=0, case__finding__visit__kind=VisitKind.SECRET)
    return secret.exclude(case__finding__visit__in=visits.values("pk")).exists()
