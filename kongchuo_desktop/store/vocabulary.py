"""What the tables say about themselves: the fields of each, their types, and a fingerprint."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, cast, get_args, get_origin

from sqlalchemy import Boolean, Column, Integer, Table
from sqlalchemy.types import JSON, TypeEngine

from kongchuo_desktop.store.shapes import shape_of
from kongchuo_desktop.store.tables import BY_NAME, Projected

BOOKKEEPING = frozenset({"row", "home", "about", "tips", "gone", "recorded", "author"})
"""Columns of a projected row that are no fields of the journal."""


def sql_table(model: type[Projected]) -> Table:
    """The SQLAlchemy table of a projected model."""
    return cast(Table, getattr(model, "__table__"))  # noqa: B009 -- SQLModel adds it unseen


def _checker(model: type[Projected], column: Column[Any]) -> Callable[[Any], bool]:
    typed = _typed(model, column)
    shaped = shape_of(str(model.__tablename__), column.name)
    return typed if shaped is None else lambda value: typed(value) and shaped(value)


def _typed(model: type[Projected], column: Column[Any]) -> Callable[[Any], bool]:
    kind: TypeEngine[Any] = column.type
    if isinstance(kind, Boolean):
        return lambda value: isinstance(value, bool)
    if isinstance(kind, Integer):
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if isinstance(kind, JSON):
        return _json_checker(model.model_fields[column.name].annotation)
    return lambda value: isinstance(value, str)


def _json_checker(annotation: Any) -> Callable[[Any], bool]:
    shape = next(arg for arg in get_args(annotation) if arg is not type(None))
    if get_origin(shape) is dict:
        return lambda value: isinstance(value, dict)
    (item,) = get_args(shape)
    return lambda value: isinstance(value, list | tuple) and all(type(v) is item for v in value)


FIELDS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    name: {
        column.name: _checker(model, column)
        for column in sql_table(model).columns
        if column.name not in BOOKKEEPING
    }
    for name, model in BY_NAME.items()
}
"""table → field → whether a value has the field's type and shape."""


def fits(table: str, name: str, value: Any) -> bool:
    """Whether the table has the field and the value is empty or of its type and shape."""
    check = FIELDS[table].get(name)
    return check is not None and (value is None or check(value))


def fingerprint() -> str:
    """Changes whenever the projected tables do; a store of another one is projected anew."""
    text = "\n".join(
        f"{table}.{column.name} {column.type!r} {column.nullable} {column.index}"
        for table in sorted(BY_NAME)
        for column in sql_table(BY_NAME[table]).columns
    )
    indexes = sorted(str(index.name) for model in BY_NAME.values()
                     for index in sql_table(model).indexes)
    return hashlib.sha256("\n".join([text, *indexes]).encode()).hexdigest()[:16]
