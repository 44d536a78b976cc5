"""The phone's types are those of the schema: neither stale nor changed by hand."""

import re

from tools import field_types

from diebian.api.doors import api


def test_the_phones_types_are_made_from_the_schema_as_it_is() -> None:
    text = field_types.TYPES.read_text(encoding="utf-8")
    told = dict(re.findall(r"^// (schema|types) ([0-9a-f]{64})$", text, re.MULTILINE))
    head = field_types.HEAD.format(**told)
    assert text.startswith(head)
    assert told["types"] == field_types.digest(text.removeprefix(head)), "changed by hand"
    assert told["schema"] == field_types.digest_of(field_types.field_schema(api)), (
        "stale: python -m tools.field_types"
    )


def test_every_kind_of_the_feed_is_told_in_the_schema() -> None:
    shapes = field_types.field_schema(api)["components"]["schemas"]
    kinds = shapes["ChangesOut"]["properties"]["items"]["items"]["discriminator"]["mapping"]
    assert set(kinds) == {"place", "check_list", "category", "assignment", "task"}
    assert "CaseOut" not in shapes  # other systems' business
