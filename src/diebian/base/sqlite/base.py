"""SQLite where writers wait in line.

SQLite's own busy handler sleeps and tries again, so that under load one writer may wait a second while others pass it.
Here every transaction first takes an operating system's lock on a file beside the database: who waits is woken at once,
across threads and processes. SQLite's lock stays what keeps the data right; this one only decides who is next.
"""

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds its place in the line from BEGIN to COMMIT or ROLLBACK."""

    _line: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_in_line()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._leave_line()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]  # not in the stubs
        finally:
            # A commit that failed leaves the transaction open; the rollback that follows takes no lock of its own.
            self._leave_line()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave_line()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave_line()

    def _wait_in_line(self) -> None:
        if self.is_in_memory_db():
            return
        self._line = os.open(f"{self.settings_dict['NAME']}-line", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._line, fcntl.LOCK_EX)

    def _leave_line(self) -> None:
        if self._line is not None:
            os.close(self._line)  # closing is unlocking
            self._line = None
