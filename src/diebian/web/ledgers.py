"""导入台账: a file is kept, its columns shown, every row's fate told; then it is written, or not."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from diebian.base import files
from diebian.base.models import StoredFile
from diebian.base.problems import FileRefused, NotFound, Problem
from diebian.cases.terms import CaseSource
from diebian.flows.import_ledger import Fate, LedgerCheck, check_ledger, read_ledger, write_ledger
from diebian.people.terms import Permission
from diebian.web.guards import Here, needs
from diebian.web.ledger_forms import ColumnsForm, UploadForm, corrections_in

LARGEST = 20 * 1024 * 1024
ROWS_SHOWN = 300
# A request should answer within a minute; longer ledgers go in by the command.
ROWS_WRITTEN = 5000


@needs(Permission.LEDGER_IMPORT)
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """Step one: the file, kept under its hash, and where it came from."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["ledger"]
        if given.size > LARGEST:
            raise FileRefused(name=given.name, reason=_("超过 %(limit)s MB") % {"limit": LARGEST // 2**20})
        stored = files.store(given.read(), media_type="application/octet-stream", at=here.at)
        chosen = {"name": given.name, "source": form.cleaned_data["source"]}
        return redirect(f"/ledgers/{stored.sha256}/?{urlencode(chosen)}")
    return render(request, "ledgers/upload.html", {"form": form})


@needs(Permission.LEDGER_IMPORT)
def check(request: HttpRequest, here: Here, sha256: str) -> HttpResponse:
    """Step two: columns and every row's fate; step three, by POST: write."""
    checked = _checked(sha256, request.GET, here)
    if request.method == "POST":
        return _write(request, checked, here)
    shown = request.GET.get("fate", "")
    rows = checked.of_fate(Fate(shown)) if shown in Fate.values else checked.rows
    names: dict[str, Any] = {
        "ledger": checked.ledger,
        "columns": ColumnsForm(ledger=checked.ledger),
        "name": request.GET.get("name", ""),
        "source": CaseSource(checked.ledger.source),
        "counts": [(fate, count) for fate, count in checked.counts.items() if count],
        "refused": checked.counts[Fate.REFUSED],
        "new": checked.counts[Fate.NEW],
        "rows": rows[:ROWS_SHOWN],
        "is_cut": len(rows) > ROWS_SHOWN,
        "limit": ROWS_SHOWN,
        "shown": shown,
    }
    return render(request, "ledgers/check.html", names)


def _checked(sha256: str, asked: Any, here: Here) -> LedgerCheck:
    if not StoredFile.objects.filter(sha256=sha256).exists():
        raise NotFound(what=_("台账文件"))
    source = asked.get("source", "")
    ledger = read_ledger(
        files.path_of(sha256),
        file_name=asked.get("name", ""),
        campaign=here.campaign,
        source=CaseSource(source) if source in CaseSource.values else None,
        corrections=corrections_in(asked),
    )
    return check_ledger(ledger=ledger, campaign=here.campaign, by=here.user, at=here.at)


def _write(request: HttpRequest, checked: LedgerCheck, here: Here) -> HttpResponse:
    if checked.counts[Fate.NEW] > ROWS_WRITTEN:
        messages.error(
            request, _("超过 %(limit)s 行的台账请用命令 diebian import-ledger 导入") % {"limit": ROWS_WRITTEN}
        )
        return redirect(request.get_full_path())
    try:
        result = write_ledger(check=checked, by=here.user, at=here.at, is_partial="partial" in request.POST)
    except Problem as problem:
        messages.error(request, f"{problem} {problem.next_step}")
        return redirect(request.get_full_path())
    told = {"new": result.registered, "given": result.given_out}
    messages.success(request, _("已登记 %(new)s 件，其中已交办 %(given)s 件") % told)
    return redirect("cases:list")
