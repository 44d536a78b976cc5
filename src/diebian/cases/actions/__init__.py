"""The named writes of the ledger: each checks the rule, moves the case, keeps the tallies and records the event."""

from diebian.cases.actions.answers import Answered, NewAnswer, answer_task, settle_answer
from diebian.cases.actions.clocks import NewAsk, ask_clock, grant_clock, refuse_clock, resume_case
from diebian.cases.actions.close import cancel_case, reopen_case, send_back, verify_case
from diebian.cases.actions.dispatch import accept_case, dispatch_case, dispatch_cases, return_case
from diebian.cases.actions.evidence import look_at_flag, look_over
from diebian.cases.actions.ledgers import GivenTo, LedgerLine, register_ledger, remember_mapping
from diebian.cases.actions.look_backs import answer_look_back, ask_look_backs
from diebian.cases.actions.parts import answer_part, drop_part, give_part, keep_part, return_part
from diebian.cases.actions.rectify import rectify_case
from diebian.cases.actions.register import (
    FirstPhoto,
    NewCase,
    keep_first_photos,
    register_case,
    register_cases,
)
from diebian.cases.actions.retakes import hand_in_retake

__all__ = [
    "Answered",
    "FirstPhoto",
    "GivenTo",
    "LedgerLine",
    "NewAnswer",
    "NewAsk",
    "NewCase",
    "accept_case",
    "answer_look_back",
    "answer_part",
    "answer_task",
    "ask_clock",
    "ask_look_backs",
    "cancel_case",
    "dispatch_case",
    "dispatch_cases",
    "drop_part",
    "give_part",
    "grant_clock",
    "hand_in_retake",
    "keep_first_photos",
    "keep_part",
    "look_at_flag",
    "look_over",
    "rectify_case",
    "refuse_clock",
    "register_case",
    "register_cases",
    "register_ledger",
    "remember_mapping",
    "reopen_case",
    "resume_case",
    "return_case",
    "return_part",
    "send_back",
    "settle_answer",
    "verify_case",
]
