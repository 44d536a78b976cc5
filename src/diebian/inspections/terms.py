"""The words of this room: kinds of visits, how soon a fault can be put right, an answer given on site."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VisitKind(TextChoices):
    OPEN = "open", _("明查")
    SECRET = "secret", _("暗访")
    SELF = "self", _("自查")


@dataclass(frozen=True)
class Answer:
    """What the inspector marked at one check item.

    ``mark`` is passed, failed or not_applicable; at a graded item the code of a grade. A counted item takes
    ``counted`` instead, with what it is counted over (``extent`` in the threshold's unit, ``total`` looked at).
    """

    item_id: int
    mark: str = ""
    counted: int | None = None
    extent: int = 0
    total: int = 0
    note: str = ""


@dataclass(frozen=True)
class Progress:
    """How much of a check list was answered."""

    answered: int
    asked: int

    @property
    def is_complete(self) -> bool:
        return self.answered >= self.asked
