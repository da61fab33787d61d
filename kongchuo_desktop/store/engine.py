"""The encrypted engine: SQLCipher with a raw key behind SQLAlchemy, WAL, and errors in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from kongchuo_desktop.errors import KnownError

_WRITE = "kongchuo_write"


def connect(path: Path, key: bytes) -> Any:
    """A raw connection with the key set; what it opens is checked at the first statement."""
    connection = dbapi2.connect(str(path), check_same_thread=False, timeout=30)
    # Its own words about a wrong key or a damaged page go to the console; ours go to the user.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def make_engine(path: Path, key: bytes) -> Engine:
    """An engine whose readers see one moment each and never wait for the one writer."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: _configured(path, key),
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
    )

    # The driver would begin transactions by its own rules and only before writes; see
    # "Serializable isolation / Savepoints" in SQLAlchemy's notes on SQLite.
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the only right to write; committed at the end, else rolled back."""
    with known_errors(), engine.connect() as plain:
        connection = plain.execution_options(**{_WRITE: True})
        with connection.begin():
            yield connection


@contextmanager
def known_errors() -> Iterator[None]:
    """Turns what the disk may do to a database into sentences."""
    try:
        yield
    except DatabaseError as error:
        known = _known(str(error.orig).lower())
        if known is None:
            raise
        raise known from error
    except dbapi2.DatabaseError as error:
        known = _known(str(error).lower())
        if known is None:
            raise
        raise known from error


def damaged(detail: str) -> KnownError:
    """The error for a database that cannot be read with the right key."""
    return KnownError(
        "store_damaged",
        f"数据文件坏了或没有拷贝完整（{detail}）。",
        kept="没有在上面写过任何东西。",
        todo="请重新拷贝整个文件夹，或用最近的备份恢复。",
    )


def _configured(path: Path, key: bytes) -> Any:
    connection = connect(path, key)
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    # A power cut may take the last second of a plain WAL; a saved register must stay saved.
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _known(text: str) -> KnownError | None:
    if "full" in text:
        return KnownError(
            "disk_full",
            "磁盘已经满了，这一步没有存上。",
            kept="以前的数据都还在。",
            todo="请删掉一些不用的文件，再做一次。",
        )
    if "readonly" in text:
        return KnownError(
            "store_read_only",
            "数据所在的文件夹不能写入，这一步没有存上。",
            kept="以前的数据都还在。",
            todo="请看看 U 盘的写保护开关，或换一个文件夹。",
        )
    if "disk i/o" in text or "unable to open" in text:
        return KnownError(
            "store_unreachable",
            "读写数据文件失败，U 盘可能被拔掉了。",
            kept="已经存上的数据都还在。",
            todo="请插好 U 盘，重新打开程序。",
        )
    if "malformed" in text or "not a database" in text:
        return damaged("内容读不出来")
    return None
