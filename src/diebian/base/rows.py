"""Inserting one row by a statement made once for its table.

The ORM builds and compiles an insert each time, which costs more than the insert itself. Where a case is registered
or an event recorded with every request, that is most of the time. Many rows at once go through ``bulk_create``.
"""

from functools import cache

from django.db import connection
from django.db.models import Field, Model


@cache
def _statement(model: type[Model]) -> tuple[str, tuple[Field, ...]]:  # type: ignore[type-arg]  # any field
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks}) RETURNING {quote('id')}"  # noqa: S608
    return sql, fields


def insert_row(row: Model) -> None:
    """Insert ``row``, which has no key yet, and give it its key. Defaults are those of the instance.

    Raises ``IntegrityError`` as ``save`` does.
    """
    sql, fields = _statement(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias
