"""The database from one address: SQLite by default, PostgreSQL by setting ``DIEBIAN_DATABASE_URL``."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from diebian.config.environment import Environment

# IMMEDIATE takes the write lock at BEGIN. With SQLite's own default two transactions that read and then write
# cannot both go on, and one of them fails at once, whatever the time-out.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous={sync}; PRAGMA mmap_size=134217728; "
    "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
)


def database(environment: Environment) -> dict[str, Any]:
    """Django's settings of the one database.

    Raises ``ValueError`` for an address of another kind.
    """
    address = environment.text("DIEBIAN_DATABASE_URL")
    if not address:
        return sqlite(
            str(environment.home() / "diebian.sqlite3"), sync=environment.text("DIEBIAN_SQLITE_SYNC")
        )
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return sqlite(unquote(parts.path), sync=environment.text("DIEBIAN_SQLITE_SYNC"))
    if parts.scheme in {"postgres", "postgresql"}:
        return postgres(address)
    raise ValueError("DIEBIAN_DATABASE_URL must begin with sqlite:// or postgresql://")


def sqlite(path: str, *, sync: str) -> dict[str, Any]:
    """SQLite so that what was acknowledged survives a power cut (``FULL``)."""
    if sync not in {"FULL", "NORMAL"}:
        raise ValueError("DIEBIAN_SQLITE_SYNC must be FULL or NORMAL")
    return {
        "ENGINE": "diebian.base.sqlite",
        "NAME": path,
        # Said aloud: pytest-django knows only Django's own SQLite engine by name.
        "TEST": {"NAME": ":memory:"},
        # Kept open by its thread: the last connection to close writes the whole log into the file, at every request.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS.format(sync=sync),
        },
    }


def postgres(address: str) -> dict[str, Any]:
    """PostgreSQL; ``?host=/folder`` names a socket."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # One slow page must not hold a worker for ever.
        "OPTIONS": {"options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"},
    }
