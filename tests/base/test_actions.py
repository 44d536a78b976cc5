"""The lock that makes writers of events wait for each other."""

from diebian.base import actions


class Recorder:
    """A connection that only notes what it is asked to run."""

    def __init__(self, vendor: str) -> None:
        self.vendor = vendor
        self.ran: list[tuple[str, list[int]]] = []

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        return None

    def execute(self, sql, values):
        self.ran.append((sql, values))


def test_writers_queue_on_one_lock_where_the_database_has_no_single_writer(monkeypatch):
    postgres, sqlite = Recorder("postgresql"), Recorder("sqlite")
    for connection in (postgres, sqlite):
        monkeypatch.setattr(actions, "connection", connection)
        actions.lock_writes()
    assert postgres.ran == [("SELECT pg_advisory_xact_lock(%s)", [actions.CHAIN_LOCK])]
    assert sqlite.ran == []
