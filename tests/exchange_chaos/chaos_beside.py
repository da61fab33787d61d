"""What must hold beside the rows: receipts, lists of what was taken back, files, natural keys."""

from typing import Any

from chaos_county import County
from chaos_erased import NAMING
from chaos_machine import Machine
from chaos_meeting import files_of
from sqlalchemy import select

from kongchuo_desktop.operations.revocations import revoked_pairs
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import sql_table


def check_natural_keys(county: County) -> None:
    """What two computers may both write is one row (journal.md §5)."""
    found: dict[tuple[Any, ...], str] = {}
    for e in county.truth.entries.values():
        if e.table in ("mark", "register") and "day" in e.set:
            name = (e.table, e.home, e.about, e.set.get("class_id"), e.set["day"], e.set["part"])
            assert found.setdefault(name, e.row) == e.row, name


def check_receipts(county: County) -> None:
    for machine in county.machines.values():
        columns = sql_table(BY_NAME["receipt"]).c
        with machine.store.reading() as connection:
            known = set(connection.scalars(select(columns.digest)))
        assert machine.taken <= known, (machine.name, "gave no receipt")


def check_revocations(county: County) -> None:
    """What an issuer took back is known to itself and to all below it, whatever was restored.

    Where an issuer goes by new keys, what it had said with the old ones binds nobody any more.
    """
    taken_back = {pair for m in county.machines.values() for pair in revoked_pairs(m.store)}
    signs = {m.sign: m for m in county.machines.values()}
    for machine in county.machines.values():
        known = revoked_pairs(machine.store)
        above = {machine.place.name, machine.place.superior, _above(county, machine)}
        for issuer, serial in taken_back:
            if issuer in signs and signs[issuer].place.name in above and not machine.stays_lost:
                assert (issuer, serial) in known, (
                    machine.name, "does not know what", signs[issuer].name, "took back")


def _above(county: County, machine: Machine) -> str:
    """The superior of the superior."""
    return next((m.place.superior for m in county.above(machine)), "")


def check_files(county: County) -> None:
    """Who holds a row holds what it names, where anybody still has it."""
    there = [m for m in county.machines.values() if not m.stays_lost]
    held = {m.name: files_of(m) for m in there}
    anywhere = frozenset[str]().union(*held.values())
    for machine in there:
        named = {e.set["digest"] for row, ids in machine.held.items() if row not in machine.erased
                 for e in (county.truth.entries[i] for i in ids)
                 if e.table in NAMING and e.set.get("digest")}
        lacking = named & anywhere - held[machine.name]
        assert not lacking, (machine.name, "lacks files", lacking)
