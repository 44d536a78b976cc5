"""``diebian look-over-photos``: fingerprints and hints for photographs that were kept without them."""

import click

from diebian.jobs.output import Output


@click.command
@click.pass_obj
def command(output: Output) -> None:
    """补查照片：为此前存入的照片补做指纹和提示。可中断，可重复运行。

    Look over photographs kept before: fingerprints and hints. May be stopped and run again.
    """
    from diebian.base.clock import now
    from diebian.flows.look_over_photos import look_over_photos

    done = look_over_photos(at=now())
    output.say(
        f"指纹 {done.fingerprints}，照片 {done.photos}，提示 {done.hints}"
        f" · {done.fingerprints} fingerprints, {done.photos} photographs, {done.hints} hints"
    )
    output.result(fingerprints=done.fingerprints, photos=done.photos, hints=done.hints)
