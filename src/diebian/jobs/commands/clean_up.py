"""``diebian clean-up``: take away what nobody will ask for again."""

from datetime import timedelta

import click

from diebian.jobs.output import Output


@click.command
@click.option(
    "--days",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    help="多少天没有续传即清除 · Days without a piece after which an upload is dropped",
)
@click.pass_context
def command(ctx: click.Context, days: int) -> None:
    """清除没有传完且长期无人续传的照片，以及表单未被接收时暂存的过期照片。

    Remove photographs that began to arrive and were never finished, and those that a refused form held and nobody
    sent again. A phone that still has one sends it again.
    """
    from diebian.base import held
    from diebian.base.clock import now
    from diebian.base.uploads import remove_stale

    output: Output = ctx.obj
    at = now()
    removed = remove_stale(before=at - timedelta(days=days))
    expired = held.remove_stale(before=at - held.KEPT_FOR) + held.remove_strays(before=at - held.KEPT_FOR)
    output.say(
        f"清除未传完的照片 {removed.uploads} 张，文件 {removed.files} 个，共 {removed.size_bytes} 字节"
    )
    output.say(f"清除过期的暂存照片 {expired} 张")
    output.result(held=expired, uploads=removed.uploads, files=removed.files, size_bytes=removed.size_bytes)
