"""One look for all pages of 设置: a table whose rows may have buttons, and forms below it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Word = str | Promise


@dataclass(frozen=True)
class Act:
    """A button that changes something: sends ``values`` to ``address`` after asking once."""

    word: Word
    address: str
    values: dict[str, str] = field(default_factory=dict)
    question: Word = ""


@dataclass(frozen=True)
class Row:
    """Cells in the order of the columns; the first is a link when there is an address."""

    cells: Sequence[object]
    address: str = ""
    acts: Sequence[Act] = ()


@dataclass(frozen=True)
class Table:
    """Rows under their columns."""

    columns: Sequence[Word]
    rows: Sequence[Row]
    heading: Word = ""

    @property
    def lines(self) -> list[tuple[Row, list[tuple[Word, object]]]]:
        """Each row with its cells under their names: on a phone a cell says its own."""
        return [(row, list(zip(self.columns, row.cells, strict=False))) for row in self.rows]


@dataclass(frozen=True)
class FormCard:
    """A form with its heading, the word of its button and the address it is sent to."""

    heading: Word
    form: forms.Form
    word: Word
    address: str = ""


def sheet(
    request: HttpRequest,
    *,
    title: Word,
    tables: Sequence[Table] = (),
    cards: Sequence[FormCard] = (),
    acts: Sequence[Act] = (),
    crumbs: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> HttpResponse:
    """The page. A form that was refused is shown again with its errors and status 400."""
    home = [(_("设置"), reverse("settings:home"))]
    names = {"title": title, "tables": tables, "cards": cards, "acts": acts, "crumbs": [*home, *crumbs]}
    is_refused = any(card.form.is_bound and not card.form.is_valid() for card in cards)
    return render(request, "settings/sheet.html", {**names, **more}, status=400 if is_refused else 200)
