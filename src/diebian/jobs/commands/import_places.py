"""``diebian import-places``: places from Excel, CSV or GeoJSON; first looked at, then written."""

from pathlib import Path

import click

from diebian.jobs.output import Output
from diebian.lib.datum import Datum

REFUSED_ROWS = 1
SHOWN_ROWS = 50


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--datum",
    type=click.Choice([datum.value for datum in Datum]),
    default=Datum.WGS84.value,
    show_default=True,
    help="坐标系：高德、腾讯为 gcj02，百度为 bd09 · Datum of the coordinates",
)
@click.option("--dry-run", is_flag=True, help="只检查，不写入 · Check every row, write nothing")
@click.option(
    "--partial", is_flag=True, help="只导入合格的行 · Write the good rows even if others are refused"
)
@click.pass_context
def command(ctx: click.Context, file: Path, datum: str, dry_run: bool, partial: bool) -> None:
    """导入点位（Excel、CSV、GeoJSON）。同一文件再导入一次，不会改变任何内容。

    Import places. Importing the same file again changes nothing. Exit code 1: some rows were refused.
    """
    from diebian.base.clock import now
    from diebian.base.problems import NotFound
    from diebian.flows import import_places as flow
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    output: Output = ctx.obj
    campaign, at = current_campaign(), now()
    if campaign is None:
        raise NotFound(what="攻坚行动 · campaign (diebian init)")
    by = system_user(at=at)
    places = flow.read_places(file, file_name=file.name, datum=Datum(datum))
    if dry_run:
        check = flow.check_places(file=places, campaign=campaign, by=by, at=at)
    else:
        check = flow.import_places(file=places, campaign=campaign, by=by, at=at, is_partial=partial)
    refused = [row for row in check.rows if row.reasons]
    output.say("，".join(f"{fate.label} {count} 行" for fate, count in check.counts.items()))
    for row in refused[:SHOWN_ROWS]:
        output.say(f"{row.given.sheet} 第 {row.given.row} 行 {row.name}：{'；'.join(row.reasons)}")
    if len(refused) > SHOWN_ROWS:
        output.say(f"……另有 {len(refused) - SHOWN_ROWS} 行不能导入（--json 可看全部）")
    output.say("已写入 · written" if check.is_written else "未写入 · nothing written")
    output.result(
        counts={str(fate): count for fate, count in check.counts.items()},
        is_written=check.is_written,
        refused=[
            {"sheet": row.given.sheet, "row": row.given.row, "reasons": list(row.reasons)} for row in refused
        ],
    )
    if refused:
        ctx.exit(REFUSED_ROWS)
