"""Ready statements give what the ORM gives."""

from datetime import timedelta

import pytest

from diebian.base.rows import insert_row, insert_rows, read_rows, update_rows
from diebian.cases.models import Case
from diebian.people.models import CalendarDay, Campaign, Grant
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def plain(row) -> dict[str, object]:
    return {name: value for name, value in row.__dict__.items() if name != "_state"}


def test_a_row_read_is_the_row_that_the_orm_reads(cast):
    (read,) = read_rows(Campaign, "id = %s", [cast.campaign.pk])
    assert plain(read) == plain(Campaign.objects.get(pk=cast.campaign.pk))
    assert not read._state.adding


def test_rows_come_in_the_order_asked_for(cast):
    of_campaign = [cast.campaign.pk]
    found = read_rows(Grant, "campaign_id = %s ORDER BY id DESC", of_campaign)
    assert [grant.pk for grant in found] == list(Grant.objects.order_by("-id").values_list("pk", flat=True))
    assert read_rows(Grant, "campaign_id = %s ORDER BY id", [0]) == []


def test_what_is_written_is_read_back(cast):
    day = CalendarDay(day=NOW.date(), is_working=False, note="节")
    insert_row(day)
    assert plain(CalendarDay.objects.get(pk=day.pk)) == plain(day)
    insert_rows([CalendarDay(day=NOW.date() + timedelta(days=n), is_working=True) for n in (1, 2)])
    insert_rows([])
    assert CalendarDay.objects.count() == 3
    day.is_working = True
    update_rows([day], names=["is_working"])
    assert CalendarDay.objects.get(pk=day.pk).is_working


def test_every_kind_of_field_of_a_case_is_written_as_the_orm_writes_it(cast):
    values = {
        "campaign": cast.campaign,
        "source": "city_task",
        "state": "registered",
        "description": "南门处地面存在垃圾",
        "registered_at": NOW,
        "dispatch_due_at": NOW,
    }
    by_orm = Case.objects.create(number=1, **values)
    ready = Case(number=2, **values)
    insert_row(ready)
    first, second = plain(Case.objects.get(pk=by_orm.pk)), plain(Case.objects.get(pk=ready.pk))
    different = {name for name in first if first[name] != second[name]}
    assert different == {"id", "number"}
