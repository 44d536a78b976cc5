"""Rows that are written once, and rows that say where they come from."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from diebian.standards.terms import Certainty


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """Rows may be added and read; ``update`` and ``delete`` are refused."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("An edition is never changed: load a new one under a new label")

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        raise TypeError("An edition is never changed: load a new one under a new label")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("An edition is never deleted: drop it from the campaign instead")


class WrittenOnce(models.Model):
    """A row that is inserted and from then on only read."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An edition is never changed: load a new one under a new label")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An edition is never deleted: drop it from the campaign instead")


class Sourced(WrittenOnce):
    """A row that says where it comes from and how sure that is."""

    source = models.CharField(_("来源"), max_length=100)
    certainty = models.CharField(_("依据等级"), max_length=1, choices=Certainty.choices)

    class Meta:
        abstract = True
