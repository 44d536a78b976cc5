"""How marks, rates and numbers are printed in papers: integers only, rounded half up once."""

from collections.abc import Iterable

NO_DATA = "无数据"


def mark(score_e2: int | None) -> str:
    """9850 → 98.50; without data 无数据."""
    return NO_DATA if score_e2 is None else f"{score_e2 // 100}.{score_e2 % 100:02}"


def rate(numerator: int, denominator: int) -> str:
    """(5, 6) → 83.33%（5/6）; of nothing 无数据, never 0 or 100."""
    if denominator == 0:
        return NO_DATA
    whole = (numerator * 20000 + denominator) // (2 * denominator)
    return f"{whole // 100}.{whole % 100:02}%（{numerator}/{denominator}）"


def next_number(taken: Iterable[int]) -> int:
    """Papers of a campaign are numbered from 1 each year, without gaps."""
    return max(taken, default=0) + 1
