"""会议公文: the papers issued, each shown in the form in which it was printed, and its .docx."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from diebian.base import files
from diebian.bulletins import queries
from diebian.bulletins.models import Bulletin
from diebian.lib.gongwen import Block, Heading, Paragraph, Table, numbered, paper_from_data
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs


@dataclass(frozen=True)
class Shown:
    """A block as the page draws it: its template, its number, its rows as (text, alignment) pairs."""

    kind: str
    label: str
    block: Block
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()


@require_safe
@needs(Permission.BULLETIN_VIEW)
def bulletins(request: HttpRequest, here: Here) -> HttpResponse:
    """The papers of the campaign, newest first."""
    page = queries.bulletin_page(here.campaign, after=request.GET.get("after", ""))
    return render(request, "bulletins/list.html", {"page": page})


@require_safe
@needs(Permission.BULLETIN_VIEW)
def bulletin(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """One paper, from its content as issued. Raises ``NotFound``."""
    found = queries.bulletin(here.campaign, pk)
    paper = paper_from_data(found.paper)
    names = {"bulletin": found, "paper": paper, "blocks": list(shown(paper.blocks))}
    names["attachments"] = [(each.title, list(shown(each.blocks))) for each in paper.attachments]
    return render(request, "bulletins/show.html", names)


def shown(blocks: tuple[Block, ...]) -> Iterator[Shown]:
    """The blocks of a paper in order, headings counted as in the .docx."""
    for label, block in numbered(blocks):
        match block:
            case Heading():
                yield Shown("heading", label, block)
            case Paragraph():
                yield Shown("paragraph", label, block)
            case Table(columns=columns, rows=rows):
                sides = [column.align for column in columns]
                yield Shown("table", label, block, tuple(tuple(zip(row, sides, strict=True)) for row in rows))


@require_safe
@needs(Permission.BULLETIN_VIEW)
def docx(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """The .docx exactly as issued, under its number and title. Raises ``NotFound``."""
    found = queries.bulletin(here.campaign, pk)
    response = HttpResponse(files.read(found.docx.sha256), content_type=found.docx.media_type)
    response["Content-Disposition"] = disposition(found)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def disposition(bulletin: Bulletin) -> str:
    """An attachment with a plain name for old readers and the Chinese one for all others (RFC 6266)."""
    name = "".join(sign for sign in str(bulletin) if sign not in '\\/:*?"<>|' and sign.isprintable())
    return (
        f"attachment; filename=\"bulletin-{bulletin.pk}.docx\"; filename*=UTF-8''{quote(name, safe='')}.docx"
    )
