"""Bringing an older store up to this program: on a copy beside it, swapped in when whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, text
from sqlmodel import SQLModel

from kongchuo_desktop import platform
from kongchuo_desktop.errors import BugError
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.engine import connect, damaged, known_errors, make_engine, writing
from kongchuo_desktop.store.header import FORMAT, newer_store
from kongchuo_desktop.store.journal_tables import CONFLICT, ENTRY, LOCAL
from kongchuo_desktop.store.tables import PROJECTED
from kongchuo_desktop.store.vocabulary import fingerprint, sql_table

REVISIONS = ("0001",)
"""All revisions in ``migrations/versions``, in order; any other is of a newer program."""
SCRIPTS = Path(__file__).parent / "migrations"
Progress = Callable[[int, int], None]
"""(done, of all)."""
_FINGERPRINT = "projection"


def stamp(connection: Connection) -> None:
    """Marks a database just made as being at the newest revision and projection."""
    if len(REVISIONS) != FORMAT:
        raise BugError("FORMAT counts the revisions")
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:head)"), {"head": REVISIONS[-1]}
    )
    _stamp_projection(connection)


def create_projection(connection: Connection) -> None:
    """Makes the empty projected tables."""
    SQLModel.metadata.create_all(connection, tables=[sql_table(model) for model in PROJECTED])


def upgrade(path: Path, key: bytes, program: str) -> None:
    """Makes the database fit this program; does nothing where it already does.

    Args:
        path: ``store.db`` of a store that is locked and not open.
        program: the version that wrote last, for the message.

    Raises:
        KnownError: ``store_damaged``, ``store_newer``, ``disk_full`` …
    """
    revision, projected = _state(path, key)
    if revision not in REVISIONS:
        raise newer_store(program)
    if revision == REVISIONS[-1] and projected == fingerprint():
        return
    copy = path.with_name(path.name + ".new")
    with known_errors():
        try:
            _remove(copy)
            _copy_whole(path, copy, key)
            _upgrade_copy(copy, key, journal=revision != REVISIONS[-1])
            # A log that outlived its database would be replayed onto the new one.
            _remove_logs(path)
            platform.replace(copy, path)
        finally:
            _remove(copy)


def _upgrade_copy(copy: Path, key: bytes, *, journal: bool) -> None:
    engine = make_engine(copy, key)
    try:
        with writing(engine) as connection:
            if journal:
                migrate_journal(connection)
            rebuild_projection(connection)
            _stamp_projection(connection)
    finally:
        engine.dispose()
    with copy.open("r+b") as file:
        platform.flush_file(file)


def _copy_whole(path: Path, copy: Path, key: bytes) -> None:
    """A copy with all that a killed program left in its log, which is emptied into the original."""
    source, target = connect(path, key), connect(copy, key)
    try:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        source.backup(target)
    finally:
        target.close()
        source.close()


def _remove(database: Path) -> None:
    database.unlink(missing_ok=True)
    _remove_logs(database)


def _remove_logs(database: Path) -> None:
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def migrate_journal(connection: Connection) -> None:
    """Runs the revisions that are missing; the scripts are found frozen as well as from source."""
    # Alembic takes a tenth of a second to import and is needed once a year.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", SCRIPTS.as_posix())
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def rebuild_projection(connection: Connection, progress: Progress | None = None) -> None:
    """Makes the projected tables anew from the journal (journal.md §9)."""
    tables = [sql_table(model) for model in PROJECTED]
    SQLModel.metadata.drop_all(connection, tables=tables)
    create_projection(connection)
    connection.execute(CONFLICT.delete())
    rows = list(connection.scalars(select(ENTRY.c.row).distinct().order_by(ENTRY.c.row)))
    done = 0
    for portion in projection.chunks(rows):
        projection.refold(connection, portion)
        done += len(portion)
        if progress is not None:
            progress(done, len(rows))
    # Only now is it known which deleted pupils have living records.
    projection.finish(connection, rows, joins=True)


def _stamp_projection(connection: Connection) -> None:
    connection.execute(
        insert(LOCAL).prefix_with("OR REPLACE"),
        [{"kind": "setting", "name": _FINGERPRINT, "value": fingerprint()}],
    )


def _state(path: Path, key: bytes) -> tuple[str, str]:
    """(revision, fingerprint of the projection), after looking whether the file is whole."""
    if not path.is_file():
        raise damaged(f"缺少 {path.name}")
    with known_errors():
        connection = connect(path, key)
        try:
            _check_size(connection, path)
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            found = connection.execute(
                "SELECT value FROM local WHERE kind = 'setting' AND name = ?", [_FINGERPRINT]
            ).fetchone()
        finally:
            connection.close()
    return str(revision), str(found[0]).strip('"') if found else ""


def _check_size(connection: Any, path: Path) -> None:
    """A copy that was cut short would else be found out only when its lost pages are read."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    if not tables or pages * int(size) != path.stat().st_size:
        raise damaged("长度不对")
