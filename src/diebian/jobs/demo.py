"""What the commands ``simulate`` and ``demo`` share: the run with its progress bar, a clean database, the accounts."""

import shutil
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import connection, transaction

from diebian.flows.simulate import Outcome, simulate
from diebian.flows.simulate.terms import size_of
from diebian.jobs.output import Output
from diebian.people import actions
from diebian.people.models import Campaign, Unit
from diebian.people.queries import units_of
from diebian.people.terms import Role, UnitKind

ROLES = (
    ("demo-admin", Role.ADMINISTRATOR, None),
    ("demo-office", Role.OFFICE, None),
    ("demo-leader", Role.LEADER, None),
    ("demo-supervision", Role.SUPERVISION, UnitKind.JOINT_SUPERVISION),
    ("demo-unit", Role.UNIT, UnitKind.SUBDISTRICT),
)


@dataclass(frozen=True)
class Account:
    """An account as it is printed once."""

    username: str
    role: str
    unit: str
    password: str


def simulated(output: Output, *, days: int, seed: int, start_on: date, until: datetime) -> Outcome | None:
    """Simulate under a progress bar and say what came out. None when Ctrl-C stopped it: whole days are kept."""
    done = 0
    with click.progressbar(length=days, label="模拟演示行动 · Simulating", file=sys.stderr) as bar:

        def progress(day: int, _: int) -> None:
            nonlocal done
            bar.update(day - done)
            done = day

        try:
            outcome = simulate(
                seed=seed, start_on=start_on, size=size_of(days), until=until, progress=progress
            )
        except KeyboardInterrupt:
            output.say(f"\n已停止，保留到第 {done} 天 · Stopped; kept until day {done}")
            return None
    acts, refused = sum(outcome.acts.values()), sum(outcome.refused.values())
    output.say(f"共 {acts} 项操作，被规则拒绝 {refused} 项 · {acts} acts, {refused} refused")
    for reason, count in sorted(outcome.refused.items()):
        output.say(f"  {count} × {reason}")
    return outcome


def refuse_beside_real() -> bool:
    """Whether the database holds a campaign at all; raises ``click.ClickException`` when one of them is not a demo."""
    if "people_campaign" not in connection.introspection.table_names():
        return False
    if Campaign.objects.filter(is_demo=False).exists():
        raise click.ClickException(
            "数据库中有正式的攻坚行动，不能建立演示 · This database holds a real campaign"
        )
    return Campaign.objects.exists()


def clear() -> None:
    """Make room for a new demo: the database and the files of earlier demos go.

    Raises ``click.ClickException`` as ``refuse_beside_real``, and on a database server that holds a campaign: what is
    not a file of ours is not ours to drop.
    """
    if not refuse_beside_real():
        return
    if connection.vendor != "sqlite":
        raise click.ClickException("请改用空的数据库 · Use an empty database for the demo")
    name = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    for path in name.parent.glob(f"{name.name}*"):
        path.unlink()
    shutil.rmtree(settings.FILES_ROOT, ignore_errors=True)


@transaction.atomic
def open_accounts(campaign_id: int, *, at: datetime) -> list[Account]:
    """One account for each role, each with a random password that is told once."""
    campaign, by = Campaign.objects.get(pk=campaign_id), actions.system_user(at=at)
    found = []
    for username, role, kind in ROLES:
        unit = units_of(campaign, kind)[0] if kind else None
        password = actions.random_password()
        user = actions.create_user(
            username=username, display_name=f"演示{role.label}", password=password, by=by, at=at
        )
        actions.grant_role(user=user, campaign=campaign, role=role, unit=unit, by=by, at=at)
        found.append(Account(username, str(role.label), _named(unit), password))
    return found


def _named(unit: Unit | None) -> str:
    return unit.short_name if unit else "全区"


def tell(output: Output, outcome: Outcome, accounts: list[Account]) -> None:
    """Print the accounts as a small table, once."""
    output.say("用户名 · user        密码 · password     角色 · role（单位 · unit）")
    for account in accounts:
        output.say(f"{account.username:<20} {account.password:<20} {account.role}（{account.unit}）")
    output.result(
        campaign=outcome.campaign_id,
        acts=sum(outcome.acts.values()),
        refused=dict(outcome.refused),
        accounts=[vars(account) for account in accounts],
    )
