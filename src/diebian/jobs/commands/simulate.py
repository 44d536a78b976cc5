"""``diebian simulate``: a demo campaign lived through in a minute, by the same actions that people use."""

from datetime import date, datetime

import click

from diebian.jobs.output import Output

REFUSED_ACTS, INTERRUPTED = 1, 130


@click.command
@click.option(
    "--days", default=50, show_default=True, type=click.IntRange(2, 200), help="天数 · How many days"
)
@click.option(
    "--seed", default=7, show_default=True, help="随机种子；相同则结果相同 · Same seed, same campaign"
)
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="第一天，默认 2017-07-25 · The first day")
@click.option("--until", type=click.IntRange(min=1), help="只到第几天 · Stop at the end of this day")
@click.pass_context
def command(ctx: click.Context, days: int, seed: int, start: datetime | None, until: int | None) -> None:
    """模拟一次演示攻坚行动，全部内容均为虚构并标明“演示数据”。数据库中有正式行动时拒绝执行。

    Simulate a demo campaign; all of it is invented and marked so. Exit code 1: the rules refused some acts,
    or the database holds a campaign that is not a demo.
    """
    from django.core.management import call_command

    from diebian.flows.simulate import REPORTED_START
    from diebian.flows.simulate.plan import closing, day_of
    from diebian.jobs.demo import refuse_beside_real, simulated

    output: Output = ctx.obj
    refuse_beside_real()
    call_command("migrate", verbosity=0, interactive=False)
    start_on: date = start.date() if start else REPORTED_START
    end = closing(day_of(start_on, min(until or days, days)))
    outcome = simulated(output, days=days, seed=seed, start_on=start_on, until=end)
    if outcome is None:
        ctx.exit(INTERRUPTED)
    output.result(
        campaign=outcome.campaign_id,
        until=outcome.until.isoformat(),
        acts=dict(sorted(outcome.acts.items())),
        refused=dict(sorted(outcome.refused.items())),
    )
    if outcome.refused:
        ctx.exit(REFUSED_ACTS)
