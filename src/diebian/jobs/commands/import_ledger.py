"""``diebian import-ledger``: a ledger of tasks as .xlsx, .xls or .csv; first looked at, then written."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from diebian.jobs.output import Output

if TYPE_CHECKING:
    from diebian.flows.import_ledger import Ledger, LedgerCheck

REFUSED_ROWS = 1
SHOWN_ROWS = 50


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", help="问题来源，如 city_task · Where the list comes from")
@click.option(
    "--mapping", type=click.Path(path_type=Path), help="列对照文件（JSON 或 YAML） · What each column means"
)
@click.option("--sheet", help="只读这一张工作表 · Read this sheet only")
@click.option("--dry-run", is_flag=True, help="只检查，不写入 · Check every row, write nothing")
@click.option(
    "--partial", is_flag=True, help="只导入合格的行 · Write the good rows even if others are refused"
)
@click.pass_context
def command(
    ctx: click.Context,
    file: Path,
    source: str | None,
    mapping: Path | None,
    sheet: str | None,
    dry_run: bool,
    partial: bool,
) -> None:
    """导入台账。同一文件再导入一次，不会改变任何内容。

    Import a ledger. Importing the same file again changes nothing. Exit code 1: some rows were refused.
    """
    from diebian.base.clock import now
    from diebian.base.problems import NotFound
    from diebian.cases.terms import CaseSource
    from diebian.flows import import_ledger as flow
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    output: Output = ctx.obj
    if source is not None and source not in CaseSource.values:
        raise click.BadParameter("、".join(CaseSource.values), param_hint="--source")
    campaign, at = current_campaign(), now()
    if campaign is None:
        raise NotFound(what="campaign")
    by = system_user(at=at)
    ledger = flow.read_ledger(
        file,
        file_name=file.name,
        campaign=campaign,
        source=CaseSource(source) if source else None,
        corrections=flow.load_corrections(mapping) if mapping else None,
        sheet=sheet,
    )
    check = flow.check_ledger(ledger=ledger, campaign=campaign, by=by, at=at)
    _tell(output, ledger, check)
    result = None if dry_run else flow.write_ledger(check=check, by=by, at=at, is_partial=partial)
    registered = result.registered if result else 0
    output.say(
        "未写入 · nothing written" if result is None else f"登记 {registered} 件，交办 {result.given_out} 件"
    )
    output.result(
        counts={str(fate): count for fate, count in check.counts.items()},
        registered=registered,
        given_out=result.given_out if result else 0,
        columns={key: ledger.form.headings[index] for key, index in ledger.columns.items()},
        rows=[_as_data(row) for row in check.rows if row.reasons or row.case_number],
    )
    if check.counts[flow.Fate.REFUSED]:
        ctx.exit(REFUSED_ROWS)


def _tell(output: Output, ledger: "Ledger", check: "LedgerCheck") -> None:
    columns = "，".join(f"{key}＝{ledger.form.headings[index]}" for key, index in ledger.columns.items())
    output.say(f"列对照{'（已记住）' if ledger.is_remembered else ''}：{columns}")
    output.say("，".join(f"{fate.label} {count} 行" for fate, count in check.counts.items()))
    if ledger.left_out_sheets:
        output.say(f"未读的工作表：{'、'.join(ledger.left_out_sheets)}")
    if ledger.has_unsaved_formulas:
        output.say("有公式没有保存结果，这些单元格按空白处理；请用 Excel 或 WPS 打开并保存一次")
    told = [row for row in check.rows if row.reasons or row.remarks]
    for row in told[:SHOWN_ROWS]:
        sentences = "；".join(str(reason) for reason in (*row.reasons, *row.remarks))
        output.say(f"{row.sheet} 第 {row.row_number} 行 {row.fate.label}：{sentences}")
    if len(told) > SHOWN_ROWS:
        output.say(f"……另有 {len(told) - SHOWN_ROWS} 行有说明（--json 可看全部）")


def _as_data(row: object) -> dict[str, object]:
    from diebian.flows.import_ledger import CheckedRow

    assert isinstance(row, CheckedRow)  # noqa: S101  # for the type checker: the class is imported late
    return {
        "sheet": row.sheet,
        "row": row.row_number,
        "fate": str(row.fate),
        "case": row.case_number,
        "reasons": [
            {"code": str(reason.code), "column": reason.column, "text": str(reason)} for reason in row.reasons
        ],
    }
