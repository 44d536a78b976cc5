"""What can go wrong in scoring."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class RuleSetChanged(Problem):
    number = "409.40"
    message = _("计分规则 %(code)s %(version)s 的内容与已启用的不同")
    hint = _("已启用的规则不得修改，请以新的版本号另立。")


class NoRuleSet(Problem):
    number = "409.41"
    message = _("%(day)s 没有生效的计分规则")
