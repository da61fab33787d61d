"""What undoing one operation writes: row by row what is put back, table by table in one go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from kongchuo_desktop.domain.journal import (
    GONE,
    Ancestry,
    Entry,
    EntryId,
    OperationRecord,
    fold,
)
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.history import operation, operation_rows
from kongchuo_desktop.store.tables import BY_NAME, PROJECTED, PupilRow
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table
from kongchuo_desktop.store.write import Write

_PUPIL = str(PupilRow.__tablename__)


@dataclass(frozen=True, slots=True)
class Left:
    """What an undo did not touch: fields written since; none where records hang on the row."""

    table: str
    row: str
    about: str | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reversed:
    """How one row goes back.

    Attributes:
        back: field → what it shows again, ``_gone`` among them.
        left: fields that were written since, None where everything goes back.
        unmade: the operation had made the row, and it goes.
    """

    back: Mapping[str, Any] = field(default_factory=dict)
    left: tuple[str, ...] | None = None
    unmade: bool = False


def reverse(write: Write, target: EntryId) -> list[Left]:
    """Puts back what an operation wrote; returns what was left."""
    found = operation_rows(write.connection, target)
    entries = projection.entries_of(write.connection, [row for _, row, _ in found])
    records = _Records(write.connection)
    left: list[Left] = []
    tables = dict.fromkeys(table for table, _, _ in found)
    # Pupils last: one may go only when the records that hang on it have gone.
    for table in sorted(tables, key=lambda name: name == _PUPIL):
        of_table = {row: about for name, row, about in found if name == table}
        plans = {row: _Row(table, entries[row], target, records).plan() for row in of_table}
        if table == _PUPIL:
            plans = _without_hung_on(write.connection, plans)
        _put_back(write, table, plans)
        left += [Left(table, row, of_table[row], plan.left)
                 for row, plan in plans.items() if plan.left is not None]
    return left


def _put_back(write: Write, table: str, plans: Mapping[str, _Reversed]) -> None:
    """Fields first: what is then deleted has been put back before."""
    if table not in BY_NAME:
        return
    model = BY_NAME[table]
    tips = write.tips(model, plans)
    fields = {row: {name: value for name, value in plan.back.items() if name != GONE}
              for row, plan in plans.items()}
    write.update_many(model, [{"row": row, "prior": tips[row], **values}
                              for row, values in fields.items() if values])
    write.delete_many(model, {row: tips[row] for row, plan in plans.items()
                              if plan.back.get(GONE) is True})
    write.restore_many(model, {row: tips[row] for row, plan in plans.items()
                               if plan.back.get(GONE) is False})


def _without_hung_on(connection: Connection,
                     plans: Mapping[str, _Reversed]) -> dict[str, _Reversed]:
    """A pupil whom a living row is about, or a living record is joined to, does not go."""
    going = [row for row, plan in plans.items() if plan.unmade]
    kept: set[str] = set()
    for model in PROJECTED:
        table = sql_table(model)
        kept.update(connection.scalars(select(table.c.about).where(
            among(table.c.about, going), table.c.row != table.c.about, ~table.c.gone)))
    pupils = sql_table(PupilRow)
    kept.update(connection.scalars(
        select(pupils.c.same_as).where(among(pupils.c.same_as, going), ~pupils.c.gone)))
    return {row: _Reversed(left=()) if row in kept and plan.unmade else plan
            for row, plan in plans.items()}


class _Records:
    """The operations that entries belong to, each read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[EntryId, OperationRecord | None] = {}

    def of(self, entry: Entry) -> OperationRecord | None:
        op = entry.run, entry.op
        if op not in self._known:
            self._known[op] = operation(self._connection, op)
        return self._known[op]


class _Row:
    """One row that the operation wrote."""

    def __init__(self, table: str, entries: Iterable[Entry], target: EntryId,
                 records: _Records) -> None:
        self.table = table
        self.tree = Ancestry(entries)
        self.records = records
        self.mine = self._written_by(target)

    def plan(self) -> _Reversed:
        """What is to be done about the row."""
        if self.table not in BY_NAME or any(entry.erased for entry in self.tree.entries):
            return _Reversed(left=tuple(sorted({name for e in self.mine for name in e.set})))
        made = self.mine[0].prior == () and len(self._roots()) == 1
        before = {} if made else self._before()
        if made or before.get(GONE) is True:
            worked_on = self._worked_on()
            if worked_on:
                return _Reversed(left=worked_on)
        return _Reversed({GONE: True}, unmade=True) if made else self._fields_back(before)

    def _fields_back(self, before: Mapping[str, Any]) -> _Reversed:
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
        return _Reversed(back, tuple(sorted(left)) if left else None)

    def _before(self) -> Mapping[str, Any]:
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
        record = self.records.of(entry)
        undone = self._written_by(record.undoes) if record and record.undoes else []
        if not undone:
            return entry.id
        heads = Ancestry(self.tree.closure(undone[0].prior)).heads(name)
        if not heads:
            return None
        return self._origin(heads[0], name) if len(heads) == 1 else entry.id

    def _written_by(self, op: EntryId) -> Sequence[Entry]:
        """The entries of an operation in the row; they follow each other by number."""
        found = [entry for entry in self.tree.entries if (entry.run, entry.op) == op]
        return sorted(found, key=lambda entry: entry.n)

    def _roots(self) -> list[Entry]:
        return [entry for entry in self.tree.entries if entry.prior == ()]
