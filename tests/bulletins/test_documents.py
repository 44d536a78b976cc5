"""What a weekly notice says."""

from dataclasses import replace
from datetime import date, datetime

from diebian.bulletins.documents import weekly_notice
from diebian.bulletins.terms import NoticeGroup, NoticeRow, WeeklyNotice
from diebian.lib.gongwen import Paper, Table
from diebian.lib.worktime import SHANGHAI

FIRST = NoticeRow(
    unit="甲街道",
    score_e2=9850,
    rank=1,
    is_tied=True,
    due=4,
    on_time=4,
    rework=0,
    is_commended=True,
    is_criticised=False,
)
LAST = replace(
    FIRST, unit="乙街道", on_time=1, rework=2, is_tied=False, is_commended=False, is_criticised=True
)
EMPTY = replace(
    FIRST, unit="丙街道", score_e2=None, rank=None, is_tied=False, due=0, on_time=0, is_commended=False
)
NOTICE = WeeklyNotice(
    issuer="创建指挥部办公室",
    area="山阳区",
    number=3,
    starts_on=date(2017, 8, 8),
    ends_on=date(2017, 8, 14),
    cutoff_at=datetime(2017, 8, 14, 18, tzinfo=SHANGHAI),
    rules_name="督导考评办法",
    found=(("市级督查", 2), ("区级督查", 3), ("群众举报和媒体曝光", 0)),
    due=8,
    on_time=5,
    rework=2,
    repeated=1,
    groups=(NoticeGroup(name="街道", rows=(FIRST, LAST, EMPTY)),),
    is_demo=True,
)


def paper(notice: WeeklyNotice = NOTICE) -> Paper:
    return weekly_notice(notice, document_number="山创指〔2017〕1号", signed_on=date(2017, 8, 15))


def words(made: Paper) -> str:
    return "\n".join(
        getattr(block, "text", "") + getattr(block, "run_on", "") + getattr(block, "note", "")
        for block in made.blocks
    )


def test_notice_says_when_it_counts_and_by_what_rule():
    text = words(paper())
    assert "根据督导考评办法，现将山阳区第3周（2017年8月8日至2017年8月14日）督查考核情况通报如下。" in text
    assert (
        "截至2017年8月14日18时，本周参评单位被发现问题5件，其中市级督查2件、区级督查3件、群众举报和媒体曝光0件。"
        in text
    )
    assert "应整改8件，按期整改5件，按期整改率62.50%（5/8）；核查不合格返工2件。" in text


def test_minutes_of_a_cutoff_are_said():
    late = replace(NOTICE, cutoff_at=datetime(2017, 8, 14, 18, 30, tzinfo=SHANGHAI))
    assert "截至2017年8月14日18时30分" in words(paper(late))


def test_problems_name_who_has_to_answer_for_them():
    text = words(paper())
    assert "应整改而未按期整改的：乙街道3件。" in text
    assert "经核查退回返工或销号后反弹的：乙街道2件。" in text
    assert "同一点位同类问题反复出现1件。" in text


def test_table_shows_ties_no_data_and_flags():
    table = next(block for block in paper().blocks if isinstance(block, Table))
    assert table.rows == (
        ("1（并列）", "甲街道", "98.50", "100.00%（4/4）", "0", "表扬（红旗）"),
        ("1", "乙街道", "98.50", "25.00%（1/4）", "2", "批评（蓝旗）"),
        ("无数据", "丙街道", "无数据", "无数据", "0", ""),
    )


def test_praise_and_criticism_name_the_flagged():
    text = words(paper())
    assert "对甲街道予以通报表扬，授予红旗。" in text
    assert "对乙街道予以通报批评，授予蓝旗。" in text


def test_a_quiet_week_blames_nobody():
    rows = (replace(FIRST, is_commended=False), EMPTY)
    quiet = replace(NOTICE, repeated=0, groups=(NoticeGroup(name="街道", rows=rows),))
    text = words(paper(quiet))
    assert "本周未发现逾期、返工和反复出现的问题。" in text
    assert "按照通报规则，本周不授旗。" in text
    assert "街道3件" not in text


def test_demo_paper_is_marked():
    assert paper().is_demo
    assert not paper(replace(NOTICE, is_demo=False)).is_demo
