"""Writing rows by statements made once for their table.

The ORM builds and compiles an insert each time, which costs more than the insert itself. Where a case is registered
or an event recorded with every request, that is most of the time; and so it is for the many rows of an imported ledger. Many rows whose keys are needed go
through ``bulk_create``.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection, connections
from django.db.models import Field, Model

Fields = tuple["Field[Any, Any]", ...]


@cache
def _insert(model: type[Model]) -> tuple[str, Fields]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    return sql, fields


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, Fields]:
    fields = tuple(field for field in model._meta.concrete_fields if field.name in names)
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {quote('id')} = %s"  # noqa: S608
    return sql, fields


def _values(row: Model, fields: Fields, *, is_new: bool) -> list[Any]:
    own = connections[connection.alias]  # looked up once: the proxy would look it up for every value
    return [field.get_db_prep_save(field.pre_save(row, add=is_new), own) for field in fields]


def insert_row(row: Model) -> None:
    """Insert ``row``, which has no key yet, and give it its key. Defaults are those of the instance.

    Raises ``IntegrityError`` as ``save`` does.
    """
    sql, fields = _insert(type(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} RETURNING {connection.ops.quote_name('id')}", _values(row, fields, is_new=True)
        )
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert rows of one model in their order; they are not given their keys. Raises as ``insert_row``."""
    if rows:
        sql, fields = _insert(type(rows[0]))
        with connection.cursor() as cursor:
            cursor.executemany(sql, [_values(row, fields, is_new=True) for row in rows])


def update_rows(rows: Sequence[Model], *, names: Iterable[str]) -> None:
    """Write these fields of rows of one model, which have their keys. Raises ``IntegrityError``."""
    if rows:
        sql, fields = _update(type(rows[0]), tuple(names))
        with connection.cursor() as cursor:
            cursor.executemany(sql, [[*_values(row, fields, is_new=False), row.pk] for row in rows])
