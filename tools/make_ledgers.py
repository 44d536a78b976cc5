"""Make sample ledgers: `python tools/make_ledgers.py FOLDER`. Every fault and person is invented and marked 演示数据.

handed_down_571.xlsx  a list of 571 tasks handed down, as offices send it: title, note, head, total row
handed_down.xls       the same form, 60 rows, in the old format
handed_down_gbk.csv   60 rows as comma-separated text in GBK
every_trap.xlsx       one small file with every trap at once
"""

import csv
import io
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Border, Font, Side

from diebian.lib.workbook import Column, write_workbook

STREETS = (
    "东方红街道",
    "焦东街道",
    "百间房街道",
    "太行街道",
    "艺新街道",
    "光亚街道",
    "定和街道",
    "中星街道",
    "新城街道",
)
PLACES = (
    "农贸市场",
    "老旧小区",
    "背街小巷",
    "主干道",
    "公共广场",
    "洗车行",
    "学校周边",
    "公交站点",
    "公共厕所",
    "小餐饮门店",
)
FAULTS = (
    ("暴露垃圾未及时清运", "清运垃圾，增加保洁频次", "环境卫生"),
    ("占道经营，摊位外溢", "规范摊位，加强巡查", "市容秩序"),
    ("非机动车乱停放", "施划停车位，安排人员引导", "交通秩序"),
    ("墙面小广告成片", "清除小广告，粉刷墙面", "市容秩序"),
    ("路面破损积水", "修补路面，疏通排水", "基础设施"),
    ("公益广告破损褪色", "更换公益广告", "宣传氛围"),
    ("消防通道被占用", "清理通道，设置警示标识", "公共安全"),
    ("绿化带内有枯枝和垃圾", "清理绿化带，补植花木", "园林绿化"),
    ("公共厕所异味明显，无保洁记录", "加强保洁，公示记录", "环境卫生"),
    ("垃圾桶满溢、桶身脏污", "更换垃圾桶，定时清洗", "环境卫生"),
)
HEADINGS = (
    Column("序号", 4), Column("编号", 9), Column("问题来源", 8), Column("类别", 8), Column("点位", 18), Column("存在问题", 26),
    Column("整改措施", 22), Column("责任单位", 14), Column("配合单位", 14), Column("责任人", 8), Column("交办时间", 9),
    Column("整改时限", 9), Column("完成情况", 10), Column("备注", 10),
)  # fmt: skip
TITLE = "市、区两级交办任务整改台账（演示数据）"
NOTE = "填报单位：创建工作指挥部办公室（演示数据）　　所列点位、问题与人员均为虚构"
FIRST_DAY = date(2017, 7, 25)


def rows(
    count: int, *, units: Sequence[str] = STREETS, first_day: date = FIRST_DAY, seed: int = 571
) -> Iterator[list[object]]:
    """Invented rows in the form of ``HEADINGS``: the same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311  (sample data, no secret)
    for number in range(1, count + 1):
        fault, measure, category = chance.choice(FAULTS)
        lead, helper = chance.sample(list(units), 2) if len(units) > 1 else (units[0], "")
        handed_on = first_day + timedelta(days=chance.randrange(8))
        due = handed_on + timedelta(days=chance.choice((10, 15, 20, 30)))
        level = "市" if number % 3 else "区"
        place = f"{lead.removesuffix('街道')}示例{chance.choice(PLACES)}{chance.randrange(1, 40)}号"
        yield [
            number, f"{level}〔2017〕{number:03}", f"{level}级交办", category, place, f"{fault}（第{number}项）", measure, lead,
            helper if number % 4 == 0 else None, f"演示{chance.choice('赵钱孙李周吴郑王')}某", handed_on, due,
            "已完成" if number % 7 == 0 else "正在整改" if number % 5 == 0 else None, "演示数据",
        ]  # fmt: skip


def handed_down(path: Path, *, count: int = 571, units: Sequence[str] = STREETS) -> None:
    """The ordinary list as .xlsx, with title, note and total row."""
    total: list[object] = ["合计", None, None, None, None, f"{count}项"]
    everything = (row for part in (rows(count, units=units), iter([total])) for row in part)
    write_workbook(path, sheet="交办台账", columns=HEADINGS, rows=everything, title=TITLE, note=NOTE)  # type: ignore[arg-type]


def old_workbook(path: Path, *, count: int = 60, units: Sequence[str] = STREETS) -> None:
    """The same form in the format of Excel 97."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("交办台账")
    sheet.write_merge(0, 0, 0, len(HEADINGS) - 1, TITLE)
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, heading in enumerate(HEADINGS):
        sheet.write(1, column, heading.heading)
    for index, row in enumerate(rows(count, units=units), start=2):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(index, column, value, day) if isinstance(value, date) else sheet.write(
                    index, column, value
                )
    book.save(str(path))


def gbk_text(path: Path, *, count: int = 60, units: Sequence[str] = STREETS) -> None:
    """The same form as text in GBK, as Excel on a Chinese Windows saves it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([heading.heading for heading in HEADINGS])
    for row in rows(count, units=units):
        writer.writerow(
            [
                f"{value:%Y/%m/%d}" if isinstance(value, date) else "" if value is None else value
                for value in row
            ]
        )
    path.write_bytes(out.getvalue().encode("gbk"))


# --- every trap at once ----------------------------------------------------------------------------

TRAP_HEAD = (
    ("序号", "问 题 来 源", "点位", "存在的问题", "整改情况", None, None, None, "交办时间"),
    (None, None, None, None, "整改责任单位", "配合单位", "整改时限（月日）", "完成情况", None),
)
TRAP_MERGES = ("A1:I1", "A2:I2", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:H4", "I4:I5")


def every_trap(path: Path, *, units: Sequence[str] = STREETS) -> None:
    """Title rows, a two-row head, merged cells, full-width digits, five forms of a day, unknown units, duplicates,
    blank rows, a section, a repeated head, a formula, a total row, a signature row. Row numbers are used by tests."""
    one, two = units[0], units[1]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    body: list[Sequence[object]] = [
        (TITLE,), (NOTE,), (), *TRAP_HEAD,
        ("一、市级交办任务",),                                                                        # 6 section
        ("１", "市级交办", "示例路１号", "暴露垃圾", one, None, "2017-8-25", None, "2017/7/26"),            # 7
        ("２", "市级交办", None, "占道经营", f"{one}、{two}", None, "2017/8/26", "正在整改", "2017.7.26"),   # 8 place merged from 7
        (3, "市级交办", None, "小广告", f"{two}；{one}", None, "2017年8月27日", None, date(2017, 7, 26)),    # 9 place merged from 7
        (4, "区创建办交办", "示例路２号", "路面积水", f"牵头：{two} 配合：{one}", None, "8月28日前", None, 42942),  # 10
        (5, "群众举报", "示例路３号", "车辆乱停", one, two, "二〇一七年八月二十九日", None, "7月27日"),          # 11
        (),
        (6, "督导组暗访", "示例路４号", "消防通道被占", one, None, "三日内", None, "2017-08-01"),            # 13
        (7, "市级交办", "示例路５号", "枯枝垃圾", f"{one[:-2]}街", None, "2017-8-25", None, "2017-7-26"),    # 14 near a unit
        (8, "市级交办", "示例路６号", "异味明显", "查无此单位乙", None, "不详", None, "2017-7-26"),             # 15 two reasons
        (9, "市级交办", "示例路１号", "暴露 垃圾", one, None, "2017-8-25", None, "2017-7-26"),               # 16 as row 7
        (10,),                                                                                       # 17 only a number
        TRAP_HEAD[0],                                                                                # 18 repeated head
        (11, "市级交办", "示例路７号", None, one, None, "2017-8-25", None, "2017-7-26"),                    # 19 no problem
        (12, "市级交办", "示例路８号", "垃圾桶满溢", one, None, "2017-7-20", None, "2017-7-26"),              # 20 due before handed over
        (13, "第三方测评", "示例路９号", "公益广告褪色", one, None, "2017-7-30", "已完成", "2017-7-26"),        # 21 source unknown, due passed, done
        (14, "市级交办", "示例路10号", "=1+1", one, None, "长期坚持", None, "2017-7-26"),                   # 22 a formula without result
        (15, "市级交办", "示例路11号", "'=cmd|' /C calc'!A0", None, None, "", None, "2017-7-26"),           # 23 text that looks like one
        ("合　计", None, None, "15项"),                                                                # 24 total
        ("填表人：演示某", None, None, "审核人：演示某"),                                                  # 25 signatures
    ]  # fmt: skip
    for index, row in enumerate(body, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(index, column, value)
    for merge in (*TRAP_MERGES, "C7:C9", "A6:I6"):
        sheet.merge_cells(merge)
    sheet["I10"].number_format = "General"
    _dress(sheet)
    book.save(path)


def _dress(sheet) -> None:  # type: ignore[no-untyped-def]
    thin = Side(style="thin")
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet["A1"].font = Font(size=18, bold=True)


def main() -> None:
    """Write all samples into the folder named."""
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    handed_down(folder / "handed_down_571.xlsx")
    old_workbook(folder / "handed_down.xls")
    gbk_text(folder / "handed_down_gbk.csv")
    every_trap(folder / "every_trap.xlsx")
    print(*sorted(path.name for path in folder.iterdir()))


if __name__ == "__main__":
    main()
