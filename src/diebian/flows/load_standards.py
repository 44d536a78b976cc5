"""载入标准: the packs that ship, or one of them, become editions that the campaign works to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from diebian import places, standards
from diebian.lib import strict_yaml
from diebian.lib.shapes import Fault
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Campaign, User
from diebian.standards import actions, queries
from diebian.standards.models import Adoption, Category
from diebian.standards.problems import PackRefused, PackUnknown, PackUnreadable
from diebian.standards.rules.crossings import category_faults, place_type_faults
from diebian.standards.rules.pack_reading import read_pack
from diebian.standards.rules.packs import pack_faults
from diebian.standards.terms import Pack, PackKind

SHIPPED = Path(standards.__file__).with_name("packs")
PLACE_TYPES = Path(places.__file__).with_name("data") / "place_types.yaml"
# Items name categories and crosswalks name items, so they are loaded in this order.
ORDER = [PackKind.CATEGORIES, PackKind.ASSESSMENT, PackKind.CROSSWALK]


@dataclass(frozen=True)
class LoadedPack:
    """What became of one pack: ``is_new`` is false when this very content had been loaded before."""

    name: str
    label: str
    is_new: bool
    counts: dict[str, int]


@transaction.atomic
def load_standards(
    *, by: User, at: datetime, campaign: Campaign | None = None, name: str = "", folder: Path = SHIPPED
) -> list[LoadedPack]:
    """Load every pack of ``folder``, or the one called ``name``; all of them or none.

    A campaign given adopts the newest edition of every framework that it has never adopted; moving to a new
    edition of one in use is a decision of its own (``standards.actions.adopt_edition``). Without a campaign only
    the machine itself may load. Raises ``PackUnknown``, ``PackUnreadable``, ``PackRefused`` and what
    ``standards.actions.load_edition`` raises.
    """
    packs = sorted((_read(path) for path in _files(folder, name)), key=lambda pack: _place(pack.kind))
    _check_ends(packs)
    loaded = [_load(pack, by=by, at=at, campaign=campaign) for pack in packs]
    if campaign is not None:
        _adopt(campaign, by=by, at=at)
    return loaded


def _files(folder: Path, name: str) -> list[Path]:
    files = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if name and name not in files:
        raise PackUnknown(name=name, known="、".join(files))
    return [files[name]] if name else list(files.values())


def _read(path: Path) -> Pack:
    try:
        document = strict_yaml.read(path.read_bytes())
    except strict_yaml.NotStrict as fault:
        raise PackUnreadable(name=path.name, line=fault.line, reason=fault.reason) from fault
    faults = pack_faults(document)
    if faults:
        raise PackRefused(name=path.name, faults=faults)
    return read_pack(document)


def _place(kind: str) -> int:
    return ORDER.index(PackKind(kind))


def _check_ends(packs: Sequence[Pack]) -> None:
    """Place types are those of the register of places; categories those of these packs or of earlier ones."""
    place_types = {row["code"] for row in strict_yaml.read(PLACE_TYPES.read_bytes())["place_types"]}
    categories = {category.code for pack in packs for category in pack.categories}
    categories |= set(Category.objects.order_by("code").values_list("code", flat=True).distinct())
    checks: list[Callable[[Pack], list[Fault]]] = [
        lambda pack: place_type_faults(pack, known=place_types),
        lambda pack: category_faults(pack, known=categories),
    ]
    for pack in packs:
        faults = [fault for check in checks for fault in check(pack)]
        if faults:
            raise PackRefused(name=pack.framework_code, faults=faults)


def _load(pack: Pack, *, by: User, at: datetime, campaign: Campaign | None) -> LoadedPack:
    loaded = actions.load_edition(pack=pack, by=by, at=at, campaign=campaign)
    counts = {kind: count for kind, count in queries.edition_counts(loaded.edition).items() if count}
    return LoadedPack(pack.framework_code, pack.label, loaded.is_new, counts)


def _adopt(campaign: Campaign, *, by: User, at: datetime) -> None:
    """Adopt what was never adopted: from the campaign's first day at first, from today later on."""
    known = set(
        Adoption.objects.filter(campaign=campaign).order_by("id").values_list("framework_id", flat=True)
    )
    on = at.astimezone(SHANGHAI).date() if known else campaign.start_on
    for edition in queries.newest_editions():
        if edition.framework_id not in known:
            actions.adopt_edition(campaign=campaign, edition=edition, on=on, by=by, at=at)
