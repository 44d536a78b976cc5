"""What each column means: guessed from the headings, remembered for the form, corrected by a person or a file."""

import json
from collections.abc import Mapping
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from diebian.base.problems import NotFound
from diebian.cases.models import ImportMapping
from diebian.cases.terms import CaseSource
from diebian.flows.import_ledger.columns import COLUMNS, LABELS, REQUIRED
from diebian.flows.import_ledger.problems import ColumnsMissing, MappingWrong
from diebian.flows.import_ledger.terms import Ledger
from diebian.flows.refused_tables import told_in_words
from diebian.lib.tables import Book, Source, Table, find_tables, plain_heading, read_book
from diebian.people.models import Campaign

ASIDE = "-"
"""In a correction: this key has no column here."""
LONGEST_MAPPING_FILE = 100_000


def read_ledger(
    source_file: Source,
    *,
    file_name: str,
    campaign: Campaign,
    source: CaseSource | None = None,
    corrections: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Ledger:
    """Read the file and find out its columns. Writes nothing.

    ``corrections`` (key → heading, or "-" for none) win over what was remembered for this form, and that over the
    guess. Sheets whose headings differ from the first table's are left out and named.
    Raises ``FileRefused``, ``ColumnsMissing``, ``MappingWrong``.
    """
    with told_in_words(file_name):
        book = read_book(source_file)
        tables = find_tables(book, _wanted(corrections or {}), sheet=sheet)
    form = tables[0]
    remembered = remembered_mapping(campaign, form.fingerprint)
    columns = dict(remembered.columns) if remembered else dict(form.columns)
    ledger = Ledger(
        file_name=file_name,
        tables=[table for table in tables if table.fingerprint == form.fingerprint],
        columns=corrected(form, columns, corrections or {}),
        source=source or (CaseSource(remembered.source) if remembered else CaseSource.DISTRICT_TASK),
        is_remembered=remembered is not None,
        has_unsaved_formulas=book.has_unsaved_formulas,
        left_out_sheets=_left_out(book, tables, form),
    )
    _require_columns(ledger.columns)
    return ledger


def _wanted(corrections: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The headings to look for, those of the correction first: an odd heading must still make a header."""
    return {
        key: (corrections[key], *names) if key in corrections else names for key, names in COLUMNS.items()
    }


def _left_out(book: Book, tables: list[Table], form: Table) -> list[str]:
    taken = {table.sheet for table in tables if table.fingerprint == form.fingerprint}
    return [sheet.name for sheet in book.sheets if sheet.name not in taken and sheet.rows]


def remembered_mapping(campaign: Campaign, fingerprint: str) -> ImportMapping | None:
    """What was agreed for these headings."""
    return ImportMapping.objects.filter(campaign=campaign, fingerprint=fingerprint).order_by("pk").first()


def corrected(form: Table, columns: Mapping[str, int], corrections: Mapping[str, str]) -> dict[str, int]:
    """The columns after a person's corrections. Raises ``MappingWrong``."""
    result = dict(columns)
    positions = {plain_heading(heading): index for index, heading in reversed(list(enumerate(form.headings)))}
    for key, heading in corrections.items():
        if key not in COLUMNS:
            raise MappingWrong(reason=_("没有名为“%(key)s”的项目") % {"key": key})
        result.pop(key, None)
        if heading in (ASIDE, ""):
            continue
        position = positions.get(plain_heading(heading))
        if position is None:
            raise MappingWrong(reason=_("表中没有“%(heading)s”列") % {"heading": heading})
        result = {other: index for other, index in result.items() if index != position}
        result[key] = position
    return result


def _require_columns(columns: Mapping[str, int]) -> None:
    missing = [str(LABELS[key]) for key in REQUIRED if key not in columns]
    if missing:
        raise ColumnsMissing(columns="、".join(missing))


def load_corrections(path: Path) -> dict[str, str]:
    """Corrections from a JSON or YAML file: an object of key → heading. Raises ``MappingWrong``, ``NotFound``."""
    if not path.is_file():
        raise NotFound(what=str(path))
    if path.stat().st_size > LONGEST_MAPPING_FILE:
        raise MappingWrong(reason=_("文件过大"))
    text = path.read_text(encoding="utf-8")
    try:
        told = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise MappingWrong(reason=str(error)[:200]) from error
    if not isinstance(told, dict) or not all(isinstance(part, str) for pair in told.items() for part in pair):
        raise MappingWrong(reason=_("应为“项目: 表头”的对照"))
    return told
