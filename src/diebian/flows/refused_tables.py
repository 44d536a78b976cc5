"""The words for a file that the table reader refuses: what is wrong and what to do. One place for every import."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diebian.base.problems import FileRefused
from diebian.lib.tables import RefusalCode, TableRefused

C = RefusalCode
SENTENCES: Mapping[RefusalCode, str | Promise] = {
    C.EMPTY: _("文件是空的"),
    C.FILE_TOO_LARGE: _("文件过大（上限 %(limit)s 字节）；照片请不要贴在表里"),
    C.NOT_A_TABLE: _("内容不是表格（%(kind)s）；请用 .xlsx、.xls 或 .csv"),
    C.HTML_DISGUISED: _("这是改名为表格的网页；请用 Excel 或 WPS 打开后另存为 .xlsx"),
    C.XML_DISGUISED: _("这是 XML 表格；请用 Excel 或 WPS 打开后另存为 .xlsx"),
    C.UNSUPPORTED_WORKBOOK: _("不支持 .%(kind)s；请另存为 .xlsx"),
    C.ENCRYPTED: _("文件设有打开密码；请取消密码后再上传"),
    C.HAS_MACROS: _("文件含有宏；请另存为不含宏的 .xlsx"),
    C.UNKNOWN_ENCODING: _("文字编码无法识别；请另存为 UTF-8 或 GBK 的 .csv"),
    C.ARCHIVE_DAMAGED: _("文件已损坏，无法打开"),
    C.ARCHIVE_POLYGLOT: _("文件结构异常（夹带其他内容）；请用 Excel 或 WPS 打开后另存一份"),
    C.ARCHIVE_PATH: _("文件结构异常（含有越界路径）；请用 Excel 或 WPS 打开后另存一份"),
    C.ARCHIVE_TOO_MANY_MEMBERS: _("文件内部件过多（上限 %(limit)s 个）"),
    C.ARCHIVE_TOO_LARGE_INSIDE: _("解压后过大（上限 %(limit)s 字节）；请拆成几个文件"),
    C.ARCHIVE_RATIO: _("压缩比异常；请用 Excel 或 WPS 打开后另存一份"),
    C.XML_DECLARES_ENTITIES: _("文件内有被禁止的实体声明"),
    C.XML_ENCODING: _("文件内部编码异常；请用 Excel 或 WPS 打开后另存一份"),
    C.TOO_MANY_ROWS: _("行数超过 %(limit)s；请拆成几个文件"),
    C.TOO_MANY_COLUMNS: _("第 %(row)s 行超过 %(limit)s 列"),
    C.TOO_MANY_CELLS: _("单元格超过 %(limit)s 个；请拆成几个文件"),
    C.CELL_TOO_LONG: _("第 %(row)s 行有单元格超过 %(limit)s 个字"),
    C.TOO_MANY_MERGES: _("合并单元格超过 %(limit)s 处"),
    C.OUT_OF_MEMORY: _("表格过大，超出读取所允许的内存；请删去空白区域或拆成几个文件"),
    C.OUT_OF_TIME: _("读取时间过长；请拆成几个文件"),
    C.DAMAGED: _("文件已损坏，无法读取"),
    C.NO_SHEET: _("没有名为“%(sheet)s”的工作表"),
    C.NO_HEADER: _("没有找到表头；表头应有这些列中的至少两列：%(wanted)s"),
}


@contextmanager
def told_in_words(file_name: str) -> Iterator[None]:
    """Turn a refusal of the table reader into a ``FileRefused`` that people understand."""
    try:
        yield
    except TableRefused as refused:
        sentence = str(SENTENCES[refused.refusal.code]) % refused.refusal.details
        raise FileRefused(name=file_name, reason=sentence) from refused
