"""Work that is done once waits for whoever is at it, and goes on when he is gone."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from diebian.base.turns import LOOKING_OVER, turn


@pytest.fixture
def beside(vendor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite: as if the database were a file, which it is outside tests."""
    if vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "a.sqlite3"))


def test_a_second_one_waits_until_the_first_is_done(transactional_db, beside):
    told: list[str] = []
    begun = threading.Event()

    def second() -> None:
        try:
            begun.set()
            with turn(LOOKING_OVER):
                told.append("second")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with turn(LOOKING_OVER):
            waiting = pool.submit(second)
            begun.wait()
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            told.append("first")
        waiting.result(timeout=10)
    assert told == ["first", "second"]


def test_a_turn_that_went_wrong_is_given_back(db, beside):
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"), turn(LOOKING_OVER):
            raise ValueError("broken")


def test_a_database_in_memory_belongs_to_its_process(vendor):
    if vendor != "sqlite":
        pytest.skip("there is none on PostgreSQL")
    with turn(LOOKING_OVER), turn(LOOKING_OVER):
        pass
