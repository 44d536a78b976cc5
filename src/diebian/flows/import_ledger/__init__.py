"""导入台账: a file of rows becomes cases, in four steps that can be looked at one by one: read → map → check → write.

    ledger = read_ledger(Path("台账.xlsx"), file_name="台账.xlsx", campaign=campaign)
    check = check_ledger(ledger=ledger, campaign=campaign, by=user, at=now)     # the dry run: every row's fate
    result = write_ledger(check=check, by=user, at=now, is_partial=False)

The same file twice changes nothing. How a fate is decided: docs/ledgers.md.
"""

from diebian.flows.import_ledger.check import check_ledger
from diebian.flows.import_ledger.columns import COLUMNS, LABELS
from diebian.flows.import_ledger.mapping import load_corrections, read_ledger, remembered_mapping
from diebian.flows.import_ledger.problems import ColumnsMissing, ImportCancelled, MappingWrong, RowsRefused
from diebian.flows.import_ledger.terms import (
    CheckedRow,
    Fate,
    ImportResult,
    Ledger,
    LedgerCheck,
    Reason,
    ReasonCode,
)
from diebian.flows.import_ledger.write import import_ledger, write_ledger

__all__ = [
    "COLUMNS", "LABELS", "CheckedRow", "ColumnsMissing", "Fate", "ImportCancelled", "ImportResult", "Ledger", "LedgerCheck",
    "MappingWrong", "Reason", "ReasonCode", "RowsRefused", "check_ledger", "import_ledger", "load_corrections", "read_ledger",
    "remembered_mapping", "write_ledger",
]  # fmt: skip
