"""``diebian close-week``: score, rank, freeze, issue the notice."""

import click

from diebian.jobs.output import Output


@click.command
@click.argument("week", type=click.IntRange(min=1))
@click.pass_obj
def command(output: Output, week: int) -> None:
    """第 WEEK 周封账：计分、排名、印发通报。封账后不得更改。

    Close week WEEK: scores, ranking and the official notice. What is closed is never changed.
    """
    from diebian.base import files
    from diebian.base.clock import now
    from diebian.base.problems import NotFound
    from diebian.flows.close_week import close_week
    from diebian.people.actions import system_user
    from diebian.people.queries import current_campaign

    campaign, at = current_campaign(), now()
    if campaign is None:
        raise NotFound(what="campaign")
    closed = close_week(campaign=campaign, number=week, by=system_user(at=at), at=at)
    path = files.path_of(closed.notice.docx.sha256)
    output.say(f"{closed.week} · {closed.notice.document_number} · {path}")
    output.result(week=week, notice=closed.notice.document_number, docx=str(path))
