"""``diebian create-key``: a key with which another system calls the API as one of our accounts."""

import click

from diebian.jobs.output import Output


@click.command
@click.argument("username")
@click.option("--name", required=True, help="用途，如“12345 平台” · What it is for")
@click.pass_obj
def command(output: Output, username: str, name: str) -> None:
    """为用户建立接口密钥；密钥仅显示一次，停用见 revoke-key。

    Make an API key for an account; it is printed once. See revoke-key.
    """
    from diebian.base.clock import now
    from diebian.people import actions
    from diebian.people.queries import user_by_name

    at = now()
    user = user_by_name(username)
    secret = actions.create_key(user=user, name=name, by=actions.system_user(at=at), at=at)
    output.say(f"接口密钥（仅显示一次） · API key, shown once：{secret}")
    output.result(user=user.pk, name=name, key=secret)
