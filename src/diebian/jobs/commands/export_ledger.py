"""``diebian export-ledger``: the ledger as .xlsx, in the standard form or in the form that was imported."""

from pathlib import Path

import click

from diebian.jobs.output import Output


@click.command
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--source", help="只导出这一来源，如 city_task · Only cases from this source")
@click.option("--same-form", is_flag=True, help="按最近导入的表式导出 · In the form that was imported last")
@click.pass_obj
def command(output: Output, file: Path, source: str | None, same_form: bool) -> None:
    """导出台账：标准表式，或按来时的表式填好完成情况。

    Export the ledger, in the standard form or in the form it came in, with the states filled in.
    """
    from diebian.base.clock import now
    from diebian.base.problems import NotFound
    from diebian.cases.terms import CaseSource
    from diebian.flows.export_ledger import export_ledger, forms_of
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    if source is not None and source not in CaseSource.values:
        raise click.BadParameter("、".join(CaseSource.values), param_hint="--source")
    campaign, at = current_campaign(), now()
    if campaign is None:
        raise NotFound(what="campaign")
    mapping = forms_of(campaign).first() if same_form else None
    if same_form and mapping is None:
        raise NotFound(what="已导入的表式")
    chosen = CaseSource(source) if source else None
    count = export_ledger(
        file, campaign=campaign, by=system_user(at=at), at=at, mapping=mapping, source=chosen
    )
    output.say(f"{file}：{count} 行")
    output.result(file=str(file), rows=count)
