"""A month's package out of a school and into its bureau, against a copy of the database in age."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyrage
import village
from timing import Figure, Work, compare

from kongchuo_desktop.exchange import stick
from kongchuo_desktop.operations import joining
from kongchuo_desktop.operations.demo import BUREAU, DESK, POLICY
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.packages import export_package
from kongchuo_desktop.operations.taking_in import import_package
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.store import Store

SIZES = (50, 1000)
PERIOD = f"{village.TODAY:%Y-%m}"


def figures(work: Path) -> Iterator[Figure]:
    for pupils in SIZES:
        with tempfile.TemporaryDirectory(dir=work) as folder:
            yield from _of(Path(folder), village.school(work, pupils), pupils)


def _of(work: Path, template: Path, pupils: int) -> Iterator[Figure]:
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
        sealed = age.seal(work)

        @contextmanager
        def taken_in() -> Iterator[Work]:
            with tempfile.TemporaryDirectory(dir=work) as target:
                copy = shutil.copytree(bureau, Path(target) / "bureau")
                with village.open_school(Path(copy)) as store:
                    yield lambda: _take_in(store, sent)

        @contextmanager
        def raw_in() -> Iterator[Work]:
            with tempfile.TemporaryDirectory(dir=work) as target:
                yield lambda: age.open(sealed, Path(target))

        yield compare(f"package in, {pupils} pupils after a year", taken_in, "age, backup()",
                      raw_in)


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
        joining.certify(above, actor=DESK, keys=joining.machine_keys(school).public,
                        unit=school.home, unit_name=village.SCHOOL, kind="school",
                        class_id=None, class_name="")


def _take_in(store: Store, path: Path) -> None:
    received = import_package(store, actor=DESK, path=path)
    if received.status != "imported":
        raise AssertionError(received.sentence)


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

    def open(self, sealed: Path, folder: Path) -> None:
        opened = folder / "opened.db"
        opened.write_bytes(pyrage.decrypt(sealed.read_bytes(), [self._keys]))
        self._copy(opened, folder / "store.db")

    def _copy(self, source: Path, target: Path) -> None:
        with (closing(self._store.raw_connection(source)) as old,
              closing(self._store.raw_connection(target)) as new):
            old.backup(new)


