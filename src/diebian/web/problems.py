"""What can go wrong at the door."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class NoCampaign(Problem):
    number = "404.90"
    message = _("还没有攻坚行动")
    hint = _("请系统管理员在服务器上运行 diebian init 建立攻坚行动，然后刷新本页。")
