"""What is looked at: indicators, check items, where they apply, how many places at least, and the crosswalk."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diebian.standards.models.editions import Edition
from diebian.standards.models.written_once import Sourced, WrittenOnce
from diebian.standards.rules.covering import item_key
from diebian.standards.rules.pack_reading import read_rule
from diebian.standards.terms import Certainty, ItemKind, ItemRule, Method, Relation


class Indicator(Sourced):
    """A node of an edition's tree (测评项目 → 测评指标 → 测评内容); codes are text and change with each edition."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="indicators", verbose_name=_("标准版本")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级指标"),
    )
    code = models.CharField(_("代码"), max_length=30)
    name = models.CharField(_("名称"), max_length=100)
    english = models.CharField(_("英文名称"), max_length=200)
    position = models.PositiveIntegerField(_("排序"))

    class Meta:
        verbose_name = _("测评指标")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="indicator_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CheckItem(Sourced):
    """One thing to look at on site, with how it is judged. Points are hundredths of a point."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="items", verbose_name=_("标准版本"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="items", verbose_name=_("测评指标"))
    code = models.CharField(_("代码"), max_length=30)
    text = models.CharField(_("检查内容"), max_length=300)
    english = models.CharField(_("英文"), max_length=200)
    method = models.CharField(_("测评方法"), max_length=20, choices=Method.choices)
    kind = models.CharField(_("判定方式"), max_length=20, choices=ItemKind.choices)
    threshold = models.JSONField(_("达标数"), default=dict)
    deduction = models.JSONField(_("扣分规则"), default=dict)
    deduction_source = models.CharField(_("扣分依据"), max_length=100)
    deduction_certainty = models.CharField(_("扣分依据等级"), max_length=1, choices=Certainty.choices)
    points_e2 = models.PositiveIntegerField(_("分值（百分之一分）"))
    sampling_rule = models.CharField(_("抽样规则"), max_length=300, blank=True)
    exceptions = models.JSONField(_("不计为问题的情形"), default=list)
    tip = models.CharField(_("提示"), max_length=300, blank=True)
    category_code = models.CharField(_("问题分类"), max_length=30, blank=True)
    is_local = models.BooleanField(_("地方条目"), default=False)
    position = models.PositiveIntegerField(_("排序"))

    class Meta:
        verbose_name = _("检查条目")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="check_item_code_once"),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="check_item_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def rule(self) -> ItemRule:
        """All that judging this item needs (``rules.judging``)."""
        return read_rule(kind=self.kind, threshold=self.threshold, deduction=self.deduction)

    @property
    def key(self) -> str:
        """What it asks, in whatever edition of its framework (``rules.covering.item_key``)."""
        return item_key(
            framework=self.edition.framework.code,
            code=self.code,
            text=self.text,
            kind=self.kind,
            threshold=self.threshold,
            grades=[[grade["code"], grade["name"]] for grade in self.deduction.get("grades", [])],
        )


class CheckItemPlaceType(WrittenOnce):
    """A type of place at which an item is looked at; the code is that of ``places`` (which this room cannot see)."""

    check_item = models.ForeignKey(
        CheckItem, models.PROTECT, related_name="place_types", verbose_name=_("检查条目")
    )
    place_type_code = models.CharField(_("点位类型代码"), max_length=60)

    class Meta:
        verbose_name = _("检查条目适用点位类型")
        constraints = [
            models.UniqueConstraint(fields=["place_type_code", "check_item"], name="item_place_type_once")
        ]

    def __str__(self) -> str:
        return f"{self.check_item_id} {self.place_type_code}"


class SampleMinimum(Sourced):
    """The fewest places of a kind to be looked at in one assessment, from a population upwards."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="sample_minimums", verbose_name=_("标准版本")
    )
    subject_code = models.CharField(_("对象代码"), max_length=60)
    subject = models.CharField(_("对象"), max_length=100)
    population_from = models.PositiveIntegerField(_("人口下限"))
    minimum = models.PositiveIntegerField(_("最低抽样数"))
    position = models.PositiveIntegerField(_("排序"))

    class Meta:
        verbose_name = _("最低抽样数")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "subject_code", "population_from"], name="sample_minimum_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.population_from}: {self.minimum}"


class Crosswalk(WrittenOnce):
    """How an item of one edition stands to an item of another (same, covers, partly)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="links", verbose_name=_("标准版本"))
    topic = models.CharField(_("主题"), max_length=100)
    from_item = models.ForeignKey(
        CheckItem, models.PROTECT, related_name="links_from", verbose_name=_("条目")
    )
    to_item = models.ForeignKey(
        CheckItem, models.PROTECT, related_name="links_to", verbose_name=_("对应条目")
    )
    relation = models.CharField(_("对应关系"), max_length=10, choices=Relation.choices)
    position = models.PositiveIntegerField(_("排序"))

    class Meta:
        verbose_name = _("标准对照关系")
        constraints = [
            models.UniqueConstraint(fields=["edition", "from_item", "to_item"], name="crosswalk_once"),
            models.CheckConstraint(condition=~Q(from_item=F("to_item")), name="crosswalk_two_ends"),
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="crosswalk_relation_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_item_id} {self.relation} {self.to_item_id}"
