"""The frame of every page: who is sent where, what the navigation shows, what a page without a campaign says."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from diebian.people.models import User
from diebian.people.terms import Permission
from diebian.web.charts import Chart, Series
from diebian.web.maps import PlaceMap, Point
from diebian.web.navigation import ITEMS, entries
from tests.cast import Cast

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "diebian" / "web" / "templates"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="diebian.web.accounts.Backend")
    return client


def words(html: str) -> list[str]:
    """The words of the navigation at the left, in order."""
    bar = html.split('<nav class="shell-nav"')[1].split("nav-more")[0] if "shell-nav" in html else ""
    return re.findall(r"</svg><span>([^<]+)</span>", bar)


def test_a_stranger_is_sent_to_sign_in_and_comes_back(cast: Cast):
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/")


def test_sign_in_speaks_chinese_and_names_the_wrong_password(cast: Cast):
    page = Client().post("/accounts/login/", {"login": "zhao", "password": "wrong"})
    assert "请先改正以下内容" in page.content.decode()


def test_nobody_can_sign_up(cast: Cast):
    assert "username" not in Client().get("/accounts/signup/").content.decode()


def test_each_person_sees_his_own_navigation(cast: Cast):
    office = words(signed_in(cast.zhao).get("/").content.decode())
    unit = words(signed_in(cast.chen).get("/").content.decode())
    assert office[:3] == ["工作台", "总览", "台账"]
    assert unit[:2] == ["工作台", "台账"]
    assert "公众" not in unit
    assert set(unit) <= set(office)


def test_navigation_holds_no_dead_link_and_marks_one_entry():
    everything = entries(list(Permission), path="/cases/7/")
    assert [entry.word for entry in everything if entry.is_current] == ["台账"]
    assert all(entry.address for entry in everything)
    assert len(entries([], path="/")) == sum(item.permission is None for item in ITEMS)


def test_an_imported_ledger_lies_under_the_ledger():
    assert [e.word for e in entries(list(Permission), path="/ledgers/") if e.is_current] == ["台账"]


def test_head_shows_campaign_day_and_account(cast: Cast, time_machine):
    time_machine.move_to("2017-08-02T02:00:00+00:00")
    html = signed_in(cast.zhao).get("/").content.decode()
    assert "决战五十天" in html
    assert "第 <strong>9</strong> 天 / 共 50 天" in html
    assert "赵审核" in html
    assert "指挥部办公室" in html


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2017-07-20T02:00:00+00:00", "距开始 <strong>5</strong> 天"),
        ("2017-10-01T02:00:00+00:00", "50 天已结束"),
    ],
)
def test_before_and_after_the_campaign_the_head_says_so(cast: Cast, time_machine, moment: str, text: str):
    time_machine.move_to(moment)
    assert text in signed_in(cast.zhao).get("/").content.decode()


def test_demo_campaign_carries_the_band_on_every_page(cast: Cast):
    assert "演示数据：" not in signed_in(cast.zhao).get("/").content.decode()
    cast.campaign.is_demo = True
    cast.campaign.save()
    assert "演示数据：" in signed_in(cast.zhao).get("/accounts/2fa/").content.decode()


def test_without_a_campaign_the_page_says_what_to_do(cast: Cast, now):
    cast.campaign.archived_at = now
    cast.campaign.save()
    answer = signed_in(cast.zhao).get("/")
    assert answer.status_code == 404
    assert "diebian init" in answer.content.decode()


def test_language_is_switched_by_a_form(cast: Cast):
    client = signed_in(cast.zhao)
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/").content.decode()


def test_no_page_sends_inline_script_or_style(cast: Cast):
    answer = signed_in(cast.zhao).get("/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "style-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("number", ["400", "403", "404", "500"])
def test_pages_of_errors_need_no_request_and_say_what_to_do(number: str):
    html = render_to_string(f"errors/{number}.html")
    assert "请" in html
    assert f"编号 {number}" in html


def test_every_part_says_what_it_is():
    for path in sorted((TEMPLATES / "_parts").glob("*.html")):
        assert path.read_text(encoding="utf-8").lstrip().startswith(("{#", "{% comment %}")), path.name


def test_comments_of_several_lines_do_not_show():
    for path in TEMPLATES.rglob("*.html"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line.count("{#") == line.count("#}"), path


def test_chart_and_table_hold_the_same_values():
    chart = Chart(
        "trend",
        "line",
        "每日销号",
        "日期",
        ["8月1日", "8月2日"],
        [Series("销号", [3, None], tone="verified")],
        "件",
    )
    html = render_to_string("_parts/chart.html", {"chart": chart})
    assert chart.data["series"] == [
        {"name": "销号", "values": [3, None], "tone": "verified", "broken": False}
    ]
    assert '<td class="num">3</td>' in html
    assert '<td class="num">–</td>' in html
    assert 'id="trend" type="application/json"' in html


def test_list_beside_the_map_holds_places_without_position_too():
    known = Point(
        1, "东方红市场", "东方红路1号", 35.2, 113.2, "已验收", "verified", "circle-check", "/places/1/"
    )
    unknown = Point(2, "文化巷", "文化巷", None, None, "未验收", "new", "circle-dashed", "/places/2/")
    html = render_to_string("_parts/map.html", {"map": PlaceMap("map", "点位图", [known, unknown])})
    assert [f["id"] for f in PlaceMap("map", "", [known, unknown]).data["features"]] == [1]
    assert "文化巷" in html
    assert "无坐标" in html
