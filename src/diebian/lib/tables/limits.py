"""How much of a stranger's file is read: every limit of the table reader, in one place.

A workbook of 52 MB can hold 560 MB of XML and take 1.5 GB to parse; so its size is counted before it is
parsed, and the parsing happens in a child process that the system stops at these bounds.
"""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file; sizes in bytes, times in seconds."""

    file_bytes: int = 64 * MIB
    """The file as it was sent (embedded photos count here, and only here: they are never inflated)."""
    members: int = 5_000
    """Files inside the archive of an .xlsx."""
    inflated_bytes: int = 256 * MIB
    """All XML parts together after inflating (50,000 rows of 18 columns are about 40 MiB)."""
    ratio: int = 150
    """Inflated ÷ packed size of one part; asked only above `ratio_floor_bytes`."""
    ratio_floor_bytes: int = 8 * MIB
    rows: int = 100_000
    """Rows with anything in them, all sheets together."""
    columns: int = 256
    cells: int = 4_000_000
    """Filled cells, all sheets together, counting those filled from a merged cell."""
    cell_characters: int = 32_767
    """Excel's own limit for one cell."""
    merges: int = 200_000
    memory_bytes: int = 1024 * MIB
    """Address space of the parsing child (where the platform has such a limit)."""
    cpu_seconds: int = 30
    wall_seconds: int = 90


LIMITS = Limits()
