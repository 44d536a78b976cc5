"""``diebian doctor``: what is wrong with this installation, and what to do."""

import click

from diebian.jobs.output import Output


@click.command
@click.pass_context
def command(ctx: click.Context) -> None:
    """检查安装：设置、数据文件夹、数据库、操作记录链、照片、日历、管理员。发现问题时退出码为 1。

    Look the installation over: settings, folder, database, audit chain, files, calendar, administrators.
    Every finding comes with its next step; exit code 1 when there is any.
    """
    from diebian.jobs.doctor import examine

    output: Output = ctx.obj
    findings = examine()
    for finding in findings:
        output.say(f"✗ {finding.problem}\n  → {finding.next_step}")
    if not findings:
        output.say("✓ 一切正常 · everything is in order")
    output.result(findings=[vars(finding) for finding in findings])
    if findings:
        ctx.exit(1)
