"""Form controls that cost little: a list of eighty units as one string, not eighty small templates."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class QuickSelect(forms.Select):
    """A drop-down drawn in one go. Only flat choices."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, " selected" if str(key) == chosen else "", label) for key, label in self.choices),
        )
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", _written(given), options)


def _written(attrs: dict[str, Any]) -> SafeString:
    shown = ((key, value) for key, value in attrs.items() if value is not False and value is not None)
    return format_html_join("", ' {}="{}"', ((key, key if value is True else value) for key, value in shown))
