"""``diebian demo`` and ``simulate``: what they refuse, the accounts they open, how they stop."""

import click
import pytest
from click.testing import CliRunner

from diebian.flows.simulate import Outcome
from diebian.jobs import demo
from diebian.jobs.cli import diebian
from diebian.jobs.output import Output
from diebian.people.models import Campaign, Grant, User
from tests.cast import NOW


def test_a_real_campaign_is_never_cleared_away(cast):
    with pytest.raises(click.ClickException, match="正式"):
        demo.clear()
    assert Campaign.objects.exists()


@pytest.mark.parametrize("words", [["demo", "--no-serve"], ["simulate"]])
def test_the_command_stops_before_it_touches_a_real_campaign(cast, words):
    result = CliRunner().invoke(diebian, words)
    assert result.exit_code == 1
    assert "real campaign" in result.output
    assert User.objects.filter(pk=cast.zhao.pk).exists()


def test_an_empty_database_needs_no_clearing(db):
    demo.clear()
    assert not Campaign.objects.exists()


def test_every_role_gets_an_account_with_a_password_of_its_own(cast):
    accounts = demo.open_accounts(cast.campaign.pk, at=NOW)
    assert len({account.password for account in accounts}) == len(accounts) == 5
    for account in accounts:
        user = User.objects.get(username=account.username)
        assert user.check_password(account.password)
        assert Grant.objects.get(user=user).get_role_display() == account.role


def run_with(monkeypatch, simulate, capsys) -> tuple[Outcome | None, str]:
    monkeypatch.setattr(demo, "simulate", simulate)
    outcome = demo.simulated(Output(), days=3, seed=1, start_on=NOW.date(), until=NOW)
    return outcome, capsys.readouterr().out


def test_control_c_stops_cleanly_and_says_which_days_are_kept(monkeypatch, capsys):
    def interrupted(*, progress, **_):
        progress(1, 3)
        raise KeyboardInterrupt

    outcome, told = run_with(monkeypatch, interrupted, capsys)
    assert outcome is None
    assert "保留到第 1 天" in told


def test_refused_acts_are_told(monkeypatch, capsys):
    def refused(**_):
        outcome = Outcome(campaign_id=1, start_on=NOW.date(), until=NOW)
        outcome.refused["case.accept: 403.1 您没有权限"] = 2
        return outcome

    _, told = run_with(monkeypatch, refused, capsys)
    assert "2 × case.accept: 403.1 您没有权限" in told
