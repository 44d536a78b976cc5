"""What can only go wrong between the phone and this door."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class WrongTusVersion(Problem):
    number = "412.1"
    message = _("请以 Tus-Resumable: %(version)s 发送")


class WrongContentType(Problem):
    number = "415.1"
    message = _("请以 Content-Type: %(wanted)s 发送")
