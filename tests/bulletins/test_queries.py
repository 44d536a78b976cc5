"""What a notice counts, from real cases."""

from diebian.bulletins.queries import notice_content
from diebian.cases.terms import CaseSource
from diebian.people.models import Unit
from diebian.ranking.actions import freeze_ranking
from diebian.ranking.rules import span_of
from diebian.scoring.actions import load_rulesets, store_run
from tests.cases.conftest import Ledger, deadline
from tests.cast import NOW


def test_a_case_of_a_community_is_counted_once_though_two_answer_for_it(cast):
    Unit.objects.filter(pk=cast.chen_community.pk).update(ranking_group="社区")
    load_rulesets(by=cast.system, at=NOW)
    ledger = Ledger(cast)
    ledger.dispatch(lead_unit=cast.chen_community)
    ledger.dispatch(ledger.register(source=CaseSource.SUPERVISION), deadline=deadline(1))
    ledger.close()
    for number in (1, 2):
        span = span_of(number, start_on=cast.campaign.start_on, end_on=cast.campaign.end_on)
        units = [cast.chen_unit, cast.chen_community, cast.wu_unit]
        run = store_run(campaign=cast.campaign, units=units, span=span, by=cast.zhao, at=span[1])
        week = freeze_ranking(campaign=cast.campaign, number=number, run=run, by=cast.zhao, at=span[1])
    notice = notice_content(week, issuer="创建办")
    assert notice.found == (("市级督查", 2), ("区级督查", 1), ("群众举报和媒体曝光", 0))
    assert (notice.due, notice.on_time, notice.rework, notice.repeated) == (3, 1, 0, 0)
    by_unit = {row.unit: row for group in notice.groups for row in group.rows}
    assert by_unit["东方红街道"].due == 3
    assert by_unit["文化巷社区"].due == 1
    assert by_unit["焦东街道"].score_e2 is None
