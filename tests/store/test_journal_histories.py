"""Random histories of many machines against the model of the journal, and mutants of both."""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from journal_village import Machine, Village
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.journal import Ancestry, EntryId, folding
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import merge as merging
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.entry_log import EntryLog, Ticket
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.merge import Export, RowInfo
from kongchuo_desktop.store.row_writer import Change, RowWriter
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import sql_table

SEEDS = int(os.environ.get("KONGCHUO_HISTORIES", "8"))
"""More of them before a release: KONGCHUO_HISTORIES=500."""
Live = Callable[[int], None]


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    """Lives through one history; the same seed is the same history, to the last identity."""

    def run(seed: int) -> None:
        rng = random.Random(seed)
        monkeypatch.setattr(journal, "random_run", lambda: f"{rng.getrandbits(64):016x}")
        monkeypatch.setattr(journal, "random_row_id", lambda: f"{rng.getrandbits(128):032x}")
        _live(tmp_path / str(seed), seed)

    return run


def _live(folder: Path, seed: int, steps: int = 120) -> None:
    village = Village(folder, seed)
    try:
        for i in range(steps):
            village.step()
            if i % 40 == 39:
                village.compare_all()
        village.finish()
    finally:
        village.close()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_history_shows_what_the_model_says(live: Live, seed: int) -> None:
    live(seed)


# -- mutants: each mistake of journal.md §10 must be noticed by the histories ----------------------


def references_without_ancestors(patch: pytest.MonkeyPatch) -> None:
    def parents(tree: Ancestry) -> list[int]:
        return [tree.bits(entry.prior) for entry in tree.entries]

    patch.setattr(Ancestry, "_ancestors", parents)


def one_head_forgotten(patch: pytest.MonkeyPatch) -> None:
    whole = EntryLog.effective_prior

    def without_one(
        log: EntryLog, row: str, prior: tuple[EntryId, ...]
    ) -> tuple[EntryId, ...]:
        found = whole(log, row, prior)
        return found[:-1] if len(found) > 1 else found

    patch.setattr(EntryLog, "effective_prior", without_one)


def entries_filtered_instead_of_rows(patch: pytest.MonkeyPatch) -> None:
    whole = merging.export_rows

    def recent(store: Store, choose: Any) -> Export:
        export = whole(store, choose)
        since = 1_700_000_000_000
        entries = [b for b in export.entries if journal.stored_entry(b).at > since]
        return Export(entries, export.operations, export.runs, export.attachments)

    patch.setattr(merging, "export_rows", recent)


def visibility_that_shrinks(patch: pytest.MonkeyPatch) -> None:
    def while_living(_: Village, machine: Machine, info: RowInfo) -> bool:
        table = sql_table(BY_NAME[info.table])
        with machine.store.reading() as connection:
            shown = projection.current(connection, table, info.row)
        return shown is not None and not shown.gone

    patch.setattr(Village, "visible", while_living)


def delete_wins(patch: pytest.MonkeyPatch) -> None:
    def any_delete(tree: Ancestry) -> tuple[bool, Sequence[Any]]:
        return any(head.set["_gone"] is True for head in tree.heads("_gone")), ()

    patch.setattr(folding, "_gone", any_delete)


def random_ids_for_marks(patch: pytest.MonkeyPatch) -> None:
    natural = journal.row_id

    def chance(home: str, table: str, key: Sequence[Any]) -> str:
        return journal.random_row_id() if table == "mark" else natural(home, table, key)

    patch.setattr(journal, "row_id", chance)


def counters_instead_of_runs(patch: pytest.MonkeyPatch) -> None:
    def count(store: Store, connection: Connection) -> Ticket:
        run = store.header.store[:16]
        n = connection.scalar(select(func.max(ENTRY.c.n)).where(ENTRY.c.run == run))
        return Ticket(run, n or 0, 0)

    patch.setattr(Store, "_ticket", count)


def prior_found_on_saving(patch: pytest.MonkeyPatch) -> None:
    change = RowWriter.change

    def newest(writer: RowWriter, table: Any, changes: Sequence[Change]) -> int:
        tips = writer.existing(table, [wanted.row for wanted in changes])
        return change(writer, table, [replace(c, prior=tips.get(c.row, c.prior)) for c in changes])

    patch.setattr(RowWriter, "change", newest)


@pytest.mark.parametrize(
    ("mutate", "first"),
    [
        (references_without_ancestors, 0),
        (one_head_forgotten, 0),
        (entries_filtered_instead_of_rows, 0),
        (visibility_that_shrinks, 3),
        (delete_wins, 0),
        (random_ids_for_marks, 0),
        (counters_instead_of_runs, 5),
        (prior_found_on_saving, 0),
    ],
)
def test_the_histories_notice_a_mistake(
    live: Live,
    monkeypatch: pytest.MonkeyPatch,
    mutate: Callable[[pytest.MonkeyPatch], None],
    first: int,
) -> None:
    """``first`` is a history that notices it now; another may have to when the driver changes."""
    mutate(monkeypatch)
    for seed in range(first, first + 30):
        try:
            live(seed)
        except (AssertionError, KnownError, SQLAlchemyError):
            return
    pytest.fail("thirty histories did not notice it")
