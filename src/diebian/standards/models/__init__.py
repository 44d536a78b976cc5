"""Frameworks and their editions. An edition and all that belongs to it is written once and never changed."""

from diebian.standards.models.categories import Category, TimeLimit
from diebian.standards.models.editions import Adoption, Edition, Framework
from diebian.standards.models.items import (
    CheckItem,
    CheckItemPlaceType,
    Crosswalk,
    Indicator,
    SampleMinimum,
)

__all__ = [
    "Adoption",
    "Category",
    "CheckItem",
    "CheckItemPlaceType",
    "Crosswalk",
    "Edition",
    "Framework",
    "Indicator",
    "SampleMinimum",
    "TimeLimit",
]
