"""An open store put back to a copy of itself: what travels goes back, this computer's own stays."""

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.backup import unpack_database
from kongchuo_desktop.store.bringers import BROUGHT
from kongchuo_desktop.store.engine import known_errors
from kongchuo_desktop.store.folder import WORK
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.journal_tables import LOCAL
from kongchuo_desktop.store.store import Store


def put_back(store: Store, path: Path) -> None:
    """Makes everything that travels what a copy of this very store holds, in one transaction.

    The local things stay as they are: keys, certificates, settings, drafts. The next write draws
    a new run, as after any restored backup (journal.md §1).

    Raises:
        KnownError: ``backup_broken``, ``other_copy``, ``disk_full``; nothing is changed.
    """
    with tempfile.TemporaryDirectory(dir=store.folder, prefix=WORK) as work:
        copy = Path(work) / DATABASE_FILE
        unpack_database(path, copy)
        with known_errors(), store.alone(), closing(
            store.raw_connection(store.folder / DATABASE_FILE, copy)
        ) as connection:
            connection.isolation_level = None
            connection.execute("PRAGMA synchronous = FULL")
            _replace(connection)
            store.end_run()


def _replace(connection: Any) -> None:
    if connection.execute("PRAGMA copy.integrity_check").fetchone() != ("ok",) or (
            _tables(connection, "copy") != _tables(connection, "main")):
        raise KnownError(
            "other_copy", "这份备份和现在的资料不是同一个版本，不能直接退回。",
            kept="没有改动。",
            todo="要用它，请在开始画面点“从备份恢复”，恢复到一个新的文件夹。")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table in _tables(connection, "main"):
            if table != LOCAL.name:
                names = ["rowid", *(f'"{found[1]}"' for found in
                                    connection.execute(f'PRAGMA main.table_info("{table}")'))]
                listed = ", ".join(names)
                connection.execute(f'DELETE FROM main."{table}"')
                connection.execute(f'INSERT INTO main."{table}" ({listed}) '
                                   f'SELECT {listed} FROM copy."{table}"')
        # What came after the copy is gone, and its numbers are given out again.
        connection.execute(f"DELETE FROM main.local WHERE kind = '{BROUGHT}' AND "
                           "CAST(name AS INTEGER) > (SELECT coalesce(max(rowid), 0) FROM entry)")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _tables(connection: Any, schema: str) -> dict[str, str]:
    """Table → how it was made."""
    return dict(connection.execute(
        f"SELECT name, sql FROM {schema}.sqlite_master "
        "WHERE type = 'table' AND name NOT LIKE 'sqlite%'"))
