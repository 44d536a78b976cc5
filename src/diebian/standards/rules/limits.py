"""Choosing the time limit of a case, and the size of a sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diebian.standards.terms import COMMON_LIMITS, DEFAULT_LIMITS, SampleSpec, TimeLimitSpec


@dataclass(frozen=True)
class LimitTable:
    """All limits in force and each category's parent: read once, asked for as many cases as there are."""

    limits: Sequence[TimeLimitSpec]
    parents: Mapping[str, str]

    def limit(
        self,
        category_code: str,
        *,
        stage: str,
        level: str = "",
        limit_set: str = DEFAULT_LIMITS,
        variant: str = "",
    ) -> TimeLimitSpec | None:
        """The limit of a category or of the nearest one above it (see ``choose_limit``); ``None`` if there is none."""
        line = ancestry(category_code, parents=self.parents)
        return choose_limit(
            self.limits, line=line, level=level, stage=stage, limit_set=limit_set, variant=variant
        )


def ancestry(code: str, *, parents: Mapping[str, str]) -> list[str]:
    """``code`` and the categories above it, nearest first; an unknown parent or a ring ends the line."""
    line: list[str] = []
    while code and code in parents and code not in line:
        line.append(code)
        code = parents[code]
    return line


def choose_limit(
    limits: Sequence[TimeLimitSpec],
    *,
    line: Sequence[str],
    level: str,
    stage: str,
    limit_set: str,
    variant: str = "",
) -> TimeLimitSpec | None:
    """The limit that holds for a category, given with its ancestors (``line``, nearest first).

    A limit for this very level wins over one for every level: 立行立改 or 长期整改 is decided of this very case, while
    a category speaks of the ordinary one. Then the nearer category wins, then the chosen set over the common one. ``variant`` names a stage of its own (停工, 拆除 …); without it the main variant is taken.
    Returns ``None`` when nothing fits.
    """
    fitting = [
        limit
        for limit in limits
        if limit.stage == stage
        and limit.category_code in line
        and limit.limit_set in {limit_set, COMMON_LIMITS}
        and limit.level in {level, ""}
        and (limit.variant == variant if variant else limit.is_main)
    ]
    return min(
        fitting,
        key=lambda limit: (
            limit.level != level,
            line.index(limit.category_code),
            limit.limit_set != limit_set,
        ),
        default=None,
    )


def minimum_sample(bands: Sequence[SampleSpec], *, subject_code: str, population: int) -> SampleSpec | None:
    """The band of ``subject_code`` that ``population`` falls in, or ``None`` when the standard sets no minimum."""
    reached = [
        band for band in bands if band.subject_code == subject_code and band.population_from <= population
    ]
    return max(reached, key=lambda band: band.population_from, default=None)
