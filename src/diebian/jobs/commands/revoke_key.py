"""``diebian revoke-key``: an API key opens nothing from now on."""

import click

from diebian.jobs.output import Output


@click.command
@click.argument("username")
@click.option("--name", required=True, help="建立时所给的用途 · What it was made for")
@click.pass_obj
def command(output: Output, username: str, name: str) -> None:
    """停用用户名下某一用途的全部接口密钥。

    Revoke the API keys of an account that were made for one purpose.
    """
    from diebian.base.clock import now
    from diebian.base.problems import NotFound
    from diebian.people import actions
    from diebian.people.queries import open_keys, user_by_name

    at = now()
    keys = list(open_keys(user_by_name(username), name=name))
    if not keys:
        raise NotFound(what=f"{username} {name}")
    for key in keys:
        actions.revoke_key(key=key, by=actions.system_user(at=at), at=at)
    output.say(f"已停用 {len(keys)} 个密钥 · revoked")
    output.result(revoked=len(keys))
