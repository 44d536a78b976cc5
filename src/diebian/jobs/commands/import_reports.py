"""``diebian import-reports``: messages of citizens that a hotline or another platform took in."""

from pathlib import Path

import click

from diebian.jobs.output import Output

REFUSED_ROWS = 1
SHOWN_ROWS = 50


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def command(ctx: click.Context, file: Path) -> None:
    """导入群众留言（.xlsx、.xls、.csv、.parquet），按留言编号只收一次。

    Import citizens' messages, once each by their number. Exit code 1: some rows were refused.
    """
    from diebian.base.clock import now
    from diebian.base.problems import NotFound
    from diebian.flows.import_reports import import_reports
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    output: Output = ctx.obj
    campaign, at = current_campaign(), now()
    if campaign is None:
        raise NotFound(what="campaign")
    result = import_reports(file, campaign=campaign, by=system_user(at=at), at=at)
    output.say(f"新收 {result.new} 条，已有 {result.known} 条，不能读 {len(result.refused)} 行")
    for row, reason in result.refused[:SHOWN_ROWS]:
        output.say(f"第 {row} 行：{reason}")
    output.result(
        new=result.new,
        known=result.known,
        refused=[{"row": row, "reason": why} for row, why in result.refused],
    )
    if result.refused:
        ctx.exit(REFUSED_ROWS)
