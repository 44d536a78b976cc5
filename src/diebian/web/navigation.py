"""The navigation: the same words as the glossary, and only what exists and what the person may see."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diebian.people.terms import Permission

ON_PHONE = 4  # the bar at the bottom holds so many; the rest lie behind 更多


@dataclass(frozen=True)
class Item:
    """One entry: the address it opens, and what the person needs for it (None: nothing but to be signed in)."""

    key: str
    word: str | Promise
    icon: str
    name: str
    permission: Permission | None
    also: tuple[str, ...] = ()  # other beginnings of addresses whose pages lie under it


ITEMS = (
    Item("desk", _("工作台"), "layout-dashboard", "desk", None),
    Item("dashboard", _("总览"), "chart-bar", "dashboard", Permission.DASHBOARD_VIEW),
    Item("cases", _("台账"), "list-details", "cases:list", Permission.CASE_VIEW, also=("/ledgers/",)),
    Item("places", _("点位"), "map-pin", "places:list", Permission.PLACE_VIEW),
    Item("inspections", _("检查"), "clipboard-check", "inspections:list", Permission.VISIT_VIEW),
    Item("standards", _("测评标准"), "book", "standards:list", Permission.STANDARD_VIEW),
    Item("planning", _("督查"), "route", "planning:list", Permission.CASE_VERIFY),
    Item("ranking", _("考核排名"), "chart-bar", "ranking:list", Permission.RANKING_VIEW),
    Item("bulletins", _("会议公文"), "file-text", "bulletins:list", Permission.BULLETIN_VIEW),
    Item("outreach", _("宣传志愿"), "speakerphone", "outreach:list", Permission.BULLETIN_VIEW),
    Item("reports", _("公众"), "message-report", "reports:list", Permission.REPORT_VIEW),
    Item("settings", _("设置"), "settings", "settings:home", Permission.UNIT_MANAGE),
)


@dataclass(frozen=True)
class Entry:
    """An item as drawn: its address, and whether the page lies under it."""

    word: str
    icon: str
    address: str
    is_current: bool


def entries(permissions: Collection[Permission], *, path: str) -> list[Entry]:
    """The entries for a person with ``permissions`` who is at ``path``."""
    found = [
        (item, address)
        for item in ITEMS
        if (item.permission is None or item.permission in permissions) and (address := _address(item.name))
    ]
    current = next((item for item, address in found if _lies_under(path, item, address)), None)
    return [Entry(str(item.word), item.icon, address, item is current) for item, address in found]


def _lies_under(path: str, item: Item, address: str) -> bool:
    """The desk is the root of all addresses, so only its own page lies under it."""
    return path == address or (address != "/" and path.startswith((address, *item.also)))


@cache
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
