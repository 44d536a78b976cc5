"""Decide the fate of every row against the campaign as it is and against the rows before it. Writes nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diebian.base.problems import NotAllowed, Problem
from diebian.flows.import_places.directory import Directory, name_key, number_key
from diebian.flows.import_places.terms import Fate, GivenPlace, JudgedPlace, PlaceFile, PlacesCheck
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.rules import Reach
from diebian.people.terms import Permission
from diebian.places.drafts import PlaceDraft, changes, checked, columns, draft_of
from diebian.places.models import Place, PlaceType

YES = frozenset({"是", "必检", "√", "✓", "y", "yes", "true", "1"})
NO = frozenset({"否", "非必检", "×", "✗", "n", "no", "false", "0"})
PLAIN_TEXTS = ("name", "address", "division_code")
LENGTHS = {"number": 30, "name": 100, "address": 200, "division_code": 12}
UNKNOWN: dict[str, str | Promise] = {
    "type": gettext_lazy("不认识点位类型“%(words)s”"),
    "subdistrict": gettext_lazy("不认识街道“%(words)s”"),
    "community": gettext_lazy("不认识社区（村）“%(words)s”，或同名的不止一个"),
    "responsible_unit": gettext_lazy("不认识责任单位“%(words)s”，或同名的不止一个"),
    "lead_unit": gettext_lazy("不认识牵头单位“%(words)s”，或同名的不止一个"),
    "keeper": gettext_lazy("没有名为“%(words)s”的点位长，或同名的不止一人"),
    "leader": gettext_lazy("没有名为“%(words)s”的包联领导，或同名的不止一人"),
    "is_required_check": gettext_lazy("“必检点位”须填是或否，不能是“%(words)s”"),
}


def check_places(*, file: PlaceFile, campaign: Campaign, by: User, at: datetime) -> PlacesCheck:
    """Every row's fate with all reasons; the queries do not grow with the rows. Raises ``NotAllowed``."""
    reach = guards.require_any(by, Permission.PLACE_MANAGE, campaign=campaign, at=at)
    judge = _Judge(Directory(campaign), reach)
    return PlacesCheck(file=file, rows=[judge.fate_of(given) for given in file.rows])


class _Judge:
    """Judges row after row and remembers what earlier rows spoke of."""

    def __init__(self, directory: Directory, reach: Reach) -> None:
        self._directory = directory
        self._reach = reach
        self._spoken_of: dict[str, GivenPlace] = {}

    def fate_of(self, given: GivenPlace) -> JudgedPlace:
        """The fate of one row."""
        reasons = list(given.faults)
        values = self._values(given, reasons)
        existing = self._existing(given, values, reasons)
        if existing is None:
            reasons += [] if "name" in values else [_("没有点位名称")]
            reasons += [] if "place_type" in values else [_("没有点位类型")]
        if reasons:
            return JudgedPlace(given, Fate.REFUSED, tuple(dict.fromkeys(reasons)), existing=existing)
        return self._with_draft(given, values, existing)

    def _values(self, given: GivenPlace, reasons: list[str]) -> dict[str, Any]:
        """What the row says, as fields of a draft; an empty cell says nothing."""
        texts, find = given.texts, self._directory
        for key, longest in LENGTHS.items():
            if len(texts.get(key, "")) > longest:
                reasons.append(
                    _("“%(words)s…”超过 %(limit)s 个字") % {"words": texts[key][:10], "limit": longest}
                )
        values: dict[str, Any] = {key: texts[key] for key in PLAIN_TEXTS if key in texts}
        subdistrict = find.unit(texts.get("subdistrict", ""))
        meanings = {
            "type": find.place_type,
            "subdistrict": find.unit,
            "community": lambda words: find.community(words, subdistrict),
            "responsible_unit": lambda words: find.community(words, subdistrict),
            "lead_unit": find.unit,
            "keeper": find.person,
            "leader": find.person,
            "is_required_check": _yes_or_no,
        }
        for key, meaning in meanings.items():
            if words := texts.get(key):
                values["place_type" if key == "type" else key] = found = meaning(words)
                if found is None:
                    reasons.append(str(UNKNOWN[key]) % {"words": words})
        return values | ({"position": given.position} if given.position else {})

    def _existing(self, given: GivenPlace, values: dict[str, Any], reasons: list[str]) -> Place | None:
        """The place that the row speaks of: by its number, without one by type and name."""
        number, name = given.texts.get("number", ""), given.texts.get("name", "")
        kind: PlaceType | None = values.get("place_type")
        if number:
            self._tell_if_repeated(f"number {number_key(number)}", given, reasons)
            return self._directory.place_by_number(number)
        if not kind or not name:
            return None
        self._tell_if_repeated(f"name {name_key(kind, name)}", given, reasons)
        existing, has_several = self._directory.places_named(kind, name)
        if has_several:
            reasons.append(_("同类型、同名称的点位不止一个，请填写编号"))
        return existing

    def _tell_if_repeated(self, key: str, given: GivenPlace, reasons: list[str]) -> None:
        earlier = self._spoken_of.setdefault(key, given)
        if earlier is not given:
            where = f"{earlier.sheet} {earlier.row}".strip() if earlier.sheet != given.sheet else earlier.row
            reasons.append(_("与第 %(row)s 行是同一个点位") % {"row": where})

    def _with_draft(self, given: GivenPlace, values: dict[str, Any], existing: Place | None) -> JudgedPlace:
        number = existing.number if existing else given.texts.get("number", "")
        base = draft_of(existing) if existing else None
        try:
            draft = replace(base, **values) if base else PlaceDraft(number=number, **values)
            draft = checked(self._directory.campaign, draft)
        except Problem as problem:
            return JudgedPlace(given, Fate.REFUSED, (str(problem),), existing=existing)
        touched = [Place(**columns(draft)), *([existing] if existing else [])]
        changed = tuple(changes(existing, draft)) if existing else ()
        if (changed or not existing) and not all(self._reach.covers(place.unit_ids) for place in touched):
            refusal = NotAllowed(permission=Permission.PLACE_MANAGE.label)
            return JudgedPlace(given, Fate.REFUSED, (str(refusal),), existing=existing)
        fate = Fate.NEW if not existing else Fate.CHANGED if changed else Fate.UNCHANGED
        return JudgedPlace(given, fate, changed=changed, draft=draft, existing=existing)


def _yes_or_no(words: str) -> bool | None:
    words = words.lower()
    return True if words in YES else False if words in NO else None
