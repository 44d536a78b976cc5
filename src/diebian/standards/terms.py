"""The words of the standards room and the plain values that its rules work with.

Points are whole numbers of hundredths (``points_e2``): 50 is half a point.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    """How sure a fact is: the mark of the research it came from."""

    PRIMARY = "A", _("原始来源")
    SECONDARY = "B", _("转载来源")
    INFERRED = "C", _("推断")
    MEMORY = "M", _("待核实")


class PackKind(models.TextChoices):
    """What a pack of standards brings."""

    ASSESSMENT = "assessment", _("测评标准")
    CATEGORIES = "categories", _("问题分类")
    CROSSWALK = "crosswalk", _("标准对照")


class ItemKind(models.TextChoices):
    """How a check item is judged."""

    PASS_FAIL = "pass_fail", _("符合性")
    COUNT = "count", _("计数")
    GRADED = "graded", _("分级")


class Method(models.TextChoices):
    """Ways of assessment (六种测评方法; 实地考察 in its three ways)."""

    OBSERVATION = "observation", _("实地观察")
    SITE_RECORDS = "site_records", _("实地查看记录")
    SIMULATION = "simulation", _("实景模拟验证")
    INTERVIEW = "interview", _("现场询问")
    DOCUMENTS = "documents", _("材料审核")
    QUESTIONNAIRE = "questionnaire", _("问卷调查")


class Relation(models.TextChoices):
    """How an item of one standard stands to an item of another."""

    SAME = "same", _("相同")
    COVERS = "covers", _("包含")
    PARTLY = "partly", _("部分重合")


class CategoryKind(models.TextChoices):
    """The two halves of GB/T 30428.2: things that happen and things that stand in the street."""

    EVENT = "event", _("事件类")
    COMPONENT = "component", _("部件类")


class Level(models.TextChoices):
    """How soon a fault can be put right (整改分类)."""

    AT_ONCE = "at_once", _("立行立改")
    LIMITED = "limited", _("限期整改")
    LONG_TERM = "long_term", _("长期整改")


class Stage(models.TextChoices):
    """The steps of a case that have a limit of their own."""

    DISPATCH = "dispatch", _("派遣")
    ACCEPTANCE = "acceptance", _("接收")
    HANDLING = "handling", _("处置")
    VERIFICATION = "verification", _("核查")


class TimeUnit(models.TextChoices):
    """Units of a time limit; the first two run only on the campaign's working calendar."""

    WORKING_HOUR = "working_hour", _("工作时")
    WORKING_DAY = "working_day", _("工作日")
    HOUR = "hour", _("小时")
    DAY = "day", _("天")


class Result(models.TextChoices):
    """What a check item came to."""

    PASSED = "passed", _("符合")
    FAILED = "failed", _("不符合")
    NOT_APPLICABLE = "not_applicable", _("不适用")


# Limits under this name hold wherever the chosen set says nothing.
COMMON_LIMITS = "common"
DEFAULT_LIMITS = "jiyuan"


@dataclass(frozen=True)
class Threshold:
    """What must be counted: at least or at most ``amount``; of ``per`` extent, or of a sample, or as a percentage."""

    amount: int
    unit: str
    is_ceiling: bool = False
    is_percent: bool = False
    per: int = 0
    per_unit: str = ""
    sample: int = 0


@dataclass(frozen=True)
class Deduction:
    """Hundredths of points: what the item is worth, what each fault or missing piece costs, and the most it can cost."""

    points_e2: int
    each_e2: int
    cap_e2: int


@dataclass(frozen=True)
class Grade:
    """One grade of a graded item and what it costs."""

    code: str
    name: str
    deduct_e2: int


@dataclass(frozen=True)
class ItemRule:
    """All that judging an item needs."""

    kind: str
    deduction: Deduction
    threshold: Threshold | None = None
    grades: tuple[Grade, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The outcome: result, the faults or missing pieces it rests on, and the deduction in hundredths of points."""

    result: Result
    fault_count: int
    deducted_e2: int


@dataclass(frozen=True)
class IndicatorSpec:
    code: str
    parent_code: str
    name: str
    english: str
    source: str
    certainty: str


@dataclass(frozen=True)
class ItemSpec:
    code: str
    indicator_code: str
    text: str
    english: str
    method: str
    rule: ItemRule
    threshold: Mapping[str, Any]
    deduction: Mapping[str, Any]
    sampling: str
    exceptions: tuple[str, ...]
    tip: str
    source: str
    certainty: str
    deduction_source: str
    deduction_certainty: str
    is_local: bool
    category_code: str
    place_types: tuple[str, ...]


@dataclass(frozen=True)
class SampleSpec:
    """The fewest places a standard wants looked at, for populations from ``population_from`` up to the next band."""

    subject_code: str
    subject: str
    population_from: int
    minimum: int
    source: str
    certainty: str


@dataclass(frozen=True)
class CategorySpec:
    code: str
    parent_code: str
    name: str
    english: str
    kind: str
    is_local: bool
    source: str
    certainty: str


@dataclass(frozen=True)
class TimeLimitSpec:
    """``level`` empty = every level. One of the variants of a stage is its main one."""

    limit_set: str
    category_code: str
    level: str
    stage: str
    variant: str
    is_main: bool
    amount: int
    unit: str
    condition: str
    source: str
    certainty: str
    reason: str


@dataclass(frozen=True)
class LinkSpec:
    """An item of one framework related to an item of another; frameworks by code."""

    topic: str
    from_framework: str
    from_code: str
    to_framework: str
    to_code: str
    relation: str


@dataclass(frozen=True)
class Pack:
    """One reviewed data file, read and found right."""

    kind: str
    framework_code: str
    framework_name: str
    framework_english: str
    label: str
    year: int
    is_local: bool
    source: str
    certainty: str
    note: str
    content_sha256: str
    sources: Mapping[str, str] = field(default_factory=dict)
    indicators: tuple[IndicatorSpec, ...] = ()
    items: tuple[ItemSpec, ...] = ()
    samples: tuple[SampleSpec, ...] = ()
    categories: tuple[CategorySpec, ...] = ()
    limits: tuple[TimeLimitSpec, ...] = ()
    links: tuple[LinkSpec, ...] = ()
    topic_categories: tuple[tuple[str, str], ...] = ()
    based_on: Mapping[str, str] = field(default_factory=dict)
