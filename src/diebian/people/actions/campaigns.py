"""Campaigns, their special tasks and milestones."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from diebian.base.actions import record_event
from diebian.people import guards
from diebian.people.models import Campaign, Milestone, SpecialTask, SpecialTaskHelper, Unit, User
from diebian.people.problems import CampaignExists, WrongDates
from diebian.people.terms import Permission


@transaction.atomic
def create_campaign(
    *,
    name: str,
    division_code: str,
    division_name: str,
    document_prefix: str,
    start_on: date,
    days: int,
    by: User,
    at: datetime,
    slogan: str = "",
    is_demo: bool = False,
) -> Campaign:
    """A campaign of ``days`` days. Only the machine itself may begin one. Raises ``CampaignExists``, ``WrongDates``."""
    if days < 1:
        raise WrongDates(start=start_on, end=start_on + timedelta(days=days - 1))
    _refuse_second(division_code, start_on)
    campaign = Campaign(
        name=name,
        slogan=slogan,
        division_code=division_code,
        division_name=division_name,
        document_prefix=document_prefix,
        start_on=start_on,
        end_on=start_on + timedelta(days=days - 1),
        is_demo=is_demo,
    )
    campaign.save()
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    data = {"name": name, "division_code": division_code, "start_on": start_on.isoformat(), "days": days}
    record_event(
        verb="campaign.created", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data=data
    )
    return campaign


def _refuse_second(division_code: str, start_on: date) -> None:
    same = Campaign.objects.filter(division_code=division_code, start_on=start_on, archived_at=None)
    if existing := same.order_by("id").first():
        raise CampaignExists(name=existing.name)


@transaction.atomic
def change_campaign(
    *, campaign: Campaign, name: str, slogan: str, dispatch_working_hours: int, by: User, at: datetime
) -> None:
    """Change the campaign's name, slogan and how soon (working hours) a new case must be dispatched."""
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    data = {"name": name, "slogan": slogan, "dispatch_working_hours": dispatch_working_hours}
    for field, value in data.items():
        setattr(campaign, field, value)
    campaign.save(update_fields=list(data))
    record_event(
        verb="campaign.changed", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data=data
    )


@transaction.atomic
def archive_campaign(*, campaign: Campaign, by: User, at: datetime) -> None:
    """Put a campaign away: it can be read, no longer worked on."""
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    campaign.archived_at = at
    campaign.save(update_fields=["archived_at"])
    record_event(
        verb="campaign.archived", subject_kind="campaign", subject_id=campaign.pk, by=by, at=at, data={}
    )


@transaction.atomic
def create_special_task(
    *,
    campaign: Campaign,
    number: int,
    name: str,
    lead_unit: Unit,
    helpers: Sequence[Unit],
    supervision_unit: Unit | None,
    by: User,
    at: datetime,
    plan: str = "",
) -> SpecialTask:
    """A special task with its lead unit, helping units and supervision group (1+N)."""
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    task = SpecialTask.objects.create(
        campaign=campaign,
        number=number,
        name=name,
        lead_unit=lead_unit,
        supervision_unit=supervision_unit,
        plan=plan,
    )
    SpecialTaskHelper.objects.bulk_create(SpecialTaskHelper(task=task, unit=unit) for unit in helpers)
    data = {
        "number": number,
        "name": name,
        "lead_unit_id": lead_unit.pk,
        "helper_ids": [u.pk for u in helpers],
    }
    record_event(
        verb="special_task.created", subject_kind="special_task", subject_id=task.pk, by=by, at=at, data=data
    )
    return task


@transaction.atomic
def set_milestone(
    *,
    campaign: Campaign,
    name: str,
    due_on: date,
    by: User,
    at: datetime,
    special_task: SpecialTask | None = None,
) -> Milestone:
    """A day by which something must be reached."""
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=campaign, at=at)
    milestone = Milestone.objects.create(
        campaign=campaign, name=name, due_on=due_on, special_task=special_task
    )
    data = {"name": name, "due_on": due_on.isoformat()}
    record_event(
        verb="milestone.set", subject_kind="milestone", subject_id=milestone.pk, by=by, at=at, data=data
    )
    return milestone


@transaction.atomic
def reach_milestone(*, milestone: Milestone, by: User, at: datetime) -> None:
    """Say that a milestone has been reached; saying it again changes nothing."""
    guards.require(by, Permission.CAMPAIGN_MANAGE, campaign=milestone.campaign, at=at)
    if milestone.reached_at is not None:
        return
    milestone.reached_at = at
    milestone.save(update_fields=["reached_at"])
    record_event(
        verb="milestone.reached", subject_kind="milestone", subject_id=milestone.pk, by=by, at=at, data={}
    )
