"""Tables that belong to no single room: the audit chain, files and uploads, keys of retried requests, search text."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from diebian.base.keys import drawn_key


class Event(models.Model):
    """One thing that was done. Written once, in the transaction of the change it tells of; chained by hashes."""

    id: int
    at = models.DateTimeField(_("时间"))
    by_id = models.BigIntegerField(_("操作人编号"), null=True)
    by_label = models.CharField(_("操作人"), max_length=150)
    verb = models.CharField(_("动作"), max_length=60)
    subject_kind = models.CharField(_("对象类型"), max_length=40)
    subject_id = models.BigIntegerField(_("对象编号"))
    data = models.JSONField(_("内容"), default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("事件")
        indexes = [models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    def content(self) -> Mapping[str, Any]:
        """What the hash covers: everything but the hashes and the row's own id."""
        return {
            "at": self.at.astimezone(UTC).isoformat(),
            "by_id": self.by_id,
            "by_label": self.by_label,
            "verb": self.verb,
            "subject_kind": self.subject_kind,
            "subject_id": self.subject_id,
            "data": self.data,
        }

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An event is written once (base.actions.record_event)")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("An event is never deleted")


class StoredFile(models.Model):
    """A file kept under the SHA-256 of its content; rows refer to it, nothing overwrites it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField(_("大小（字节）"))
    media_type = models.CharField(_("类型"), max_length=100)
    width = models.PositiveIntegerField(_("宽"), null=True)
    height = models.PositiveIntegerField(_("高"), null=True)
    created_at = models.DateTimeField(_("存入时间"))

    class Meta:
        verbose_name = _("存储文件")

    def __str__(self) -> str:
        return self.sha256[:12]


class SearchDocument(models.Model):
    """The words of one object for full-text search; the database keeps an index over ``tokens`` (see migrations)."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    tokens = models.TextField()

    class Meta:
        verbose_name = _("检索文本")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_object_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Photo(models.Model):
    """A photograph: the original as it came, a public copy without its hidden data, a thumbnail."""

    # Drawn: the addresses of photographs show it, and a visit's are here before it ends.
    id = models.BigIntegerField(primary_key=True, default=drawn_key, editable=False)
    original = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("原图"))
    display = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("公开图"))
    thumbnail = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("缩略图"))
    # Read on the server from the original's EXIF; empty when it says nothing.
    taken_at = models.DateTimeField(_("拍摄时间"), null=True, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    received_at = models.DateTimeField(_("接收时间"))

    class Meta:
        verbose_name = _("照片")

    def __str__(self) -> str:
        return self.original.sha256[:12]


class Upload(models.Model):
    """A photograph on its way in, piece by piece. ``received_bytes`` never claims more than is safely on the disk."""

    # A user; this room knows none.
    by_id = models.BigIntegerField(_("上传人编号"))
    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("文件名"), max_length=200)
    size_bytes = models.PositiveBigIntegerField(_("大小（字节）"))
    received_bytes = models.PositiveBigIntegerField(_("已收到（字节）"), default=0)
    photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("照片")
    )
    created_at = models.DateTimeField(_("开始时间"))
    changed_at = models.DateTimeField(_("最近收到时间"))

    class Meta:
        verbose_name = _("上传")
        constraints = [
            models.UniqueConstraint(fields=["by_id", "sha256"], name="upload_once_per_person"),
            models.CheckConstraint(
                condition=models.Q(received_bytes__lte=models.F("size_bytes")), name="upload_within_its_size"
            ),
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="upload_by_age")]

    def __str__(self) -> str:
        return f"{self.name} {self.received_bytes}/{self.size_bytes}"

    @property
    def is_finished(self) -> bool:
        """Whether the photograph was taken in."""
        return self.photo_id is not None


class PictureFingerprint(models.Model):
    """What a picture file is compared by (``lib.lookalike``). One without points showed nothing to compare."""

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="+", verbose_name=_("存储文件"))
    content = models.BinaryField(_("内容"))

    class Meta:
        verbose_name = _("照片指纹")

    def __str__(self) -> str:
        return str(self.file)


class FingerprintKey(models.Model):
    """One of the keys under which a fingerprint is looked up: a search reads the keys it shares, not all pictures."""

    key = models.PositiveIntegerField(_("索引键"))
    fingerprint = models.ForeignKey(
        PictureFingerprint, models.CASCADE, related_name="+", verbose_name=_("照片指纹")
    )

    class Meta:
        verbose_name = _("照片指纹键")
        constraints = [models.UniqueConstraint(fields=["key", "fingerprint"], name="fingerprint_key_once")]

    def __str__(self) -> str:
        return f"{self.key:06x}"


class HeldPhoto(models.Model):
    """A photograph of a form that was refused, kept for a while so that it need not be chosen again (``base.held``)."""

    # By lot, never guessed; whoever holds it is asked for besides.
    key = models.CharField(max_length=64, unique=True)
    # A digest of who sent it: a person, or a stranger's browser. This room knows neither.
    holder = models.CharField(max_length=64)
    # A citizen without an account: strangers together have a room of their own, and cannot fill that of others.
    is_strangers = models.BooleanField(default=False)
    form = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("文件名"), max_length=200)
    size_bytes = models.PositiveBigIntegerField(_("大小（字节）"))
    held_at = models.DateTimeField(_("暂存时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("暂存照片")
        constraints = [
            models.UniqueConstraint(fields=["holder", "form", "sha256"], name="held_photo_once"),
        ]
        indexes = [models.Index(fields=["held_at", "id"], name="held_photo_by_age")]

    def __str__(self) -> str:
        return self.name
