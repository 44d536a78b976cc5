"""What can go wrong when a week is closed."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class WeekNotInCampaign(Problem):
    number = "404.50"
    message = _("本次攻坚行动没有第%(week)s周")


class WeekNotOver(Problem):
    number = "409.50"
    message = _("第%(week)s周尚未截止，%(cutoff)s 后方可封账")


class WeekAlreadyFrozen(Problem):
    number = "409.51"
    message = _("第%(week)s周已经封账，不得更改")
    hint = _("如有异议，请在下一周考核中更正并说明。")


class EarlierWeekOpen(Problem):
    number = "409.52"
    message = _("第%(open)s周尚未封账，须按周次先后封账")


class RunOfOtherWeek(Problem):
    number = "409.53"
    message = _("所用计分不属于第%(week)s周")
    hint = _("请按本周的截止时间重新计分。")
