"""A month's package out of a school and into its bureau, beside a bare copy and bare inserts."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import village
from timing import Figure, Run, Work, compare

from kongchuo_desktop import __version__
from kongchuo_desktop.exchange import stick
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.package import Heading, Reader, Sender, seal
from kongchuo_desktop.operations import joining, trust
from kongchuo_desktop.operations.demo import BUREAU, DESK, POLICY
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.packages import export_package
from kongchuo_desktop.operations.taking_in import import_package
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.merge import export_rows
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME

SIZES = (50, 1000)
PERIOD = f"{village.TODAY:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Size:
    """One size in bytes, printed like a figure."""

    what: str
    ours: int
    against: str
    baseline: int

    def __str__(self) -> str:
        return (f"{self.what:<44}{self.ours / 1024:12,.1f} KB   {self.ours / self.baseline:8.2f} ×"
                f"{self.baseline / 1024:12,.1f} KB   {self.against}")


def figures(work: Path) -> Iterator[Figure | Size]:
    for pupils in SIZES:
        with tempfile.TemporaryDirectory(dir=work) as folder:
            yield from _of(Path(folder), village.school(work, pupils), pupils)


def _of(work: Path, template: Path, pupils: int) -> Iterator[Figure | Size]:
    folder = Path(shutil.copytree(template, work / "school"))
    bureau = _found_bureau(work / "bureau")
    with village.open_school(folder) as school:
        _join(work, bureau, school)
        age = _Age(school)

        @contextmanager
        def out() -> Iterator[Work]:
            with tempfile.TemporaryDirectory(dir=work) as target:
                yield lambda: export_package(school, actor=village.OFFICE, period=PERIOD,
                                             folder=Path(target))

        @contextmanager
        def raw_out() -> Iterator[Work]:
            with tempfile.TemporaryDirectory(dir=work) as target:
                yield lambda: age.seal(Path(target))

        yield compare(f"package out, {pupils} pupils after a year", out, "backup(), age", raw_out)

        sent = export_package(school, actor=village.OFFICE, period=PERIOD, folder=work).path
        yield Size(f"package, {pupils} pupils after a year", sent.stat().st_size,
                   "backup(), age", age.seal(work).stat().st_size)
        whole = _sealed_whole(school)
        yield Size(f"all that {pupils} pupils' school wrote, sealed", len(whole),
                   "backup(), age", age.seal(work).stat().st_size)
    yield from _taken_in(work, bureau, sent, pupils)


def _taken_in(work: Path, bureau: Path, sent: Path, pupils: int) -> Iterator[Figure]:
    """Into an empty bureau, and once more, against the bare inserts of what it brought."""
    full = Path(shutil.copytree(bureau, work / "full"))
    with village.open_school(full) as store:
        before = Rows.of(store)
        _take_in(store, sent, "imported")
        entries, rows = Rows.of(store).beyond(before)

    def into(folder: Path, outcome: str) -> Run:
        @contextmanager
        def run() -> Iterator[Work]:
            with tempfile.TemporaryDirectory(dir=work) as target:
                copy = Path(shutil.copytree(folder, Path(target) / "bureau"))
                with village.open_school(copy) as store:
                    yield lambda: _take_in(store, sent, outcome)
        return run

    def raw(what: Rows) -> Run:
        @contextmanager
        def run() -> Iterator[Work]:
            with (tempfile.TemporaryDirectory(dir=work) as target,
                  closing(sqlite3.connect(Path(target) / "raw.db")) as plain):
                what.make_tables(plain)
                yield lambda: what.insert(plain)
        return run

    year = f"{pupils} pupils after a year"
    yield compare(f"package in, {year}", into(bureau, "imported"),
                  "raw inserts, entries and rows", raw(rows))
    yield compare(f"package in, {year}", into(bureau, "imported"),
                  "raw inserts, entries alone", raw(entries))
    yield compare(f"package in again, {year}", into(full, "already"),
                  "raw inserts, entries and rows", raw(rows))


def _found_bureau(folder: Path) -> Path:
    found_store(folder, Founding(
        role="bureau", unit_name=BUREAU, unit_code="9901020000", person=DESK.name,
        password=village.PASSWORD, county="云岭县", policy=POLICY), now=village.Clock(),
        cost=village.CHEAP).store.close()
    return folder


def _join(work: Path, bureau: Path, school: Store) -> None:
    """The school reports to the bureau, and the bureau knows the school's machine."""
    with village.open_school(bureau) as above:
        kit = joining.make_kit(above, actor=DESK, folder=work, school=village.SCHOOL,
                               school_code=village.SCHOOL_CODE)
        joining.join(school, actor=village.OFFICE, data=stick.read_file(kit.path))
        trust.certify(above, actor=DESK, keys=trust.machine_keys(school).public,
                        unit=school.home, unit_name=village.SCHOOL, kind="school",
                        class_id=None, class_name="")


def _take_in(store: Store, path: Path, outcome: str) -> None:
    received = import_package(store, actor=DESK, path=path)
    if received.status != outcome:
        raise AssertionError(received.sentence)


def _sealed_whole(school: Store) -> bytes:
    """A package of everything, as a class gives it to its school."""
    everything = export_rows(school, lambda info: True)
    keys = trust.machine_keys(school)
    heading = Heading("月报", Sender(school.home, village.SCHOOL, "school"),
                      Reader(school.home, village.SCHOOL, keys.public.fingerprint), PERIOD,
                      school.now().replace(microsecond=0), __version__)
    return seal(Content(tuple(everything.entries), tuple(everything.operations),
                        tuple(everything.runs), everything.attachments),
                heading, keys, [keys.public])


@dataclass(frozen=True)
class Rows:
    """Rows of a store's tables, table by table, and how to make those tables in plain SQLite."""

    made_by: tuple[str, ...]
    of_table: dict[str, list[tuple[Any, ...]]]

    @classmethod
    def of(cls, store: Store) -> "Rows":
        with closing(store.raw_connection(store.folder / DATABASE_FILE)) as source:
            names = ("entry", *BY_NAME)
            made_by = source.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN "
                f"({','.join('?' * len(names))}) ORDER BY type DESC", names).fetchall()
            return cls(tuple(sql for (sql,) in made_by), {
                name: source.execute(f'SELECT * FROM "{name}"').fetchall() for name in names})

    def beyond(self, before: "Rows") -> tuple["Rows", "Rows"]:
        """What is new since: the entries alone, and entries with the rows that show them."""
        known = {name: set(rows) for name, rows in before.of_table.items()}
        new = {name: [row for row in rows if row not in known[name]]
               for name, rows in self.of_table.items()}
        return Rows(self.made_by, {"entry": new["entry"]}), Rows(self.made_by, new)

    def make_tables(self, plain: sqlite3.Connection) -> None:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute("PRAGMA synchronous = FULL")
        for sql in self.made_by:
            plain.execute(sql)

    def insert(self, plain: sqlite3.Connection) -> None:
        """As a program would that only keeps them: no checks, no encryption, one transaction."""
        for name, rows in self.of_table.items():
            if rows:
                places = ",".join("?" * len(rows[0]))
                plain.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
        plain.commit()


class _Age:
    """The whole database as SQLite copies it, sealed in memory by age to one key."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys = pyrage.x25519.Identity.generate()

    def seal(self, folder: Path) -> Path:
        copy, sealed = folder / "copy.db", folder / "copy.age"
        self._copy(self._store.folder / DATABASE_FILE, copy)
        sealed.write_bytes(pyrage.encrypt(copy.read_bytes(), [self._keys.to_public()]))
        return sealed

    def _copy(self, source: Path, target: Path) -> None:
        with (closing(self._store.raw_connection(source)) as old,
              closing(self._store.raw_connection(target)) as new):
            old.backup(new)


