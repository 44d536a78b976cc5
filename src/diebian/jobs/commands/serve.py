"""``diebian serve``: the web server."""

import click

from diebian.jobs.output import Output


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 · Address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 · Port")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help="进程数，不多于处理器核数 · Processes, no more than cores",
)
@click.option(
    "--threads",
    default=4,
    show_default=True,
    type=click.IntRange(min=1),
    help="每个进程同时处理的请求数；1 最快，但一个慢请求会占住整个进程 · Requests at once in a process; 1 is"
    " quickest, but a slow one then holds its process",
)
@click.option(
    "--look-over/--no-look-over",
    default=True,
    show_default=True,
    help="同时比对照片；关闭后由定时任务运行 look-over-photos · Look over photographs too; without it a timer runs"
    " look-over-photos",
)
@click.pass_obj
def command(output: Output, host: str, port: int, workers: int, threads: int, look_over: bool) -> None:
    """启动网站服务，Ctrl-C 停止。启动前检查设置和数据库，并备好静态文件。

    Serve the pages until Ctrl-C. Settings, database and static files are looked after first.
    """
    from diebian.jobs.serving import serve

    output.say(f"http://{host}:{port}/")
    serve(host=host, port=port, workers=workers, threads=threads, look_over=look_over)
