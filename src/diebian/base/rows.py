"""Reading and writing rows by statements made once for their table.

The ORM builds and compiles a statement each time, which costs more than the database's own work. Where that happens at
every request (who asks, in which campaign) or for every row of a ledger, it is most of the time. Everything else goes
through the ORM.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, LiteralString, TypeVar
from uuid import UUID

from django.db import connection, connections, models
from django.db.models import Field, Model

Fields = tuple["Field[Any, Any]", ...]
# Values that go to any database as they are. Asking the field would give the same after a dozen calls.
PLAIN: dict[type[Any], tuple[type, ...]] = {
    models.CharField: (str,),
    models.TextField: (str,),
    models.BooleanField: (bool,),
    models.PositiveIntegerField: (int, type(None)),
    models.ForeignKey: (int, type(None)),
}
Row = TypeVar("Row", bound=Model)


@cache
def _insert(model: type[Model]) -> tuple[str, Fields]:
    """The key is written where the model gives it (``base.keys``), else the database gives it."""
    fields = tuple(
        field for field in model._meta.concrete_fields if not field.primary_key or field.has_default()
    )
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
    given = row.__dict__
    return [
        given[field.attname]
        if type(field) in PLAIN and type(given[field.attname]) in PLAIN[type(field)]
        else field.get_db_prep_save(field.pre_save(row, add=is_new), own)
        for field in fields
    ]


@cache
def _select(model: type[Model], tail: str) -> tuple[str, list[str], list[tuple[int, list[Any], Any]]]:
    """The statement, the names of its columns, and how the database's values become Python's, where they differ."""
    fields = model._meta.concrete_fields
    quote, table = connection.ops.quote_name, model._meta.db_table
    columns = ", ".join(quote(str(field.column)) for field in fields)
    expressions = [field.get_col(table) for field in fields]
    converters = [
        (place, found, column)
        for place, column in enumerate(expressions)
        if (found := [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)])
    ]
    sql = f"SELECT {columns} FROM {quote(table)} WHERE {tail}"  # noqa: S608  # the tail is a literal
    return sql, [field.attname for field in fields], converters


def read_rows(model: type[Row], tail: LiteralString, values: Sequence[Any]) -> list[Row]:
    """The rows of one model that ``tail`` names: what follows WHERE, ``%s`` for each of ``values``, and the order.

    ``read_rows(Grant, "user_id = %s ORDER BY id", [user.pk])``
    """
    sql, names, converters = _select(model, tail)
    own = connections[connection.alias]
    with connection.cursor() as cursor:
        cursor.execute(sql, [_asked(value) for value in values])
        rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        for place, found, column in converters:
            for convert in found:
                row[place] = convert(row[place], column, own)
    return [model.from_db(connection.alias, names, row) for row in rows]


def _asked(value: Any) -> Any:
    """A UUID as the database keeps it (SQLite: 32 digits)."""
    is_text = isinstance(value, UUID) and not connection.features.has_native_uuid_field
    return value.hex if is_text else value


def insert_row(row: Model) -> None:
    """Insert ``row``, which is not in its table yet, and give it its key. Defaults are those of the instance.

    Raises ``IntegrityError`` as ``save`` does.
    """
    sql, fields = _insert(type(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} RETURNING {connection.ops.quote_name('id')}", _values(row, fields, is_new=True)
        )
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


def insert_rows(rows: Sequence[Model], tail: LiteralString = "") -> None:
    """Insert rows of one model in their order; they are not given their keys. Raises as ``insert_row``.

    ``tail`` follows the values: what to do where such a row is there already (``ON CONFLICT …``).
    """
    if rows:
        sql, fields = _insert(type(rows[0]))
        with connection.cursor() as cursor:
            cursor.executemany(f"{sql} {tail}", [_values(row, fields, is_new=True) for row in rows])


def update_rows(rows: Sequence[Model], *, names: Iterable[str]) -> None:
    """Write these fields of rows of one model, which have their keys. Raises ``IntegrityError``."""
    if rows:
        sql, fields = _update(type(rows[0]), tuple(names))
        with connection.cursor() as cursor:
            cursor.executemany(sql, [[*_values(row, fields, is_new=False), row.pk] for row in rows])
