"""What has happened: operations, the history of a row or pupil, and what is in conflict."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, literal_column, select

from kongchuo_desktop.domain.journal import (
    Ancestry,
    Entry,
    EntryId,
    OperationRecord,
    RunRecord,
    entry_name,
    normal_value,
    parse_entry_name,
)
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.journal_tables import ALIAS, CONFLICT, ENTRY, OPERATION, RUN
from kongchuo_desktop.store.tables import BY_NAME, PROJECTED
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table


@dataclass(frozen=True, slots=True)
class OperationInfo:
    """An operation as a list shows it.

    Attributes:
        at: wall clock in ms since 1970.
        rows: how many rows it wrote.
        pupils: whom those rows are about.
    """

    record: OperationRecord
    at: int
    rows: int
    tables: frozenset[str]
    pupils: frozenset[str]

    @property
    def op(self) -> EntryId:
        return self.record.id


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One entry of a row and who wrote it; ``current`` are the fields that it still shows."""

    entry: Entry
    operation: OperationRecord | None
    current: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of a field in conflict."""

    entry: EntryId
    value: Any
    at: int
    operation: OperationRecord | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field in conflict; settled by ``Write.update`` with the row's tips as ``prior``.

    ``field`` is ``_gone`` where one deleted what another had changed: then settled by
    ``Write.delete`` or ``Write.restore``. ``quiet`` ones are shown, not asked (journal.md §4).
    """

    table: str
    row: str
    field: str
    about: str | None
    home: str
    quiet: bool
    tips: str
    choices: tuple[Choice, ...]

    @property
    def name(self) -> str:
        return f"{self.row}:{self.field}"


@dataclass(frozen=True, slots=True)
class Twins:
    """Rows of joined records that are one by their natural key and differ (journal.md §5)."""

    table: str
    rows: tuple[str, ...]
    fields: tuple[str, ...]


def operations(
    connection: Connection, *, limit: int = 100, before: int | None = None
) -> list[OperationInfo]:
    """Operations newest first by clock; ``before`` is the ``at`` of the last one seen."""
    query = (
        select(OPERATION.c.body, ENTRY.c.at)
        .join(ENTRY, and_(ENTRY.c.run == OPERATION.c.run, ENTRY.c.n == OPERATION.c.n))
        .order_by(ENTRY.c.at.desc(), ENTRY.c.run, ENTRY.c.n)
        .limit(limit)
    )
    if before is not None:
        query = query.where(ENTRY.c.at < before)
    return [
        _info(connection, OperationRecord.decode(body), at)
        for body, at in connection.execute(query).all()
    ]


def operations_about(connection: Connection, pupil: str) -> list[OperationInfo]:
    """Operations that wrote a row about a pupil, joined records included, newest first."""
    about = members(connection, pupil)
    query = (
        select(OPERATION.c.body, func.min(ENTRY.c.at).label("at"))
        .join(ENTRY, and_(ENTRY.c.run == OPERATION.c.run, ENTRY.c.op == OPERATION.c.n))
        .where(ENTRY.c.about.in_(about))
        .group_by(OPERATION.c.run, OPERATION.c.n)
        .order_by(literal_column("at").desc(), OPERATION.c.run, OPERATION.c.n)
    )
    return [
        _info(connection, OperationRecord.decode(body), at)
        for body, at in connection.execute(query).all()
    ]


def own_operations(
    connection: Connection, store: str, machine: str
) -> Iterator[OperationRecord]:
    """Operations written by this store on this computer, the last written first."""
    own = set(
        connection.scalars(select(RUN.c.run).where(RUN.c.store == store, RUN.c.machine == machine))
    )
    # In the order of writing, whatever the clock did in between. Whoever asks wants the last few.
    query = select(OPERATION.c.run, OPERATION.c.body).order_by(
        literal_column("operation.rowid").desc()
    )
    with closing(connection.execute(query)) as found:
        yield from (OperationRecord.decode(body) for run, body in found if run in own)


def operation(connection: Connection, op: EntryId) -> OperationRecord | None:
    """The record of an operation."""
    body = connection.scalar(
        select(OPERATION.c.body).where(OPERATION.c.run == op[0], OPERATION.c.n == op[1])
    )
    return None if body is None else OperationRecord.decode(body)


def run_names(connection: Connection) -> dict[str, str]:
    """Run → name of the store that wrote it."""
    records = (RunRecord.decode(body) for body in connection.scalars(select(RUN.c.body)))
    return {record.run: record.name for record in records}


def operation_rows(connection: Connection, op: EntryId) -> list[tuple[str, str, str | None]]:
    """(table, row, about) of the rows an operation wrote, in the order of writing."""
    query = (
        select(ENTRY.c.tbl, ENTRY.c.row, ENTRY.c.about)
        .where(ENTRY.c.run == op[0], ENTRY.c.n >= op[1], ENTRY.c.op == op[1])
        .order_by(ENTRY.c.n)
    )
    found = {row: (table, row, about) for table, row, about in connection.execute(query)}
    return list(found.values())


def row_history(connection: Connection, rows: Iterable[str]) -> list[HistoryItem]:
    """All entries of the rows, newest first by clock."""
    items: list[HistoryItem] = []
    for entries in projection.entries_of(connection, list(rows)).values():
        tree = Ancestry(entries)
        names = {name for entry in entries for name in entry.set}
        heads = {(tree.heads(name)[-1].id, name) for name in names}
        items += [
            HistoryItem(
                entry,
                operation(connection, (entry.run, entry.op)),
                frozenset(name for name in entry.set if (entry.id, name) in heads),
            )
            for entry in entries
        ]
    items.sort(key=lambda item: (item.entry.at, item.entry.id), reverse=True)
    return items


def conflicts(connection: Connection, rows: Iterable[str] | None = None) -> list[Conflict]:
    """All fields in conflict, or those of some rows; the quiet ones too."""
    query = select(CONFLICT).order_by(CONFLICT.c.tbl, CONFLICT.c.row, CONFLICT.c.field)
    if rows is not None:
        query = query.where(among(CONFLICT.c.row, rows))
    heads: dict[tuple[str, str, str], list[tuple[EntryId, Any]]] = defaultdict(list)
    for head in connection.execute(query):
        heads[head.tbl, head.row, head.field].append((parse_entry_name(head.entry), head.value))
    found: list[Conflict] = []
    for (table, row, name), values in heads.items():
        shown = projection.current(connection, sql_table(BY_NAME[table]), row)
        if shown is None:
            continue
        choices = [_choice(connection, entry, value) for entry, value in values]
        choices.sort(key=lambda choice: (choice.at, choice.entry), reverse=True)
        found.append(
            Conflict(
                table, row, name, shown.about, shown.home, name in BY_NAME[table].QUIET,
                shown.tips, tuple(choices),
            )
        )
    return found


def conflicts_about(connection: Connection, pupil: str) -> list[Conflict]:
    """All fields in conflict of what is about a pupil, joined records included."""
    # From the few conflicts to their entries: entries are looked up by their row alone.
    rows = select(CONFLICT.c.row).join(ENTRY, ENTRY.c.row == CONFLICT.c.row).where(
        ENTRY.c.about.in_(members(connection, pupil)))
    return conflicts(connection, connection.scalars(rows.distinct()).all())


def twins(connection: Connection) -> list[Twins]:
    """Rows of joined records that say different things under one natural key."""
    joined = {found.row: found.canonical for found in connection.execute(select(ALIAS))}
    found: list[Twins] = []
    for model in PROJECTED:
        table = sql_table(model)
        through = [name for name in ("pupil", "class_id") if name in model.KEY]
        if not joined or not through:
            continue
        query = select(table).where(table.c[through[0]].in_(list(joined)), ~table.c.gone)
        groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for row in connection.execute(query):
            values = row._mapping
            groups[tuple(joined.get(values[k], values[k]) for k in model.KEY)].append(values)
        found += [_twins(model.__tablename__, model.KEY, rows) for rows in groups.values()
                  if len(rows) > 1]
    return [pair for pair in found if pair.fields]


def _twins(table: Any, key: tuple[str, ...], rows: list[Any]) -> Twins:
    names = [n for n in FIELDS[str(table)] if n not in key]
    differing = [n for n in names if len({normal_value(row[n]) for row in rows}) > 1]
    return Twins(str(table), tuple(sorted(row["row"] for row in rows)), tuple(differing))


def _choice(connection: Connection, entry: EntryId, value: Any) -> Choice:
    found = connection.execute(
        select(ENTRY.c.at, ENTRY.c.op).where(ENTRY.c.run == entry[0], ENTRY.c.n == entry[1])
    ).one()
    return Choice(entry, value, found.at, operation(connection, (entry[0], found.op)))


def _info(connection: Connection, record: OperationRecord, at: int) -> OperationInfo:
    rows = operation_rows(connection, record.id)
    return OperationInfo(
        record=record,
        at=at,
        rows=len(rows),
        tables=frozenset(table for table, _, _ in rows),
        pupils=frozenset(about for _, _, about in rows if about),
    )


def undos_of(connection: Connection, op: EntryId) -> list[OperationRecord]:
    """The operations that undo this one, the last kept first."""
    query = (
        select(OPERATION.c.body)
        .where(OPERATION.c.undoes == entry_name(op))
        .order_by(literal_column("rowid").desc())
    )
    return [OperationRecord.decode(body) for body in connection.scalars(query)]
