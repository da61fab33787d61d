"""A roster from Excel, against reading the sheet and filling a plain table."""

import io
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import village
from python_calamine import CalamineWorkbook
from timing import Figure, Work, compare, plain

from kongchuo_desktop.operations.importing import plan_roster
from kongchuo_desktop.store.store import Store

SIZES = (50, 1000)


def figures(work: Path) -> Iterator[Figure]:
    for pupils in SIZES:
        yield from _of(work, pupils)


def _of(work: Path, pupils: int) -> Iterator[Figure]:
    data = village.roster(pupils)

    @contextmanager
    def preview() -> Iterator[Work]:
        with _empty_store(work) as store:
            yield lambda: plan_roster(store, data=data, name="花名册.xlsx")

    @contextmanager
    def ours() -> Iterator[Work]:
        with _empty_store(work) as store:
            yield lambda: village.take_in(store, data)

    @contextmanager
    def raw() -> Iterator[Work]:
        with tempfile.TemporaryDirectory(dir=work) as folder:
            yield lambda: _fill(_read(data), Path(folder) / "raw.db")

    yield compare(f"preview of a roster of {pupils}", preview, "calamine reads it",
                  plain(lambda: _read(data)))
    yield compare(f"import of a roster of {pupils}", ours, "calamine reads, sqlite3 inserts", raw)


@contextmanager
def _empty_store(work: Path) -> Iterator[Store]:
    folder = Path(tempfile.mkdtemp(dir=work))
    with village.found_school(folder, village.Clock()) as store:
        yield store
    shutil.rmtree(folder)


def _read(data: bytes) -> Sequence[Sequence[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python()


def _fill(rows: Sequence[Sequence[object]], path: Path) -> None:
    columns = ", ".join(f"c{i}" for i in range(len(rows[0])))
    marks = ", ".join("?" * len(rows[0]))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"CREATE TABLE pupil ({columns})")
        connection.executemany(f"INSERT INTO pupil VALUES ({marks})", rows)
