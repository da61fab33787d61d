"""What every store shows after all have met, row by row, as the slow model has it."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from chaos_county import County
from chaos_machine import Machine
from journal_model import Id, Shown, show_row
from sqlalchemy import select

from kongchuo_desktop.store.journal_tables import CONFLICT, ENTRY
from kongchuo_desktop.store.shapes import NEEDED
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table


def check_shown(county: County) -> None:
    """Each row and each conflict of each store."""
    known: dict[tuple[str, frozenset[Id], bool], Shown] = {}
    for machine in county.machines.values():
        _compare(county, machine, known)


def _compare(county: County, machine: Machine,
             known: dict[tuple[str, frozenset[Id], bool], Shown]) -> None:
    """Each row and each conflict as the model has it, for the entries that this store holds."""
    truth = county.truth
    shown: dict[str, Shown] = {}
    children: dict[str, set[str]] = defaultdict(set)
    tables: dict[str, list[str]] = defaultdict(list)
    for row, ids in machine.held.items():
        if not ids:
            continue
        name = row, frozenset(ids), row in machine.erased
        if name not in known:
            known[name] = show_row([truth.entries[i] for i in sorted(ids)], erased=name[2])
        shown[row] = known[name]
        first = truth.entries[next(iter(ids))]
        tables[first.table].append(row)
        if first.about and first.about != row:
            children[first.about].add(row)
    heads: dict[str, dict[str, set[tuple[Id, str]]]] = defaultdict(lambda: defaultdict(set))
    with machine.store.reading() as connection:
        stored = {(run, n) for run, n in connection.execute(select(ENTRY.c.run, ENTRY.c.n))}
        assert stored == set().union(*machine.held.values()), machine.name
        for c in connection.execute(select(CONFLICT)):
            run, _, n = c.entry.partition(":")
            heads[c.row][c.field].add(((run, int(n)), json.dumps(c.value)))
        for table, rows in tables.items():
            columns = sql_table(BY_NAME[table])
            found = {r["row"]: r for r in connection.execute(select(columns)).mappings()}
            for row in rows:
                alive = table == "pupil" and row not in machine.erased and any(
                    not shown[child].gone for child in children[row])
                _compare_row(machine, table, row, found.get(row), shown[row], heads[row], alive)


def _compare_row(machine: Machine, table: str, row: str, found: Any, wanted: Shown,
                 heads: Mapping[str, set[tuple[Id, str]]], alive: bool) -> None:
    where = machine.name, table, row
    if found is None:
        assert not {n for n, v in wanted.values.items() if v is not None} >= NEEDED.get(
            table, frozenset()), (where, "is not shown")
        return
    back = wanted.gone and alive
    assert found["gone"] == (wanted.gone and not back), (where, "gone", wanted)
    assert found["tips"] == " ".join(f"{run}:{n}" for run, n in sorted(wanted.tips)), where
    assert {n: found[n] for n in FIELDS[table]} == {
        n: wanted.values.get(n) for n in FIELDS[table]}, where
    assert heads.keys() == wanted.conflicts.keys() | ({"_gone"} if back else set()), (
        where, dict(heads), wanted)
    for name, values in wanted.conflicts.items():
        assert heads[name] == values, (where, name)
