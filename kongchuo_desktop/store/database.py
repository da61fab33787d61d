"""The encrypted database of a store: any number of readers, one writer at a time."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlmodel import Session

from kongchuo_desktop.store.engine import connect, known_errors, make_engine, writing
from kongchuo_desktop.store.feed import Place, place
from kongchuo_desktop.store.journal_tables import ATTACHMENT
from kongchuo_desktop.store.local import Local


class Database:
    """An open database.

    Attributes:
        engine: for reading; write through ``transaction`` alone.
        settings: local settings, JSON by name; not in the journal.
    """

    def __init__(self, file: Path, key: bytes) -> None:
        self.engine: Engine = make_engine(file, key)
        self.settings = self.local("setting")
        self._key = key
        self._writing = threading.RLock()
        self._connection: Connection | None = None

    def local(self, kind: str) -> Local:
        """Local things of a kind: ``setting``, ``draft``, ``certificate``, ``waiting_package`` …"""
        return Local(kind, self.reading, self.transaction)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for reading one moment of the store; objects stay usable afterwards."""
        with known_errors(), Session(self.engine) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading; within an operation of this thread, the operation's own."""
        if self._connection is not None and self._mine():
            yield self._connection
            return
        with known_errors(), self.engine.connect() as connection:
            yield connection

    def version(self) -> Place:
        """Changes with every entry written, taken in or erased: what was derived is stale then."""
        with self.reading() as connection:
            return place(connection)

    def attachment(self, digest: str) -> bytes | None:
        """The bytes of an attachment, None where it is not (or no longer) here."""
        query = select(ATTACHMENT.c.data).where(ATTACHMENT.c.digest == digest)
        with self.reading() as connection:
            return connection.scalar(query)

    def raw_connection(self, path: Path, copy: Path | None = None) -> Any:
        """A driver's connection under this store's key, to copy the database; close it.

        With ``copy`` another database of this store is attached under that name.
        """
        connection = connect(path, self._key)
        if copy is not None:
            # As bytes: text would be handed over as UTF-8, which not every file system speaks.
            connection.execute(f"ATTACH DATABASE ? AS copy KEY \"x'{self._key.hex()}'\"",
                               [os.fsencode(copy)])
        return connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The one right to write, for what is no operation; joins an operation of this thread."""
        with self._writing:
            if self._connection is not None:
                yield self._connection
                return
            with writing(self.engine) as connection:
                self._connection = connection
                try:
                    yield connection
                finally:
                    self._connection = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes until the end; several transactions may be done meanwhile."""
        with self._writing:
            yield

    def _mine(self) -> bool:
        """Whether this thread holds the right to write."""
        if not self._writing.acquire(blocking=False):
            return False
        self._writing.release()
        return True
