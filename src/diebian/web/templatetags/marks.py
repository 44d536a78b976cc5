"""Marks of the weekly assessment as they are printed: two decimals, from integers in hundredths. ``{% load marks %}``."""

from django import template

register = template.Library()


@register.filter
def mark(hundredths: int | None) -> str:
    """9750 → 97.50. Nothing = a dash."""
    if hundredths is None:
        return "–"
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'−' if hundredths < 0 else ''}{whole}.{rest:02}"


@register.filter
def signed(hundredths: int) -> str:
    """-30 → −0.30, 5 → +0.05."""
    return f"{'+' if hundredths > 0 else ''}{mark(hundredths)}"
