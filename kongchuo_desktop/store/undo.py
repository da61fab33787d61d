"""Undo and redo: new operations that put back what was shown before (journal.md §8)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kongchuo_desktop import platform
from kongchuo_desktop.domain.journal import (
    GONE,
    Ancestry,
    Entry,
    EntryId,
    OperationRecord,
    fold,
)
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.history import (
    operation,
    operation_rows,
    own_operations,
    undos_of,
)
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, PROJECTED, Erase, PupilRow
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write

_ERASE = str(Erase.__tablename__)


@dataclass(frozen=True, slots=True)
class Left:
    """What an undo did not touch: fields written since; none where records hang on the row."""

    table: str
    row: str
    about: str | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What an undo changed, what it left, and the operation that the person meant."""

    changes: Changes
    left: tuple[Left, ...]
    undone: OperationRecord


def next_undo(store: Store) -> OperationRecord | None:
    """What Ctrl+Z would undo: the last thing done here that is not undone."""
    with store.reading() as connection:
        for record in _own(store, connection):
            if record.undoes is None and not _is_undone(connection, record.id):
                return record
    return None


def next_redo(store: Store) -> OperationRecord | None:
    """The undo that Ctrl+Y would take back; none when something else was done since."""
    with store.reading() as connection:
        for record in _own(store, connection):
            if record.undoes is None:
                return None
            if _depth(connection, record) % 2 and not _is_undone(connection, record.id):
                return record
    return None


def redo(store: Store, actor: Actor) -> UndoReport:
    """Takes the last undo back. Raises: KnownError ``nothing_to_undo``."""
    record = next_redo(store)
    if record is None:
        raise KnownError("nothing_to_undo", "没有可以重做的操作。")
    return undo(store, actor, record.id)


def undo(store: Store, actor: Actor, op: EntryId | None = None) -> UndoReport:
    """Undoes an operation, by default the last thing done here; undoing an undo is redo.

    Each field that the operation set and nobody has written since gets what was shown before;
    rows it made are deleted. What was written since is left and named.

    Raises:
        KnownError: ``nothing_to_undo``, ``not_undoable``, ``already_undone``, ``other_home``.
    """
    if op is None:
        last = next_undo(store)
        if last is None:
            raise KnownError("nothing_to_undo", "没有可以撤销的操作。")
        op = last.id
    with store.reading() as connection:
        record = operation(connection, op)
        if record is None:
            raise KnownError("nothing_to_undo", "找不到要撤销的操作。")
        _refuse(connection, record)
        target = _effective(connection, op)
    with store.operation("undo", actor, undoes=target) as write:
        left = _reverse(write, target)
    return UndoReport(write.changes, tuple(left), record)


def _own(store: Store, connection: Connection) -> list[OperationRecord]:
    return own_operations(connection, store.header.store, platform.machine_mark())


def _refuse(connection: Connection, record: OperationRecord) -> None:
    erases = any(table == _ERASE for table, _, _ in operation_rows(connection, record.id))
    if record.final or erases:
        raise KnownError(
            "not_undoable",
            "这一步已经发生在纸上或交出去了，不能撤销。",
            kept="没有改动。",
            todo="如果做错了，请另做一步来更正（例如作废文书、补记一条）。",
        )
    if _is_undone(connection, record.id):
        raise KnownError("already_undone", "这一步已经撤销过了。", kept="没有改动。")


def _is_undone(connection: Connection, op: EntryId) -> bool:
    return any(not _is_undone(connection, u.id) for u in undos_of(connection, op))


def _effective(connection: Connection, op: EntryId) -> EntryId:
    """The last redo of the operation, which wrote what is shown now; or the operation itself."""
    for undone in undos_of(connection, op):
        for redone in undos_of(connection, undone.id):
            if not _is_undone(connection, redone.id):
                return _effective(connection, redone.id)
    return op


def _depth(connection: Connection, record: OperationRecord) -> int:
    depth = 0
    current: OperationRecord | None = record
    while current is not None and current.undoes is not None:
        depth += 1
        current = operation(connection, current.undoes)
    return depth


def _reverse(write: Write, target: EntryId) -> list[Left]:
    rows = operation_rows(write.connection, target)
    entries = projection.entries_of(write.connection, [row for _, row, _ in rows])
    left: list[Left] = []
    # Pupils last: one may go only when the records that hang on it have gone.
    pupil = str(PupilRow.__tablename__)
    for table, row, about in sorted(rows, key=lambda found: found[0] == pupil):
        fields = _reverse_row(write, table, row, entries[row], target)
        if fields is not None:
            left.append(Left(table, row, about, fields))
    return left


def _reverse_row(
    write: Write, table: str, row: str, entries: list[Entry], target: EntryId
) -> tuple[str, ...] | None:
    """Reverses what the operation wrote in one row; the fields that were left, None for none."""
    tree = Ancestry(entries)
    # The entries of one operation in a row follow each other; their numbers are their order.
    mine = sorted(
        (e for e in entries if (e.run, e.op) == target), key=lambda entry: entry.n
    )
    written = {name: entry for entry in mine for name in entry.set}
    if table not in BY_NAME or any(entry.erased for entry in entries):
        return tuple(sorted(written))
    if fold(mine).first.prior == () and all(e.prior or e in mine for e in entries):
        return _unmake(write, table, row, entries, mine)
    before = _before(tree, mine[0])
    back: dict[str, Any] = {}
    left: list[str] = []
    for name, entry in written.items():
        heads = tree.heads(name)
        if [head.id for head in heads] != [entry.id] or name not in {GONE, *FIELDS[table]}:
            left.append(name)
        else:
            back[name] = before.get(name)
    _put_back(write, table, row, back)
    return tuple(sorted(left)) if left else None


def _before(tree: Ancestry, first: Entry) -> dict[str, Any]:
    """What the row showed to the operation."""
    seen = tree.closure(first.prior)
    if not seen:
        return {}
    folded = fold(seen)
    return {**folded.values, GONE: folded.gone}


def _put_back(write: Write, table: str, row: str, back: dict[str, Any]) -> None:
    model = BY_NAME[table]
    gone = back.pop(GONE, None)
    tips = _tips(write, table, row)
    if back:
        write.update(model, row, prior=tips, **back)
    if gone is True:
        write.delete(model, row, prior=tips)
    elif gone is False:
        write.restore(model, row, prior=tips)


def _unmake(
    write: Write, table: str, row: str, entries: list[Entry], mine: list[Entry]
) -> tuple[str, ...] | None:
    since = [entry for entry in entries if entry not in mine]
    if since:
        return tuple(sorted({name for entry in since for name in entry.set} - {GONE}))
    if _has_living(write.connection, row):
        return ()
    write.delete(BY_NAME[table], row, prior=_tips(write, table, row))
    return None


def _has_living(connection: Connection, pupil: str) -> bool:
    for model in PROJECTED:
        table = sql_table(model)
        query = select(table.c.row).where(
            table.c.about == pupil, table.c.row != pupil, ~table.c.gone
        )
        if connection.execute(query.limit(1)).first() is not None:
            return True
    return False


def _tips(write: Write, table: str, row: str) -> str:
    shown = projection.current(write.connection, sql_table(BY_NAME[table]), row)
    return "" if shown is None else str(shown.tips)
