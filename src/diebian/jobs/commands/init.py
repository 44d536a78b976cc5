"""``diebian init``: from an empty machine to a campaign one can sign in to."""

import sys
from datetime import datetime

import click

from diebian.jobs.output import Output


@click.command
@click.option("--division", required=True, help="县级行政区划代码，如 410811 · Code of the district")
@click.option(
    "--start",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="第一天，如 2017-07-25 · The first day",
)
@click.option(
    "--days", default=50, show_default=True, type=click.IntRange(min=1), help="天数 · How many days"
)
@click.option("--name", help="行动名称 · Name of the campaign")
@click.option(
    "--admin", default="admin", show_default=True, help="管理员用户名 · User name of the administrator"
)
@click.option(
    "--admin-password-stdin",
    "from_stdin",
    is_flag=True,
    help="从标准输入读取管理员密码 · Read the password from standard input",
)
@click.pass_obj
def command(
    output: Output, division: str, start: datetime, days: int, name: str | None, admin: str, from_stdin: bool
) -> None:
    """建立攻坚行动：数据库、街道和社区、工作日历、测评标准、管理员。中途停止不会留下半成品。

    Begin a campaign: database, streets and communities, calendar, standards, an administrator.
    A random password is printed once. Stopped half-way, nothing is left behind.
    """
    from django.core.management import call_command

    from diebian.base.clock import now
    from diebian.flows.set_up import set_up
    from diebian.people.actions import system_user

    password = sys.stdin.readline().rstrip("\r\n") if from_stdin else ""
    if from_stdin and not password:
        raise click.UsageError("标准输入中没有密码 · no password on standard input")
    output.say("升级数据库表结构 · Preparing the database")
    call_command("migrate", verbosity=0, interactive=False)
    at = now()
    output.say("载入街道、社区、日历和测评标准 · Loading streets, communities, calendar and standards")
    made = set_up(
        division_code=division,
        start_on=start.date(),
        days=days,
        name=name,
        username=admin,
        password=password,
        by=system_user(at=at),
        at=at,
    )
    is_random = bool(made.password) and not from_stdin
    output.say(f"{made.campaign.name}（{made.campaign.division_name}）已建立")
    output.say(f"用户名 · user name：{made.administrator.username}")
    if is_random:
        output.say(f"初始密码（仅显示一次，首次登录后须修改） · first password, shown once：{made.password}")
    output.say("下一步 · next：diebian serve")
    output.result(
        campaign=made.campaign.pk,
        name=made.campaign.name,
        administrator=made.administrator.username,
        password=made.password if is_random else None,
        calendar_days=made.calendar_days,
        standards=made.standards,
    )
