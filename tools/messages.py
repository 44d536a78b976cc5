"""The texts for people: ``extract`` them into the catalogue, ``compile`` the catalogue. Needs no GNU gettext.

The source language is Chinese, so there is one catalogue, the English one. ``extract`` keeps the translations there
are, adds new texts empty and drops what is no longer said; ``extract --check`` changes nothing and ends with 1 when
the catalogue does not hold exactly what the sources say.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "diebian"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# No dates and no names: the same texts make the same file.
HEADER = r"""# English texts of Diebian 蝶变, made by tools/messages.py; the source texts are Chinese.
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
Key = tuple[str | tuple[str, ...], str | None]


def python_texts() -> Iterator[tuple[str, Key]]:
    """(file, key) for every text marked in Python."""
    for path in sorted(SOURCE.rglob("*.py")):
        with path.open("rb") as source:
            yield from _keys(path, source)


def template_texts() -> Iterator[tuple[str, Key]]:
    """(file, key) for every text marked in a template."""
    for path in sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        marked = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # What is left of the markup looks like badly indented Python.
        lines = "\n".join(line.lstrip() for line in marked.splitlines())
        yield from _keys(path, io.BytesIO(lines.encode()))


def _keys(path: Path, source: io.BufferedIOBase) -> Iterator[tuple[str, Key]]:
    name = path.relative_to(ROOT).as_posix()
    for _line, text, _comments, context in extract("python", source, keywords=KEYWORDS):
        if text:
            yield name, (text, context)


def extracted() -> Catalog:
    """Every text of the sources, untranslated."""
    catalogue = Catalog(locale="en", project="Diebian", charset="utf-8", fuzzy=False)
    for name, (text, context) in [*python_texts(), *template_texts()]:
        message = catalogue.add(text, context=context, locations=[(name, 1)])
        message.locations = sorted(set(message.locations))
    return catalogue


def stored() -> Catalog:
    """The catalogue as it lies in the repository; empty when there is none."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en")


def keys(catalogue: Catalog) -> set[Key]:
    """What tells one text from another: the text itself (both forms) and its context."""
    return {(message.id, message.context) for message in catalogue if message.id}


def merged(fresh: Catalog, old: Catalog) -> Catalog:
    """``fresh`` with the translations of ``old``. Nothing is guessed: a changed text is a new text."""
    for message in fresh:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None and known.string:
            message.string = known.string
    return fresh


def do_extract(*, check: bool) -> int:
    """Write the catalogue, or with ``check`` only compare it with the sources."""
    fresh, old = extracted(), stored()
    new, gone = keys(fresh) - keys(old), keys(old) - keys(fresh)
    for text, _context in sorted([*new, *gone], key=str) if check else ():
        print("not in the catalogue:" if (text, _context) in new else "no longer said:", text)
    if check:
        return 1 if new or gone else 0
    catalogue = merged(fresh, old)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as target:
        target.write(HEADER.encode())
        write_po(target, catalogue, include_lineno=False, sort_by_file=True, width=0, omit_header=True)
    empty = sum(1 for message in catalogue if message.id and not translated(message.string))
    print(f"{len(keys(catalogue))} texts, {len(new)} new, {len(gone)} gone, {empty} without English")
    return 0


def translated(string: str | tuple[str, ...] | list[str]) -> bool:
    """Whether every form of a text has its English."""
    return all(string) if isinstance(string, tuple | list) else bool(string)


def do_compile() -> int:
    """Make the .mo file that Django reads. Without a catalogue there is nothing to do: the sources are Chinese."""
    if CATALOGUE.exists():
        with CATALOGUE.with_suffix(".mo").open("wb") as target:
            write_mo(target, stored())
    return 0


def main() -> int:
    """``extract [--check]`` or ``compile``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=["extract", "compile"])
    parser.add_argument("--check", action="store_true")
    words = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    return do_compile() if words.work == "compile" else do_extract(check=words.check)


if __name__ == "__main__":
    sys.exit(main())
