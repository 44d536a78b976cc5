"""How a weekly notice (通报) is worded. Papers are Chinese whatever the reader's language, so nothing is translated."""

from collections.abc import Iterator
from datetime import date

from diebian.bulletins.rules import NO_DATA, mark, rate
from diebian.bulletins.terms import NoticeGroup, NoticeRow, WeeklyNotice
from diebian.lib.gongwen import Block, Column, Heading, Imprint, Paper, Paragraph, Table, spelled_date
from diebian.lib.worktime import SHANGHAI

COLUMNS = (
    Column(title="名次", share=3),
    Column(title="单位", share=6, align="left"),
    Column(title="得分", share=3, align="right"),
    Column(title="按期整改率", share=6, align="right"),
    Column(title="返工", share=2, align="right"),
    Column(title="通报", share=4),
)


def weekly_notice(notice: WeeklyNotice, *, document_number: str, signed_on: date) -> Paper:
    """The paper of a week: basis, checks by source, problems, rankings by group, praise and criticism, demands."""
    return Paper(
        issuer_mark=f"{notice.issuer}文件",
        number=document_number,
        title=(notice.issuer, f"关于第{notice.number}周督查考核情况的通报"),
        addressees=("各有关单位",),
        blocks=tuple(_blocks(notice)),
        signed_by=notice.issuer,
        signed_on=signed_on,
        imprint=Imprint(printed_by=notice.issuer, printed_on=signed_on),
        is_demo=notice.is_demo,
    )


def _blocks(notice: WeeklyNotice) -> Iterator[Block]:
    days = f"{spelled_date(notice.starts_on)}至{spelled_date(notice.ends_on)}"
    basis = f"根据{notice.rules_name}，现将{notice.area}第{notice.number}周（{days}）督查考核情况通报如下。"
    yield Paragraph(text=basis)
    yield Heading(text="督查情况")
    yield Paragraph(text=_checks(notice))
    yield Heading(text="存在问题")
    yield from _problems(notice)
    yield Heading(text="排名情况")
    yield from (_table(group, as_of=_as_of(notice)) for group in notice.groups)
    yield Heading(text="表扬和批评")
    yield from _consequences(notice)
    yield Heading(text="有关要求")
    demand = "各单位要对照整改台账，逐条逐项明确整改措施、整改时限和责任人，按期整改销号；对本通报有异议的，可向指挥部办公室申诉。"
    yield Paragraph(text=demand)


def _as_of(notice: WeeklyNotice) -> str:
    at = notice.cutoff_at.astimezone(SHANGHAI)
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{spelled_date(at.date())}{at.hour}时{minutes}"


def _checks(notice: WeeklyNotice) -> str:
    total = sum(count for _, count in notice.found)
    parts = "、".join(f"{source}{count}件" for source, count in notice.found)
    return (
        f"截至{_as_of(notice)}，本周参评单位被发现问题{total}件，其中{parts}。"
        f"本周应整改{notice.due}件，按期整改{notice.on_time}件，按期整改率{rate(notice.on_time, notice.due)}；"
        f"核查不合格返工{notice.rework}件。"
    )


def _problems(notice: WeeklyNotice) -> Iterator[Block]:
    """Only what the week shows: late, sent back, found again; by unit where a unit is to answer for it."""
    rows = [row for group in notice.groups for row in group.rows]
    late = "、".join(f"{row.unit}{row.due - row.on_time}件" for row in rows if row.due > row.on_time)
    rework = "、".join(f"{row.unit}{row.rework}件" for row in rows if row.rework)
    if late:
        yield Heading(level=2, text="整改不及时。", run_on=f"应整改而未按期整改的：{late}。")
    if rework:
        yield Heading(level=2, text="整改不到位。", run_on=f"经核查退回返工或销号后反弹的：{rework}。")
    if notice.repeated:
        yield Heading(level=2, text="问题反复。", run_on=f"同一点位同类问题反复出现{notice.repeated}件。")
    if not (late or rework or notice.repeated):
        yield Paragraph(text="本周未发现逾期、返工和反复出现的问题。")


def _table(group: NoticeGroup, *, as_of: str) -> Table:
    return Table(
        caption=f"{group.name}组考核排名",
        columns=COLUMNS,
        rows=tuple(_row(row) for row in group.rows),
        note=f"注：截至{as_of}。按期整改率=按期整改数/本周应整改数；同分同名次；无数据的单位不排名。",
    )


def _row(row: NoticeRow) -> tuple[str, ...]:
    rank = NO_DATA if row.rank is None else f"{row.rank}{'（并列）' if row.is_tied else ''}"
    flag = "表扬（红旗）" if row.is_commended else "批评（蓝旗）" if row.is_criticised else ""
    return (rank, row.unit, mark(row.score_e2), rate(row.on_time, row.due), str(row.rework), flag)


def _consequences(notice: WeeklyNotice) -> Iterator[Block]:
    rows = [row for group in notice.groups for row in group.rows]
    commended = "、".join(row.unit for row in rows if row.is_commended)
    criticised = "、".join(row.unit for row in rows if row.is_criticised)
    if commended:
        yield Paragraph(text=f"对{commended}予以通报表扬，授予红旗。")
    if criticised:
        yield Paragraph(text=f"对{criticised}予以通报批评，授予蓝旗。")
    if not (commended or criticised):
        yield Paragraph(text="按照通报规则，本周不授旗。")
