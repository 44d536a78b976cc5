"""What can go wrong with what a phone sends."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class FilesMissing(Problem):
    number = "424.1"
    message = _("有 %(count)s 张照片还没有收到")
    hint = _("请先上传照片，再提交。")

    @property
    def fields(self) -> dict[str, str]:
        """Which ones, by hash."""
        return {"files": self.details["files"]}


class BodyDamaged(Problem):
    number = "460.2"
    message = _("内容在传输中损坏，校验值不符")
    hint = _("请重新发送。")


class CursorExpired(Problem):
    number = "410.1"
    message = _("本机资料须重新获取")
    hint = _("请从头同步一次；待传的内容不受影响。")


class QueueRefused(Problem):
    number = "400.62"
    message = _("不是外业导出的文件：%(reason)s")
    hint = _("请在手机的“待传”里重新“导出到文件”。")
