"""Spans of working time on a calendar that knows holidays and make-up days (调休).

All instants are aware; a day begins and ends in the calendar's own zone. The end of a span counts as
reached at that very minute.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[time, time]
SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS: tuple[Span, ...] = ((time(8, 30), time(12, 0)), (time(14, 30), time(18, 0)))
# No real clock runs longer; without a bound an empty calendar would search for ever.
LONGEST_SEARCH = timedelta(days=3660)


class NoWorkingTime(ValueError):
    """The calendar has no working time within ten years of the start."""


@dataclass(frozen=True)
class WorkingCalendar:
    """``exceptions`` says of single days whether they are worked; the others follow Monday to Friday."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    hours: tuple[Span, ...] = OFFICE_HOURS
    zone: ZoneInfo = SHANGHAI

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is worked: by exception (holiday or make-up day), else Monday to Friday."""
        return self.exceptions.get(day, day.weekday() < 5)

    def spans_from(self, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans from ``instant`` on, cut at its left edge, in order.

        Raises ``NoWorkingTime`` at the end of the search.
        """
        start = instant.astimezone(self.zone)
        day = start.date()
        while day - start.date() <= LONGEST_SEARCH:
            for opens, closes in self.hours if self.is_working_day(day) else ():
                left = max(datetime.combine(day, opens, self.zone), start)
                right = datetime.combine(day, closes, self.zone)
                if left < right:
                    yield left, right
            day += timedelta(days=1)
        raise NoWorkingTime(start.isoformat())

    def after_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The instant when ``minutes`` (0 or more) of working time have passed since ``start``."""
        return self.after_working_time(start, timedelta(minutes=minutes))

    def after_working_time(self, start: datetime, left: timedelta) -> datetime:
        """The instant when ``left`` (0 or more) of working time has passed since ``start``."""
        for opens, closes in self.spans_from(start):
            if opens + left <= closes:
                return opens + left
            left -= closes - opens
        raise AssertionError("spans_from never ends quietly")  # pragma: no cover

    def after_working_days(self, start: datetime, days: int) -> datetime:
        """The close of work on the ``days``-th working day (1 or more) after the day of ``start``.

        The day of the act itself does not count (期间开始之日不计入, 民法典 第二百零一条).
        """
        day = start.astimezone(self.zone).date()
        limit = day + LONGEST_SEARCH
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_working_day(day)
            if day > limit:
                raise NoWorkingTime(start.isoformat())
        return datetime.combine(day, self.hours[-1][1], self.zone)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole minutes of working time in [start, end); 0 when ``end`` is not after ``start``."""
        return int(self.working_time(start, end).total_seconds() // 60)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Working time in [start, end); nothing when ``end`` is not after ``start``."""
        total = timedelta()
        if end <= start:
            return total
        for opens, closes in self.spans_from(start):  # pragma: no branch  # it never ends quietly
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total
