"""What can go wrong in this room."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem, Text
from diebian.lib.shapes import Fault, FaultKind

# A page shows this many faults; the rest are counted.
SHOWN_FAULTS = 20

FAULT_TEXTS: dict[FaultKind, Text] = {
    FaultKind.MISSING: _("缺少此项"),
    FaultKind.UNKNOWN_KEY: _("没有这个项目名"),
    FaultKind.WRONG_TYPE: _("类型不对"),
    FaultKind.WRONG_FORM: _("格式不对"),
    FaultKind.NOT_LISTED: _("不在可选值之内"),
    FaultKind.OUT_OF_RANGE: _("超出范围"),
    FaultKind.EMPTY: _("不能为空"),
    FaultKind.TWICE: _("重复"),
    FaultKind.UNKNOWN_REFERENCE: _("所指不存在"),
    FaultKind.CONTRADICTION: _("前后矛盾"),
}


def fault_text(fault: Fault) -> str:
    """One fault as people read it: ``lists[0].items[3].source：所指不存在（W99）``."""
    found = f"（{fault.found}）" if fault.found else ""
    return (
        f"{fault.path}：{FAULT_TEXTS[fault.kind]}{found}"
        if fault.path
        else f"{FAULT_TEXTS[fault.kind]}{found}"
    )


class PackRefused(Problem):
    """``faults`` holds every fault; the message shows the first ones."""

    number: ClassVar[str] = "400.20"
    message: ClassVar[Text] = _("标准文件“%(name)s”有 %(count)d 处错误：%(faults)s")
    hint: ClassVar[Text] = _("请按所示位置逐处改正后再载入。")

    def __init__(self, *, name: str, faults: Sequence[Fault]) -> None:
        shown = "；".join(fault_text(fault) for fault in faults[:SHOWN_FAULTS])
        super().__init__(name=name, count=len(faults), faults=shown)
        self.faults = tuple(faults)


class PackUnreadable(Problem):
    number = "400.21"
    message = _("标准文件“%(name)s”第 %(line)d 行读不懂：%(reason)s")


class PackUnknown(Problem):
    number = "404.20"
    message = _("没有名为“%(name)s”的标准")
    hint = _("可载入的标准：%(known)s")


class EditionChanged(Problem):
    number = "409.20"
    message = _("“%(framework)s”的“%(label)s”版已经载入，内容与这份文件不同")
    hint = _("已载入的版本不可更改。请给改动后的内容一个新的版本号（label）再载入。")


class EditionMissing(Problem):
    number = "409.21"
    message = _("标准对照所依据的“%(framework)s”“%(label)s”版尚未载入")
    hint = _("请先载入该版本。")


class AdoptionTooEarly(Problem):
    number = "409.22"
    message = _("“%(framework)s”的现用版本自 %(since)s 起采用，不能在 %(on)s 更换或停用")
