"""Issuing a weekly notice: numbered, kept as issued, never changed."""

import io
from datetime import datetime

import docx
import pytest

from diebian.base import files
from diebian.base.problems import NotAllowed
from diebian.base.queries import events_of
from diebian.bulletins import actions, queries
from diebian.bulletins.models import Bulletin
from diebian.bulletins.problems import NoIssuer, NoticeAlreadyIssued
from diebian.lib.gongwen import paper_as_docx, paper_from_data
from diebian.lib.worktime import SHANGHAI
from diebian.people.models import Unit
from diebian.people.terms import UnitKind


def test_the_notice_is_numbered_and_kept_as_issued(weeks, cast):
    week = weeks.close(1, 东方红街道=9700, 焦东街道=9850, 城管局=None)
    bulletin = actions.issue_weekly_notice(week=week, by=cast.zhao, at=weeks.after(1))
    assert bulletin.document_number == "山创指〔2017〕1号"
    assert bulletin.title == "创建指挥部办公室关于第1周督查考核情况的通报"
    content = files.read(bulletin.docx.sha256)
    assert content == paper_as_docx(paper_from_data(Bulletin.objects.get(pk=bulletin.pk).paper))
    table = docx.Document(io.BytesIO(content)).tables[0]
    assert [cell.text for cell in table.rows[1].cells][:4] == ["1", "焦东街道", "98.50", "50.00%（2/4）"]
    (event,) = events_of(subject_kind="bulletin", subject_id=bulletin.pk)
    assert event.data == {"document_number": "山创指〔2017〕1号", "sha256": bulletin.docx.sha256}
    assert queries.notice_of(week) == bulletin


def test_numbers_go_on_within_a_year_and_begin_again_in_the_next(weeks, cast):
    first = actions.issue_weekly_notice(week=weeks.close(1), by=cast.zhao, at=weeks.after(1))
    second = actions.issue_weekly_notice(week=weeks.close(2), by=cast.zhao, at=weeks.after(2))
    next_year = datetime(2017, 12, 31, 16, tzinfo=SHANGHAI).replace(year=2018)
    third = actions.issue_weekly_notice(week=weeks.close(3), by=cast.zhao, at=next_year)
    numbers = [(item.year, item.number) for item in (first, second, third)]
    assert numbers == [(2017, 1), (2017, 2), (2018, 1)]
    assert list(queries.bulletins_of(cast.campaign)) == [third, second, first]
    assert str(second) == "山创指〔2017〕2号 创建指挥部办公室关于第2周督查考核情况的通报"


def test_a_week_has_one_notice(weeks, cast):
    week = weeks.close(1)
    actions.issue_weekly_notice(week=week, by=cast.zhao, at=weeks.after(1))
    with pytest.raises(NoticeAlreadyIssued):
        actions.issue_weekly_notice(week=week, by=cast.zhao, at=weeks.after(1))
    assert Bulletin.objects.count() == 1


@pytest.mark.parametrize("name", ["chen", "lin", "zhou", "wu"])
def test_only_the_office_issues(weeks, cast, name):
    week = weeks.close(1)
    with pytest.raises(NotAllowed):
        actions.issue_weekly_notice(week=week, by=getattr(cast, name), at=weeks.after(1))
    assert not Bulletin.objects.exists()


def test_without_an_office_the_headquarters_signs_and_without_both_nobody(weeks, cast):
    Unit.objects.filter(pk=cast.office.pk).update(kind=UnitKind.WORKING_GROUP)
    assert queries.issuer_of(cast.campaign) == "创建指挥部"
    Unit.objects.filter(pk=cast.headquarters.pk).update(kind=UnitKind.WORKING_GROUP)
    week = weeks.close(1)
    with pytest.raises(NoIssuer):
        actions.issue_weekly_notice(week=week, by=cast.zhao, at=weeks.after(1))


def test_an_issued_paper_never_changes(weeks, cast):
    bulletin = actions.issue_weekly_notice(week=weeks.close(1), by=cast.zhao, at=weeks.after(1))
    with pytest.raises(TypeError, match="never changed"):
        bulletin.save()
    with pytest.raises(TypeError, match="never deleted"):
        bulletin.delete()
    with pytest.raises(TypeError, match="never changed"):
        Bulletin.objects.filter(pk=bulletin.pk).update(title="别的标题")
    with pytest.raises(TypeError, match="never deleted"):
        Bulletin.objects.filter(pk=bulletin.pk).delete()
