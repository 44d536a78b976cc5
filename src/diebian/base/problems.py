"""The catalogue of problems: what went wrong, in the reader's language, with a number that begins with its HTTP status.

Each room declares its own in ``problems.py``; ``web`` turns any of them into a page or a JSON answer in one place.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Problem(Exception):
    """Something the person can understand and act on. ``message`` and ``hint`` may name ``%(details)s``."""

    number: ClassVar[str] = "400.0"
    message: ClassVar[Text] = _("请求有误")
    hint: ClassVar[Text] = ""

    def __init__(self, **details: Any) -> None:
        super().__init__(details)
        self.details = details

    def __str__(self) -> str:
        return str(self.message) % self.details if self.details else str(self.message)

    @property
    def next_step(self) -> str:
        """What to do next, or an empty text."""
        return str(self.hint) % self.details if self.details else str(self.hint)

    @property
    def fields(self) -> dict[str, str]:
        """What a machine needs to know of it, by name."""
        return {}

    @property
    def status(self) -> int:
        """The HTTP status: the part of the number before the point."""
        return int(self.number.split(".")[0])


class NotAllowed(Problem):
    number = "403.1"
    message = _("您没有“%(permission)s”的权限")
    hint = _("请联系指挥部办公室核对您的岗位与权限。")


class NotFound(Problem):
    number = "404.1"
    message = _("没有找到：%(what)s")


class Invalid(Problem):
    number = "400.1"
    message = _("%(field)s：%(reason)s")


class FileRefused(Problem):
    number = "400.2"
    message = _("文件“%(name)s”不能接收：%(reason)s")
    hint = _("请换一个文件再试。")


class HeldPhotoGone(Problem):
    number = "410.2"
    message = _("先前选好的照片已过期，没有随本次提交")
    hint = _("请重新选择照片后再提交。")


class WrongUpload(Problem):
    number = "400.3"
    message = _("上传请求有误：%(reason)s")


class UploadTooLarge(Problem):
    number = "413.1"
    message = _("文件过大（上限 %(limit)s 字节）")


class UploadElsewhere(Problem):
    number = "409.2"
    message = _("文件已收到 %(received)s 字节，与发送的起点不符")
    hint = _("请从已收到处继续发送。")


class UploadDamaged(Problem):
    number = "460.1"
    message = _("文件在传输中损坏，校验值不符")
    hint = _("请从头重新发送。")


class PhotoRefused(FileRefused):
    """A file that arrived whole and is no photograph we keep: sending it again is of no use."""

    number = "422.2"


class ChangedMeanwhile(Problem):
    number = "409.1"
    message = _("这条记录刚刚被他人修改")
    hint = _("请刷新页面，看过新的内容后再操作。")


class TooManyRequests(Problem):
    number = "429.1"
    message = _("操作过于频繁")
    hint = _("请稍候再试。")
