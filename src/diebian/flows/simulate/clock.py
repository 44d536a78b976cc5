"""Moments at which people work, drawn on the campaign's working calendar. Pure."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from diebian.lib.worktime import WorkingCalendar


@dataclass(frozen=True)
class WorkClock:
    """The working calendar as the simulation asks it."""

    calendar: WorkingCalendar

    def later(self, at: datetime, minutes: float) -> datetime:
        """``minutes`` of working time after ``at``; at least one, so that one act follows another."""
        return self.calendar.after_working_minutes(at, max(1, round(minutes)))

    def minutes(self, start: datetime, end: datetime) -> int:
        """Working minutes between two instants."""
        return self.calendar.working_minutes(start, end)

    def moments(self, rng: Random, start: datetime, end: datetime, count: int) -> list[datetime]:
        """``count`` instants of working time from ``start`` to ``end``, in order; none where nobody works."""
        total = self.minutes(start, end)
        if not total:
            return []
        drawn = sorted(rng.randrange(total) for _ in range(count))
        return [self.calendar.after_working_minutes(start, minute) for minute in drawn]
