"""The web server in this process: granian over WSGI, with what must be right before the first request."""

from contextlib import nullcontext

import click
from django.conf import settings
from django.core import checks
from django.db import connection

from diebian.base.migration_state import missing_migrations
from diebian.jobs import looking, static


def faults() -> list[str]:
    """Why this installation must not be served as it is."""
    found = [f"数据库未升级 · migrations missing: {name}" for name in missing_migrations()[:3]]
    if not static.is_built():
        found.append("页面样式和脚本未构建 · styles and scripts are not built: make assets")
    deploy = settings.HTTPS and not settings.DEBUG
    messages = checks.run_checks(include_deployment_checks=deploy)
    return found + [f"{message.id} {message.msg}" for message in messages if message.is_serious()]


def serve(*, host: str, port: int, workers: int = 1, threads: int = 4, look_over: bool = True) -> None:
    """Serve until stopped (Ctrl-C ends requests in hand first), with a process beside that looks over photographs.

    Raises ``click.ClickException`` when something is wrong.
    """
    if wrong := faults():
        raise click.ClickException("\n".join([*wrong, "下一步 · next: diebian migrate; diebian doctor"]))
    static.gather()
    connection.close()
    with looking.beside() if look_over else nullcontext():
        _run(host, port, workers, threads)


def _run(host: str, port: int, workers: int, threads: int) -> None:
    from granian import Granian  # noqa: PLC0415  # slow to import and not needed by any test of ours
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian(
        target="diebian.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        workers_kill_timeout=30,
        respawn_failed_workers=True,
    ).serve()
