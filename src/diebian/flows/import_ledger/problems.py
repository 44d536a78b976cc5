"""What stops an import as a whole; what is wrong with a row is a ``Reason``."""

from django.utils.translation import gettext_lazy as _

from diebian.base.problems import Problem


class ColumnsMissing(Problem):
    number = "400.70"
    message = _("台账缺少必需的列：%(columns)s")
    hint = _("请在“列对照”中指明哪一列是它。")


class MappingWrong(Problem):
    number = "400.71"
    message = _("列对照有误：%(reason)s")


class RowsRefused(Problem):
    number = "422.70"
    message = _("有 %(refused)s 行不能导入，因此一行也没有写入")
    hint = _("请按逐行说明改正后再导入；或选择“只导入合格的行”。")


class ImportCancelled(Problem):
    number = "409.70"
    message = _("导入已取消，没有写入任何一行")
