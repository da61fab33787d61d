"""Who holds which rows after all have met, and who must and may, by the slow model."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from chaos_county import County
from chaos_machine import Machine
from chaos_visibility import Knowledge, goes_down, goes_to_class, goes_up
from journal_model import Id

Rows = Mapping[str, Collection[Id]]


def check_holders(county: County, start: Mapping[str, Rows],
                  written: Collection[Id]) -> None:
    """Holders of a row hold the same entries, all holders are there, and nobody else is.

    ``start`` is what survived until all met, by computer; ``written`` all that there was then.
    """
    must = _spread(county, start)
    may = _spread(county, _own_writing(county), ever=written)
    truth = county.truth.entries
    # Receipts of the meeting itself go on for ever.
    late = {e.row for e in truth.values() if e.table == "receipt"} - {truth[i].row for i in written}
    erased = {row for m in county.machines.values() for row in m.erased}
    # Rows of erased children: visible until erased (§7).
    hidden = {e.row for e in truth.values() if e.about in erased or e.row in erased}
    everywhere: dict[str, set[Id]] = defaultdict(set)
    for machine in county.machines.values():
        if not machine.stays_lost:
            for row, ids in machine.held.items():
                everywhere[row] |= ids
    for machine in county.machines.values():
        if machine.stays_lost:
            continue
        rows = {row for row, ids in machine.held.items() if ids} - late
        missing = must[machine.name] - rows - late - hidden
        assert not missing, (machine.name, "lacks", _said(county, missing))
        leaked = rows - may[machine.name]
        assert not leaked, (machine.name, "may not have", _said(county, leaked))
        for row in rows & must[machine.name] - erased:
            lacking = everywhere[row] - machine.held[row]
            assert not lacking, (machine.name, "lacks entries of", _said(county, [row]), lacking,
                                 [truth[i].set for i in lacking])


def _own_writing(county: County) -> Mapping[str, Rows]:
    """All that was ever written on each computer, lost or not, and what it began with."""
    found: dict[str, dict[str, set[Id]]] = {name: defaultdict(set) for name in county.machines}
    for i, entry in county.truth.entries.items():
        for machine in county.machines.values():
            if i in machine.inherited or county.runs.get(i[0]) == machine.name:
                found[machine.name][entry.row].add(i)
    return found


def _spread(county: County, start: Mapping[str, Rows], *,
            ever: Collection[Id] = ()) -> dict[str, set[str]]:
    """The rows that everybody comes to hold, by the slow model, until nobody learns more.

    ``ever``: all entries there ever were; then those that nobody holds any more are read, too,
    and computers that are lost today take part.
    """
    entries: dict[str, set[Id]] = defaultdict(set)
    for rows in start.values():
        for row, ids in rows.items():
            entries[row] |= set(ids)
    for i in ever:
        entries[county.truth.entries[i].row].add(i)
    held = {name: {row for row, ids in read.items() if ids} for name, read in start.items()}
    grown = True
    while grown:
        grown = False
        for reader, read in _ways(county, held, entries, lost=bool(ever)):
            if not read <= held[reader]:
                held[reader] |= read
                grown = True
    return held


def _ways(county: County, held: Mapping[str, set[str]],
          entries: Rows, *, lost: bool) -> Iterator[tuple[str, set[str]]]:
    """(reader, rows) of every package that is written when all meet."""
    for machine in county.machines.values():
        if machine.stays_lost and not lost:
            continue
        known = Knowledge(county.truth, {row: entries[row] for row in held[machine.name]},
                          () if lost else machine.erased)
        home = machine.store.home
        for above in county.above(machine):
            yield above.name, goes_up(
                known, home=home, to_bureau=above.place.role == "bureau")
        for below in county.below(machine):
            if below.stays_lost and not lost:
                continue
            if below.place.role == "class":
                named = _class_of(below)
                rows = goes_to_class(known, home=home, class_id=named)
            else:
                rows = goes_down(known, home=home, unit=below.store.home)
            yield below.name, rows


def _class_of(machine: Machine) -> str:
    """The class as its school named it in the kit."""
    named = machine.store.local("key").get("class")
    assert isinstance(named, str)
    return named


def _said(county: County, rows: Collection[str]) -> list[tuple[str, str, str | None]]:
    first: dict[str, tuple[str, str, str | None]] = {}
    for e in county.truth.entries.values():
        if e.row in rows:
            first.setdefault(e.row, (e.table, e.row, e.about))
    return list(first.values())
