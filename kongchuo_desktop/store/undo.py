"""Undo and redo: new operations that put back what was shown before (journal.md §8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from kongchuo_desktop import platform
from kongchuo_desktop.domain.journal import EntryId, OperationRecord
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.history import (
    operation,
    operation_rows,
    own_operations,
    undos_of,
)
from kongchuo_desktop.store.reversal import Left as Left
from kongchuo_desktop.store.reversal import reverse
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Erase
from kongchuo_desktop.store.write import Actor, Changes

_ERASE = str(Erase.__tablename__)
_BY_ITSELF = frozenset({"receipt"})
"""Operations that no person did: they follow an import, which is none either (journal.md §7)."""


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
    report = undo(store, actor, record.id)
    with store.reading() as connection:
        return replace(report, undone=_first(connection, record))


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
            raise KnownError("nothing_to_undo", "找不到要撤销的操作。", kept="没有改动。",
                             todo="重新打开操作记录看看。")
        _refuse(connection, record)
        target = _effective(connection, op)
    with store.operation("undo", actor, undoes=target) as write:
        left = reverse(write, target)
    if write.changes.op is None and not left:
        # Settling in favour of what was shown anyway: there is nothing to put back.
        raise KnownError(
            "nothing_to_undo",
            "这一步撤销以后，显示的内容和现在一样，所以没有撤销。",
            kept="没有改动。",
            todo="要换成另一种填法，请直接改这一项。",
        )
    return UndoReport(write.changes, tuple(left), record)


def _own(store: Store, connection: Connection) -> Iterator[OperationRecord]:
    done = own_operations(connection, store.header.store, platform.machine_mark())
    return (record for record in done if record.kind not in _BY_ITSELF)


def _refuse(connection: Connection, record: OperationRecord) -> None:
    erases = any(table == _ERASE for table, _, _ in operation_rows(connection, record.id))
    if record.final or erases:
        raise KnownError(
            "not_undoable",
            "这一步已经发生在纸上或交出去了，不能撤销。",
            kept="没有改动。",
            todo="如果做错了，请另做一步来更正（例如作废文书、拆开合并的档案、补记一条）。",
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


def _first(connection: Connection, record: OperationRecord) -> OperationRecord:
    """What a person did, at the end of a chain of undone and redone."""
    current = record
    while current.undoes and (before := operation(connection, current.undoes)) is not None:
        current = before
    return current


def _depth(connection: Connection, record: OperationRecord) -> int:
    depth = 0
    current: OperationRecord | None = record
    while current is not None and current.undoes is not None:
        depth += 1
        current = operation(connection, current.undoes)
    return depth
