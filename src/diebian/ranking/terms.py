"""The words of ranking: standings, consequences and the rule that gives them. Scores are integers in hundredths."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Consequence(TextChoices):
    """What a week's standing brings a unit."""

    COMMEND = "commend", _("红旗 通报表扬")
    CRITICISE = "criticise", _("蓝旗 通报批评")
    NONE = "none", _("无")


@dataclass(frozen=True)
class Standing:
    """A unit's place in its group. Without data there is neither score nor rank."""

    unit_id: int
    rank: int | None
    is_tied: bool
    score_e2: int | None


@dataclass(frozen=True)
class ConsequenceRule:
    """How many units of a group are flagged, and between which bars.

    Nobody below ``commend_from_e2`` is commended, nobody at or above ``spared_from_e2`` criticised;
    a group with fewer than ``smallest_group`` units that have a score is not flagged at all.
    """

    group: str
    commend: int
    criticise: int
    commend_from_e2: int
    spared_from_e2: int
    smallest_group: int
    source: str
