"""Reports by state and words; the sender's code opens one report and no other."""

import pytest

from diebian.base import photos
from diebian.base.problems import NotFound
from diebian.reports import actions, queries
from diebian.reports.queries import ReportFilter
from diebian.reports.rules import FollowCode, read_code
from diebian.reports.terms import Topic
from tests import pictures
from tests.cast import NOW


def numbers(cast, **wanted) -> list[int]:
    found = queries.narrowed(queries.reports(cast.campaign), ReportFilter(**wanted))
    return [row["number"] for row in queries.report_page(found).rows]


def test_lists_are_narrowed_and_searched_in_chinese(cast, receive):
    receive()
    barbecue = receive(topic=Topic.BARBECUE, body="深夜露天烧烤扰民", place_text="文化巷")
    actions.reject_report(report=barbecue, reason="不实", by=cast.zhao, at=NOW)
    assert numbers(cast) == [2, 1]
    assert numbers(cast, words="烧烤") == [2]
    assert numbers(cast, words="塔北路") == [1]
    assert numbers(cast, words="王小明") == []
    assert numbers(cast, state="received") == [1]
    assert numbers(cast, topic="barbecue") == [2]
    assert numbers(cast, source="import") == []
    assert numbers(cast, reported_from=NOW.date(), reported_until=NOW.date()) == [2, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_is_one_query_and_has_no_contact_data(cast, receive, count, django_assert_num_queries):
    for _ in range(count):
        receive()
    with django_assert_num_queries(1):
        rows = queries.report_page(queries.reports(cast.campaign)).rows
    assert len(rows) == count
    assert not any("reporter" in name or name == "token" for name in rows[0])


def test_the_code_opens_its_report_alone(cast, receive):
    first, second = receive(), receive()
    assert queries.followed(cast.campaign, read_code(first.code)) == first
    assert queries.followed(cast.campaign, FollowCode(first.number, second.token)) is None
    assert queries.followed(cast.campaign, FollowCode(99, first.token)) is None
    assert queries.followed(cast.campaign, None) is None


def test_one_report_by_its_number(cast, report):
    assert queries.report_numbered(cast.campaign, report.number) == report
    with pytest.raises(NotFound):
        queries.report_numbered(cast.campaign, 99)


def test_photographs_belong_to_their_report(cast, receive):
    report = receive(photos=[photos.prepare(pictures.photo(), name="1.jpg")])
    (photo,) = queries.photos_of(report)
    assert queries.shows_photo(queries.reports(cast.campaign), photo)
    assert not queries.shows_photo(queries.reports(cast.campaign).none(), photo)
