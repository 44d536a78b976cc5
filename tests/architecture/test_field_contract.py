"""The phone's own words for what goes over the line are those of the schema: a field more or less stops here."""

import re
from pathlib import Path
from typing import Any

import pytest

from diebian.api.doors import api

CONTRACT = (Path(__file__).parents[2] / "field" / "src" / "engine" / "contract.ts").read_text(
    encoding="utf-8"
)
SHAPES = {
    "Me": "MeOut",
    "PhotoLimits": "PhotoLimitsOut",
    "FileReceipt": "FileOut",
    "VisitReceipt": "VisitOut",
    "VisitIn": "VisitIn",
    "ObservationIn": "ObservationIn",
    "FindingIn": "FindingIn",
    "PhotoIn": "PhotoIn",
    "Position": "PositionIn",
}
CHOICES = {
    "VisitKind": "VisitKind",
    "Level": "Level",
    "PhotoSource": "EvidenceSource",
    "PhotoStage": "EvidenceStage",
}


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = api.get_openapi_schema()["components"]["schemas"]
    return found


@pytest.mark.parametrize("ours", SHAPES)
def test_what_is_sent_and_received_has_the_fields_of_the_schema(ours: str) -> None:
    body = re.search(rf"export interface {ours} {{\n(.*?)\n}}", CONTRACT, re.DOTALL)
    assert body, ours
    fields = set(re.findall(r"^  (\w+)\??:", body[1], re.MULTILINE))
    assert fields == set(schemas()[SHAPES[ours]]["properties"])


@pytest.mark.parametrize("ours", CHOICES)
def test_choices_are_those_of_the_schema(ours: str) -> None:
    line = re.search(rf"export type {ours} = (.*);", CONTRACT)
    assert line, ours
    assert set(re.findall(r'"(\w+)"', line[1])) == set(schemas()[CHOICES[ours]]["enum"])
