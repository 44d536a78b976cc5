"""``diebian load-standards``: the shipped standards, or a city's own folder of packs, for the current campaign."""

from pathlib import Path

import click

from diebian.jobs.output import Output


@click.command
@click.argument("name", default="")
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="自备标准文件的目录 · A folder with packs of your own",
)
@click.pass_obj
def command(output: Output, name: str, folder: Path | None) -> None:
    """载入测评标准：全部，或指定的一个。

    Load the standards: all of them, or the one named. Loading again changes nothing.
    """
    from diebian.base.clock import now
    from diebian.flows.load_standards import SHIPPED, load_standards
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    at = now()
    by = system_user(at=at)
    packs = load_standards(by=by, at=at, campaign=current_campaign(), name=name, folder=folder or SHIPPED)
    for pack in packs:
        state = "新载入 · new" if pack.is_new else "无变化 · unchanged"
        counts = " ".join(f"{kind}={count}" for kind, count in pack.counts.items())
        output.say(f"{pack.name} {pack.label} {state} {counts}")
    output.result(packs=[{"name": p.name, "label": p.label, "new": p.is_new, **p.counts} for p in packs])
