"""Papers as issued. Nothing here is ever changed or deleted."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diebian.base.models import StoredFile
from diebian.bulletins.terms import BulletinKind
from diebian.people.models import Campaign, User
from diebian.ranking.models import Week


class IssuedQuerySet(models.QuerySet[Any]):
    """Papers may be added and read; ``update`` and ``delete`` are refused."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("An issued paper is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("An issued paper is never deleted")


class Bulletin(models.Model):
    """A paper: its number, its content as printed (``paper``, see ``lib.gongwen.data``) and the .docx itself."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name=_("创建攻坚行动"))
    week = models.ForeignKey(Week, models.PROTECT, null=True, related_name="+", verbose_name=_("考核周"))
    kind = models.CharField(_("文种"), max_length=30, choices=BulletinKind.choices)
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveIntegerField(_("顺序号"))
    document_number = models.CharField(_("发文字号"), max_length=60)
    title = models.CharField(_("标题"), max_length=200)
    paper = models.JSONField(_("内容"))
    docx = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    issued_at = models.DateTimeField(_("印发时间"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("印发人"))

    objects = IssuedQuerySet.as_manager()

    class Meta:
        verbose_name = _("公文")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "year", "number"], name="bulletin_number_once"),
            models.UniqueConstraint(fields=["week", "kind"], name="bulletin_of_week_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="bulletin_number_from_one"),
            models.CheckConstraint(condition=Q(kind__in=BulletinKind.values), name="bulletin_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An issued paper is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An issued paper is never deleted")
