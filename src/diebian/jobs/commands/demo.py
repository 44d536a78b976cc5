"""``diebian demo``: a fresh demo campaign with accounts to look around with, then the pages."""

import click

from diebian.jobs.output import Output

INTERRUPTED = 130


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · Address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 · Port")
@click.option(
    "--days", default=50, show_default=True, type=click.IntRange(2, 200), help="天数 · How many days"
)
@click.option(
    "--seed", default=7, show_default=True, help="随机种子；相同则结果相同 · Same seed, same campaign"
)
@click.option(
    "--as-in-2017",
    is_flag=True,
    help="按 2017-07-25 起计；默认使今天为最后一天 · As in 2017; otherwise today is the last day",
)
@click.option("--serve/--no-serve", default=True, help="建好后启动网站 · Serve the pages afterwards")
@click.pass_context
def command(
    ctx: click.Context, host: str, port: int, days: int, seed: int, *, as_in_2017: bool, serve: bool
) -> None:
    """重建演示行动并打印各角色的随机密码，然后启动网站。数据库中有正式行动时拒绝执行。

    Make the demo campaign anew, print a random password for each role, then serve.
    Refused when the database holds a campaign that is not a demo.
    """
    from django.core.management import call_command

    from diebian.base.clock import now, today
    from diebian.flows.simulate import REPORTED_START
    from diebian.flows.simulate.plan import closing, day_of
    from diebian.jobs import demo

    output: Output = ctx.obj
    demo.clear()
    output.say("升级数据库表结构 · Preparing the database")
    call_command("migrate", verbosity=0, interactive=False)
    start_on = REPORTED_START if as_in_2017 else day_of(today(), 2 - days)
    end = closing(day_of(start_on, days)) if as_in_2017 else now()
    outcome = demo.simulated(output, days=days, seed=seed, start_on=start_on, until=end)
    if outcome is None:
        ctx.exit(INTERRUPTED)
    accounts = demo.open_accounts(outcome.campaign_id, at=now())
    demo.tell(output, outcome, accounts)
    if serve:
        from diebian.jobs.serving import serve as serve_pages

        output.say(f"http://{host}:{port}/")
        serve_pages(host=host, port=port, workers=1)
