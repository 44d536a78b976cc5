"""Small packs for tests: right as they stand, changed by path."""

from copy import deepcopy
from typing import Any

SOURCED = {"source": "T1", "certainty": "B"}
HEAD = {"form": 1, "sources": {"T1": "试验来源"}}


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with the value at ``path`` (``lists.0.items.1.code``) set; ``...`` takes the key away."""
    copy = deepcopy(document)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    spot: Any = copy
    for part in way:
        spot = spot[part]
    if value is ...:
        del spot[last]
    else:
        spot[last] = value
    return copy


ASSESSMENT: dict[str, Any] = {
    **HEAD,
    "kind": "assessment",
    "framework": {"code": "tidy-city", "name": "整洁城市", "en": "Tidy City"},
    "edition": {"label": "2017-1", "year": 2017, **SOURCED},
    "indicators": [
        {"code": "1", "name": "环境", "en": "Surroundings", **SOURCED},
        {"code": "1.1", "parent": "1", "name": "卫生", "en": "Cleanliness", **SOURCED},
    ],
    "deductions": {
        "whole": {"points_e2": 200, "each_e2": 200, "cap_e2": 200, **SOURCED},
        "each": {"points_e2": 200, "each_e2": 50, "cap_e2": 150, **SOURCED},
    },
    "samples": [
        {
            "code": "park",
            "name": "公园",
            "bands": [{"population_from": 0, "minimum": 2}, {"population_from": 500000, "minimum": 3}],
            **SOURCED,
        }
    ],
    "lists": [
        {
            "code": "PK",
            "name": "公园",
            "en": "Parks",
            "places": ["park", "square"],
            "indicator": "1.1",
            "method": "observation",
            "kind": "pass_fail",
            "deduction": "whole",
            **SOURCED,
            "items": [
                {"code": "PK1", "text": "有公益广告", "en": "Ads", "category": "E0601"},
                {
                    "code": "PK2",
                    "text": "无垃圾",
                    "en": "No litter",
                    "except_places": ["square"],
                    "kind": "count",
                    "threshold": {"at_most": 0, "unit": "处"},
                    "deduction": "each",
                    "exceptions": ["垃圾桶内的不算"],
                    "certainty": "A",
                },
                {
                    "code": "PK3",
                    "text": "管理规范",
                    "en": "Well run",
                    "kind": "graded",
                    "grades": [
                        {"code": "A", "name": "好", "deduct_e2": 0},
                        {"code": "B", "name": "差", "deduct_e2": 100},
                    ],
                },
            ],
        }
    ],
}

OTHER: dict[str, Any] = {
    **ASSESSMENT,
    "framework": {"code": "green-city", "name": "绿色城市", "en": "Green City"},
    "lists": [
        {
            **ASSESSMENT["lists"][0],
            "code": "GC",
            "items": [
                {"code": "GC1", "text": "设有宣传", "en": "Publicity"},
                {"code": "GC2", "text": "地面干净", "en": "Clean ground"},
                {"code": "GC3", "text": "有游乐设施", "en": "Playground"},
            ],
        }
    ],
}

CATEGORIES: dict[str, Any] = {
    **HEAD,
    "kind": "categories",
    "framework": {"code": "town-matters", "name": "城市事务", "en": "Town matters"},
    "edition": {"label": "2017-1", "year": 2017, **SOURCED},
    "categories": [
        {"code": "E", "name": "事件", "en": "Events", "kind": "event", **SOURCED},
        {"code": "E01", "parent": "E", "name": "市容", "en": "Look", "kind": "event", **SOURCED},
        {"code": "E0102", "parent": "E01", "name": "暴露垃圾", "en": "Rubbish", "kind": "event", **SOURCED},
        {"code": "C", "name": "部件", "en": "Components", "kind": "component", "is_local": True, **SOURCED},
    ],
    "limit_sets": [
        {
            "code": "jiyuan",
            "name": "济源",
            **SOURCED,
            "limits": [
                {"category": "E0102", "stage": "handling", "amount": 1, "unit": "working_day"},
                {
                    "category": "E0102",
                    "stage": "handling",
                    "variant": "heap",
                    "is_main": False,
                    "amount": 4,
                    "unit": "working_hour",
                    "condition": "成堆",
                },
            ],
        },
        {
            "code": "common",
            "name": "通用",
            "source": "T1",
            "certainty": "C",
            "limits": [
                {"category": "E", "stage": "handling", "amount": 3, "unit": "day", "reason": "没有来源"},
                {
                    "category": "E",
                    "level": "at_once",
                    "stage": "handling",
                    "amount": 24,
                    "unit": "hour",
                    "certainty": "B",
                },
            ],
        },
    ],
}


def link(start: str, end: str, relation: str) -> dict[str, Any]:
    return {
        "from": {"framework": "tidy-city", "code": start},
        "to": {"framework": "green-city", "code": end},
        "relation": relation,
    }


CROSSWALK: dict[str, Any] = {
    **HEAD,
    "kind": "crosswalk",
    "framework": {"code": "bridge", "name": "对照", "en": "Crosswalk"},
    "edition": {"label": "2017-1", "year": 2017, **SOURCED},
    "between": {"tidy-city": "2017-1", "green-city": "2017-1"},
    "topics": [
        {
            "name": "宣传",
            "en": "Publicity",
            "categories": ["E0102"],
            **SOURCED,
            "links": [link("PK1", "GC1", "same"), link("PK3", "GC3", "partly")],
        },
        {
            "name": "卫生",
            "en": "Cleanliness",
            "categories": [],
            **SOURCED,
            "links": [link("PK2", "GC2", "covers")],
        },
        {"name": "其他", "en": "Other", "categories": [], **SOURCED},
    ],
}
