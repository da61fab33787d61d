"""Joined records: the canonical id of a row, its other records, and what a join had not seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from kongchuo_desktop.domain.journal import Ancestry, Entry, canonical_ids, normal_value
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import ALIAS
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table

SAME_AS = "same_as"
_PUPIL = sql_table(PupilRow)
_OF_JOINS = frozenset({SAME_AS, "apart"})
"""Fields that say who is who, not who the child is."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One uncontested reference of a joined pupil: ``row`` is written to be ``other``."""

    row: str
    other: str
    tips: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """A value on a joined record that the join had not seen.

    ``row`` and ``tips`` are of that record, ``read`` and ``read_tips`` of the one that is read
    today, which shows ``shown``; ``entry`` wrote the value.
    """

    row: str
    tips: str
    read: str
    read_tips: str
    field: str
    value: Any
    shown: Any
    entry: Entry


def canonical(connection: Connection, row: str) -> str:
    """The id under which a joined record is read; the row itself where it is not joined."""
    found = connection.scalar(select(ALIAS.c.canonical).where(ALIAS.c.row == row))
    return row if found is None else found


def members(connection: Connection, row: str) -> list[str]:
    """All records joined with the row, itself included, sorted."""
    query = select(ALIAS.c.row).where(ALIAS.c.canonical == canonical(connection, row))
    return sorted(connection.scalars(query)) or [row]


def read_through(connection: Connection) -> dict[str, str]:
    """Joined row → the id under which it is read.

    That is the canonical id, or the least living record where the canonical one is deleted or
    has not come here: a child must not vanish with one of its records.
    """
    groups: dict[str, list[str]] = {}
    for row, least in connection.execute(select(ALIAS.c.row, ALIAS.c.canonical)):
        groups.setdefault(least, []).append(row)
    living = _living(connection, [row for rows in groups.values() for row in rows])
    return {
        row: least if least in living else min(living & set(rows), default=least)
        for least, rows in groups.items()
        for row in rows
    }


def _living(connection: Connection, rows: list[str]) -> set[str]:
    found: set[str] = set()
    for table in projection.JOINED:
        for portion in projection.chunks(rows):
            query = select(table.c.row).where(among(table.c.row, portion), ~table.c.gone)
            found.update(connection.scalars(query))
    return found


def edges(connection: Connection, row: str) -> list[Edge]:
    """The references that join a pupil's records."""
    query = select(_PUPIL.c.row, _PUPIL.c.same_as, _PUPIL.c.tips).where(
        _PUPIL.c.row.in_(members(connection, row)), _PUPIL.c.same_as.is_not(None), ~_PUPIL.c.gone
    )
    return [Edge(*found) for found in connection.execute(query)]


def cut(connection: Connection, record: str, kept: str) -> tuple[list[Edge], frozenset[str]]:
    """What must be emptied to part a record from another, and the records that go with it.

    Records that were joined to ``record`` alone stay with it.
    """
    own = edges(connection, record)
    others = {edge.row: edge.other for edge in own if record not in (edge.row, edge.other)}
    removed = [
        edge for edge in own if record in (edge.row, edge.other)
        and _together(others, edge.other if edge.row == record else edge.row, kept)
    ]
    group = canonical_ids({edge.row: edge.other for edge in own if edge not in removed})
    least = group.get(record, record)
    return removed, frozenset({record, *(row for row, low in group.items() if low == least)})


def _together(same_as: dict[str, str], one: str, other: str) -> bool:
    group = canonical_ids(same_as)
    return group.get(one, one) == group.get(other, other)


def join_entry(connection: Connection, edge: Edge) -> Entry:
    """The entry that wrote the reference shown today."""
    tree = Ancestry(projection.entries_of(connection, [edge.row])[edge.row])
    return tree.heads(SAME_AS)[-1]


def brought(connection: Connection, edge: Edge, record: str) -> dict[str, Any]:
    """Fields that a join took over to a record and that it shows unchanged → what it had before."""
    joined = join_entry(connection, edge)
    tree = Ancestry(projection.entries_of(connection, [record]).get(record, ()))
    found: dict[str, Any] = {}
    for entry in tree.entries:
        if (entry.run, entry.op) != (joined.run, joined.op):
            continue
        earlier = Ancestry(tree.closure(entry.prior))
        for name in entry.set.keys() - _OF_JOINS:
            if tree.heads(name) == [entry]:
                heads = earlier.heads(name)
                found[name] = heads[-1].set[name] if heads else None
    return found


def unseen(connection: Connection, row: str) -> Iterator[Unseen]:
    """Values on joined records that the join had not seen and that the shown record never had."""
    yield from all_unseen(connection, members(connection, row))


def all_unseen(connection: Connection, rows: Iterable[str] | None = None) -> Iterator[Unseen]:
    """``unseen`` for all joined pupils, or those of these records, in a few queries."""
    through = read_through(connection)
    wanted = sorted(through if rows is None else through.keys() & set(rows))
    shown = {
        found.row: found
        for portion in projection.chunks(wanted)
        for found in connection.execute(select(_PUPIL).where(among(_PUPIL.c.row, portion)))
    }
    records = [row for row in wanted if row != through[row] and row in shown
               and through[row] in shown
               and shown[row].same_as is not None and not shown[row].gone]
    entries = projection.entries_of(connection, [*records, *{through[row] for row in records}])
    for row in records:
        yield from _of_record(shown[row], shown[through[row]], entries)


def _of_record(record: Row[Any], read: Row[Any],
               entries: Mapping[str, Sequence[Entry]]) -> Iterator[Unseen]:
    had = {(name, normal_value(e.set[name])) for e in entries[read.row] for name in e.set}
    tree = Ancestry(entries[record.row])
    seen = {entry.id for entry in tree.closure([tree.heads(SAME_AS)[-1].id])}
    for name in sorted(FIELDS[_PUPIL.name].keys() - _OF_JOINS):
        head = next((head for head in reversed(tree.heads(name)) if head.id not in seen), None)
        value = head.set[name] if head else None
        if head and value is not None and (name, normal_value(value)) not in had:
            yield Unseen(record.row, record.tips, read.row, read.tips, name, value,
                         getattr(read, name), head)
