"""How far a package from below reaches: no farther than the unit that signed it (journal.md §7).

Whose rows it may bring is asked of each row by its home. Rows of one's own can still say more:
that a unit is another one or stands elsewhere, that a child is another school's child, that
something happened to such a child, that another school filed its return.
"""

from collections.abc import Callable, Collection, Iterable

from sqlalchemy import Connection, select

from kongchuo_desktop.domain.journal import Entry
from kongchuo_desktop.domain.units import UnitTree
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import ALIAS, ENTRY
from kongchuo_desktop.store.tables import Return, Unit
from kongchuo_desktop.store.vocabulary import sql_table

_UNIT = str(Unit.__tablename__)
_NAMES: dict[str, tuple[str, ...]] = {str(Return.__tablename__): ("unit",)}
"""Table → the fields that name whose row it is, beside ``pupil`` and ``same_as`` of every table."""


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

    def check(self, connection: Connection, new: Collection[Entry],
              allowed_home: Callable[[str], bool]) -> None:
        """Whether the new entries, written by now, stayed within the unit's reach.

        Raises:
            KnownError: ``foreign_home``.
        """
        if any(entry.table == _UNIT for entry in new) and not self._keeps_units(connection, new):
            raise foreign_home()
        homes = _homes(connection, {name for entry in new for name in _named(entry)})
        if not all(map(allowed_home, homes)):
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


def _units(connection: Connection) -> tuple[frozenset[str], UnitTree]:
    table = sql_table(Unit)
    rows = [(found.row, found.parent) for found in connection.execute(
        select(table.c.row, table.c.parent).where(~table.c.gone))]
    same = {found.row: found.canonical for found in connection.execute(select(ALIAS))}
    return frozenset(row for row, _ in rows), UnitTree(rows, same)


def _named(entry: Entry) -> Iterable[str]:
    """Rows beside its own that an entry speaks of: a pupil, a joined record, a unit."""
    found = (entry.about, *(entry.set.get(name) for name in (
        "pupil", "same_as", *_NAMES.get(entry.table, ()))))
    return (row for row in found if isinstance(row, str) and row != entry.row)


def _homes(connection: Connection, rows: Collection[str]) -> frozenset[str]:
    """The homes of those of these rows that are known."""
    return frozenset(
        home for portion in projection.chunks(rows)
        for home in connection.scalars(
            select(ENTRY.c.home).where(among(ENTRY.c.row, portion)).distinct()))
