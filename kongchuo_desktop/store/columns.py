"""How entries, operations and runs lie in the journal's tables."""

from collections.abc import Sequence
from typing import Any

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.journal import Entry


def columns_of_entries(entries: Sequence[Entry]) -> dict[str, list[Any]]:
    """The columns of entries in the journal's table, each with a value an entry."""
    return {
        "run": [e.run for e in entries], "n": [e.n for e in entries],
        "op": [e.op for e in entries], "tbl": [e.table for e in entries],
        "row": [e.row for e in entries], "home": [e.home for e in entries],
        "about": [e.about for e in entries], "at": [e.at for e in entries],
        "digest": [e.digest for e in entries], "erased": [e.erased for e in entries],
        "body": [e.body for e in entries],
    }


def operation_columns(record: journal.OperationRecord) -> dict[str, Any]:
    """The columns of an operation's record in the journal's table."""
    undoes = journal.entry_name(record.undoes) if record.undoes else None
    return {"run": record.run, "n": record.n, "undoes": undoes, "body": record.encode()}


def run_columns(record: journal.RunRecord) -> dict[str, Any]:
    """The columns of a run's record in the journal's table."""
    return {
        "run": record.run, "store": record.store, "machine": record.machine,
        "body": record.encode(),
    }
