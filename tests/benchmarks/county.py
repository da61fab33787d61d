"""A bureau with a county's school year: what opens its pages, against raw reads of its tables."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import county_stores
import village
from county_stores import BOUNDED, County
from timing import Figure, compare, memory_of, plain, print_growth

from kongchuo_desktop.operations.cases import case_board
from kongchuo_desktop.operations.county import county_totals, overdue_cases
from kongchuo_desktop.operations.county_checks import checks
from kongchuo_desktop.operations.returns_year import year_grid
from kongchuo_desktop.operations.standing import roster_lines
from kongchuo_desktop.operations.world import whole_world
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.store import Store

FILED = "2026-05"
"""The last month that the schools filed."""
READS: Sequence[tuple[str, Callable[[Store], object], tuple[str, ...]]] = (
    ("the grid of returns", lambda s: year_grid(s, day=village.TODAY),
     ("return", "unit", "class")),
    ("all facts", whole_world, ("pupil", "mark", "visit", "paper", "event", "tag")),
    ("the county's totals", county_totals, ("pupil", "mark", "visit", "event")),
    ("figures against the lists (counted)", lambda s: checks(s, period=FILED),
     ("pupil", "mark", "visit", "event")),
    ("cases over their limit", overdue_cases, ("pupil", "mark", "visit", "event")),
    ("all cases", case_board, ("pupil", "mark", "visit", "event")),
    ("the roster", roster_lines, ("pupil",)),
)
"""What opens a page, how it is read, and the tables that it stands on."""


def figures(work: Path, size: County = BOUNDED) -> Iterator[Figure | str]:
    folder = county_stores.county(work, size)
    county = f"{size.schools} schools × {size.pupils} pupils"
    with closing(county_stores.open_county(folder)) as store:
        raw = store.raw_connection(folder / DATABASE_FILE)
    with closing(raw):

        def fresh(read: Callable[[Store], object]) -> None:
            """With a store that nobody has read yet."""
            with closing(county_stores.open_county(folder)) as again:
                read(again)

        def rows(*tables: str) -> None:
            for table in tables:
                raw.execute(f'SELECT * FROM "{table}"').fetchall()

        for what, read, tables in READS:
            yield compare(f"{what}, {county}", plain(lambda read=read: fresh(read)),
                          f"SELECT * of {', '.join(tables)}",
                          plain(lambda tables=tables: rows(*tables)), runs=1)
    yield (f"memory at its height while all of these are read, {county}: "
           + memory_of(__file__, folder))


def _read_all(store: Store) -> None:
    for _, read, _ in READS:
        read(store)


if __name__ == "__main__":
    with closing(county_stores.open_county(Path(sys.argv[1]))) as opened:
        print_growth(lambda: _read_all(opened))
