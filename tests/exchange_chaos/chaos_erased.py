"""Erased values are nowhere once all have met (journal.md §9)."""

import json
import re
from collections.abc import Collection, Iterable

from chaos_county import County
from chaos_machine import Machine
from chaos_meeting import files_of
from journal_model import Id, Written
from sqlalchemy import select, text

from kongchuo_desktop.store.journal_tables import ENTRY, ERASED

SECRET = re.compile("zz[0-9a-f]{8}zz")
"""What people write into rows in order to find it again: hardly two write the same."""
NAMING = ("attached", "paper", "handed")
"""Tables whose rows name files."""


def check_erased(county: County) -> None:
    """Every holder erased what anybody erased; no text and no file of it lies in any store."""
    truth = county.truth.entries
    there = [m for m in county.machines.values() if not m.stays_lost]
    homes = {entry.row: entry.home for entry in truth.values()}
    erased = {row for machine in there for row, home in _erased(machine) if homes.get(row) == home}
    gone = (_secrets(e.set for e in truth.values() if e.row in erased)
            - _secrets(e.set for e in truth.values() if e.row not in erased))
    for machine in there:
        left = _unerased(machine) & {i for row in erased for i in machine.held.get(row, ())}
        assert not left, (machine.name, "did not erase", [
            (truth[i].table, truth[i].set) for i in left])
        files = files_of(machine) - _digests(truth[i] for i in _unerased(machine))
        assert not files, (machine.name, "keeps files that nothing names", files)
        kept = _texts(machine, gone)
        assert not kept, (machine.name, "keeps erased words in", kept)


def _erased(machine: Machine) -> set[tuple[str, str]]:
    with machine.store.reading() as connection:
        return {(row, home) for row, home in connection.execute(select(ERASED.c.row,
                                                                       ERASED.c.home))}


def _unerased(machine: Machine) -> set[Id]:
    with machine.store.reading() as connection:
        return {(run, n) for run, n in connection.execute(
            select(ENTRY.c.run, ENTRY.c.n).where(~ENTRY.c.erased))}


def _secrets(values: Iterable[object]) -> set[str]:
    return set(SECRET.findall(json.dumps(list(values), ensure_ascii=False)))


def _digests(entries: Iterable[Written]) -> set[str]:
    return {e.set["digest"] for e in entries if e.table in NAMING and e.set.get("digest")}


def _texts(machine: Machine, words: Collection[str]) -> set[str]:
    """The tables in which any of these words stands, whatever they are for."""
    found = set()
    with machine.store.reading() as connection:
        for table in connection.scalars(text(
                "SELECT name FROM sqlite_master WHERE type = 'table'")).all():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                said = "".join(v.decode("utf-8", "ignore") if isinstance(v, bytes) else str(v)
                               for v in row)
                if not set(SECRET.findall(said)).isdisjoint(words):
                    found.add(table)
    return found
