"""The ``diebian`` command. Exit: 0 done · 1 some rows refused · 2 wrong use or a problem that stopped the work."""

import importlib
import os
import pkgutil
import sys

import click
import django

from diebian.jobs import commands
from diebian.jobs.output import Output

REFUSED_ROWS = 1
WRONG_USE = 2


class Commands(click.Group):
    """Subcommands are the modules of ``jobs.commands``: ``import_ledger.py`` is ``import-ledger``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象 · Print one JSON object only")
@click.pass_context
def diebian(ctx: click.Context, as_json: bool) -> None:
    """蝶变：城市创建攻坚行动的工作平台。

    Diebian: the software that a city runs its improvement campaign on.
    """
    ctx.obj = Output(as_json=as_json)


def main() -> None:
    """Run a command; a ``Problem`` is told in one line and ends with exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diebian.config.settings")
    try:
        django.setup()
    except ValueError as fault:
        click.echo(f"设置有误 · Wrong setting: {fault}", err=True)
        sys.exit(WRONG_USE)
    run()


def run() -> None:
    """The command itself, with Django ready."""
    from diebian.base.problems import Problem  # noqa: PLC0415  # only importable once Django is ready

    try:
        diebian(prog_name="diebian")
    except Problem as problem:
        click.echo(f"{problem}\n{problem.next_step}".strip(), err=True)
        sys.exit(WRONG_USE)
