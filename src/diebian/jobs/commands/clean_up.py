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
    """清除没有传完且长期无人续传的照片。

    Remove photographs that began to arrive and were never finished. A phone that still has one sends it again.
    """
    from diebian.base.clock import now
    from diebian.base.uploads import remove_stale

    output: Output = ctx.obj
    removed = remove_stale(before=now() - timedelta(days=days))
    output.say(
        f"清除未传完的照片 {removed.uploads} 张，文件 {removed.files} 个，共 {removed.size_bytes} 字节"
    )
    output.result(uploads=removed.uploads, files=removed.files, size_bytes=removed.size_bytes)
