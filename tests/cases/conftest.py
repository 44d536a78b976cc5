"""Cases at every stage of their life, made by the same actions that people use."""

import io
from datetime import datetime, timedelta

import pytest
from PIL import Image

from diebian.base import files
from diebian.base.models import Photo
from diebian.cases import actions
from diebian.cases.models import Case
from diebian.cases.terms import CaseSource, Deadline
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def make_photo(colour: str = "red", *, at: datetime = NOW) -> Photo:
    """A small photograph of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    stored = files.store(out.getvalue(), media_type="image/jpeg", at=at, width=40, height=30)
    return Photo.objects.create(original=stored, display=stored, thumbnail=stored, received_at=at)


def deadline(days: int = 3, *, at: datetime = NOW) -> Deadline:
    return Deadline(due_at=at + days * DAY, basis="测试")


class Ledger:
    """The office's and the units' hands: each method is one step of a case's life."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def register(self, description: str = "路面存在暴露垃圾", **values: object) -> Case:
        new = actions.NewCase(
            description=description, source=values.pop("source", CaseSource.CITY_TASK), **values
        )
        return actions.register_case(campaign=self.cast.campaign, new=new, by=self.cast.zhao, at=NOW)

    def dispatch(self, case: Case | None = None, **values: object) -> Case:
        case = case or self.register()
        values = {"lead_unit": self.cast.chen_unit, "deadline": deadline(), **values}
        return actions.dispatch_case(case=case, by=self.cast.zhao, at=NOW, **values)

    def accept(self, case: Case | None = None) -> Case:
        return actions.accept_case(case=case or self.dispatch(), by=self.cast.chen, at=NOW + DAY)

    def rectify(self, case: Case | None = None) -> Case:
        case = case or self.accept()
        return actions.rectify_case(
            case=case,
            measure="已清运垃圾并安排保洁",
            before=[make_photo("black")],
            after=[make_photo("green")],
            by=self.cast.chen,
            at=NOW + 2 * DAY,
        )

    def close(self, case: Case | None = None) -> Case:
        return actions.verify_case(case=case or self.rectify(), by=self.cast.lin, at=NOW + 3 * DAY)


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger(cast)
