"""What is, was and will be due, also after a change, against one scan of the marks of a year."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import village
from timing import Figure, Run, Work, compare, plain

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import Fact, PolicyUse, Span
from kongchuo_desktop.operations.attendance import MarkInput, correct_mark, take_register
from kongchuo_desktop.operations.inspection import inspection
from kongchuo_desktop.operations.leaves import add_leave
from kongchuo_desktop.operations.overview import overview
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.operations.visits import VisitInput, add_visit
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.store import Store

SIZES = (50, 1000)


def figures(work: Path) -> Iterator[Figure]:
    for pupils in SIZES:
        with tempfile.TemporaryDirectory(dir=work) as folder:
            copy = Path(shutil.copytree(village.school(work, pupils), Path(folder) / "school"))
            yield from _of(copy, pupils)
    yield from _of_profiles(village.school(work, SIZES[-1]))


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
        yield against("迎检对照 of a year after a visit",
                      _after(writes["a visit"], lambda: inspection(store, span="year")))


def _of_profiles(folder: Path) -> Iterator[Figure]:
    """The biggest school under every profile that comes with the program."""
    with (village.open_school(folder) as store,
          closing(store.raw_connection(folder / DATABASE_FILE)) as connection):
        scan = plain(lambda: connection.execute("SELECT * FROM mark").fetchall())
        book, calendar, read = policy_book(store), load_calendar(store), load_world(store)

        def against(what: str, ours: Run) -> Figure:
            return compare(what, ours, "SELECT * FROM mark", scan)

        for policy in sorted(book.policies):
            world = replace(read, uses=(PolicyUse(policy, date.min),))
            now = Situation(book, calendar, world, village.TODAY)
            yield against(f"duties after a visit, {policy}", _renewed(now))
            if policy == village.POLICY:
                yield against("what is coming in a month", plain(
                    partial(now.coming, village.TODAY + timedelta(30))))
                yield against("what fell due in a year", plain(
                    partial(now.instances, Span(village.FIRST, village.TODAY))))


def _renewed(now: Situation) -> Run:
    """Each time another child was visited since the duties were derived last."""
    turn = count()

    @contextmanager
    def run() -> Iterator[Work]:
        at = next(turn)
        pupil = sorted(now.world.pupils)[at]
        visit = Fact(f"visit {at}", "visit", village.TODAY, village.TODAY, pupil=pupil,
                     fields={"mode": "home", "result": "agreed"})
        assert now.duties is not None
        world = replace(now.world, facts=[*now.world.facts, visit])
        yield lambda: now.renewed(world, {pupil}).duties

    return run


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
