"""A park with a short merged check list: one item of each kind, two standards that share some.

GC1 广告 (also PK1) · GC3 游乐设施 · PK2 垃圾, counted (GC2 only if it fails) · PK3 管理, graded A or B.
"""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import QuerySet

from diebian.cases.models import Case
from diebian.inspections.actions import NewVisit
from diebian.inspections.terms import Answer
from diebian.places import actions as place_actions
from diebian.places.drafts import PlaceDraft
from diebian.places.models import Place, PlaceType
from diebian.standards import actions as standard_actions
from diebian.standards.models import CheckItem
from diebian.standards.rules.pack_reading import read_pack
from tests.cast import NOW, Cast
from tests.standards.small_packs import ASSESSMENT, CATEGORIES, CROSSWALK, OTHER


def load_small_standards(cast: Cast) -> None:
    for document in (CATEGORIES, ASSESSMENT, OTHER, CROSSWALK):
        standard_actions.load_edition(pack=read_pack(document), by=cast.system, at=NOW)


def make_park(cast: Cast, name: str = "示例公园") -> Place:
    if not PlaceType.objects.exists():
        place_actions.load_place_types(by=cast.system, at=NOW)
    draft = PlaceDraft(
        place_type=PlaceType.objects.get(code="park"),
        name=name,
        address="文化巷 2 号",
        community=cast.chen_community,
    )
    return place_actions.register_place(campaign=cast.campaign, draft=draft, by=cast.zhao, at=NOW)


@dataclass
class Park:
    """The park and its items by code."""

    place: Place
    items: dict[str, CheckItem]

    def cases(self) -> QuerySet[Case]:
        """What was found here."""
        return Case.objects.filter(place=self.place).select_related("campaign").order_by("pk")

    def answer(self, code: str, mark: str = "", **more: Any) -> Answer:
        return Answer(self.items[code].pk, mark, **more)

    def visit(self, *answers: Answer, **more: Any) -> NewVisit:
        """A visit sent from the park."""
        return NewVisit(
            **({"place": self.place, "client_id": uuid.uuid4(), "started_at": NOW, "answers": answers} | more)
        )

    def seen(self, code: str, result: str = "", **more: Any) -> dict[str, Any]:
        """An observation as the phone writes it down."""
        told = {"result": result, "counted": None, "extent": 0, "total": 0, "note": ""}
        return {"check_item_id": self.items[code].pk} | told | more

    def fault(self, code: str | None, **more: Any) -> dict[str, Any]:
        """A finding as the phone writes it down."""
        told = {"position": 1, "description": "", "category_code": "", "level": "limited", "photos": []}
        return (
            {"check_item_id": self.items[code].pk if code else None, "is_fixed_on_spot": False} | told | more
        )


@pytest.fixture
def park(cast: Cast) -> Park:
    load_small_standards(cast)
    place = make_park(cast)
    return Park(place, {item.code: item for item in CheckItem.objects.order_by("id")})
