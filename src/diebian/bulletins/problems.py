"""What can go wrong when a paper is issued."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class NoticeAlreadyIssued(Problem):
    number = "409.60"
    message = _("第%(week)s周通报已经印发")
    hint = _("已印发的公文不得更改。")


class NoIssuer(Problem):
    number = "409.61"
    message = _("尚未设置指挥部或指挥部办公室，无法确定发文机关")
    hint = _("请先登记指挥部办公室。")
