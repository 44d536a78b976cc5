"""Short texts used on many pages, translated once."""

from django.utils.translation import gettext_lazy as _

NO_DATA = _("无数据")
DEMO = _("演示数据")
REQUIRED = _("必须填写")
