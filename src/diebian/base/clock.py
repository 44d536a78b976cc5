"""The one place where the time of day is read. Doors call it and pass ``at=`` down; rooms never do."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This instant, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """This day in the campaign's zone (Asia/Shanghai)."""
    return timezone.localdate()
