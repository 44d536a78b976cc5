"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class UnknownDivision(Problem):
    number = "404.20"
    message = _("没有区划代码“%(code)s”")
    hint = _("请使用国家统计局统计用区划代码（截至 2023-06-30），2、4、6、9 或 12 位数字。")


class NotADistrict(Problem):
    number = "400.20"
    message = _("%(name)s（%(code)s）下设区县，请选择其中一个区、县或不设区县的市")


class SearchTooWide(Problem):
    number = "400.21"
    message = _("检索街道和社区须先选定省以下的区划")
