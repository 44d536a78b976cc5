"""What an import of places works with: given rows, their fates, the check as a whole."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from diebian.lib.datum import Point
from diebian.places.drafts import PlaceDraft
from diebian.places.models import Place


class Fate(TextChoices):
    NEW = "new", _("新增")
    CHANGED = "changed", _("修改")
    UNCHANGED = "unchanged", _("无变化")
    REFUSED = "refused", _("不能导入")


@dataclass(frozen=True)
class GivenPlace:
    """One row as the file has it: texts by column, the position in the datum of the file, and what could not be read."""

    row: int
    texts: dict[str, str]
    sheet: str = ""
    position: Point | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceFile:
    """A file that was read, with the SHA-256 of its content."""

    name: str
    sha256: str
    rows: list[GivenPlace]


@dataclass(frozen=True)
class JudgedPlace:
    """A row and what becomes of it; ``reasons`` says why it is refused, ``changed`` which columns change."""

    given: GivenPlace
    fate: Fate
    reasons: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    draft: PlaceDraft | None = None
    existing: Place | None = None

    @property
    def name(self) -> str:
        """How to call the row on a page."""
        return self.given.texts.get("name", "") or (self.existing.name if self.existing else "")


@dataclass
class PlacesCheck:
    """The fate of every row in the file's order; ``is_written`` tells whether it was carried out."""

    file: PlaceFile
    rows: list[JudgedPlace] = field(default_factory=list)
    is_written: bool = False

    @property
    def counts(self) -> dict[Fate, int]:
        """How many rows have each fate."""
        found = Counter(row.fate for row in self.rows)
        return {fate: found[fate] for fate in Fate}

    @property
    def has_refused(self) -> bool:
        return any(row.fate is Fate.REFUSED for row in self.rows)
