"""A chart as data: the same values are drawn and stand in the table beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.utils.functional import Promise

Word = str | Promise


@dataclass(frozen=True)
class Series:
    """One line or colour: ``tone`` as in ``theme/base.css`` (campaign, plain, parked, due-soon, verified, late)."""

    name: Word
    values: Sequence[int | float | None]
    tone: str = ""
    broken: bool = False  # a forecast or a target


@dataclass(frozen=True)
class Chart:
    """``kind`` line, bar (standing), bars (lying), stack or pie; ``key`` is unique on its page."""

    key: str
    kind: Literal["line", "bar", "bars", "stack", "pie"]
    title: Word
    label_name: Word
    labels: Sequence[Word]
    series: Sequence[Series]
    unit: Word = ""
    is_low: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """What the script reads."""
        return {
            "kind": self.kind,
            "title": str(self.title),
            "unit": str(self.unit),
            "labels": [str(label) for label in self.labels],
            "series": [{**asdict(series), "name": str(series.name)} for series in self.series],
        }

    @property
    def rows(self) -> Iterator[tuple[Word, list[int | float | None]]]:
        """The table's lines: a label and the value of each series."""
        for place, label in enumerate(self.labels):
            yield label, [series.values[place] for series in self.series]
