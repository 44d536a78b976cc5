"""Runs with chosen scores, so that a ranking's test says the scores it means."""

from datetime import date, datetime, timedelta

import pytest

from diebian.people import actions as people_actions
from diebian.people.models import Unit
from diebian.people.terms import UnitKind
from diebian.ranking import actions, rules
from diebian.ranking.models import Week
from diebian.scoring.models import RuleSet, ScoreRun, UnitScore
from tests.cast import NOW, Cast

STREETS = ("新华街道", "焦南街道", "光亚街道")
HOUR = timedelta(hours=1)


class Weeks:
    """The office closing weeks: ``close(1, 东方红街道=9900)``."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.ruleset = RuleSet.objects.create(
            code="test",
            version="1",
            name="测试规则",
            effective_from=date(2017, 1, 1),
            base_e2=10000,
            content_sha256="0" * 64,
            loaded_at=NOW,
        )

    def span(self, number: int) -> tuple[datetime, datetime]:
        campaign = self.cast.campaign
        return rules.span_of(number, start_on=campaign.start_on, end_on=campaign.end_on)

    def after(self, number: int) -> datetime:
        return self.span(number)[1] + HOUR

    def add_streets(self) -> None:
        """Three more streets: five in the group, enough for flags."""
        streets = [
            Unit(
                name=f"{name}办事处",
                short_name=name,
                kind=UnitKind.SUBDISTRICT,
                official_order=21 + place,
                parent=self.cast.headquarters,
                ranking_group="街道",
            )
            for place, name in enumerate(STREETS)
        ]
        people_actions.create_units(campaign=self.cast.campaign, units=streets, by=self.cast.system, at=NOW)

    def run(self, number: int, **scores: int | None) -> ScoreRun:
        starts_at, cutoff_at = self.span(number)
        run = ScoreRun.objects.create(
            campaign=self.cast.campaign,
            ruleset=self.ruleset,
            starts_at=starts_at,
            cutoff_at=cutoff_at,
            reckoned_at=cutoff_at,
            input_sha256="0" * 64,
            engine="test",
        )
        for name, score in scores.items():
            self.score(run, name, score)
        return run

    def score(self, run: ScoreRun, name: str, score: int | None) -> UnitScore:
        unit = Unit.objects.get(campaign=self.cast.campaign, short_name=name)
        return UnitScore.objects.create(
            run=run, unit=unit, score_e2=score, found_count=3, due_count=4, on_time_count=2, rework_count=1
        )

    def close(self, number: int, **scores: int | None) -> Week:
        run = self.run(number, **scores)
        return actions.freeze_ranking(
            campaign=self.cast.campaign, number=number, run=run, by=self.cast.zhao, at=self.after(number)
        )


@pytest.fixture
def weeks(cast: Cast) -> Weeks:
    return Weeks(cast)
