"""What is kept up with the journal is what would be read and derived anew, whatever was done."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import NOW, PASSWORD, TEACHER, Clock

from kongchuo_desktop.domain.cases.views import cases_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attendance import MarkInput, correct_mark, take_register
from kongchuo_desktop.operations.calendar import set_days
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.history import redo, undo
from kongchuo_desktop.operations.homes import Homes, moment_of
from kongchuo_desktop.operations.joins import join, pair
from kongchuo_desktop.operations.leaves import add_leave
from kongchuo_desktop.operations.policies import policy_book, set_figure, use_policy
from kongchuo_desktop.operations.reading import Reading
from kongchuo_desktop.operations.roster import edit_pupil, list_pupils, set_tags
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.visits import VisitInput, add_visit
from kongchuo_desktop.operations.world import load_world, reading_of
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Movement, Paper, PaperEvent, PupilRow

_PUPILS = 6
"""So few that most steps meet the facts of earlier ones."""


class Life:
    """A class store and a copy on another computer; each step does one thing in one of them."""

    def __init__(self, store: Store, other: Store, clock: Clock) -> None:
        self.store, self.other, self.clock = store, other, clock
        self.pupils = [card.id for card in list_pupils(store)][:_PUPILS]
        (self.room,) = load_world(store).classes

    @property
    def today(self) -> date:
        return self.clock.at.date()

    def step(self, what: str, number: int) -> None:
        """One thing that a person does; what is refused changes nothing."""
        pupil = self.pupils[number % _PUPILS]
        store = self.other if what == "elsewhere" else self.store
        kinds = [name for name in _STEPS if name != "elsewhere"]
        done = kinds[number % len(kinds)] if what == "elsewhere" else what
        with suppress(KnownError):
            _STEPS[done](self, store, pupil, number)

    def check(self) -> None:
        """The world, the duties and the cases as they are kept are as they would be anew."""
        with self.store.session() as session:
            anew = Reading(session, Homes(session, moment_of(session, self.store)))
        kept = situation(self.store)
        assert _shown(load_world(self.store)) == _shown(anew.world)
        fresh = Situation(policy_book(self.store), anew.calendar, anew.world, self.today)
        assert kept.duties == fresh.duties
        assert cases_of(kept) == cases_of(fresh)
        assert cases_of(kept, closed=True) == cases_of(fresh, closed=True)


def _shown(world: World) -> tuple[object, ...]:
    return (world.unit, world.pupils, world.classes, sorted(map(repr, world.registers)),
            sorted(map(repr, world.marks)), world.facts, world.uses, world.figures)


def _register(life: Life, store: Store, pupil: str, number: int) -> None:
    take_register(store, actor=TEACHER, class_id=life.room, day=life.today,
                  marks={pupil: MarkInput("旷课")})


def _correct(life: Life, store: Store, pupil: str, number: int) -> None:
    correct_mark(store, actor=TEACHER, pupil=pupil, day=life.today - timedelta(number // 3 % 3),
                 mark=MarkInput(("出勤", "病假", "旷课")[number % 3]))


def _visit(life: Life, store: Store, pupil: str, number: int) -> None:
    add_visit(store, actor=TEACHER, visit=VisitInput(
        pupil=pupil, day=life.today, mode=("家访", "电话")[number % 2],
        outcome=("同意", "拒绝", "返校")[number % 3]))


def _leave(life: Life, store: Store, pupil: str, number: int) -> None:
    add_leave(store, actor=TEACHER, pupil=pupil, since=life.today, until=life.today, kind="事假")


def _event(life: Life, store: Store, pupil: str, number: int) -> None:
    kind = ("opened", "returned", "closed", "told")[number % 4]
    add_event(store, actor=TEACHER, kind=kind, day=life.today, pupil=pupil)


def _meeting(life: Life, store: Store, pupil: str, number: int) -> None:
    add_event(store, actor=TEACHER, kind="campaign", day=life.today, class_id=life.room)


def _paper(life: Life, store: Store, pupil: str, number: int) -> None:
    day = life.today.isoformat()
    with store.operation("issue_papers", TEACHER) as write:
        row = write.insert(Paper, title="劝学通知书", pupil=pupil, to="guardian", day=day)
        kind = ("served", "voided")[number % 2]
        write.insert(PaperEvent, paper=row, pupil=pupil, kind=kind, day=day)


def _move(life: Life, store: Store, pupil: str, number: int) -> None:
    with store.operation("move", TEACHER) as write:
        write.insert(Movement, pupil=pupil, kind=("转出", "复学")[number % 2],
                     day=life.today.isoformat())


def _delete(life: Life, store: Store, pupil: str, number: int) -> None:
    with store.operation("delete", TEACHER) as write:
        row = write.session.get(PupilRow, pupil)
        assert row is not None
        write.delete(PupilRow, pupil, prior=row.tips)


def _edit(life: Life, store: Store, pupil: str, number: int) -> None:
    for card in list_pupils(store):
        if card.id == pupil:
            edit_pupil(store, actor=TEACHER, pupil=pupil, prior=card.tips,
                       values={"guardian1_phone": f"1391111{number:04}"})


def _tag(life: Life, store: Store, pupil: str, number: int) -> None:
    set_tags(store, actor=TEACHER, pupil=pupil, tags=("留守", "脱贫户")[:number % 3])


def _same(life: Life, store: Store, pupil: str, number: int) -> None:
    other = life.pupils[(number + 1) % _PUPILS]
    join(store, actor=TEACHER, pair=pair(store, one=pupil, other=other), take=())


def _holiday(life: Life, store: Store, pupil: str, number: int) -> None:
    set_days(store, actor=TEACHER, days={life.today - timedelta(number % 3): (False, "放假")})


def _figure(life: Life, store: Store, pupil: str, number: int) -> None:
    set_figure(store, actor=TEACHER, policy="XY24", binding="R050/absent.on.absent",
               value=str(1 + number % 3), why="校务会议决定")


def _policy(life: Life, store: Store, pupil: str, number: int) -> None:
    use_policy(store, actor=TEACHER, policy=("XY24", "D09")[number % 2])


def _undo(life: Life, store: Store, pupil: str, number: int) -> None:
    undo(store, actor=TEACHER)


def _redo(life: Life, store: Store, pupil: str, number: int) -> None:
    redo(store, actor=TEACHER)


def _package(life: Life, store: Store, pupil: str, number: int) -> None:
    out = export_rows(life.other, lambda row: True)
    merge(life.store, out.entries, out.operations, out.runs, out.attachments,
          allowed_home=lambda home: True)


def _next_day(life: Life, store: Store, pupil: str, number: int) -> None:
    life.clock.at = datetime.combine(life.today + timedelta(1 + number % 3), time(8))


_STEPS: dict[str, Callable[[Life, Store, str, int], None]] = {
    "register": _register, "correct": _correct, "visit": _visit, "leave": _leave,
    "event": _event, "meeting": _meeting, "paper": _paper, "move": _move, "delete": _delete,
    "edit": _edit, "tag": _tag, "same": _same, "holiday": _holiday, "figure": _figure,
    "policy": _policy, "undo": _undo, "redo": _redo, "package": _package, "next_day": _next_day,
    "elsewhere": _visit,
}

_FOLDERS = count()


@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(_STEPS)), st.integers(0, 59)),
                      min_size=4, max_size=16))
def test_what_is_kept_is_what_would_be_derived_anew(
        steps: list[tuple[str, int]], store_folder: Callable[[str], Path],
        store_templates: dict[str, Path], tmp_path: Path) -> None:
    clock = Clock(NOW)
    folders = [tmp_path / f"{next(_FOLDERS)}" for _ in range(2)]
    for folder in folders:
        shutil.copytree(store_templates["class"], folder)
    with (Store.open(folders[0], password=PASSWORD, now=clock) as store,
          Store.open(folders[1], password=PASSWORD, now=clock) as other):
        life = Life(store, other, clock)
        life.check()
        for what, number in steps:
            life.step(what, number)
            life.check()


@pytest.mark.parametrize("what", sorted(set(_STEPS) - {"undo", "redo", "elsewhere", "package"}))
def test_each_of_these_steps_is_done_and_not_refused(
        what: str, class_store: Store, clock: Clock) -> None:
    life = Life(class_store, class_store, clock)
    if what == "correct":
        life.step("register", 0)
    life.check()
    before = class_store.version(), life.today
    _STEPS[what](life, class_store, life.pupils[0], 1)
    life.check()
    assert (class_store.version(), life.today) != before


def test_a_visit_makes_one_pupil_only_derived_again(class_store: Store) -> None:
    pupil = list_pupils(class_store)[0].id
    before = reading_of(class_store)
    add_visit(class_store, actor=TEACHER, visit=VisitInput(
        pupil=pupil, day=NOW.date(), mode="家访", outcome="同意"))
    after = reading_of(class_store)
    assert after is before
    assert after.steps == [frozenset({pupil})]


def test_what_was_taken_back_is_not_read_any_more(class_store: Store) -> None:
    before = load_world(class_store).facts
    add_event(class_store, actor=TEACHER, kind="told", day=NOW.date(),
              pupil=list_pupils(class_store)[0].id)
    assert len(load_world(class_store).facts) == len(before) + 1
    undo(class_store, actor=TEACHER)
    assert load_world(class_store).facts == before
