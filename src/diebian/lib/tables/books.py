"""Read a file into sheets and rows by a bounded child process; the caller's process never parses it.

`read_book` is the only door: it accepts a path, bytes or an open file and raises `TableRefused` with a code.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from diebian.lib.tables.limits import LIMITS, Limits
from diebian.lib.tables.refusals import RefusalCode, TableRefused, refuse
from diebian.lib.tables.values import Cell

Source = Path | bytes | BinaryIO


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row with its number in the sheet, as Excel shows it (from 1)."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int | None) -> Cell:
        """The cell of a column; None beyond the row's end and for no column."""
        return self.cells[index] if index is not None and index < len(self.cells) else None


@dataclass(slots=True)
class Sheet:
    """One sheet; the sheet of a text file has no name."""

    name: str
    is_hidden: bool
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """All sheets of a file."""

    kind: str
    has_unsaved_formulas: bool = False
    """Some formula's result was not saved in the file: that cell is read as empty."""
    sheets: list[Sheet] = field(default_factory=list)


def read_book(source: Source, *, limits: Limits = LIMITS) -> Book:
    """All sheets with their filled rows; raises `TableRefused`."""
    book = Book(kind="")
    with _as_file(source, limits=limits) as file, _child(file, limits=limits) as lines:
        shared: dict[str, str] = {}
        for line in lines:
            if line.startswith("["):
                number, cells = json.loads(line)
                book.sheets[-1].rows.append(Row(number, tuple(_cell(cell, shared) for cell in cells)))
            else:
                _take_note(json.loads(line), book=book)
    return book


_SHARED_LENGTH, _SHARED_COUNT = 40, 50_000


def _cell(value: Any, shared: dict[str, str]) -> Cell:
    """One cell; short texts that repeat (units, categories) are kept once."""
    if isinstance(value, str):
        if len(value) > _SHARED_LENGTH:
            return value
        return shared.setdefault(value, value) if len(shared) < _SHARED_COUNT else shared.get(value, value)
    if isinstance(value, dict):
        return date.fromisoformat(value["on"]) if "on" in value else datetime.fromisoformat(value["at"])
    return value  # type: ignore[no-any-return]  # JSON's numbers, booleans and null


def _take_note(note: dict[str, Any], *, book: Book) -> None:
    if "refused" in note:
        raise refuse(RefusalCode(note["refused"]), **note["details"])
    if "kind" in note:
        book.kind, book.has_unsaved_formulas = note["kind"], note["unsaved"]
    elif "sheet" in note:
        book.sheets.append(Sheet(note["sheet"], note["hidden"]))


@contextmanager
def _as_file(source: Source, *, limits: Limits) -> Iterator[IO[bytes]]:
    """The source as a real file of our own, so that the child can take it as its standard input."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as copy:
        if isinstance(source, bytes):
            copy.write(source)
        else:
            source.seek(0)
            _copy(source, copy, at_most=limits.file_bytes + 1)
        copy.flush()
        copy.seek(0)
        yield copy


def _copy(source: BinaryIO, copy: IO[bytes], *, at_most: int) -> None:
    """Copy one byte more than allowed at most: enough for the child to see that it is too much."""
    while at_most > 0 and (piece := source.read(min(1 << 20, at_most))):
        at_most -= len(piece)
        copy.write(piece)


@contextmanager
def _child(file: IO[bytes], *, limits: Limits) -> Iterator[IO[str]]:
    """Lines of the child; afterwards its end is judged. It is killed at the wall time or when we leave early."""
    with subprocess.Popen(  # noqa: S603 (our own interpreter and module; the file is only its standard input)
        [sys.executable, "-P", "-s", "-m", "diebian.lib.tables.child", json.dumps(asdict(limits))],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        encoding="utf-8",
    ) as process:
        is_late = threading.Event()
        timer = threading.Timer(limits.wall_seconds, _stop, (process, is_late))
        timer.start()
        try:
            assert process.stdout is not None  # noqa: S101 (asked for above)
            yield process.stdout
            process.wait()
        finally:
            timer.cancel()
            process.kill()
    if process.returncode:
        raise _judged(process.returncode, is_late=is_late.is_set())


def _stop(process: "subprocess.Popen[str]", is_late: threading.Event) -> None:
    is_late.set()
    process.kill()


def _environment() -> dict[str, str]:
    """Only what Python needs to start: no secret of the server reaches the parser."""
    package_root = str(Path(__file__).resolve().parents[3])
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH", "HOME") if name in os.environ
    }
    return {**kept, "PYTHONPATH": package_root, "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}


def _judged(returncode: int, *, is_late: bool) -> TableRefused:
    """What a child that died tells: time, memory, or a file that broke the parser."""
    if is_late or returncode == -getattr(signal, "SIGXCPU", 24):
        return refuse(RefusalCode.OUT_OF_TIME)
    if returncode in (-signal.SIGABRT, -getattr(signal, "SIGKILL", 9)):
        return refuse(RefusalCode.OUT_OF_MEMORY)
    return refuse(RefusalCode.DAMAGED, detail=f"exit {returncode}")
