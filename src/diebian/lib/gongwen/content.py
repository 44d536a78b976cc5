"""What an official paper holds: plain frozen values, in the order in which they are printed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph of the body, indented by two characters."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; its number (一、（一）1.（1）) is counted when the paper is printed.

    ``run_on`` is body text that goes on in the same paragraph.
    """

    text: str
    level: Literal[1, 2, 3, 4] = 1
    run_on: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: ``share`` is its part of the width, against the sum over the columns."""

    title: str
    share: int = 1
    align: Align = "center"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table over the full width; its head is repeated on each page and a row is never broken."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError when a row does not fit the columns."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells for {len(self.columns)} columns: {row}")


Block = Paragraph | Heading | Table


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """An attachment (附件), printed on a page of its own after the sign-off."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """The imprint (版记) at the foot of the last page."""

    printed_by: str
    printed_on: date
    copies_to: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """An official paper.

    ``issuer_mark`` is the red line of the head (发文机关标志), ``title`` its lines as broken by sense,
    ``corner_marks`` what stands top left (份号, 密级, 紧急程度; three at most), ``note`` the bracketed 附注.
    """

    issuer_mark: str
    number: str
    title: tuple[str, ...]
    addressees: tuple[str, ...]
    blocks: tuple[Block, ...]
    signed_by: str
    signed_on: date
    attachments: tuple[Attachment, ...] = ()
    imprint: Imprint | None = None
    corner_marks: tuple[str, ...] = ()
    note: str = ""
    is_demo: bool = False
