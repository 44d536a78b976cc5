"""A citizen at the corner of 解放中路 who sees rubbish."""

import uuid
from typing import Any

import pytest

from diebian.reports import actions
from diebian.reports.actions import NewReport
from diebian.reports.models import Report
from diebian.reports.terms import Topic
from tests.cast import NOW, Cast


def told(**more: Any) -> NewReport:
    """What the citizen tells."""
    return NewReport(
        **(
            {
                "topic": Topic.POLLUTION,
                "body": "垃圾堆了三天没人清运",
                "place_text": "解放中路与塔北路交叉口",
                "client_id": uuid.uuid4(),
                "reporter_name": "王小明",
                "reporter_phone": "13812345678",
            }
            | more
        )
    )


@pytest.fixture
def receive(cast: Cast):
    def do(**more: Any) -> Report:
        return actions.receive_report(campaign=cast.campaign, new=told(**more), at=NOW)[0]

    return do


@pytest.fixture
def report(receive) -> Report:
    return receive()
