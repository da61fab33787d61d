"""How far a package from below reaches: no farther than the unit that signed it (journal.md §7).

Whose rows it may bring is asked of each row by its home. Rows of one's own can still say more:
that a unit is another one or stands elsewhere, that a child is another school's child, that
something happened to such a child, that another school filed its return.
"""

from collections.abc import Callable, Collection, Iterable

from sqlalchemy import Connection, select

from kongchuo_desktop.domain.journal import Entry
from kongchuo_desktop.domain.unit_tree import UnitTree
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.aside import entries_of
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import ALIAS, ENTRY
from kongchuo_desktop.store.scope import within
from kongchuo_desktop.store.sieve import Why
from kongchuo_desktop.store.tables import (
    BY_NAME,
    Attached,
    ClassGroup,
    PaperEvent,
    PupilRow,
    Return,
    Unit,
)
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table

_UNIT = str(Unit.__tablename__)
_PUPIL = str(PupilRow.__tablename__)
_EVERYWHERE = ("class_id", "from_class")
_NAMES: dict[str, tuple[str, ...]] = {
    str(Return.__tablename__): ("unit",), str(Attached.__tablename__): ("target",),
    str(PaperEvent.__tablename__): ("paper",)}
"""Table → the fields that name whose row it is, beside those of every table."""
_SAME_AS = "same_as"
_OWNED = (_PUPIL, str(ClassGroup.__tablename__))
_FIELDS = [
    (name, field) for name in BY_NAME for field in ("about", "pupil", _SAME_AS)
    if field == "about" or (field in FIELDS[name] and name != _UNIT)]
"""Where a row says of whom it is."""


def foreign_home() -> KnownError:
    """The error for rows that say something of whom their writer does not speak for."""
    return KnownError(
        "foreign_home",
        "文件里有不属于对方学校的记录。",
        kept="整个文件都没有导入，本机的数据没有改动。",
        todo="请打电话问对方这个文件是怎么来的。",
    )


class Reach:
    """What was so before a package of ``top``, a unit that is ``own`` or stands below it."""

    def __init__(self, connection: Connection, *, top: str, own: str) -> None:
        self._top, self._own = top, own
        self._units, self._tree = _units(connection)

    def beyond(self, connection: Connection, new: Collection[Entry],
               allowed_home: Callable[[str], bool]) -> Iterable[tuple[Entry, Why]]:
        """The new entries, not written yet, that say something of others than the unit's own.

        A child of whom nothing is known may be anybody's: what is said of it comes again with
        each package, and waits until the child's own record came.
        """
        homes = _homes(connection, {name for entry in new for name in _named(entry)})
        for entry in new:
            homes.setdefault(entry.row, entry.home)
        allowed = {home: allowed_home(home) for home in {*homes.values()}}
        for entry in new:
            if not all(allowed[homes[name]] for name in _named(entry) if name in homes):
                yield entry, "others"
            elif not homes.keys() >= set(_told_of(entry)):
                yield entry, "unknown"

    def check(self, connection: Connection, new: Collection[Entry]) -> None:
        """Whether the new entries, written by now, left all other units what they were.

        Raises:
            KnownError: ``foreign_home``.
        """
        if any(entry.table == _UNIT for entry in new) and not self._keeps_units(connection, new):
            raise foreign_home()

    def _keeps_units(self, connection: Connection, new: Iterable[Entry]) -> bool:
        """Whether only what stands below the unit was moved, and nothing of it out of sight."""
        before, top = self._tree, self._top
        units, after = _units(connection)
        line, was = set(after.above(top)), {after.read(one) for one in before.above(top)}
        return (
            all(after.within(unit, top) for unit in units - self._units)
            and all(self._stays(unit, after) for unit in self._units)
            # Who stands above a unit is its superior's fact; a computer of this very unit may know
            # what is not known here, but a circle would set those below above it.
            and (was == line or (after.within(self._own, top) and was <= line))
            and not any(after.within(unit, top) for unit in line)
            # Joined with a unit that nobody knows yet, it would be that unit from its first day.
            and all(said in units for entry in new if entry.table == _UNIT
                    and (said := entry.set.get("same_as")) is not None))

    def _stays(self, unit: str, after: UnitTree) -> bool:
        before = self._tree
        if before.within(unit, self._top):
            return not before.within(unit, self._own) or after.within(unit, self._own)
        return not after.within(unit, self._top) and set(after.above(unit)) == {
            after.read(one) for one in before.above(unit)}


def planted_about(connection: Connection, new: Iterable[Entry], *, own: str) -> list[Entry]:
    """What is known of children and classes whose first entries are among ``new``, and was not to
    be told: of them, and that another record is one with them.

    Only they whose child it is, and those above, may tell of it; of what came from above the
    reader's own unit nothing is asked.
    """
    homes = {entry.row: entry.home for entry in new if entry.table in _OWNED}
    may: dict[tuple[str, str], bool] = {}

    def false(home: str, of: str) -> bool:
        pair = (homes[of], home)
        if pair not in may:
            may[pair] = within(connection, *pair) or not within(connection, home, own)
        return not may[pair]

    told: set[str] = set()
    joined: set[str] = set()
    for name, field in _FIELDS if homes else ():
        if name not in BY_NAME:
            continue
        table = sql_table(BY_NAME[name])
        for portion in projection.chunks(homes):
            query = select(table.c.row, table.c.home, table.c[field])
            for row, home, of in connection.execute(query.where(among(table.c[field], portion))):
                if row != of and home != homes[of] and false(home, of):
                    (joined if field == _SAME_AS else told).add(row)
    return [*entries_of(connection, told), *(
        entry for entry in entries_of(connection, joined - told)
        if entry.set.get(_SAME_AS) in homes)]


def _units(connection: Connection) -> tuple[frozenset[str], UnitTree]:
    table = sql_table(Unit)
    rows = [(found.row, found.parent) for found in connection.execute(
        select(table.c.row, table.c.parent).where(~table.c.gone))]
    same = {found.row: found.canonical for found in connection.execute(select(ALIAS))}
    return frozenset(row for row, _ in rows), UnitTree(rows, same)


def _told_of(entry: Entry) -> Iterable[str]:
    """The pupils and joined records beside its own row of whom an entry speaks."""
    found = (entry.about, entry.set.get("pupil"),
             entry.set.get(_SAME_AS) if entry.table in _OWNED else None)
    return (row for row in found if isinstance(row, str) and row != entry.row)


def _named(entry: Entry) -> Iterable[str]:
    """Rows beside its own that an entry speaks of: those, classes, another unit than its own.

    What is said of units themselves is looked at when it is written.
    """
    found = (entry.set.get(name) for name in (*_EVERYWHERE, *_NAMES.get(entry.table, ())))
    return (*_told_of(entry),
            *(row for row in found if isinstance(row, str) and row != entry.row))


def _homes(connection: Connection, rows: Collection[str]) -> dict[str, str]:
    """Those of these rows that are known → their homes."""
    return {
        row: home for portion in projection.chunks(rows)
        for row, home in connection.execute(
            select(ENTRY.c.row, ENTRY.c.home).where(among(ENTRY.c.row, portion)).distinct())}
