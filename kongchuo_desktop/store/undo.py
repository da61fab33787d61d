"""Undo and redo: new operations that put back what was shown before (journal.md §8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, union_all

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
from kongchuo_desktop.store.tables import BY_NAME, PROJECTED, Erase, Projected, PupilRow
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
            raise KnownError("nothing_to_undo", "找不到要撤销的操作。")
        _refuse(connection, record)
        target = _effective(connection, op)
    with store.operation("undo", actor, undoes=target) as write:
        left = _reverse(write, target)
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
    return own_operations(connection, store.header.store, platform.machine_mark())


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


def _reverse(write: Write, target: EntryId) -> list[Left]:
    rows = operation_rows(write.connection, target)
    entries = projection.entries_of(write.connection, [row for _, row, _ in rows])
    left: list[Left] = []
    # Pupils last: one may go only when the records that hang on it have gone.
    pupil = str(PupilRow.__tablename__)
    for table, row, about in sorted(rows, key=lambda found: found[0] == pupil):
        fields = _Reversal(write, table, row, entries[row], target).run()
        if fields is not None:
            left.append(Left(table, row, about, fields))
    return left


class _Reversal:
    """The reversal of one operation in one row."""

    def __init__(
        self, write: Write, table: str, row: str, entries: list[Entry], target: EntryId
    ) -> None:
        self.write = write
        self.table = table
        self.row = row
        self.tree = Ancestry(entries)
        self.mine = self._written_by(target)

    def run(self) -> tuple[str, ...] | None:
        """Writes the reversal; returns the fields that were left, None where all was reversed."""
        if self.table not in BY_NAME or any(entry.erased for entry in self.tree.entries):
            return tuple(sorted({name for entry in self.mine for name in entry.set}))
        made = self.mine[0].prior == () and len(self._roots()) == 1
        before = {} if made else self._before()
        if made or before.get(GONE) is True:
            worked_on = self._worked_on()
            if worked_on:
                return worked_on
        if not made:
            return self._put_back_fields(before)
        if self.table == _PUPIL.name and _has_living(self.write.connection, self.row):
            return ()
        self._put_back({GONE: True})
        return None

    def _put_back_fields(self, before: dict[str, Any]) -> tuple[str, ...] | None:
        written = {name: entry for entry in self.mine for name in entry.set}
        back: dict[str, Any] = {}
        left: list[str] = []
        for name, entry in written.items():
            heads = self.tree.heads(name)
            still = len(heads) == 1 and self._origin(heads[0], name) == self._origin(entry, name)
            if still and name in {GONE, *FIELDS[self.table]}:
                back[name] = before.get(name)
            else:
                left.append(name)
        self._put_back(back)
        return tuple(sorted(left)) if left else None

    def _put_back(self, back: dict[str, Any]) -> None:
        model = BY_NAME[self.table]
        shown = projection.current(self.write.connection, sql_table(model), self.row)
        tips = "" if shown is None else str(shown.tips)
        gone = back.pop(GONE, None)
        if back:
            self.write.update(model, self.row, prior=tips, **back)
        if gone is True:
            self.write.delete(model, self.row, prior=tips)
        elif gone is False:
            self.write.restore(model, self.row, prior=tips)

    def _before(self) -> dict[str, Any]:
        """What the row showed to the operation."""
        seen = self.tree.closure(self.mine[0].prior)
        if not seen:
            return {}
        folded = fold(seen)
        return {**folded.values, GONE: folded.gone}

    def _worked_on(self) -> tuple[str, ...]:
        """Fields whose value somebody wrote since: a row with such is not deleted."""
        known = {e.id for e in [*self.mine, *self.tree.closure(self.mine[0].prior)]}
        names = {n for e in self.tree.entries if e.id not in known for n in e.set} - {GONE}
        return tuple(sorted(
            name for name in names
            if any(self._origin(h, name) not in {None, *known} for h in self.tree.heads(name))
        ))

    def _origin(self, entry: Entry, name: str) -> EntryId | None:
        """The entry whose value this one shows.

        An undo shows again what was shown before, and stands for the entry that had written it:
        else of two edits of one field only the last could be undone. None: nobody had.
        """
        record = operation(self.write.connection, (entry.run, entry.op))
        undone = self._written_by(record.undoes) if record and record.undoes else []
        if not undone:
            return entry.id
        heads = Ancestry(self.tree.closure(undone[0].prior)).heads(name)
        if not heads:
            return None
        return self._origin(heads[0], name) if len(heads) == 1 else entry.id

    def _written_by(self, op: EntryId) -> list[Entry]:
        """The entries of an operation in the row; they follow each other by number."""
        found = [entry for entry in self.tree.entries if (entry.run, entry.op) == op]
        return sorted(found, key=lambda entry: entry.n)

    def _roots(self) -> list[Entry]:
        return [entry for entry in self.tree.entries if entry.prior == ()]


def _has_living(connection: Connection, pupil: str) -> bool:
    """Whether a living row is about the pupil, or a living record is joined to it."""
    return connection.execute(_LIVING, {"pupil": pupil}).first() is not None


def _living_of(model: type[Projected]) -> Select[tuple[str]]:
    table = sql_table(model)
    return select(table.c.row).where(
        table.c.about == bindparam("pupil"), table.c.row != bindparam("pupil"), ~table.c.gone)


_PUPIL = sql_table(PupilRow)
_LIVING = union_all(
    *map(_living_of, PROJECTED),
    select(_PUPIL.c.row).where(_PUPIL.c.same_as == bindparam("pupil"), ~_PUPIL.c.gone),
).limit(1)
"""One statement for all tables: an import that is taken back asks it for every pupil."""
