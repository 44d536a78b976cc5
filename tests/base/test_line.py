"""Writers on SQLite wait in line: nothing is lost, nobody gives up, the line is left behind empty."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import ConnectionHandler

from diebian.config.databases import sqlite

THREADS, EACH = 8, 25
pytestmark = pytest.mark.django_db  # only so that any database may be opened at all


def add(connections: ConnectionHandler) -> None:
    connection = connections["default"]
    with connection.cursor() as cursor:
        for _ in range(EACH):
            connection.set_autocommit(True)
            connection._start_transaction_under_autocommit()
            cursor.execute("SELECT n FROM counter")
            (n,) = cursor.fetchone()
            cursor.execute("UPDATE counter SET n = %s", [n + 1])
            connection._commit()
    connection.close()


def test_eight_writers_who_read_before_they_write_lose_nothing(tmp_path: Path):
    path = tmp_path / "line.sqlite3"
    connections = ConnectionHandler({"default": sqlite(str(path), sync="FULL")})
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE counter (n integer)")
        cursor.execute("INSERT INTO counter VALUES (0)")
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add, [connections] * THREADS))
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        assert cursor.fetchone() == (THREADS * EACH,)
    connections["default"].close()
    with Path(f"{path}-line").open("w") as line:
        fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_transaction_undone_leaves_the_line(tmp_path: Path):
    path = tmp_path / "line.sqlite3"
    connections = ConnectionHandler({"default": sqlite(str(path), sync="FULL")})
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (n integer)")
    connection._start_transaction_under_autocommit()
    assert connection._line is not None
    connection._rollback()
    assert connection._line is None
    connection._start_transaction_under_autocommit()
    connection.close()
    assert connection._line is None


def test_the_test_database_itself_needs_no_line():
    with transaction.atomic():
        assert getattr(transaction.get_connection(), "_line", None) is None
