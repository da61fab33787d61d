"""What comparisons hold of children, to be erased together with their records (journal.md §9)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select

from kongchuo_desktop.domain.comparison.matching import match
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import stored_bytes
from kongchuo_desktop.operations.comparison_decisions import decided
from kongchuo_desktop.operations.comparison_lists import keep_lines, roster_people, unpacked
from kongchuo_desktop.operations.world import homes_of
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.projected import Projected
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ChildFound, ChildList, PupilRow, SameChild
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Write

_Row = Mapping[Any, Any]
_NUMBER: Final = 15
"""Signs of the shortest identity number; what is shorter may stand in anything."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What comparisons hold of some children.

    Attributes:
        rows: lists in which they stand, decisions about their lines, what was found of them.
        lists: of the lists in use each row with the lines of everybody else.
        numbers: every identity number that they ever had on the roster.
    """

    rows: frozenset[str]
    lists: tuple[tuple[_Row, tuple[Person, ...]], ...]
    numbers: frozenset[str]


def traces(store: Store, records: Collection[str]) -> Traces:
    """What lists, decisions and outcomes hold of children, also what was taken back.

    Args:
        records: their rows of the roster.
    """
    names, numbers = _ever(store, records)
    traits = {Person("", name, number).trait for name in names for number in numbers}
    for person in roster_people(store):
        if person.key in records:
            traits |= {person.trait, replace(person, number="").trait}
    rows, lists = set[str](), []
    for kept in _all(store, ChildList):
        theirs, rest = _parted(store, kept, records, traits)
        if theirs:
            traits |= {person.trait for person in theirs}
            rows.add(kept["row"])
            if rest and not kept["gone"]:
                lists.append((kept, rest))
    said = _all(store, SameChild)
    _spread(traits, said)
    rows |= {row["row"] for row in said if not traits.isdisjoint((row["one"], row["other"]))}
    rows |= {row["row"] for row in _all(store, ChildFound)
             if row["child"] in traits or row["record"] in records}
    return Traces(frozenset(rows), tuple(lists),
                  frozenset(number for number in numbers if len(number) >= _NUMBER))


def erase_traces(write: Write, found: Traces, *, why: str) -> None:
    """Erase them; a list in use is kept on without the children's lines."""
    for row, rest in found.lists:
        keep_lines(write, row["home"], row["kind"], rest, {
            field: row[field] for field in ("day", "source", "giver") if row[field]})
    write.erase_many(found.rows, why=why)


def _ever(store: Store, records: Collection[str]) -> tuple[set[str], set[str]]:
    """Every name and every identity number that the rows ever had."""
    with store.reading() as connection:
        entries = [entry for of_row in projection.entries_of(connection, records).values()
                   for entry in of_row if entry.table == PupilRow.__tablename__]
    names, numbers = ({str(value) for entry in entries if (value := entry.set.get(field))}
                      for field in ("name", "identity_number"))
    return names, numbers


def _all(store: Store, table: type[Projected]) -> Sequence[_Row]:
    """The rows of here and below, also those that were taken back; none that is erased."""
    homes, columns = homes_of(store), sql_table(table).c
    first = columns[table.KEY[0]]
    with store.session() as session:
        found: Iterable[_Row] = session.execute(
            select(*columns).where(first.is_not(None))).mappings().all()
    return [row for row in found if homes.of(row["home"])]


def _parted(store: Store, kept: _Row, records: Collection[str],
            traits: Collection[str]) -> tuple[list[Person], tuple[Person, ...]]:
    """The lines of a list that are the children's, and all others; nothing of a list whose lines
    are not here or cannot be read."""
    try:
        people = unpacked(stored_bytes(store, kept["digest"], called=f"《{kept['source']}》"))
    except KnownError:
        return [], ()
    certain = match(people, roster_people(store), decided(store)).certain
    theirs = {person.key for person in people
              if person.trait in traits or not set(certain.get(person.key, ())).isdisjoint(records)}
    return ([person for person in people if person.key in theirs],
            tuple(person for person in people if person.key not in theirs))


def _spread(traits: set[str], said: Sequence[_Row]) -> None:
    """Add what was said to be the same child."""
    while more := {trait for row in said if row["same"]
                   for pair in [{row["one"], row["other"]}] if pair & traits
                   for trait in pair} - traits:
        traits |= more
