"""``diebian look-over-photos``: photographs of cases that wait are compared with others, their times and places looked at."""

import click

from diebian.jobs.output import Output


@click.command
@click.option(
    "--watch", is_flag=True, help="一直运行，有新照片即比对 · Go on, look over new ones as they come"
)
@click.option("--parent", type=int, hidden=True)
@click.pass_obj
def command(output: Output, watch: bool, parent: int | None) -> None:
    """比对照片：尚未比对的照片逐批比对，给出提示。可中断，可重复运行；`diebian serve` 自带，单独运行时用于定时任务。

    Look over photographs that wait, and raise hints. May be stopped and run again, from cron or a systemd timer where
    `diebian serve --no-look-over` leaves it to them.
    """
    from diebian.base.clock import now
    from diebian.flows.look_over_photos import look_over_photos
    from diebian.jobs import looking

    if watch:
        looking.watch(parent=parent)
        return
    done = look_over_photos(at=now())
    output.say(
        f"指纹 {done.fingerprints}，照片 {done.photos}，提示 {done.hints}"
        f" · {done.fingerprints} fingerprints, {done.photos} photographs, {done.hints} hints"
    )
    output.result(fingerprints=done.fingerprints, photos=done.photos, hints=done.hints)
