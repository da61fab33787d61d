"""One keystroke in the search of pupils, against LIKE over the same keys in plain sqlite3."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import village
from timing import Figure, compare, plain

from kongchuo_desktop.operations.roster import find_pupils, list_pupils
from kongchuo_desktop.ui.hooks import hooks_of

SIZES = (1000,)
TYPED = ("z", "zh", "zha", "zhao", "zhaox")
"""What stands in the field after each of five keystrokes."""


def figures(work: Path) -> Iterator[Figure]:
    for pupils in SIZES:
        yield from _of(village.school(work, pupils), pupils)


def _of(folder: Path, pupils: int) -> Iterator[Figure]:
    with village.open_school(folder) as store:
        cards = list_pupils(store)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE TABLE pupil (id, keys)")
            connection.executemany("INSERT INTO pupil VALUES (?, ?)",
                                   [(card.id, "\n".join(card.keys)) for card in cards])
            query = "SELECT id FROM pupil WHERE keys LIKE '%' || ? || '%'"
            find = hooks_of(store, village.OFFICE).find_pupils
            assert find is not None
            raw = plain(lambda: [connection.execute(query, [text]).fetchall() for text in TYPED])
            yield compare(
                f"five keystrokes among {pupils} pupils",
                plain(lambda: [find_pupils(cards, text) for text in TYPED]), "LIKE", raw)
            yield compare(
                "the same in the window's finder",
                plain(lambda: [find(text) for text in TYPED]), "LIKE", raw)
