"""One row of a roster read into values, with every doubt named and no cell guessed at."""

from collections.abc import Mapping

from kongchuo_desktop.domain import enrollment, roster
from kongchuo_desktop.sheets.problems import Asker
from kongchuo_desktop.sheets.row_cells import Reading, RowCells, Setting
from kongchuo_desktop.sheets.row_details import (
    read_class,
    read_guardians,
    read_seat,
    read_tags,
    read_words,
)
from kongchuo_desktop.sheets.row_enrollment import read_details
from kongchuo_desktop.sheets.row_person import read_birth, read_gender, read_name, read_numbers
from kongchuo_desktop.sheets.table import Line, Table


def read_row(line: Line, ask: Asker, setting: Setting) -> Reading:
    """Reads one row; problems are left in ``ask``, decided ones are already carried out."""
    row = RowCells(line, ask, setting)
    read_name(row)
    read_numbers(row)
    read_birth(row)
    read_gender(row)
    read_class(row)
    read_guardians(row)
    read_seat(row)
    read_words(row)
    if setting.details:
        read_details(row)
    read_tags(row)
    return row.reading


def headings_of(table: Table) -> Mapping[str, str]:
    """Meaning → heading as the sheet has it, for problems to name their column."""
    found = {name: detail.label for name, detail in enrollment.DETAILS.items()}
    found.update(roster.LABELS)
    for column in reversed(table.columns):
        if column.meaning:
            found[column.meaning] = column.heading
    return found
