"""Reading living rows of a projected table by the values of their fields."""

from typing import Any, TypeVar

from sqlmodel import Session, select

from kongchuo_desktop.store.tables import Projected

Row = TypeVar("Row", bound=Projected)


def living(session: Session, table: type[Row], **values: Any) -> list[Row]:
    """Rows that are not deleted and whose fields have these values; one query."""
    return list(session.exec(select(table).filter_by(gone=False, **values)))


def first_living(session: Session, table: type[Row], **values: Any) -> Row | None:
    """The first such row, None where there is none."""
    return next(iter(living(session, table, **values)), None)
