"""What can only go wrong at this door."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class CsrfFailed(Problem):
    number = "403.9"
    message = _("请求缺少防伪标记")
    hint = _("请刷新页面后再试；其他系统请使用接口密钥。")
