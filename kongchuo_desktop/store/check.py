"""The check of a store: the file, the digests, the projection against the journal, attachments."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kongchuo_desktop.domain.journal import read_entry
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import migrate, projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.erasure import named_digests, shown_digests
from kongchuo_desktop.store.journal_tables import ALIAS, ATTACHMENT, CONFLICT, ENTRY
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, PROJECTED
from kongchuo_desktop.store.vocabulary import sql_table

Progress = Callable[[int, int], None]
_ENTRIES = select(ENTRY.c.run, ENTRY.c.n, ENTRY.c.digest, ENTRY.c.erased, ENTRY.c.body)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found; ``problems`` are Chinese sentences without names of persons."""

    ok: bool
    entries: int
    problems: tuple[str, ...]


def check(store: Store, progress: Progress | None = None) -> CheckReport:
    """Looks over the whole store; changes nothing."""
    with store.reading() as connection:
        problems = _file(connection)
        if problems:
            return CheckReport(False, 0, tuple(problems))
        entries = connection.scalar(select(func.count()).select_from(ENTRY)) or 0
        problems += _digests(connection)
        problems += _projection(connection, progress)
        problems += _attachments(connection)
    return CheckReport(not problems, entries, tuple(problems))


def check_rows(store: Store, rows: Collection[str]) -> CheckReport:
    """Looks over what was just written of some rows: read back, folded anew and compared.

    After an import (journal.md §7), in a time like that of the import; of the file as a whole,
    of all other rows and of attachments only ``check`` tells.
    """
    entries = wrong = different = 0
    with store.reading() as connection:
        for portion in projection.chunks(rows):
            query = _ENTRIES.where(among(ENTRY.c.row, portion))
            found = connection.execute(query).all()
            entries += len(found)
            wrong += sum(not _is_whole(*entry) for entry in found)
            if not wrong:
                different += _different(connection, portion)[0]
        problems = [*_digest_problem(wrong), *_row_problem(different), *_joins(connection)]
    return CheckReport(not problems, entries, tuple(problems))


def rebuild(store: Store, progress: Progress | None = None) -> None:
    """Makes the tables anew from the journal: what to do when ``check`` finds them different."""
    with store.transaction() as connection:
        migrate.rebuild_projection(connection, progress)


def _file(connection: Connection) -> list[str]:
    """Pages first: SQLite's own check cannot walk through one that does not decrypt."""
    pages = len(connection.exec_driver_sql("PRAGMA cipher_integrity_check").all())
    if pages:
        return [f"数据文件有 {pages} 页坏了，读不出来。请用最近的备份恢复。"]
    answers = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [f"数据文件的结构有错：{answer}" for answer in answers if answer != "ok"]


def _digests(connection: Connection) -> list[str]:
    return _digest_problem(
        sum(not _is_whole(*found) for found in connection.execute(_ENTRIES)))


def _is_whole(run: str, n: int, digest: str, erased: bool, body: bytes) -> bool:
    try:
        entry = read_entry(body)
    except KnownError:
        return False
    return (entry.id, entry.digest, entry.erased) == ((run, n), digest, erased)


def _projection(connection: Connection, progress: Progress | None) -> list[str]:
    rows = list(connection.scalars(select(ENTRY.c.row).distinct().order_by(ENTRY.c.row)))
    wrong = known = done = 0
    for portion in projection.chunks(rows):
        different, expected = _different(connection, portion)
        wrong += different
        known += expected
        done += len(portion)
        if progress is not None:
            progress(done, len(rows))
    total = sum(
        connection.scalar(select(func.count()).select_from(sql_table(model))) or 0
        for model in PROJECTED
    )
    problems = _row_problem(wrong)
    if total != known:
        problems.append(f"表里有 {total} 行，流水账里有 {known} 行。")
    return problems + _joins(connection)


def _different(connection: Connection, rows: Collection[str]) -> tuple[int, int]:
    """How many of the rows show something else than their entries say, and how many are known."""
    expected = projection.compute(connection, rows)
    shown = _shown(connection, expected)
    heads = _heads(connection, rows)
    wrong = 0
    for row, wanted in expected.items():
        wanted_heads = {(h["field"], h["entry"], repr(h["value"])) for h in wanted.conflicts}
        same = _filled(shown.get(row, {})) == _filled(wanted.columns)
        wrong += not same or heads.get(row, set()) != wanted_heads
    return wrong, len(expected)


def _joins(connection: Connection) -> list[str]:
    shown = {a.row: a.canonical for a in connection.execute(select(ALIAS))}
    same = shown == projection.aliases(connection)
    return [] if same else ["合并的学生记录和流水账对不上。"]


def _digest_problem(wrong: int) -> list[str]:
    return [f"有 {wrong} 条记录的内容和它的校验码对不上。"] if wrong else []


def _row_problem(wrong: int) -> list[str]:
    return [f"有 {wrong} 行显示的内容和流水账对不上。"] if wrong else []


def _filled(columns: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in columns.items() if value is not None}


def _shown(
    connection: Connection, expected: Mapping[str, projection.Projection]
) -> dict[str, dict[str, object]]:
    by_table: dict[str, list[str]] = {}
    for row, wanted in expected.items():
        by_table.setdefault(wanted.table, []).append(row)
    found: dict[str, dict[str, object]] = {}
    for name, rows in by_table.items():
        table = sql_table(BY_NAME[name])
        for shown in connection.execute(select(table).where(among(table.c.row, rows))):
            found[shown.row] = dict(shown._mapping)
    return found


def _heads(
    connection: Connection, rows: Collection[str]
) -> dict[str, set[tuple[str, str, str]]]:
    found: dict[str, set[tuple[str, str, str]]] = {}
    for head in connection.execute(select(CONFLICT).where(among(CONFLICT.c.row, rows))):
        found.setdefault(head.row, set()).add((head.field, head.entry, repr(head.value)))
    return found


def _attachments(connection: Connection) -> list[str]:
    """Papers, photos and scans that changed, that are not here, and that nothing names."""
    changed = unnamed = 0
    here: set[str] = set()
    named = named_digests(connection)
    for digest, data in connection.execute(select(ATTACHMENT)):
        here.add(digest)
        changed += hashlib.sha256(data).hexdigest() != digest
        unnamed += digest not in named
    missing = len(shown_digests(connection) - here)
    mend = "请从写它的电脑再收一次包，或者用备份恢复。"
    return [sentence for count, sentence in (
        (changed, f"有 {changed} 份照片、扫描件或文书原件的内容坏了。{mend}"),
        (missing, f"有 {missing} 份照片、扫描件或文书原件不在这台电脑上。{mend}"),
        (unnamed, f"有 {unnamed} 份附件没有任何记录指向它。"),
    ) if count]
