"""What is told of each row: its fate, every reason against it, every remark."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from diebian.cases.actions import GivenTo, NewCase
from diebian.cases.terms import CaseSource
from diebian.lib.tables import Row, Skipped, Table
from diebian.people.models import Campaign


class Fate(TextChoices):
    """What becomes of a row; the first that applies, from the bottom up."""

    NEW = "new", _("新增")
    UNCHANGED = "unchanged", _("已在台账，无变化")
    DUPLICATE_IN_FILE = "duplicate_in_file", _("文件内重复")
    DUPLICATE_OF_CASE = "duplicate_of_case", _("与已有案件重复")
    REFUSED = "refused", _("不能导入")


class ReasonCode(TextChoices):
    """Why a row is refused (first part), or what to know of it (second part). The words are templates."""

    PROBLEM_MISSING = "problem_missing", _("没有写明问题")
    UNIT_UNKNOWN = "unit_unknown", _("找不到单位“%(text)s”")
    UNIT_NEAR = "unit_near", _("找不到单位“%(text)s”，您是否指：%(near)s")
    LEAD_IS_HELPER = "lead_is_helper", _("“%(text)s”既是牵头单位又是配合单位")
    DAY_UNREADABLE = "day_unreadable", _("看不懂日期“%(text)s”")
    DUE_BEFORE_HANDED_ON = "due_before_handed_on", _("整改时限 %(due)s 早于交办时间 %(handed_on)s")
    TOO_LONG = "too_long", _("超过 %(limit)s 个字")
    NUMBER_TWICE = "number_twice", _("编号“%(text)s”与第 %(row)s 行相同，内容却不同")

    DUE_PASSED = "due_passed", _("时限 %(due)s 已过：只登记，由指挥部办公室另定时限后交办")
    DUE_MISSING = "due_missing", _("没有时限：只登记，待指挥部办公室交办")
    LONG_TERM = "long_term", _("长期整改：只登记，待指挥部办公室确定阶段时限")
    UNIT_MISSING = "unit_missing", _("没有责任单位：只登记，待指挥部办公室交办")
    SAID_DONE = "said_done", _("台账写明“%(text)s”：记为来源所报，仍须核查后销号")
    SOURCE_UNKNOWN = "source_unknown", _("来源“%(text)s”不在目录内，按“%(source)s”登记")
    TASK_UNKNOWN = "task_unknown", _("没有名为“%(text)s”的专项任务，已略过")
    GROUP_UNKNOWN = "group_unknown", _("没有名为“%(text)s”的工作组，已略过")
    SHORTENED = "shortened", _("只保存前 %(limit)s 个字，全文见台账原行")
    CHANGED_SINCE = "changed_since", _("与案件 %(number)s 不同，未作更改")


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about one column of a row."""

    code: ReasonCode
    column: str
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = str(self.code.label) % self.details if self.details else str(self.code.label)
        return f"{self.column}：{sentence}" if self.column else sentence


@dataclass(slots=True)
class CheckedRow:
    """A row of the file with its fate; `new` is there when it can become a case."""

    sheet: str
    row: Row
    text: str
    fate: Fate = Fate.NEW
    new: NewCase | None = None
    given_to: GivenTo | None = None
    reasons: list[Reason] = field(default_factory=list)
    remarks: list[Reason] = field(default_factory=list)
    case_number: int | None = None
    same_as_row: int | None = None

    @property
    def row_number(self) -> int:
        """The row's number in its sheet, as Excel shows it."""
        return self.row.number


@dataclass(slots=True)
class Ledger:
    """A file that has been read and whose columns are known."""

    file_name: str
    tables: list[Table]
    columns: dict[str, int]
    source: CaseSource
    is_remembered: bool
    has_unsaved_formulas: bool
    left_out_sheets: list[str]

    @property
    def form(self) -> Table:
        """The table whose headings all others share."""
        return self.tables[0]

    @property
    def skipped(self) -> list[tuple[str, Skipped]]:
        """Rows that are no data (titles, totals …) with their sheet."""
        return [(table.sheet, skipped) for table in self.tables for skipped in table.skipped]


@dataclass(slots=True)
class LedgerCheck:
    """Every row's fate: what a dry run shows, and what is then written."""

    campaign: Campaign
    ledger: Ledger
    rows: list[CheckedRow]
    checked_at: datetime

    @property
    def counts(self) -> dict[Fate, int]:
        """How many rows have each fate."""
        counted = Counter(row.fate for row in self.rows)
        return {fate: counted[fate] for fate in Fate}

    def of_fate(self, fate: Fate) -> Sequence[CheckedRow]:
        """The rows of one fate, in the order of the file."""
        return [row for row in self.rows if row.fate == fate]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was written: numbers of the first and the last case, and the counts of all rows."""

    counts: dict[Fate, int]
    registered: int
    given_out: int
    first_number: int | None = None
    last_number: int | None = None
