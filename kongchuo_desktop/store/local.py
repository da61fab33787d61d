"""What belongs to this computer and not to the journal: settings, drafts, certificates, waiting."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from kongchuo_desktop.store.journal_tables import LOCAL

Transaction = Callable[[], AbstractContextManager[Connection]]


class Local:
    """The local things of one kind: name → JSON value, with bytes beside it where needed.

    Each call is saved at once; within ``Store.operation`` it belongs to the operation.
    """

    def __init__(self, kind: str, reading: Transaction, writing: Transaction) -> None:
        self._kind = kind
        self._reading = reading
        self._writing = writing

    def get(self, name: str, default: Any = None) -> Any:
        """The value kept under the name."""
        query = select(LOCAL.c.value).where(LOCAL.c.kind == self._kind, LOCAL.c.name == name)
        with self._reading() as connection:
            found = connection.execute(query).one_or_none()
        return default if found is None else found[0]

    def set(self, name: str, value: Any, blob: bytes | None = None) -> None:
        """Keeps a JSON value and, where given, bytes under the name."""
        columns = {"kind": self._kind, "name": name, "value": value, "blob": blob}
        with self._writing() as connection:
            connection.execute(insert(LOCAL).prefix_with("OR REPLACE"), [columns])

    def blob(self, name: str) -> bytes | None:
        """The bytes kept under the name."""
        query = select(LOCAL.c.blob).where(LOCAL.c.kind == self._kind, LOCAL.c.name == name)
        with self._reading() as connection:
            return connection.scalar(query)

    def delete(self, name: str) -> None:
        """Forgets the name; nothing happens when it is not there."""
        with self._writing() as connection:
            connection.execute(
                delete(LOCAL).where(LOCAL.c.kind == self._kind, LOCAL.c.name == name)
            )

    def items(self) -> Iterator[tuple[str, Any]]:
        """All names and values, by name."""
        query = (
            select(LOCAL.c.name, LOCAL.c.value)
            .where(LOCAL.c.kind == self._kind)
            .order_by(LOCAL.c.name)
        )
        with self._reading() as connection:
            found = connection.execute(query).all()
        yield from ((name, value) for name, value in found)
