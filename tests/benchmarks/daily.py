"""A day in the window of a school of 1,000 pupils: turning pages, saving, taking back, memory."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, time
from pathlib import Path

import village
from timing import Figure, Work, compare, plain

from kongchuo_desktop.operations.history import undo
from kongchuo_desktop.operations.visits import VisitInput, add_visit
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.store import Store

PROBE = Path(__file__).with_name("daily_probe.py")
PATIENCE = 600
"""Seconds after which a window that does not end its day is given up."""
PUPILS = 1000
MEBIBYTE = 1 << 20


def figures(work: Path) -> Iterator[Figure | str]:
    with tempfile.TemporaryDirectory(dir=work) as place:
        folder = Path(shutil.copytree(village.school(work, PUPILS), Path(place) / "school"))
        yield from _operations(folder)
        environment = {"QT_QPA_PLATFORM": "offscreen", "KONGCHUO_BUNDLED_FONTS": "1",
                       **os.environ, "KONGCHUO_HOME": str(Path(place) / "home")}
        bare = _probe(environment, "bare")
        now = datetime.combine(village.TODAY, time(8)).isoformat()
        rest = _probe(environment, "rest", str(folder), village.PASSWORD, village.OFFICE.name, now)
        day = _probe(environment, "day", str(folder))
    if rest:
        more = (rest["memory"] - bare["memory"]) / MEBIBYTE
        yield (f"memory of the window at rest, {PUPILS} pupils: {more:.0f} MiB "
               f"over {bare['memory'] / MEBIBYTE:.0f} MiB of a bare window")
    for name, seconds in day.items():
        yield Figure(name, seconds, "a plain table in its place", bare["page"])


def _operations(folder: Path) -> Iterator[Figure]:
    """What is saved and taken back, without a window, against one plain row written."""
    with (village.open_school(folder) as store,
          closing(store.raw_connection(folder / DATABASE_FILE)) as connection):
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE plain (words)")

        def write() -> None:
            with connection:
                connection.execute("INSERT INTO plain VALUES ('家访')")

        raw = plain(write)
        yield compare("a visit saved", plain(lambda: _visit(store)), "INSERT, COMMIT", raw)

        @contextmanager
        def after_visit() -> Iterator[Work]:
            _visit(store)
            yield lambda: undo(store, actor=village.OFFICE)

        yield compare("a visit taken back", after_visit, "INSERT, COMMIT", raw)


def _visit(store: Store) -> object:
    return add_visit(store, actor=village.OFFICE, visit=VisitInput(
        pupil=min(load_world(store).pupils), day=village.TODAY, mode="家访", outcome="同意"))


def _probe(environment: Mapping[str, str], *words: str) -> dict[str, float]:
    ended = subprocess.run([sys.executable, str(PROBE), *words], env=dict(environment),
                           check=True, timeout=PATIENCE, capture_output=True, text=True,
                           encoding="utf-8")
    lines = (line.split("\t") for line in ended.stdout.splitlines())
    return {name: float(figure) for name, figure in lines}
