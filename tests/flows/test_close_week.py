"""One week, from the ledger to the paper: everything or nothing, and never twice."""

import io
from datetime import timedelta

import docx
import pytest

from diebian.base import files
from diebian.base.problems import NotAllowed
from diebian.base.queries import first_broken_event
from diebian.bulletins.models import Bulletin
from diebian.flows.close_week import close_week
from diebian.ranking.models import RankingRow, Week
from diebian.ranking.problems import WeekAlreadyFrozen, WeekNotInCampaign, WeekNotOver
from diebian.scoring.actions import load_rulesets
from diebian.scoring.models import ScoreRun
from tests.cases.conftest import Ledger
from tests.cast import NOW, Cast

AFTER = NOW + timedelta(days=6)  # Tuesday 2017-08-08: week 2 ended on Monday at six


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    load_rulesets(by=cast.system, at=NOW)
    return Ledger(cast)


def test_a_week_is_scored_ranked_frozen_and_told(ledger, cast):
    close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW)
    ledger.close()
    ledger.dispatch(lead_unit=cast.wu_unit)
    closed = close_week(campaign=cast.campaign, number=2, by=cast.zhao, at=AFTER)
    chen, wu = RankingRow.objects.filter(week=closed.week, ranking_group="街道").order_by("rank")
    assert (chen.unit, chen.score_e2, chen.rank) == (cast.chen_unit, 10000 - 30 + 5, 1)
    assert (wu.unit, wu.score_e2, wu.rank) == (cast.wu_unit, 10000 - 30 - 100, 2)
    nobody = RankingRow.objects.get(week=closed.week, unit=cast.department)
    assert (nobody.score_e2, nobody.rank) == (None, None)
    paper = docx.Document(io.BytesIO(files.read(closed.notice.docx.sha256)))
    words = "".join(paragraph.text for paragraph in paper.paragraphs)
    cells = "".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert "东方红街道" in words + cells
    assert "99.75" in cells
    assert "无数据" in cells
    assert first_broken_event() is None


def test_too_early_twice_or_outside_changes_nothing(ledger, cast):
    with pytest.raises(WeekNotOver):
        close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW - timedelta(days=5))
    with pytest.raises(WeekNotInCampaign):
        close_week(campaign=cast.campaign, number=9, by=cast.zhao, at=AFTER)
    with pytest.raises(NotAllowed):
        close_week(campaign=cast.campaign, number=1, by=cast.chen, at=NOW)
    assert not ScoreRun.objects.exists()
    close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW)
    with pytest.raises(WeekAlreadyFrozen):
        close_week(campaign=cast.campaign, number=1, by=cast.zhao, at=NOW)
    assert (ScoreRun.objects.count(), Week.objects.count(), Bulletin.objects.count()) == (1, 1, 1)
