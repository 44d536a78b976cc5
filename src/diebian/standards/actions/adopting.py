"""Which edition a campaign works to: adopting one, dropping a framework."""

from datetime import date, datetime

from django.db import transaction

from diebian.base.actions import record_event
from diebian.people import guards
from diebian.people.models import Campaign, User
from diebian.people.terms import Permission
from diebian.standards.models import Adoption, Edition, Framework
from diebian.standards.problems import AdoptionTooEarly


@transaction.atomic
def adopt_edition(*, campaign: Campaign, edition: Edition, on: date, by: User, at: datetime) -> Adoption:
    """From ``on`` the campaign works to ``edition``; the framework's former edition ends that day.

    The same edition adopted again changes nothing. Raises ``NotAllowed``, and ``AdoptionTooEarly`` when
    the former edition began later than ``on``.
    """
    guards.require(by, Permission.STANDARD_LOAD, campaign=campaign, at=at)
    former = _current(campaign, edition.framework)
    if former is not None and former.edition_id == edition.pk:
        return former
    if former is not None:
        _end(former, on)
    adoption = Adoption.objects.create(
        campaign=campaign, framework=edition.framework, edition=edition, adopted_on=on
    )
    data = {
        "edition": edition.pk,
        "framework": edition.framework.code,
        "label": edition.label,
        "on": on.isoformat(),
        "former": former.edition_id if former else None,
    }
    record_event(
        verb="edition.adopted", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data=data
    )
    return adoption


@transaction.atomic
def drop_framework(*, campaign: Campaign, framework: Framework, on: date, by: User, at: datetime) -> bool:
    """From ``on`` the campaign no longer works to a framework; ``False`` when it did not anyway.

    Raises ``NotAllowed``, and ``AdoptionTooEarly`` when its edition began later than ``on``.
    """
    guards.require(by, Permission.STANDARD_LOAD, campaign=campaign, at=at)
    former = _current(campaign, framework)
    if former is None:
        return False
    _end(former, on)
    data = {"edition": former.edition_id, "framework": framework.code, "on": on.isoformat()}
    record_event(
        verb="edition.dropped", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data=data
    )
    return True


def _current(campaign: Campaign, framework: Framework) -> Adoption | None:
    rows = Adoption.objects.select_for_update().filter(
        campaign=campaign, framework=framework, dropped_on=None
    )
    return rows.order_by("id").first()


def _end(adoption: Adoption, on: date) -> None:
    if on < adoption.adopted_on:
        raise AdoptionTooEarly(
            framework=str(adoption.framework), on=on.isoformat(), since=adoption.adopted_on.isoformat()
        )
    adoption.dropped_on = on
    adoption.save()
