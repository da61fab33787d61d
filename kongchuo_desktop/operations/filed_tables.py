"""The tables that a unit filed with its returns, one for each kind, and whom they counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kongchuo_desktop.domain.report_lines import Figures, Names, ReportLine, figures_of, names_of
from kongchuo_desktop.domain.returns import kind_of
from kongchuo_desktop.operations.homes import own_rows
from kongchuo_desktop.operations.trust import own_class
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

TABLE = "table"
"""The figure of a return that is its whole table: key of a line → column → number."""
_NAMES = "month_names"


@dataclass(frozen=True, slots=True)
class FiledTable:
    """A return as it was filed; ``zero`` says that it was a zero report."""

    day: date
    zero: bool
    figures: Figures


def table_in(row: Mapping[Any, Any]) -> Figures | None:
    """The table of a return's row; None where an older program filed it without one."""
    found: Figures | None = (row["figures"] or {}).get(TABLE)
    return found


def filed_table(store: Store, *, period: str) -> FiledTable | None:
    """What the store itself filed last for a period; None where it filed no table."""
    room = own_class(store)
    with store.session() as session:
        rows = [row for row in own_rows(session, store.home, Return)
                if row["kind"] == kind_of(period) and row["period"] == period
                and row["unit"] == (room.row if room else row["home"])
                and table_in(row) is not None]
    if not rows:
        return None
    latest = max(rows, key=lambda row: (row["day"], row["recorded"], row["tips"]))
    return FiledTable(date.fromisoformat(latest["day"]), bool(latest["zero"]),
                      table_in(latest) or {})


def table_figure(store: Store, lines: Iterable[ReportLine], columns: Iterable[str], *,
                 period: str) -> dict[str, Figures]:
    """The table as a return carries it, without its zeros; whom it counts is kept on this
    computer, so that it can be said by name what changed since."""
    found = list(lines)
    store.local(_NAMES).set(period, names_of(found))
    return {TABLE: {key: {column: number for column, number in line.items() if number}
                    for key, line in figures_of(found, columns).items()}}


def filed_names(store: Store, *, period: str, figures: Figures) -> Names | None:
    """Whom a filed table counted; None where this computer does not know: another one filed it."""
    kept: Names | None = store.local(_NAMES).get(period)
    if not kept:
        return None
    same = all(len(kept.get(key, {}).get(column, ())) == number
               for key, line in figures.items() for column, number in line.items())
    return kept if same else None
