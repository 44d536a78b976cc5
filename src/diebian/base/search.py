"""Full-text search in Chinese, the same answers on SQLite (FTS5) and PostgreSQL (tsvector). See ``lib.bigrams``."""

from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from diebian.base.models import SearchDocument
from diebian.lib import bigrams

INSERT = "INSERT INTO base_searchdocument (kind, object_id, tokens) VALUES (%s, %s, %s)"
SQLITE_MATCH = (
    "SELECT d.object_id FROM base_searchindex i JOIN base_searchdocument d ON d.id = i.rowid"
    " WHERE base_searchindex MATCH %s AND d.kind = %s"
)
POSTGRES_MATCH = (
    "SELECT object_id FROM base_searchdocument"
    " WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', %s) AND kind = %s"
)


def index_document(kind: str, object_id: int, text: str) -> None:
    """Make ``text`` the words by which the object is found; replaces what it had."""
    SearchDocument.objects.update_or_create(
        kind=kind, object_id=object_id, defaults={"tokens": bigrams.tokens(text)}
    )


def index_documents(kind: str, texts: Iterable[tuple[int, str]]) -> None:
    """The same for many new objects, (id, text) each."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [(kind, pk, bigrams.tokens(text)) for pk, text in texts])


def matching_ids(kind: str, query: str) -> RawSQL | None:
    """A subquery of ids whose text holds every run of ``query``; None when there is nothing to look for.

    Use: ``queryset.filter(pk__in=matching_ids("case", words))``.
    """
    phrases = bigrams.phrases(query)
    if not phrases:
        return None
    if connection.vendor == "postgresql":
        return RawSQL(POSTGRES_MATCH, [_postgres_query(phrases), kind])  # noqa: S611  # both parts are parameters
    return RawSQL(SQLITE_MATCH, [_sqlite_query(phrases), kind])  # noqa: S611  # both parts are parameters


def _sqlite_query(phrases: list[tuple[list[str], bool]]) -> str:
    return " AND ".join(f'"{" ".join(words)}"' + (" *" if starts else "") for words, starts in phrases)


def _postgres_query(phrases: list[tuple[list[str], bool]]) -> str:
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in words) + (":*" if starts else "") + ")"
        for words, starts in phrases
    )
