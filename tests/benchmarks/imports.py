"""A roster from Excel, against reading the sheet and filling plain tables.

Two baselines: the table of pupils alone, and what any store with a journal has to write: the same
table with its indexes, and the journal's row with its digest beside it. Neither is encrypted.
"""

import hashlib
import io
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import village
from openpyxl import Workbook
from python_calamine import CalamineWorkbook
from timing import Figure, Work, compare, plain

from kongchuo_desktop.domain.classes import class_name
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.operations.importing import plan_roster
from kongchuo_desktop.store.store import Store

SIZES = {50: 5, 1000: 5, 50_000: 1}
"""Pupils → how often each is timed."""
FIELDS = ("class", "seat", "name", "gender", "ethnicity", "birth_date", "identity_number",
          "guardian1_name", "guardian1_relation", "guardian1_phone", "address")
ROOM, GRADES = 100, 9
"""Pupils of a class, so that 50,000 fit into classes that can be."""
_INDEXED = (2, 6, 0)
"""Columns of the plain table that ours has an index on too: name, number, class."""


def figures(work: Path) -> Iterator[Figure]:
    for pupils, runs in SIZES.items():
        yield from _of(work, pupils, runs)


def _of(work: Path, pupils: int, runs: int) -> Iterator[Figure]:
    data = _roster(pupils)

    @contextmanager
    def preview() -> Iterator[Work]:
        with _empty_store(work) as store:
            yield lambda: plan_roster(store, data=data, name="花名册.xlsx")

    @contextmanager
    def ours() -> Iterator[Work]:
        with _empty_store(work) as store:
            yield lambda: village.take_in(store, data)

    @contextmanager
    def raw(*, journal: bool) -> Iterator[Work]:
        with tempfile.TemporaryDirectory(dir=work) as folder:
            yield lambda: _fill(_read(data), Path(folder) / "raw.db", journal=journal)

    yield compare(f"preview of a roster of {pupils:,}", preview, "calamine reads it",
                  plain(lambda: _read(data)), runs=runs)
    yield compare(f"import of a roster of {pupils:,}", ours, "calamine, sqlite3: table alone",
                  partial(raw, journal=False), runs=runs)
    yield compare(f"import of a roster of {pupils:,}", ours, "… with indexes and a journal",
                  partial(raw, journal=True), runs=runs)


def _roster(pupils: int) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet("花名册")
    page.append([LABELS[field] for field in FIELDS])
    for i in range(pupils):
        room, seat = divmod(i, ROOM)
        number, grade = divmod(room, GRADES)
        fields = {**village.pupil(i), "seat": seat + 1,
                  "class": class_name(grade=grade + 1, number=number + 1)}
        page.append([fields[field] for field in FIELDS])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@contextmanager
def _empty_store(work: Path) -> Iterator[Store]:
    folder = Path(tempfile.mkdtemp(dir=work))
    with village.found_school(folder, village.Clock()) as store:
        yield store
    shutil.rmtree(folder)


def _read(data: bytes) -> Sequence[Sequence[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python()


def _fill(rows: Sequence[Sequence[object]], path: Path, *, journal: bool) -> None:
    columns = [f"c{i}" for i in range(len(rows[0]))]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        if not journal:
            connection.execute(f"CREATE TABLE pupil ({', '.join(columns)})")
            _insert(connection, "pupil", rows)
            return
        connection.execute(
            f"CREATE TABLE pupil (row TEXT PRIMARY KEY, home, about, tips, {', '.join(columns)})")
        for place in _INDEXED:
            connection.execute(f"CREATE INDEX i{place} ON pupil (c{place})")
        connection.execute("CREATE INDEX home ON pupil (home)")
        connection.execute("CREATE INDEX about ON pupil (about)")
        connection.execute("CREATE TABLE entry (run, n INTEGER, op, tbl, row, home, about, at, "
                           "digest, erased, body, PRIMARY KEY (run, n))")
        connection.execute("CREATE INDEX of_row ON entry (row)")
        ids = [hashlib.md5(str(row).encode(), usedforsecurity=False).hexdigest() for row in rows]
        _insert(connection, "pupil", [(i, "h", i, "t", *row)
                                      for i, row in zip(ids, rows, strict=True)])
        bodies = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False,
                             sort_keys=True).encode() for row in rows]
        _insert(connection, "entry", [
            ("r", n, 1, "pupil", i, "h", i, n, hashlib.sha256(body).hexdigest(), 0, body)
            for n, (i, body) in enumerate(zip(ids, bodies, strict=True))])


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Sequence[object]]) -> None:
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
