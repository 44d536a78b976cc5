"""导入点位: choose a file, see every row's fate, then write just that."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from diebian.base import files
from diebian.base.problems import FileRefused, NotFound
from diebian.flows.import_places import Fate, PlacesCheck, check_places, import_places, read_places
from diebian.lib.datum import Datum
from diebian.people.terms import Permission
from diebian.places.terms import DatumChoice
from diebian.web.guards import Here, needs

SALT = "places.import"
AN_HOUR = 3600
SHOWN = 200


class UploadForm(forms.Form):
    """The file, and in which datum its positions are."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("Excel（.xlsx、.xls）、CSV 或 GeoJSON"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.geojson,.json"}),
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("坐标系"), choices=DatumChoice.choices, initial=DatumChoice.GCJ02
    )


@needs(Permission.PLACE_MANAGE)
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """The first step; with a file, the dry run."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "places/import.html", {"form": form}, status=400 if form.errors else 200)
    sent = form.cleaned_data["file"]
    content = sent.read(settings.MAX_UPLOAD_BYTES + 1)
    if len(content) > settings.MAX_UPLOAD_BYTES:
        raise FileRefused(name=sent.name, reason=_("文件过大"))
    datum = Datum(form.cleaned_data["datum"])
    read = read_places(content, file_name=sent.name, datum=datum)
    check = check_places(file=read, campaign=here.campaign, by=here.user, at=here.at)
    stored = files.store(content, media_type="application/octet-stream", at=here.at)
    ticket = signing.dumps(
        {"sha256": stored.sha256, "name": sent.name, "datum": datum.value, "user": here.user.pk}, salt=SALT
    )
    return render(request, "places/import_check.html", _shown(check) | {"ticket": ticket})


@require_POST
@needs(Permission.PLACE_MANAGE)
def write(request: HttpRequest, here: Here) -> HttpResponse:
    """The second step: the file of the dry run is checked again and written."""
    ticket = _ticket(request.POST.get("ticket", ""), here)
    read = read_places(files.read(ticket["sha256"]), file_name=ticket["name"], datum=Datum(ticket["datum"]))
    check = import_places(
        file=read,
        campaign=here.campaign,
        by=here.user,
        at=here.at,
        is_partial=bool(request.POST.get("is_partial")),
    )
    if not check.is_written:
        names = _shown(check) | {"ticket": request.POST["ticket"]}
        return render(request, "places/import_check.html", names, status=409)
    counts = check.counts
    done = {"new": counts[Fate.NEW], "changed": counts[Fate.CHANGED]}
    messages.success(request, _("导入完成：新增 %(new)s 个，修改 %(changed)s 个") % done)
    return redirect("places:list")


def _ticket(text: str, here: Here) -> dict[str, Any]:
    """Which file this person had checked. Raises ``NotFound`` for a ticket that is old, altered or another's."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        raise NotFound(what=_("待导入的文件")) from None
    if found["user"] != here.user.pk:
        raise NotFound(what=_("待导入的文件"))
    return found


def _shown(check: PlacesCheck) -> dict[str, Any]:
    """Rows that need a look come first; of the others as many as a page bears."""
    order = {Fate.REFUSED: 0, Fate.CHANGED: 1, Fate.NEW: 2, Fate.UNCHANGED: 3}
    rows = sorted(check.rows, key=lambda row: order[row.fate])
    return {
        "check": check,
        "counts": [(fate.label, count) for fate, count in check.counts.items()],
        "rows": rows[:SHOWN],
        "left_out": max(0, len(rows) - SHOWN),
        "writable": any(row.fate in (Fate.NEW, Fate.CHANGED) for row in rows),
    }
