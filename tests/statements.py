"""How many statements go to a database meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def counted(engine: Engine | type[Engine] = Engine) -> Iterator[list[str]]:
    """The statements that are sent to one database, or to any."""
    sent: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *more: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
