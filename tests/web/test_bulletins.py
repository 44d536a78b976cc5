"""会议公文: the papers as issued, on the screen and as files."""

import io
from datetime import timedelta
from urllib.parse import unquote

import docx
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from diebian.base import files
from diebian.base.problems import NotFound
from diebian.bulletins import queries
from diebian.bulletins.actions import issue_weekly_notice
from diebian.bulletins.models import Bulletin
from diebian.lib.gongwen import Column, Heading, Paragraph, Table
from diebian.people.models import Campaign
from diebian.ranking.models import Week
from diebian.web.bulletins import disposition, shown
from tests.cast import make_campaign
from tests.ranking.conftest import weeks

__all__ = ["weeks"]


@pytest.fixture
def issue(weeks, cast):
    """Close week ``number`` and issue its notice."""

    def issued(number: int, **scores: int | None) -> Bulletin:
        week = weeks.close(number, **scores)
        return issue_weekly_notice(week=week, by=cast.zhao, at=weeks.after(number))

    return issued


@pytest.fixture(autouse=True)
def after_the_third_week(weeks):
    with time_machine.travel(weeks.after(3) + timedelta(hours=1), tick=False):
        yield


def as_(user) -> Client:
    client = Client()
    client.force_login(user, backend="diebian.web.accounts.Backend")
    return client


def text(response) -> str:
    return response.content.decode()


def test_without_papers_the_page_says_what_brings_them(cast):
    assert "还没有印发公文" in text(as_(cast.zhou).get(reverse("bulletins:list")))


def test_the_list_shows_the_newest_first_and_the_navigation_leads_there(issue, cast):
    issue(1, 东方红街道=9700)
    issue(2, 东方红街道=9700)
    page = text(as_(cast.zhou).get(reverse("bulletins:list")))
    assert page.index("山创指〔2017〕2号") < page.index("山创指〔2017〕1号")
    assert f'href="{reverse("bulletins:list")}"' in text(as_(cast.zhou).get("/"))


@pytest.mark.parametrize("papers", [1, 3])
def test_the_list_costs_the_same_however_long(issue, cast, papers, django_assert_max_num_queries):
    for number in range(1, papers + 1):
        issue(number, 东方红街道=9700)
    client = as_(cast.zhou)
    client.get("/")
    with django_assert_max_num_queries(9):
        client.get(reverse("bulletins:list"))


def test_a_paper_is_shown_as_it_was_printed(issue, cast):
    bulletin = issue(1, 东方红街道=9700, 焦东街道=9850, 城管局=None)
    page = text(as_(cast.zhou).get(reverse("bulletins:show", args=[bulletin.pk])))
    for words in (
        "山创指〔2017〕1号",
        "关于第1周督查考核情况的通报",
        "一、督查情况",
        "二、存在问题",
        "三、排名情况",
        "<td",
        "98.50",
        "无数据",
        "印发",
        bulletin.docx.sha256,
    ):
        assert words in page
    assert page.index("焦东街道") < page.index("东方红街道")
    assert "<script>" not in page


def test_a_demo_paper_says_so_and_a_real_one_does_not(issue, cast, weeks):
    real = issue(1, 东方红街道=9700)
    assert "非正式公文" not in text(as_(cast.zhou).get(reverse("bulletins:show", args=[real.pk])))
    Campaign.objects.filter(pk=cast.campaign.pk).update(is_demo=True)
    week = Week.objects.get(pk=weeks.close(2, 东方红街道=9700).pk)
    demo = issue_weekly_notice(week=week, by=cast.zhao, at=weeks.after(2))
    assert "演示数据　非正式公文" in text(as_(cast.zhou).get(reverse("bulletins:show", args=[demo.pk])))


def test_the_file_is_the_one_that_was_issued_under_its_chinese_name(issue, cast):
    bulletin = issue(1, 东方红街道=9700)
    answer = as_(cast.zhou).get(reverse("bulletins:docx", args=[bulletin.pk]))
    assert answer.content == files.read(bulletin.docx.sha256)
    assert docx.Document(io.BytesIO(answer.content)).tables
    head = answer["Content-Disposition"]
    assert head.isascii()
    assert unquote(head.split("UTF-8''")[1]) == f"{bulletin.document_number} {bulletin.title}.docx"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_name_holds_nothing_that_a_disk_or_a_header_minds():
    head = disposition(Bulletin(pk=7, document_number='a/b"\r\n', title="通报"))
    assert unquote(head.split("UTF-8''")[1]) == "ab 通报.docx"


@pytest.mark.parametrize("name", ["bulletins:show", "bulletins:docx"])
def test_papers_are_for_those_who_may_see_them(issue, cast, name):
    bulletin = issue(1, 东方红街道=9700)
    address = reverse(name, args=[bulletin.pk])
    assert Client().get(address).status_code == 302
    assert as_(cast.admin).get(address).status_code == 403
    assert as_(cast.zhou).get(reverse(name, args=[bulletin.pk + 1])).status_code == 404
    assert as_(cast.zhou).post(address).status_code == 405


def test_a_paper_of_another_campaign_is_not_there(issue, cast):
    bulletin = issue(1, 东方红街道=9700)
    other = make_campaign(cast.system, code="410802")
    with pytest.raises(NotFound):
        queries.bulletin(other, bulletin.pk)


def test_headings_are_counted_as_in_the_file():
    table = Table(columns=(Column(title="甲", align="left"), Column(title="乙")), rows=(("1", "2"),))
    blocks = (
        Heading(text="一"),
        Heading(text="二", level=2),
        Paragraph(text="文"),
        Heading(text="三"),
        table,
    )
    found = list(shown(blocks))
    assert [each.label for each in found] == ["一、", "（一）", "", "二、", ""]
    assert found[-1].rows == ((("1", "left"), ("2", "center")),)
