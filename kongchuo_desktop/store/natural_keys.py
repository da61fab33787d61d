"""Ids that follow from a key (journal.md §5): which entries prove theirs, which contradict it.

Anybody can reckon such an id. Who writes it down in another home, or in a table where ids are
random, would have the row's true writer contradict it later.
"""

from typing import Any

from kongchuo_desktop.domain import names
from kongchuo_desktop.domain.journal import Entry, row_id
from kongchuo_desktop.store.tables import BY_NAME, SCHEMA, Projected, PupilRow, Unit
from kongchuo_desktop.store.vocabulary import FIELDS


def proves(entry: Entry) -> bool:
    """Whether the entry begins its row and says the very key that gives the row's id.

    Nobody can find a key that gives an id of his choice: only one table of one home can have it.
    """
    table = BY_NAME.get(entry.table)
    if table is None or not _begins(entry):
        return False
    key = _key(table, entry)
    if not key:
        return False
    if table is Unit:
        return entry.row == entry.home == row_id("", entry.table, key)
    return entry.about == _about(table, entry) and entry.row == row_id(
        entry.home, entry.table, key)


def contradicts(entry: Entry) -> bool:
    """Whether the entry cannot be of its row: it begins it with a key that gives another id.

    A pupil's id is random where the number was not valid. Newer programs may have other keys.
    """
    table = BY_NAME.get(entry.table)
    if table is None or entry.schema > SCHEMA:
        return False
    if table is Unit:
        return entry.row != entry.home
    return (table is not PupilRow and _begins(entry) and bool(_key(table, entry))
            and not proves(entry))


def _begins(entry: Entry) -> bool:
    return not entry.prior and not entry.erased


def _key(table: type[Projected], entry: Entry) -> list[Any]:
    """The parts of the natural key; empty where one of them is."""
    key = [entry.set.get(part) for part in table.KEY]
    if any(part is None or part == "" for part in key):
        return []
    if table is PupilRow:
        number, name = key
        return [number, names.normal(str(name))]
    return key


def _about(table: type[Projected], entry: Entry) -> str | None:
    if table is PupilRow:
        return entry.row
    return entry.set.get("pupil") if "pupil" in FIELDS[entry.table] else None
