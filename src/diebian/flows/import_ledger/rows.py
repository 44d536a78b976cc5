"""From the cells of one row to a new case, or to all reasons why not. Asks no database."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from diebian.cases import rules
from diebian.cases.actions import GivenTo, NewCase
from diebian.cases.terms import CaseSource, Deadline
from diebian.flows.import_ledger.terms import CheckedRow, Fate, Reason, ReasonCode
from diebian.flows.import_ledger.units import UnitNames
from diebian.lib.tables import Cell, Row, as_text, parse_day, parse_days_allowed, squeezed
from diebian.lib.worktime import SHANGHAI, WorkingCalendar
from diebian.people.models import SpecialTask, Unit
from diebian.places.models import Place
from diebian.standards.terms import Level

LONGEST = {"number": 60, "place": 200}
SHORTENED_TO = {"person": 60, "progress": 200}
END_OF_DAY = time(23, 59, 59)
_AT_ONCE = re.compile(r"立行立改|立即(?:整改)?|即知即改|马上|当日|当天|现场整改|即时|即日")
_LONG_TERM = re.compile(r"长期.*|持续.*|常态化?.*|日常.*|常年")
_DONE = re.compile(
    r"(?<![未没待])(?<!尚未)(?:已?(?:完成|办结|整改到位|整改完毕|销号|整改|解决)(?!中|率)|完毕|到位|是|√|✓|100%)"
)
_NOT_DONE = re.compile(r"未|没|正在|进行|推进|中$|否|×|待|部分")
_CATEGORY_CODE = re.compile(r"[A-Z]{1,3}\d{2,10}")
_SOURCES = (
    (re.compile(r"市.{0,6}(?:交办|督|创建办|指挥部|转办)|市级"), CaseSource.CITY_TASK),
    (re.compile(r"区.{0,6}(?:交办|转办)|区级"), CaseSource.DISTRICT_TASK),
    (re.compile(r"督导|督查|暗访|明察|检查|巡查|巡回"), CaseSource.SUPERVISION),
    (re.compile(r"群众|举报|投诉|热线|留言|市民|信访|12345"), CaseSource.REPORT),
    (re.compile(r"自查|自纠|排查"), CaseSource.SELF_FOUND),
    (re.compile(r"媒体|曝光|报纸|电视|记者|舆情"), CaseSource.MEDIA),
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is read against."""

    columns: Mapping[str, int]
    headings: tuple[str, ...]
    source: CaseSource
    units: UnitNames
    tasks: Mapping[str, SpecialTask]
    places: Mapping[str, Place]
    near: date
    at: datetime
    calendar: WorkingCalendar
    days: dict[Cell, date | None] = field(default_factory=dict)

    def cell(self, row: Row, key: str) -> Cell:
        """The cell under a key."""
        return row.cell(self.columns.get(key))

    def text(self, row: Row, key: str) -> str:
        """The same as text."""
        return as_text(self.cell(row, key)).strip()

    def heading(self, key: str) -> str:
        """The heading as it stands in the file, for the person to find the column."""
        return self.headings[self.columns[key]] if key in self.columns else ""

    def day(self, cell: Cell) -> date | None:
        """The day of a cell; ledgers repeat the same days."""
        if cell not in self.days:
            self.days[cell] = parse_day(cell, near=self.near)
        return self.days[cell]


def read_row(row: Row, *, sheet: str, context: Context) -> CheckedRow:
    """The row with its new case, or refused with every reason."""
    reader = _Reader(row, context)
    checked = CheckedRow(sheet=sheet, row=row, text=context.text(row, "problem")[:80])
    new, given_to = reader.case(), reader.given_to
    checked.reasons, checked.remarks = reader.reasons, reader.remarks
    if reader.reasons:
        checked.fate = Fate.REFUSED
    else:
        checked.new, checked.given_to = new, given_to
    return checked


def identity(new_number: str, *, source: str, place: str, problem: str, handed_on: date | None) -> str:
    """What makes two rows the same case: the source and its number; without a number, place, problem and day.

    The running 序号 is not a number of the case: the next list begins at 1 again.
    """
    parts = (
        ["number", source, squeezed(new_number)]
        if new_number
        else ["content", source, squeezed(place), squeezed(problem), str(handed_on or "")]
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def source_named(text: str) -> CaseSource | None:
    """The source that the words mean."""
    for source in CaseSource:
        if text in (source.value, str(source.label)):
            return source
    return next((source for pattern, source in _SOURCES if pattern.search(text)), None)


def says_done(text: str) -> bool:
    """Whether the words of 完成情况 say that it is done."""
    return bool(_DONE.search(text)) and not _NOT_DONE.search(text)


class _Reader:
    """Reads one row and collects what is to be said of it."""

    def __init__(self, row: Row, context: Context) -> None:
        self.row, self.context = row, context
        self.reasons: list[Reason] = []
        self.remarks: list[Reason] = []
        self.given_to: GivenTo | None = None

    def case(self) -> NewCase:
        """The case the row would make; worthless when there are reasons."""
        problem = self._text("problem")
        if not problem:
            self._refuse(ReasonCode.PROBLEM_MISSING, "problem")
        handed_on = self._day("handed_on")
        level, deadline = self._deadline(handed_on)
        self.given_to = self._given_to(deadline)
        source, number, place = self._source(), self._bounded("number"), self._bounded("place")
        return NewCase(
            description=problem,
            source=source,
            source_number=number,
            place=self.context.places.get(squeezed(place)),
            place_text=place,
            demand=self._text("demand") or self._text("measure"),
            category_code=self._category(),
            level=level,
            special_task=self._task(),
            working_group=self._group(),
            responsible_person=self._shortened("person") or self._text("leader")[:60],
            reported_progress=self._progress(),
            import_digest=identity(number, source=source, place=place, problem=problem, handed_on=handed_on),
        )

    def _text(self, key: str) -> str:
        return self.context.text(self.row, key)

    def _refuse(self, code: ReasonCode, key: str, **details: object) -> None:
        self.reasons.append(Reason(code, self.context.heading(key), details))

    def _remark(self, code: ReasonCode, key: str, **details: object) -> None:
        self.remarks.append(Reason(code, self.context.heading(key), details))

    def _bounded(self, key: str) -> str:
        text = self._text(key)
        if len(text) > LONGEST[key]:
            self._refuse(ReasonCode.TOO_LONG, key, limit=LONGEST[key])
        return text

    def _shortened(self, key: str) -> str:
        text, limit = self._text(key), SHORTENED_TO[key]
        if len(text) > limit:
            self._remark(ReasonCode.SHORTENED, key, limit=limit)
        return text[:limit]

    def _source(self) -> CaseSource:
        text = self._text("source")
        found = source_named(text) if text else None
        if text and found is None:
            self._remark(ReasonCode.SOURCE_UNKNOWN, "source", text=text, source=self.context.source.label)
        return found or self.context.source

    def _category(self) -> str:
        text = self._text("category")
        return text if _CATEGORY_CODE.fullmatch(text) else ""

    def _task(self) -> SpecialTask | None:
        text = self._text("task")
        found = self.context.tasks.get(squeezed(text))
        if text and found is None:
            self._remark(ReasonCode.TASK_UNKNOWN, "task", text=text)
        return found

    def _group(self) -> Unit | None:
        text = self._text("group")
        found = self.context.units.one(text) if text else None
        if text and found is None:
            self._remark(ReasonCode.GROUP_UNKNOWN, "group", text=text)
        return found

    def _progress(self) -> str:
        text = self._shortened("progress")
        if says_done(text):
            self._remark(ReasonCode.SAID_DONE, "progress", text=text)
        return text

    # --- time ------------------------------------------------------------------------------------

    def _day(self, key: str) -> date | None:
        cell = self.context.cell(self.row, key)
        day = self.context.day(cell)
        if day is None and as_text(cell).strip():
            self._refuse(ReasonCode.DAY_UNREADABLE, key, text=as_text(cell))
        return day

    def _deadline(self, handed_on: date | None) -> tuple[Level, Deadline | None]:
        """How soon, and by when; a time that is no longer possible is told and left to the office."""
        cell = self.context.cell(self.row, "due")
        text = squeezed(as_text(cell))
        if not text:
            self._remark(ReasonCode.DUE_MISSING, "due")
            return Level.LIMITED, None
        if _LONG_TERM.fullmatch(text):
            self._remark(ReasonCode.LONG_TERM, "due")
            return Level.LONG_TERM, None
        level = Level.AT_ONCE if _AT_ONCE.match(text) else Level.LIMITED
        deadline = self._counted(cell, handed_on, level) or self._dated("due", handed_on)
        return level, self._still_possible(deadline)

    def _counted(self, cell: Cell, handed_on: date | None, level: Level) -> Deadline | None:
        """三日内, 立行立改: counted from the day of handing over, else from now."""
        allowed = (1, False) if level is Level.AT_ONCE else parse_days_allowed(cell)
        if allowed is None:
            return None
        amount, is_working = allowed
        given = datetime.combine(handed_on, END_OF_DAY, SHANGHAI) if handed_on else self.context.at
        unit = "working_day" if is_working else "day"
        return rules.deadline(
            given, amount=amount, unit=unit, source=as_text(cell), calendar=self.context.calendar
        )

    def _dated(self, key: str, handed_on: date | None) -> Deadline | None:
        day = self._day(key)
        if day is None:
            return None
        if handed_on and day < handed_on:
            self._refuse(ReasonCode.DUE_BEFORE_HANDED_ON, key, due=day, handed_on=handed_on)
        # Kept with the case as it was handed down, so in the ledger's own language.
        basis = f"台账所列“{self._text(key)}”"
        return Deadline(due_at=datetime.combine(day, END_OF_DAY, SHANGHAI), basis=basis)

    def _still_possible(self, deadline: Deadline | None) -> Deadline | None:
        if deadline is None or deadline.due_at >= self.context.at:
            return deadline
        self._remark(ReasonCode.DUE_PASSED, "due", due=deadline.due_at.astimezone(SHANGHAI).date())
        return None

    # --- units -----------------------------------------------------------------------------------

    def _given_to(self, deadline: Deadline | None) -> GivenTo | None:
        """牵头单位, else who is called so, else the first 责任单位; all others help."""
        lead_column, units, helpers = (self._named(key) for key in ("lead", "unit", "helpers"))
        called = self.context.units.named(self._text("unit")).lead
        everyone = [*lead_column, *([called] if called else []), *units]
        if not everyone:
            self._without_unit()
            return None
        lead = everyone[0]
        if lead in helpers:
            self._refuse(ReasonCode.LEAD_IS_HELPER, "helpers", text=str(lead))
        others = tuple(dict.fromkeys(unit for unit in (*everyone, *helpers) if unit != lead))
        return GivenTo(lead_unit=lead, helpers=others, deadline=deadline) if deadline else None

    def _without_unit(self) -> None:
        if not any(self._text(key) for key in ("lead", "unit")):
            self._remark(ReasonCode.UNIT_MISSING, "unit" if "unit" in self.context.columns else "lead")

    def _named(self, key: str) -> list[Unit]:
        named = self.context.units.named(self._text(key))
        for name, near in named.unknown:
            if near:
                self._refuse(ReasonCode.UNIT_NEAR, key, text=name, near="、".join(near))
            else:
                self._refuse(ReasonCode.UNIT_UNKNOWN, key, text=name)
        return named.units
