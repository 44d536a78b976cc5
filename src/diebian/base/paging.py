"""Keyset paging: the next page begins after the last row seen. No counting, no offset, the same cost on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from diebian.base.problems import NotFound
from diebian.base.sealing import WrongToken, seal, unseal

PURPOSE = "page"


@dataclass(frozen=True)
class Page:
    """One page of rows (dictionaries) and the tokens of its neighbours ("" = there is none)."""

    rows: list[dict[str, Any]]
    next: str
    previous: str


def page(rows: QuerySet[Any, dict[str, Any]], *, order: Sequence[str], after: str, size: int = 50) -> Page:
    """One page of a ``.values()`` queryset.

    ``order`` names fields of the rows ("-" for descending), the last one unique and none of them null.
    ``after`` is "" for the first page or a token from an earlier one. Raises ``NotFound`` for a broken token.
    """
    backwards, keys = _decode(after)
    found = list(_ordered(rows, order, keys, backwards=backwards)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (bool(keys), has_more) if backwards else (has_more, bool(keys))
    return Page(
        rows=found,
        next=_token(found[-1], order, backwards=False) if has_next and found else "",
        previous=_token(found[0], order, backwards=True) if has_previous and found else "",
    )


def _ordered(
    rows: QuerySet[Any, dict[str, Any]], order: Sequence[str], keys: list[Any], *, backwards: bool
) -> QuerySet[Any, dict[str, Any]]:
    directions = [_flip(name) if backwards else name for name in order]
    if keys and len(keys) != len(order):
        raise NotFound(what=_("这一页"))
    try:
        return rows.filter(_beyond(directions, keys)).order_by(*directions)
    except (ValueError, TypeError, ValidationError):  # a token with values of another kind
        raise NotFound(what=_("这一页")) from None


def _beyond(directions: Sequence[str], keys: list[Any]) -> Q:
    """Rows after ``keys``: greater in the first field, or equal there and greater in the second, and so on."""
    condition = Q()
    equal = Q()
    for name, key in zip(directions, keys, strict=bool(keys)):
        field = name.lstrip("-")
        condition |= equal & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": key})
        equal &= Q(**{field: key})
    return condition


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _token(row: dict[str, Any], order: Sequence[str], *, backwards: bool) -> str:
    values = [_plain(row[name.lstrip("-")]) for name in order]
    return seal([int(backwards), *values], purpose=PURPOSE)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _decode(token: str) -> tuple[bool, list[Any]]:
    if not token:
        return False, []
    try:
        backwards, *keys = unseal(token, purpose=PURPOSE)
    except WrongToken:
        raise NotFound(what=_("这一页")) from None
    return bool(backwards), keys
