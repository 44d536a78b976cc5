"""Loading an edition from a checked pack."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from diebian.base.actions import record_event
from diebian.base.problems import NotAllowed
from diebian.lib.shapes import Fault, FaultKind
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.terms import Permission
from diebian.standards.actions.writing import write_edition
from diebian.standards.models import Edition, Framework
from diebian.standards.problems import EditionChanged, PackRefused
from diebian.standards.terms import Pack


@dataclass(frozen=True)
class Loaded:
    """An edition and whether this call brought it in (``False``: the very same content was there already)."""

    edition: Edition
    is_new: bool


@transaction.atomic
def load_edition(*, pack: Pack, by: User, at: datetime, campaign: Campaign | None = None) -> Loaded:
    """Write a checked pack as a new edition; the same content under the same label changes nothing.

    Without a campaign only the machine itself may load. Raises ``NotAllowed``; ``EditionChanged`` when the label
    is taken by other content; ``EditionMissing`` and ``PackRefused`` when a crosswalk's ends are not there.
    """
    _require(by, campaign=campaign, at=at)
    framework = _framework(pack)
    known = Edition.objects.filter(framework=framework, label=pack.label).order_by("id").first()
    if known is not None:
        if known.content_sha256 != pack.content_sha256:
            raise EditionChanged(framework=pack.framework_name, label=pack.label)
        return Loaded(known, is_new=False)
    edition = write_edition(pack, framework=framework, at=at)
    data = {
        "framework": pack.framework_code,
        "label": pack.label,
        "content_sha256": pack.content_sha256,
        "items": len(pack.items),
        "categories": len(pack.categories),
        "links": len(pack.links),
    }
    record_event(
        verb="edition.loaded", subject_kind="edition", subject_id=edition.pk, by=by, at=at, data=data
    )
    return Loaded(edition, is_new=True)


def _require(by: User, *, campaign: Campaign | None, at: datetime) -> None:
    if campaign is not None:
        guards.require(by, Permission.STANDARD_LOAD, campaign=campaign, at=at)
    elif not by.is_system:
        raise NotAllowed(permission=Permission.STANDARD_LOAD.label)


def _framework(pack: Pack) -> Framework:
    framework, _made = Framework.objects.get_or_create(
        code=pack.framework_code,
        defaults={
            "kind": pack.kind,
            "name": pack.framework_name,
            "english": pack.framework_english,
            "is_local": pack.is_local,
        },
    )
    if framework.kind != pack.kind:
        raise PackRefused(
            name=pack.framework_code, faults=[Fault("kind", FaultKind.CONTRADICTION, framework.kind)]
        )
    return framework
