"""What is due today after something was written down, against one scan of the marks of a year."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import village
from timing import Figure, Run, Work, compare, plain

from kongchuo_desktop.operations.attendance import MarkInput, correct_mark, take_register
from kongchuo_desktop.operations.leaves import add_leave
from kongchuo_desktop.operations.overview import overview
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.operations.visits import VisitInput, add_visit
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.store import Store

SIZES = (50, 1000)


def figures(work: Path) -> Iterator[Figure]:
    for pupils in SIZES:
        with tempfile.TemporaryDirectory(dir=work) as folder:
            copy = Path(shutil.copytree(village.school(work, pupils), Path(folder) / "school"))
            yield from _of(copy, pupils)


def _of(folder: Path, pupils: int) -> Iterator[Figure]:
    with (village.open_school(folder) as store,
          closing(store.raw_connection(folder / DATABASE_FILE)) as connection):
        scan = plain(lambda: connection.execute("SELECT * FROM mark").fetchall())

        def against(what: str, ours: Run) -> Figure:
            return compare(f"{what}, {pupils} pupils", ours, "SELECT * FROM mark", scan)

        yield against("duties from cold", _cold(folder))
        duties_of(store)
        for name, write in _writes(store).items():
            yield against(f"duties after {name}", _after(write, lambda: duties_of(store)))
        writes = _writes(store)
        yield against("all of 今日 after a visit",
                      _after(writes["a visit"], lambda: overview(store)))


def _cold(folder: Path) -> Run:
    """The store has just been opened; the profiles were read before."""

    @contextmanager
    def run() -> Iterator[Work]:
        copy = Path(shutil.copytree(folder, folder.with_name("cold")))
        with village.open_school(copy) as store:
            yield lambda: duties_of(store)
        shutil.rmtree(copy)

    return run


def _after(write: Callable[[], object], read: Work) -> Run:
    """Something was written, untimed, since it was read last."""

    @contextmanager
    def run() -> Iterator[Work]:
        write()
        yield read

    return run


def _writes(store: Store) -> dict[str, Callable[[], object]]:
    """What a school writes on a day, each time of another pupil or class."""
    world = load_world(store)
    pupils, rooms = sorted(world.pupils), sorted(world.classes)
    turn = count()

    def pupil() -> str:
        return pupils[next(turn) % len(pupils)]

    def register() -> None:
        at = next(turn)
        room, kind = rooms[at % len(rooms)], ("旷课", "病假")[at // len(rooms) % 2]
        away = [p.id for p in world.pupils.values() if p.class_id == room][:3]
        take_register(store, actor=village.OFFICE, class_id=room, day=village.TODAY,
                      marks=dict.fromkeys(away, MarkInput(kind)), replace=True)

    return {
        "a visit": lambda: add_visit(store, actor=village.OFFICE, visit=VisitInput(
            pupil=pupil(), day=village.TODAY, mode="家访", outcome="同意")),
        "a register": register,
        "a correction": lambda: correct_mark(
            store, actor=village.OFFICE, pupil=pupil(), day=village.TODAY - timedelta(1),
            mark=MarkInput("事假")),
        "a leave": lambda: add_leave(store, actor=village.OFFICE, pupil=pupil(),
                                     since=village.TODAY, until=village.TODAY, kind="病假"),
    }
