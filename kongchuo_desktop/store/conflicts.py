"""What is in conflict: fields that two wrote without seeing each other, rows that are one twice."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select

from kongchuo_desktop.domain.journal import (
    EntryId,
    OperationRecord,
    normal_value,
    parse_entry_name,
)
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.journal_tables import ALIAS, CONFLICT, ENTRY, OPERATION
from kongchuo_desktop.store.tables import BY_NAME, PROJECTED
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table


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
    gone: bool = False
    """The row is not shown: deleted, or it lacks what nobody can do without."""

    @property
    def name(self) -> str:
        return f"{self.row}:{self.field}"


@dataclass(frozen=True, slots=True)
class Twins:
    """Rows of joined records that are one by their natural key and differ (journal.md §5)."""

    table: str
    rows: tuple[str, ...]
    fields: tuple[str, ...]


def conflicts(connection: Connection, rows: Iterable[str] | None = None) -> list[Conflict]:
    """All fields in conflict, or those of some rows; the quiet ones too.

    A few queries for however many there are.
    """
    query = select(CONFLICT).order_by(CONFLICT.c.tbl, CONFLICT.c.row, CONFLICT.c.field)
    if rows is not None:
        query = query.where(among(CONFLICT.c.row, rows))
    heads: dict[tuple[str, str, str], list[tuple[EntryId, Any]]] = defaultdict(list)
    for head in connection.execute(query):
        heads[head.tbl, head.row, head.field].append((parse_entry_name(head.entry), head.value))
    shown = projection.current_rows(connection, ((table, row) for table, row, _ in heads))
    written = _written(connection, {entry for values in heads.values() for entry, _ in values})
    found: list[Conflict] = []
    for (table, row, name), values in heads.items():
        now = shown.get(row)
        if now is None:
            continue
        choices = [Choice(entry, value, *written.get(entry, (0, None)))
                   for entry, value in values]
        choices.sort(key=lambda choice: (choice.at, choice.entry), reverse=True)
        found.append(Conflict(table, row, name, now.about, now.home,
                              name in BY_NAME[table].QUIET, now.tips, tuple(choices), now.gone))
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
        query = select(table).where(among(table.c[through[0]], joined), ~table.c.gone)
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


def _written(
    connection: Connection, entries: Iterable[EntryId]
) -> Mapping[EntryId, tuple[int, OperationRecord | None]]:
    """Entry → its clock and its operation, in one query."""
    wanted = func.json_each(json.dumps(sorted(entries))).table_valued("value")
    query = (
        select(ENTRY.c.run, ENTRY.c.n, ENTRY.c.at, OPERATION.c.body)
        .select_from(wanted)
        .join(ENTRY, and_(ENTRY.c.run == func.json_extract(wanted.c.value, "$[0]"),
                          ENTRY.c.n == func.json_extract(wanted.c.value, "$[1]")))
        .outerjoin(OPERATION, and_(OPERATION.c.run == ENTRY.c.run, OPERATION.c.n == ENTRY.c.op))
    )
    records: dict[bytes | None, OperationRecord | None] = {None: None}
    found: dict[EntryId, tuple[int, OperationRecord | None]] = {}
    for run, n, at, body in connection.execute(query):
        if body not in records:
            records[body] = OperationRecord.stored(body)
        found[run, n] = at, records[body]
    return found
