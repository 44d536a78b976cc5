"""The small words of the templates: icons, moments, badges, figures, form fields. ``{% load parts %}``."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diebian.base import clock
from diebian.base.models import HeldPhoto
from diebian.web.held import HeldPhotos
from diebian.web.looks import Look, due_look, look_of, remaining
from diebian.web.navigation import ON_PHONE, Entry

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, kind: str = "") -> SafeString:
    """One icon of ``frontend/src/icons``. It is ornament: the word stands beside it. ``kind="small"`` is smaller."""
    extra = f" icon-{kind}" if kind else ""
    address = static("build/icons.svg")
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        address,
        name,
    )


@register.simple_tag
def navigation(entries: Sequence[Entry]) -> SafeString:
    """The navigation with these entries: drawn once for everybody who has the same, in each language."""
    return _navigation(tuple(entries), get_language())


@lru_cache(maxsize=512)
def _navigation(entries: tuple[Entry, ...], _language: str) -> SafeString:
    return render_to_string(
        "_parts/navigation.html", {"navigation": entries, "navigation_more": entries[ON_PHONE:]}
    )


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """8月2日 10:00 in the campaign's zone; another year is named. Nothing = a dash."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" class="nowrap">{} {}</time>',
        local.isoformat(),
        _day(local.date()),
        f"{local:%H:%M}",
    )


@register.filter
def day(value: date | None) -> SafeString | str:
    """8月2日; another year is named. Nothing = a dash."""
    if value is None:
        return "–"
    return format_html('<time datetime="{}" class="nowrap">{}</time>', value.isoformat(), _day(value))


def _day(value: date) -> str:
    names = {"year": value.year, "month": value.month, "day": value.day}
    if value.year == clock.today().year:
        return _("%(month)s月%(day)s日") % names
    return _("%(year)s年%(month)s月%(day)s日") % names


@register.filter
def points(hundredths: int | None) -> str:
    """9750 hundredths → 97.5. Nothing = a dash."""
    if hundredths is None:
        return "–"
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


@register.filter
def distance(metres: float) -> str:
    """85 m → 90 米 (a phone knows no better); 1240 m → 1.2 公里."""
    if metres < 1000:
        return _("%(count)s 米") % {"count": int(round(metres, -1))}
    return _("%(count)s 公里") % {"count": f"{metres / 1000:.1f}"}


@register.filter
def percent(pair: tuple[int, int] | None) -> str:
    """(numerator, denominator) → 83.3%. Of nothing there is no rate: a dash."""
    if not pair or not pair[1]:
        return "–"
    return f"{pair[0] * 100 / pair[1]:.1f}%"


@register.inclusion_tag("_parts/state.html")
def state(value: str, word: str = "") -> dict[str, Any]:
    """A state's badge: ``{% state row.state %}``; ``word`` replaces the usual term."""
    look = look_of(value)
    return {"word": word or look.word, "tone": look.tone, "icon": look.icon}


@register.inclusion_tag("_parts/state.html")
def badge(word: str, tone: str = "plain", icon: str = "circle") -> dict[str, Any]:
    """A badge for anything that is no state of ``web.looks``: word, tone, shape."""
    return {"word": word, "tone": tone, "icon": icon}


@register.inclusion_tag("_parts/due.html")
def due(due_at: datetime | None, at: datetime, is_open: bool = True) -> dict[str, Any]:
    """When a thing is due and how long that is from ``at``; a closed thing shows the day alone."""
    look = due_look(due_at, at=at) if is_open else Look("", "parked", "calendar")
    return {
        "due_at": due_at,
        "tone": look.tone,
        "icon": look.icon,
        "left": remaining(due_at, at=at) if due_at and is_open else "",
    }


@register.filter
def offered(held: HeldPhotos, key: int | str) -> list[HeldPhoto]:
    """What a check list that was refused shows at the item ``key`` as chosen already."""
    return held.offered(f"photos-{key}")


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The field's own control in the look of the pages."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return field.as_widget()
    if isinstance(widget, forms.CheckboxInput):
        return field.as_widget(attrs={"class": "form-check-input"})
    look = "form-select" if isinstance(widget, forms.Select) else "form-control"
    if field.errors:
        look += " is-invalid"
    return field.as_widget(attrs={"class": look})


@register.filter
def is_box(field: BoundField) -> bool:
    """Whether the field is a single box to tick, whose word stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)
