"""Form controls that cost little: a list of eighty units is written once and kept, not made of eighty small templates."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Choices = Iterable[tuple[Any, Any]]


class QuickInput(forms.TextInput):
    """A line of text drawn in one go."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        given = {"type": self.input_type, **self.attrs, **(attrs or {}), "name": name}
        if shown := self.format_value(value):
            given["value"] = shown
        return format_html("<input{}>", _written(given))


class QuickSelect(forms.Select):
    """A drop-down drawn in one go. Only flat choices."""

    # Django's own property goes through every choice each time it is set.
    choices: Any = ()

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = _options(tuple((str(key), str(label)) for key, label in self.choices), chosen)
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", _written(given), options)


class QuickSelectMultiple(forms.SelectMultiple):
    """Several of flat choices. Drawn by Django, as it seldom is."""

    choices: Any = ()


class QuickChoice(forms.ChoiceField):
    """One of flat choices, shown as a ``QuickSelect``; what is sent must be among them."""

    widget = QuickSelect


def offer(field: forms.Field, choices: Choices) -> None:
    """Give a field of choices its pairs of key and label as they are; Django would look into each for groups."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  # as its form declares
    field._choices = field.widget.choices = list(choices)  # type: ignore[attr-defined]


@lru_cache(maxsize=256)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The options of a drop-down, in the words of the reader's language."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, " selected" if key == chosen else "", label) for key, label in choices),
    )


def _written(attrs: dict[str, Any]) -> SafeString:
    shown = ((key, value) for key, value in attrs.items() if value is not False and value is not None)
    return format_html_join("", ' {}="{}"', ((key, key if value is True else value) for key, value in shown))
