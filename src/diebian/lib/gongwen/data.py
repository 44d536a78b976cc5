"""A paper as plain JSON values, so that what was issued can be kept and shown again exactly."""

from dataclasses import asdict
from datetime import date
from typing import Any

from diebian.lib.gongwen.content import Attachment, Block, Column, Heading, Imprint, Paper, Paragraph, Table

KINDS: dict[str, type[Paragraph] | type[Heading] | type[Table]] = {
    "paragraph": Paragraph,
    "heading": Heading,
    "table": Table,
}


def paper_to_data(paper: Paper) -> dict[str, Any]:
    """``paper`` as JSON values; each block says its ``kind``."""
    values: dict[str, Any] = _plain(asdict(paper))
    values["blocks"] = [_block_to_data(block) for block in paper.blocks]
    for data, attachment in zip(values["attachments"], paper.attachments, strict=True):
        data["blocks"] = [_block_to_data(block) for block in attachment.blocks]
    return values


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case tuple():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
    return value


def _block_to_data(block: Block) -> dict[str, Any]:
    kind = next(name for name, kind in KINDS.items() if isinstance(block, kind))
    return {"kind": kind, **_plain(asdict(block))}


def paper_from_data(data: dict[str, Any]) -> Paper:
    """The paper that ``paper_to_data`` gave. Raises KeyError or TypeError when it is no such data."""
    values = dict(data)
    values["signed_on"] = date.fromisoformat(values["signed_on"])
    for name in ("title", "addressees", "corner_marks"):
        values[name] = tuple(values[name])
    values["blocks"] = _blocks(values["blocks"])
    values["attachments"] = tuple(
        Attachment(title=item["title"], blocks=_blocks(item["blocks"])) for item in values["attachments"]
    )
    values["imprint"] = _imprint(values["imprint"])
    return Paper(**values)


def _blocks(items: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(_block(item) for item in items)


def _block(item: dict[str, Any]) -> Block:
    values = {key: value for key, value in item.items() if key != "kind"}
    if item["kind"] == "table":
        values["columns"] = tuple(Column(**column) for column in values["columns"])
        values["rows"] = tuple(tuple(row) for row in values["rows"])
    return KINDS[item["kind"]](**values)


def _imprint(data: dict[str, Any] | None) -> Imprint | None:
    if data is None:
        return None
    return Imprint(
        printed_by=data["printed_by"],
        printed_on=date.fromisoformat(data["printed_on"]),
        copies_to=tuple(data["copies_to"]),
    )
