"""What people choose when they import a ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diebian.cases.terms import CaseSource
from diebian.flows.import_ledger import COLUMNS, LABELS, Ledger
from diebian.web.quick_fields import QuickSelect

NONE = "-"
PREFIX = "column"


class UploadForm(forms.Form):
    """The file and where it came from."""

    ledger = forms.FileField(
        label=_("台账文件"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("Excel（.xlsx、.xls）或 CSV"),
    )
    source = forms.ChoiceField(label=_("问题来源"), choices=CaseSource.choices, widget=QuickSelect)


class ColumnsForm(forms.Form):
    """Which heading of the file is which column of ours."""

    def __init__(self, data: Any = None, *, ledger: Ledger) -> None:
        super().__init__(data, prefix=PREFIX)
        headings = list(ledger.form.headings)
        choices = [(NONE, "—"), *((heading, heading) for heading in dict.fromkeys(headings) if heading)]
        for key in COLUMNS:
            place = ledger.columns.get(key)
            initial = headings[place] if place is not None else NONE
            self.fields[key] = forms.ChoiceField(
                label=str(LABELS[key]), choices=choices, initial=initial, required=False, widget=QuickSelect
            )


def corrections_in(data: Any) -> dict[str, str]:
    """The columns a person has set, key → heading, from the address or a form."""
    given = {key: data.get(f"{PREFIX}-{key}", "") for key in COLUMNS}
    return {key: heading for key, heading in given.items() if heading}
