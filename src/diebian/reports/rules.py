"""What may happen to a report, what may be shown of who sent it, and the code it is followed by. Pure."""

import hmac
import re
from dataclasses import dataclass

from diebian.reports.terms import ReportState

MAX_PHOTOS = 3
# No 0/O, 1/I/L, U/V: read out over the telephone, copied by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
TOKEN_LENGTH = 8
CODE = re.compile(r"(\d{1,9})[-\s]*([0-9A-Z]{8})")
PHONE = re.compile(r"\+?[0-9][0-9\- ]{4,18}")


@dataclass(frozen=True)
class FollowCode:
    """The number of a report and the token that only its sender knows."""

    number: int
    token: str

    def __str__(self) -> str:
        return f"{self.number:06d}-{self.token}"


def read_code(text: str) -> FollowCode | None:
    """The code in what a person typed: blanks, case and the dash do not matter. None when it is no code."""
    found = CODE.fullmatch(text.strip().upper().replace("－", "-").replace("—", "-"))
    return FollowCode(int(found[1]), found[2]) if found else None


def is_right_token(given: str, kept: str) -> bool:
    """Compared in a time that does not tell how much of it was right."""
    return hmac.compare_digest(given.encode(), kept.encode())


def may_decide(state: ReportState) -> bool:
    """Only a report that waits for verification is verified, rejected or merged."""
    return state is ReportState.RECEIVED


def may_take_in(state: ReportState) -> bool:
    """Another report may be merged into one that waits or was found right."""
    return state in (ReportState.RECEIVED, ReportState.VERIFIED)


def is_phone(text: str) -> bool:
    """Whether it can be a telephone number."""
    return PHONE.fullmatch(text) is not None


def masked_phone(phone: str) -> str:
    """138****5678: enough to recognise a number one knows, too little to call it."""
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def masked_name(name: str) -> str:
    """王**: the family name alone."""
    return name[:1] + "*" * (len(name) - 1)


def subject_of(topic: str, place: str, body: str) -> str:
    """A line for lists: the topic, where, and how the text begins."""
    start = " ".join(body.split())
    return f"{topic}：{place or start}"[:100]
