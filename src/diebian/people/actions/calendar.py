"""The working calendar: the nation's days, and a city's own changes."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from diebian.base.actions import record_event
from diebian.lib import strict_yaml
from diebian.people.actions.users import require_administrator
from diebian.people.models import CalendarDay, User

CALENDAR_FILE = Path(__file__).parents[1] / "data" / "calendar.yaml"


@transaction.atomic
def set_calendar_days(*, days: Sequence[tuple[date, bool, str]], by: User, at: datetime) -> int:
    """Say of single days whether they are worked, (day, worked, note) each; returns how many changed."""
    require_administrator(by, at=at)
    known = {
        row.day: row
        for row in CalendarDay.objects.filter(day__in=[day for day, _, _ in days]).order_by("day")
    }
    changed = [
        (day, worked, note)
        for day, worked, note in days
        if day not in known or (known[day].is_working, known[day].note) != (worked, note)
    ]
    for day, worked, note in changed:
        row, _ = CalendarDay.objects.update_or_create(day=day, defaults={"is_working": worked, "note": note})
        data = {"day": day.isoformat(), "is_working": worked, "note": note}
        record_event(
            verb="calendar.set", subject_kind="calendar_day", subject_id=row.pk, by=by, at=at, data=data
        )
    return len(changed)


@transaction.atomic
def load_national_calendar(*, by: User, at: datetime) -> int:
    """Load the shipped national holidays and make-up days; returns how many days are new.

    Days that are there already stay as they are: the city may have changed them.
    """
    require_administrator(by, at=at)
    content = CALENDAR_FILE.read_bytes()
    table = strict_yaml.read(content)
    known = set(CalendarDay.objects.order_by("day").values_list("day", flat=True))
    rows = [CalendarDay(**{**row, "day": date.fromisoformat(row["day"])}) for row in table["days"]]
    new = [row for row in rows if row.day not in known]
    if new:
        CalendarDay.objects.bulk_create(new)
        data = {"source": table["source"], "sha256": sha256(content).hexdigest(), "days": len(new)}
        record_event(verb="calendar.loaded", subject_kind="calendar", subject_id=0, by=by, at=at, data=data)
    return len(new)
