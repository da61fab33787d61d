"""What is due today, derived anew from all facts of a year, against one scan of the marks."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import village
from timing import Figure, compare, plain

from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.store.header import DATABASE_FILE

SIZES = (50, 1000)


def figures(work: Path) -> Iterator[Figure]:
    for pupils in SIZES:
        folder = village.school(work, pupils)
        with (village.open_school(folder) as store,
              closing(store.raw_connection(folder / DATABASE_FILE)) as connection):
            yield compare(
                f"duties of {pupils} pupils after a year", plain(lambda: duties_of(store)),
                "SELECT * FROM mark",
                plain(lambda: connection.execute("SELECT * FROM mark").fetchall()))
