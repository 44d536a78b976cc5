"""The index over search tokens: an FTS5 table kept by triggers on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = [
    "CREATE VIRTUAL TABLE base_searchindex USING fts5(tokens, content='base_searchdocument', content_rowid='id')",
    "CREATE TRIGGER base_search_insert AFTER INSERT ON base_searchdocument BEGIN"
    " INSERT INTO base_searchindex(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER base_search_delete AFTER DELETE ON base_searchdocument BEGIN"
    " INSERT INTO base_searchindex(base_searchindex, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER base_search_update AFTER UPDATE ON base_searchdocument BEGIN"
    " INSERT INTO base_searchindex(base_searchindex, rowid, tokens) VALUES ('delete', old.id, old.tokens);"
    " INSERT INTO base_searchindex(rowid, tokens) VALUES (new.id, new.tokens); END",
]
SQLITE_BACK = [
    "DROP TRIGGER base_search_update",
    "DROP TRIGGER base_search_delete",
    "DROP TRIGGER base_search_insert",
    "DROP TABLE base_searchindex",
]
POSTGRES = [
    "CREATE INDEX base_search_tokens ON base_searchdocument USING gin (to_tsvector('simple', tokens))"
]
POSTGRES_BACK = ["DROP INDEX base_search_tokens"]


def forwards(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRES_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("base", "0001_first_tables")]
    operations = [migrations.RunPython(forwards, backwards)]
