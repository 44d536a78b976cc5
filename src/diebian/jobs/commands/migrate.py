"""``diebian migrate``: bring the tables of the database to this version."""

import click

from diebian.jobs.output import Output


@click.command
@click.pass_obj
def command(output: Output) -> None:
    """升级数据库表结构；已是最新时不做任何改变。升级软件后运行一次。

    Bring the database to this version; run once after an upgrade. Nothing happens when it is there already.
    """
    from django.core.management import call_command

    from diebian.base.migration_state import missing_migrations

    names = missing_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    output.say(f"已执行 {len(names)} 项迁移 · {len(names)} migrations applied")
    output.result(applied=names)
