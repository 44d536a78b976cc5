"""Invented faults and names from the data files. Pure but for reading them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from diebian.flows.simulate.terms import Fault
from diebian.lib import strict_yaml

DATA = Path(__file__).with_name("data")


@cache
def read_data(name: str) -> Mapping[str, Any]:
    """One of the data files."""
    document: Mapping[str, Any] = strict_yaml.read((DATA / f"{name}.yaml").read_bytes())
    return document


@dataclass(frozen=True)
class Template:
    """A fault before its spot is known."""

    text: str
    group: Mapping[str, Any]


@cache
def templates_at(place_type: str) -> tuple[Template, ...]:
    """All faults that a place of this type can have."""
    return tuple(
        Template(text, group)
        for group in read_data("faults")["groups"]
        if place_type in group["place_types"]
        for text in group["texts"]
    )


def place_types_with_faults() -> frozenset[str]:
    """Types of places for which there are texts."""
    return frozenset(read_data("faults")["place_spots"])


def draw_fault(rng: Random, place_type: str) -> Fault:
    """A fault at a place of this type."""
    template = rng.choice(templates_at(place_type))
    group = template.group
    spot = rng.choice(read_data("faults")["place_spots"][place_type])
    return Fault(
        text=template.text.replace("{spot}", spot),
        measure=rng.choice(group["measures"]),
        category=group["category"],
        level=group["level"],
        led_by=group["led_by"],
        task=group["task"],
        topic=group["topic"],
    )


def draw_reason(rng: Random, kind: str) -> str:
    """A reason: ``send_back``, ``return``, ``reopen``, ``cancel``, ``reject``, ``clock`` …; or what a ``mark`` says."""
    reason: str = rng.choice(read_data("faults")[f"{kind}_reasons"])
    return reason


def person_names(rng: Random) -> Iterator[str]:
    """Invented names, each once, in a drawn order."""
    names = read_data("names")
    every = [surname + given for surname in names["surnames"] for given in names["given"]]
    rng.shuffle(every)
    return iter(every)
