"""Shapes tell every fault of a document, each with the path to it."""

import pytest

from diebian.lib import shapes
from diebian.lib.shapes import Fault, FaultKind

PERSON = shapes.mapping({"name": shapes.text(), "age": shapes.number(most=150)}, {"is_well": shapes.truth})


def faults(shape: shapes.Shape, value: object) -> list[Fault]:
    return sorted(shape("", value))


def test_a_right_document_has_no_fault() -> None:
    assert faults(shapes.list_of(PERSON), [{"name": "林", "age": 30, "is_well": True}]) == []


def test_every_fault_is_told_with_its_path() -> None:
    found = faults(
        shapes.list_of(PERSON), [{"name": 3, "age": -1, "weight": 1}, {"age": True, "is_well": "yes"}, 7]
    )
    assert [(fault.path, fault.kind) for fault in found] == [
        ("[0].age", FaultKind.OUT_OF_RANGE),
        ("[0].name", FaultKind.WRONG_TYPE),
        ("[0].weight", FaultKind.UNKNOWN_KEY),
        ("[1].age", FaultKind.WRONG_TYPE),
        ("[1].is_well", FaultKind.WRONG_TYPE),
        ("[1].name", FaultKind.MISSING),
        ("[2]", FaultKind.WRONG_TYPE),
    ]


@pytest.mark.parametrize(
    ("shape", "value", "kind"),
    [
        (shapes.text(), "", FaultKind.EMPTY),
        (shapes.text(), "  ", FaultKind.WRONG_FORM),
        (shapes.text(pattern="[a-z]+"), "A1", FaultKind.WRONG_FORM),
        (shapes.number(most=5), 6, FaultKind.OUT_OF_RANGE),
        (shapes.one_of({"A", "B"}), "D", FaultKind.NOT_LISTED),
        (shapes.list_of(shapes.text()), [], FaultKind.EMPTY),
        (shapes.list_of(shapes.text()), "text", FaultKind.WRONG_TYPE),
        (shapes.table_of(shapes.text(pattern="[a-z]+"), shapes.text()), [], FaultKind.WRONG_TYPE),
        (shapes.table_of(shapes.text(pattern="[a-z]+"), shapes.text()), {"A": "x"}, FaultKind.WRONG_FORM),
    ],
)
def test_each_kind_of_fault(shape: shapes.Shape, value: object, kind: FaultKind) -> None:
    assert [fault.kind for fault in faults(shape, value)] == [kind]


def test_what_is_allowed_when_said() -> None:
    assert faults(shapes.text(may_be_empty=True), "") == []
    assert faults(shapes.list_of(shapes.text(), may_be_empty=True), []) == []
    assert faults(shapes.table_of(shapes.text(), shapes.number()), {"a": 1}) == []
