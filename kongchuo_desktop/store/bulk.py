"""Many rows at once: the driver's own executemany, fed column by column."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select


def insert_columns(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    *,
    replace: bool = False,
) -> None:
    """Inserts the rows whose values stand in these columns, all equally long.

    With ``replace`` they take the place of those of the same id, and other columns become null.
    ``connection.execute(insert(table), rows)`` looks at every value of every row anew; here each
    column is looked at once, which halves the time of a bulk import.
    """
    values = [_bound(connection, table, name, column) for name, column in columns.items()]
    _run(connection, (
        f"INSERT {'OR REPLACE ' if replace else ''}INTO {_quoted(connection, table.name)} "
        f"({', '.join(_quoted(connection, name) for name in columns)}) "
        f"VALUES ({', '.join('?' * len(columns))})"
    ), values)


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """``column IN`` any number of texts or integers, as one parameter.

    SQLAlchemy would make a name for each of them at each call, and SQLite has room for 32,766.
    """
    wanted = list(values)
    if len(wanted) == 1:
        # Most operations write one row, and an equation is put together in half the time.
        one: ColumnElement[bool] = column == wanted[0]
        return one
    listed = func.json_each(json.dumps(wanted)).table_valued("value")
    return column.in_(select(listed.c.value))


def update_columns(
    connection: Connection, table: Table, rows: Sequence[str],
    columns: Mapping[str, Sequence[Any]],
) -> None:
    """Sets these columns in the rows of these ids, in their order."""
    values = [_bound(connection, table, name, column) for name, column in columns.items()]
    _run(connection, (
        f"UPDATE {_quoted(connection, table.name)} "
        f"SET {', '.join(f'{_quoted(connection, name)} = ?' for name in columns)} "
        f"WHERE {_quoted(connection, 'row')} = ?"
    ), [*values, rows])


def _run(connection: Connection, statement: str, columns: Sequence[Sequence[Any]]) -> None:
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _bound(
    connection: Connection, table: Table, name: str, values: Sequence[Any]
) -> Sequence[Any]:
    """The values as the driver wants them: dates and JSON as text, the rest as they are."""
    kind = table.c[name].type
    bind: Callable[[Any], Any] | None = kind.dialect_impl(connection.dialect).bind_processor(
        connection.dialect)
    return values if bind is None else [bind(value) for value in values]
