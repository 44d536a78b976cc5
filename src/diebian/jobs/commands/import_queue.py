"""``diebian import-queue``: the outbox of a phone that found no network, as the file it exported."""

from pathlib import Path

import click

from diebian.jobs.output import Output

REFUSED_ROWS = 1


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def command(ctx: click.Context, file: Path) -> None:
    """导入手机“待传”里导出的文件（.zip）；再次导入不会重复登记。

    Import the file that a phone exported. Exit code 1: some visits or answers were refused.
    """
    from diebian.base.clock import now
    from diebian.base.problems import NotFound
    from diebian.flows.field.queue import Outcome, import_queue
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    output: Output = ctx.obj
    campaign, at = current_campaign(), now()
    if campaign is None:
        raise NotFound(what="campaign")
    with file.open("rb") as queue:
        result = import_queue(queue, campaign=campaign, by=system_user(at=at), at=at)
    counts = {outcome: result.count(outcome) for outcome in Outcome}
    output.say(
        f"{result.inspector}：新收 {counts[Outcome.NEW]} 份，已有 {counts[Outcome.KNOWN]} 份，"
        f"待裁定 {counts[Outcome.RIVAL]} 份，不能收 {counts[Outcome.REFUSED]} 份"
    )
    for line in result.lines:
        output.say(f"{line.client_id}：{line.told}")
    output.result(
        inspector=result.inspector.username,
        **{outcome.value: count for outcome, count in counts.items()},
        lines=[
            {"client_id": line.client_id, "outcome": line.outcome, "told": line.told} for line in result.lines
        ],
    )
    if not result.is_whole:
        ctx.exit(REFUSED_ROWS)
