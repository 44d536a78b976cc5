"""The bounded child: `python -m diebian.lib.tables.child` reads a file from its standard input.

It sets its own bounds before it looks at the first byte, and writes lines of JSON: a sheet, its rows, the next
sheet …, then the end; or one refusal. It knows no file name, so nothing inside the file can name a path.
"""

import json
import sys
from datetime import date, datetime
from typing import BinaryIO, TextIO

from diebian.lib.tables.limits import Limits
from diebian.lib.tables.refusals import RefusalCode, TableRefused, refuse


def main(arguments: list[str]) -> int:
    """Read standard input within the limits given as one JSON object; 0 also when the file is refused."""
    limits = Limits(**json.loads(arguments[0]))
    bound_this_process(limits)
    output = open(1, "w", encoding="utf-8", buffering=1 << 18, closefd=False, newline="\n")  # noqa: SIM115 (standard output)
    try:
        write_lines(sys.stdin.buffer, output, limits=limits)
    except TableRefused as refused:
        _put(output, {"refused": refused.refusal.code.value, "details": refused.refusal.details})
    except MemoryError:
        _put(output, {"refused": RefusalCode.OUT_OF_MEMORY.value, "details": {}})
    output.flush()
    return 0


def bound_this_process(limits: Limits) -> None:
    """Memory, processor time and core files; nothing where the platform has no such limits."""
    try:
        import resource  # noqa: PLC0415 (absent on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))


def write_lines(file: BinaryIO, output: TextIO, *, limits: Limits) -> None:
    """Check the file, then write its sheets and rows; raises `TableRefused`."""
    from diebian.lib.tables import grids, kinds  # noqa: PLC0415 (the parser is loaded inside the bounds)

    nature = kinds.nature_of(file, limits=limits)
    _put(output, {"kind": nature.kind.value, "unsaved": nature.has_unsaved_formulas})
    for name, is_hidden, rows in grids.read_grids(file, kind=nature.kind, limits=limits):
        _put(output, {"sheet": name, "hidden": is_hidden})
        for number, cells in rows:
            output.write(_encoder.encode([number, cells]))
            output.write("\n")
    _put(output, {"end": True})


def _put(output: TextIO, value: object) -> None:
    output.write(_encoder.encode(value) + "\n")


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    raise refuse(RefusalCode.DAMAGED, detail=type(value).__name__)


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_as_json)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
