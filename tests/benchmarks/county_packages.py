"""A county's packages into an empty bureau, first and again, beside the bare inserts; memory."""

import json
import secrets
import shutil
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, time
from pathlib import Path
from statistics import mean
from time import perf_counter

import village
from county_stores import BOUNDED, DESK, County, county
from packages import Rows
from sqlalchemy import select
from timing import Figure, Run, Work, compare, memory_of, print_growth

from kongchuo_desktop import __version__
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.exchange.package import Heading, Reader, Sender, seal
from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.demo import POLICY
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.taking_in import Intake
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.merge import export_rows
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Unit

_TIMES = 1
"""Timed runs after the one that warms up: each takes in the whole county."""


def figures(work: Path, size: County = BOUNDED) -> Iterator[Figure | str]:
    with tempfile.TemporaryDirectory(dir=work) as folder:
        yield from _of(Path(folder), county(work, size), size.pupils)


def _of(work: Path, template: Path, pupils: int) -> Iterator[Figure | str]:
    empty, stick = work / "bureau", work / "stick"
    stick.mkdir()
    _write_all(template, empty, stick, pupils)
    files = sorted(stick.iterdir())
    whole = sum(file.stat().st_size for file in files)
    yield f"{len(files)} packages, {pupils} pupils each: {whole / (1 << 20):.1f} MiB in all"
    full = work / "full"
    shutil.copytree(empty, full)
    with _open(empty) as store:
        before = Rows.of(store)
    with _open(full) as store:
        times = take_all(store, files)
        _, rows = Rows.of(store).beyond(before)
    tenth = max(1, len(files) // 10)
    yield Figure("one of the last tenth", mean(times[-tenth:]),
                 "one of the first tenth", mean(times[:tenth]))
    what = f"{len(files)} packages of {pupils} pupils"
    for said, source in ((f"{what} in", empty), (f"{what} in again", full)):
        yield compare(said, _into(source, files), "raw inserts, entries and rows", _raw(rows),
                      runs=_TIMES)
    shutil.copytree(empty, work / "measured")
    yield ("memory at its height while they come in: "
           + memory_of(__file__, work / "measured", stick))


def take_all(store: Store, files: list[Path]) -> list[float]:
    """Take them in as one person does in one go; the seconds that each took."""
    intake, times = Intake(store, actor=DESK), []
    for file in files:
        start = perf_counter()
        received = intake.take(file)
        times.append(perf_counter() - start)
        if received.status not in ("imported", "already"):
            raise AssertionError(received.sentence)
    return times


def _write_all(template: Path, empty: Path, stick: Path, pupils: int) -> None:
    """A bureau that knows the computers of all schools, and a package of each."""
    found_store(empty, Founding(
        role="bureau", unit_name="云岭县教育局", unit_code="9901020000", person=DESK.name,
        password=village.PASSWORD, county="云岭县", policy=POLICY), now=village.Clock(),
        cost=village.CHEAP).store.close()
    with _open(template) as source, _open(empty) as bureau:
        with source.session() as session:
            schools = [unit for unit in living(session, Unit) if unit.kind == "school"]
        with bureau.operation("make_kit", DESK, undoable=False) as write:
            write.insert_many(Unit, [
                {"name": unit.name, "code": unit.code, "kind": unit.kind, "parent": bureau.home,
                 "township": unit.township} for unit in schools])
        to = trust.machine_keys(bureau).public
        homes: dict[str, set[str]] = defaultdict(set)
        with source.reading() as connection:
            for row, home in connection.execute(select(ENTRY.c.row, ENTRY.c.home)):
                homes[home].add(row)
        for unit in schools:
            name, keys = unit.name or "", MachineKeys.generate()
            trust.certify(bureau, actor=DESK, keys=keys.public, unit=unit.row, unit_name=name,
                          kind="school", class_id=None, class_name="")
            rows = export_rows(source, homes[unit.row])
            heading = Heading(
                "月报", Sender(unit.row, name, "school"),
                Reader(bureau.home, "云岭县教育局", to.fingerprint), "2026-06",
                datetime.combine(village.TODAY, time(8)), __version__)
            own = _of_its_own_run(rows.runs)
            inside = Content(own(rows.entries), own(rows.operations), own(rows.runs),
                             counts={"pupils": pupils})
            (stick / f"{name}.kcbx").write_bytes(seal(inside, heading, keys, [to]))


def _of_its_own_run(runs: list[bytes]) -> Callable[[list[bytes]], tuple[bytes, ...]]:
    """The county is made in one run of one machine; each school would have written in its own."""
    names = {json.loads(run)["run"].encode(): secrets.token_hex(8).encode() for run in runs}

    def renamed(bodies: list[bytes]) -> tuple[bytes, ...]:
        made = bodies
        for old, new in names.items():
            made = [body.replace(old, new) for body in made]
        return tuple(made)

    return renamed


def _open(folder: Path) -> Store:
    return Store.open(folder, password=village.PASSWORD,
                      now=lambda: datetime.combine(village.TODAY, time(8)))


def _into(source: Path, files: list[Path]) -> Run:
    @contextmanager
    def run() -> Iterator[Work]:
        with tempfile.TemporaryDirectory(dir=source.parent) as target:
            copy = Path(shutil.copytree(source, Path(target) / "bureau"))
            with _open(copy) as store:
                yield lambda: take_all(store, files)
    return run


def _raw(rows: Rows) -> Run:
    @contextmanager
    def run() -> Iterator[Work]:
        with (tempfile.TemporaryDirectory() as target,
              closing(sqlite3.connect(Path(target) / "raw.db")) as plain):
            rows.make_tables(plain)
            yield lambda: rows.insert(plain)
    return run


if __name__ == "__main__":
    with _open(Path(sys.argv[1])) as measured:
        print_growth(lambda: take_all(measured, sorted(Path(sys.argv[2]).iterdir())))
