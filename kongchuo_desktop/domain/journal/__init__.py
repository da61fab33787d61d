"""The journal: entries and their bytes, identities, and the fold of a row (journal.md)."""

from kongchuo_desktop.domain.journal.entry import (
    GONE,
    Entry,
    erase_entry,
    read_entry,
    stored_entry,
    write_entry,
)
from kongchuo_desktop.domain.journal.folding import Ancestry, FoldedRow, fold
from kongchuo_desktop.domain.journal.ids import (
    EntryId,
    canonical_ids,
    entry_name,
    join_tips,
    normal_form,
    normal_value,
    parse_entry_name,
    random_row_id,
    random_run,
    row_id,
    split_tips,
)
from kongchuo_desktop.domain.journal.records import OperationRecord, RunRecord

__all__ = [
    "GONE",
    "Ancestry",
    "Entry",
    "EntryId",
    "FoldedRow",
    "OperationRecord",
    "RunRecord",
    "canonical_ids",
    "entry_name",
    "erase_entry",
    "fold",
    "join_tips",
    "normal_form",
    "normal_value",
    "parse_entry_name",
    "random_row_id",
    "random_run",
    "read_entry",
    "row_id",
    "split_tips",
    "stored_entry",
    "write_entry",
]
