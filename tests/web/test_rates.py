"""The page of rates: every figure with its numerator and denominator, and the rows behind it."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from diebian.cases.terms import CaseSource
from tests.cases.conftest import DAY, Ledger, deadline
from tests.cast import NOW
from tests.web.test_cases import as_, text

DAYS = f"since={NOW.date()}&until={NOW.date() + timedelta(days=6)}"


@pytest.fixture(autouse=True)
def five_days_later():
    with time_machine.travel(NOW + 5 * DAY, tick=False):
        yield


@pytest.fixture
def ledger(cast) -> Ledger:
    found = Ledger(cast)
    found.close()
    found.rectify(found.accept(found.dispatch(deadline=deadline(1))))
    late = found.register("逾期的路灯", source=CaseSource.MEDIA)
    found.dispatch(late, lead_unit=cast.wu_unit, deadline=deadline(2))
    found.dispatch(lead_unit=cast.wu_unit, deadline=deadline(6))
    return found


def links(page: str) -> list[tuple[str, str]]:
    return [(unescape(at), shown) for at, shown in re.findall(r'<a href="([^"]*came=[^"]*)">(\d+)</a>', page)]


def test_every_figure_opens_exactly_its_rows(ledger, cast):
    office = as_(cast.zhao)
    page = text(office.get(f"/cases/rates/?{DAYS}"))
    assert "按期处置率" in page
    assert "另有 1 件时限未到" in page
    found = links(page)
    assert len(found) == 3 * 8  # two units and the sum, each with its cases due and seven rates
    for address, shown in found:
        rows = (
            text(office.get(address)).count('data-name="编号"') or text(office.get(address)).count("<tr") - 1
        )
        assert max(rows, 0) == int(shown), address


@pytest.mark.parametrize(
    ("by", "name"),
    [("source", "媒体监督"), ("area", "（未填）"), ("category", "（未填）"), ("task", "（未填）")],
)
def test_by_whatever_one_asks(ledger, cast, by, name):
    page = text(as_(cast.zhao).get(f"/cases/rates/?by={by}&{DAYS}"))
    assert name in page
    assert "无数据" not in page


def test_nothing_due_is_no_rate(ledger, cast):
    page = text(as_(cast.zhao).get("/cases/rates/?since=2016-01-01&until=2016-01-31"))
    assert "无数据" in page
    assert "0.0%" not in page
    assert as_(cast.zhao).get("/cases/rates/?since=x&by=nothing").status_code == 200


def test_a_unit_sees_its_own(ledger, cast):
    page = text(as_(cast.wu).get(f"/cases/rates/?{DAYS}"))
    assert cast.wu_unit.short_name in page
    assert cast.chen_unit.short_name not in page


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_many(cast, count, django_assert_max_num_queries):
    ledger, office = Ledger(cast), as_(cast.zhao)
    for unit in (cast.chen_unit, cast.wu_unit, cast.department)[:count]:
        ledger.dispatch(lead_unit=unit, deadline=deadline(1))
    office.get("/cases/rates/")
    with django_assert_max_num_queries(6):
        office.get("/cases/rates/")
