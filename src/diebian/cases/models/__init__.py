"""The tables of this room: the ledger with its photographs and counts, the clocks asked about, and the answers from the street."""

from diebian.cases.models.answers import AnswerPhoto, LookBack, TaskAnswer
from diebian.cases.models.clocks import ClockRequest
from diebian.cases.models.ledger import (
    Case,
    CaseDay,
    CaseHelper,
    CasePhoto,
    CaseTally,
    EvidenceFlag,
    ImportedRow,
    ImportMapping,
    PhotoMark,
    Rectification,
    Verification,
)
from diebian.cases.models.parts import CasePart

__all__ = [
    "AnswerPhoto",
    "Case",
    "CaseDay",
    "CaseHelper",
    "CasePart",
    "CasePhoto",
    "CaseTally",
    "ClockRequest",
    "EvidenceFlag",
    "ImportMapping",
    "ImportedRow",
    "LookBack",
    "PhotoMark",
    "Rectification",
    "TaskAnswer",
    "Verification",
]
