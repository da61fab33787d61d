"""What was ever of a class: its pupils, and the rows that are about none (journal.md §7)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from kongchuo_desktop.domain.journal import Entry, stored_entry
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.tables import Attached, ClassGroup, PaperEvent, Projected
from kongchuo_desktop.store.vocabulary import sql_table

_SAYS_CLASS = ("pupil", "movement", "register", "event", "paper", "return", "receipt")


@dataclass(frozen=True, slots=True)
class Said:
    """All that was ever written in a row of a small table."""

    home: str
    entries: tuple[Entry, ...]

    def values(self, field: str) -> frozenset[str]:
        """Every text that the field ever held."""
        found = (entry.set.get(field) for entry in self.entries)
        return frozenset(value for value in found if isinstance(value, str))


def ever_written(connection: Connection, table: type[Projected]) -> dict[str, Said]:
    """Row of a small table → all that it ever said, deleted ones included."""
    rows = connection.scalars(select(sql_table(table).c.row)).all()
    return {row: Said(entries[0].home, tuple(entries))
            for row, entries in projection.entries_of(connection, rows).items()}


class ClassPast:
    """What was ever of a class: its pupils, and the rows that are about no pupil.

    Attributes:
        pupils: whoever was ever written to be in it.
        rows: classes it is joined with or had pupils from, its registers and returns, what was
            told to it, and what hangs on these.
    """

    def __init__(self, connection: Connection, class_id: str,
                 told: Mapping[str, Mapping[str, Said]],
                 heard: Callable[[str], bool]) -> None:
        names = _joined_classes(connection, class_id)
        pupils: set[str] = set()
        rows: set[str] = set(names)
        for entry in _naming(connection, names):
            about = entry.about
            if entry.table in ("pupil", "movement") and about and (
                    not names.isdisjoint(_classes(entry))):
                pupils.add(about)
            elif about is None and (entry.set.get("class_id") in names or (
                    entry.table == "return" and entry.set.get("unit") in names)):
                rows.add(entry.row)
        self.pupils = frozenset(pupils)
        rows |= _classes_of(connection, self.pupils)
        rows |= _hanging(connection, rows)
        rows |= {row for row, said in told["correction"].items()
                 if heard(said.home) and said.values("target") & rows}
        rows |= {row for row, said in told["correction_answer"].items()
                 if heard(said.home) and said.values("correction") & rows}
        rows |= {row for row, said in told["handed"].items() if heard(said.home)
                 and all(heard(unit) for unit in said.values("unit"))}
        self.rows = frozenset(rows)


def _joined_classes(connection: Connection, class_id: str) -> frozenset[str]:
    """The class under all the names by which it was ever joined: one that started alone wrote
    under another."""
    edges = [(entry.row, str(entry.set["same_as"]))
             for said in ever_written(connection, ClassGroup).values()
             for entry in said.entries if entry.set.get("same_as")]
    found = {class_id}
    while grown := {end for edge in edges if not found.isdisjoint(edge) for end in edge} - found:
        found |= grown
    return frozenset(found)


def _naming(connection: Connection, names: Iterable[str]) -> list[Entry]:
    """Entries whose text names one of these classes."""
    mentions = or_(*(func.instr(ENTRY.c.body, f'"{name}"'.encode()) > 0 for name in sorted(names)))
    query = select(ENTRY.c.body).where(ENTRY.c.tbl.in_(_SAYS_CLASS), ~ENTRY.c.erased, mentions)
    return [stored_entry(body) for body in connection.scalars(query)]


def _classes(entry: Entry) -> frozenset[str]:
    """The classes that an entry of a pupil or of a movement names."""
    found = (entry.set.get(field) for field in ("class_id", "from_class"))
    return frozenset(value for value in found if isinstance(value, str))


def _classes_of(connection: Connection, pupils: Collection[str]) -> set[str]:
    """The classes in which these pupils ever were: their names stand in the pupils' rows."""
    found: set[str] = set()
    for portion in projection.chunks(pupils):
        query = select(ENTRY.c.body).where(
            ENTRY.c.tbl.in_(("pupil", "movement")), among(ENTRY.c.about, portion),
            ~ENTRY.c.erased)
        for body in connection.scalars(query):
            found |= _classes(stored_entry(body))
    return found


def _hanging(connection: Connection, rows: Collection[str]) -> set[str]:
    """Scans and proofs that belong to rows about no pupil."""
    scans, proofs = sql_table(Attached).c, sql_table(PaperEvent).c
    found: set[str] = set()
    for portion in projection.chunks(rows):
        proved = connection.scalars(select(proofs.row).where(among(proofs.paper, portion))).all()
        found.update(proved)
        found.update(connection.scalars(
            select(scans.row).where(among(scans.target, [*portion, *proved]))))
    return found
