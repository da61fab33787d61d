"""A bureau with a county's school year: what opens its pages, against raw reads of its tables."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import county_stores
import village
from timing import Figure, compare, plain

from kongchuo_desktop.operations.cases import case_board
from kongchuo_desktop.operations.county import county_totals
from kongchuo_desktop.operations.returns_year import year_grid
from kongchuo_desktop.operations.standing import roster_lines
from kongchuo_desktop.operations.world import whole_world
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.store import Store

SIZE = county_stores.County()


def figures(work: Path) -> Iterator[Figure]:
    folder = county_stores.county(work, SIZE)
    county = f"{SIZE.schools} schools × {SIZE.pupils} pupils"
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

        for what, read, tables in (
                ("the grid of returns", lambda s: year_grid(s, day=village.TODAY),
                 ("return", "unit", "class")),
                ("all facts", whole_world, ("pupil", "mark", "visit", "paper", "event", "tag")),
                ("the county's totals", county_totals, ("pupil", "mark", "visit", "event")),
                ("all cases", case_board, ("pupil", "mark", "visit", "event")),
                ("the roster", roster_lines, ("pupil",))):
            yield compare(f"{what}, {county}", plain(lambda read=read: fresh(read)),
                          f"SELECT * of {', '.join(tables)}",
                          plain(lambda tables=tables: rows(*tables)), runs=1)
