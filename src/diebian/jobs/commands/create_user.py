"""``diebian create-user``: an account with a role, for machines without a browser and for the lost administrator."""

import sys

import click

from diebian.jobs.output import Output
from diebian.people.terms import Role


@click.command
@click.argument("username")
@click.option("--name", "display_name", required=True, help="显示名 · Name shown to others")
@click.option(
    "--role", type=click.Choice(Role.values), default=Role.UNIT.value, show_default=True, help="角色 · Role"
)
@click.option(
    "--unit", "unit_name", help="单位的全称、简称或别名；省略为整个行动 · Unit; none = the whole campaign"
)
@click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="从标准输入读取密码 · Read the password from stdin"
)
@click.pass_obj
def command(
    output: Output, username: str, display_name: str, role: str, unit_name: str | None, from_stdin: bool
) -> None:
    """建立用户并授予角色；不指定密码时生成随机密码，仅显示一次。

    Make an account and give it a role. Without a password a random one is made and printed once.
    """
    from django.db import transaction

    from diebian.base.clock import now
    from diebian.base.problems import NotFound
    from diebian.people import actions
    from diebian.people.queries import current_campaign, units_by_name

    campaign, at = current_campaign(), now()
    if campaign is None:
        raise NotFound(what="攻坚行动 · campaign (diebian init)")
    unit = units_by_name(campaign).get(unit_name) if unit_name else None
    if unit_name and unit is None:
        raise NotFound(what=unit_name)
    given = sys.stdin.readline().rstrip("\r\n") if from_stdin else ""
    password = given or actions.random_password()
    by = actions.system_user(at=at)
    with transaction.atomic():
        user = actions.create_user(
            username=username,
            display_name=display_name,
            password=password,
            must_change_password=not given,
            by=by,
            at=at,
        )
        actions.grant_role(user=user, campaign=campaign, role=Role(role), unit=unit, by=by, at=at)
    output.say(f"已建立用户 {user.label}，角色：{Role(role).label}")
    if not given:
        output.say(f"初始密码（仅显示一次，首次登录后须修改） · first password, shown once：{password}")
    output.result(user=user.pk, username=username, password=None if given else password)
