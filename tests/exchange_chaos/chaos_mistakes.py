"""Mistakes of journal.md §10 that the chaos test must notice, put into the program."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, literal_column, select

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.journal import Ancestry, EntryId, folding, stored_entry
from kongchuo_desktop.operations import class_past, sealing, trust, trust_carried, visibility
from kongchuo_desktop.store import erasure, merge
from kongchuo_desktop.store.entry_log import EntryLog, Ticket
from kongchuo_desktop.store.journal_tables import ENTRY, RUN
from kongchuo_desktop.store.merge import Export
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.vocabulary import sql_table


def references_without_ancestors(patch: pytest.MonkeyPatch) -> None:
    def parents(tree: Ancestry) -> list[int]:
        return [tree.bits(entry.prior) for entry in tree.entries]

    patch.setattr(Ancestry, "_ancestors", parents)


def one_head_forgotten(patch: pytest.MonkeyPatch) -> None:
    whole = EntryLog.effective_prior

    def without_one(log: EntryLog, row: str,
                    prior: tuple[EntryId, ...]) -> tuple[EntryId, ...]:
        found = whole(log, row, prior)
        return found[:-1] if len(found) > 1 else found

    patch.setattr(EntryLog, "effective_prior", without_one)


def entries_filtered_instead_of_rows(patch: pytest.MonkeyPatch) -> None:
    whole = sealing.export_rows
    since = datetime.fromisoformat("2026-12-01").timestamp() * 1000

    def recent(*args: Any, **named: Any) -> Export:
        export = whole(*args, **named)
        entries = [body for body in export.entries if stored_entry(body).at > since]
        return Export(entries, export.operations, export.runs, export.attachments)

    patch.setattr(sealing, "export_rows", recent)


def todays_class_only(patch: pytest.MonkeyPatch) -> None:
    whole = class_past._naming

    def today(connection: Any, names: Any) -> Any:
        pupils = sql_table(PupilRow).c
        here = set(connection.scalars(
            pupils.row.table.select().with_only_columns(pupils.row).where(
                pupils.class_id.in_(names))))
        return [entry for entry in whole(connection, names)
                if entry.table not in ("pupil", "movement") or entry.about in here]

    patch.setattr(class_past, "_naming", today)


def delete_wins(patch: pytest.MonkeyPatch) -> None:
    def any_delete(tree: Ancestry) -> tuple[bool, tuple[Any, ...]]:
        return any(head.set["_gone"] is True for head in tree.heads("_gone")), ()

    patch.setattr(folding, "_gone", any_delete)


def random_ids_for_marks(patch: pytest.MonkeyPatch) -> None:
    natural = journal.row_id

    def chance(home: str, table: str, key: Any) -> str:
        return journal.random_row_id() if table == "mark" else natural(home, table, key)

    patch.setattr(journal, "row_id", chance)


def down_without_the_readers_own_rows(patch: pytest.MonkeyPatch) -> None:
    whole = visibility.Downward._of_unit

    def news_only(self: visibility.Downward, unit: str) -> visibility.Choose:
        chosen = whole(self, unit)
        return lambda info: chosen(info) and not self._tree.within(info.home, unit)

    patch.setattr(visibility.Downward, "_of_unit", news_only)


def relay_forgets(patch: pytest.MonkeyPatch) -> None:
    whole = visibility.Downward._addressed

    def own_word(self: visibility.Downward, table: str, *named: Any) -> Any:
        home = self._tree.read(self._store.home)
        return [row for row in whole(self, table, *named)
                if self._tree.read(self._told[table][row].home) == home]

    patch.setattr(visibility.Downward, "_addressed", own_word)


def revocations_stay_at_home(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trust_carried, "carried_lists", lambda *_, **__: [])


def counted_by_the_machine(patch: pytest.MonkeyPatch) -> None:
    """Identities go on from the last one that lies in the store, whatever befell its folder."""
    drawn = Store._ticket

    def counted(self: Store, connection: Connection) -> Ticket:
        last = connection.execute(select(ENTRY.c.run, ENTRY.c.n, ENTRY.c.at).join(
            RUN, RUN.c.run == ENTRY.c.run).where(
            RUN.c.store == self.header.store).order_by(literal_column("entry.rowid").desc()))
        found = last.first()
        return drawn(self, connection) if found is None else Ticket(*found)

    patch.setattr(Store, "_ticket", counted)


def erasure_stays_at_home(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merge, "_erase", lambda *_: set())


def erased_files_stay(patch: pytest.MonkeyPatch) -> None:
    for module in (erasure, merge):
        patch.setattr(module, "drop_attachments", lambda *_: None)


def thieves_are_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trust, "revoked_pairs", lambda *_: frozenset())
