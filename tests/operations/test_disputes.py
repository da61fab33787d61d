"""Two machines that filed the same register: shown pupil by pupil, settled by filing it anew."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people import NOW, PASSWORD, TEACHER, Clock
from registers import class_of, seat

from kongchuo_desktop.operations import attendance, history, roll_call
from kongchuo_desktop.operations.attendance import PRESENT, MarkInput
from kongchuo_desktop.operations.disputes import Dispute, disputes
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

TODAY = NOW.date()
OTHER = Actor("陶主任", "class")


@pytest.fixture
def two(store_folder: Callable[[str], Path], tmp_path: Path,
        clock: Clock) -> Iterator[tuple[Store, Store]]:
    """The class's store on two machines."""
    here, there = store_folder("class"), tmp_path / "另一台"
    shutil.copytree(here, there)
    with Store.open(here, password=PASSWORD, now=clock) as one, Store.open(
            there, password=PASSWORD, now=clock) as other:
        yield one, other


def take(store: Store, actor: Actor, *, replace: bool = False, **marks: str) -> None:
    """File today's register; ``p9="旷课"`` marks seat 9."""
    attendance.take_register(
        store, actor=actor, class_id=class_of(store), day=TODAY, replace=replace,
        marks={seat(store, int(name[1:])): MarkInput(kind) for name, kind in marks.items()})


def exchange(one: Store, other: Store) -> None:
    """Each takes in all that the other knows."""
    for reader, writer in ((one, other), (other, one)):
        known = export_rows(writer, lambda _: True)
        merge(reader, known.entries, known.operations, known.runs, known.attachments,
              allowed_home=lambda _: True)


def found(store: Store) -> dict[str, dict[str, str]]:
    """Disputed pupil → actor → what he says."""
    listed = disputes(store, class_id=class_of(store), day=TODAY, part="全天")
    return {d.pupil: {who.split()[0]: kind for who, kind in d.says} for d in listed}


def test_the_same_register_from_two_machines_is_no_dispute(two: tuple[Store, Store]) -> None:
    take(two[0], TEACHER, p9="旷课")
    take(two[1], OTHER, p9="旷课")
    exchange(*two)
    assert found(two[0]) == {}


def test_what_differs_is_told_pupil_by_pupil_and_the_same_on_both(
    two: tuple[Store, Store],
) -> None:
    take(two[0], TEACHER, p9="旷课", p12="旷课", p17="事假")
    take(two[1], OTHER, p9="旷课", p12="病假")
    exchange(*two)
    kind, silent = seat(two[0], 12), seat(two[0], 17)
    for store in two:
        assert found(store) == {
            kind: {TEACHER.name: "旷课", OTHER.name: "病假"},
            silent: {TEACHER.name: "事假", OTHER.name: PRESENT}}
        call = roll_call.roll_call(store, class_id=class_of(store), day=TODAY, part="全天")
        assert {d.pupil for d in call.disputes} == {kind, silent}


def test_filing_it_anew_settles_all_of_it_everywhere(two: tuple[Store, Store]) -> None:
    take(two[0], TEACHER, p9="旷课", p12="旷课")
    take(two[1], OTHER, p12="病假")
    exchange(*two)
    take(two[1], OTHER, replace=True, p12="病假")
    exchange(*two)
    for store in two:
        assert found(store) == {}
        assert history.list_conflicts(store) == []
        (register,) = load_world(store).registers
        assert register.absent == {seat(store, 12)}
        assert {m.pupil: m.kind for m in load_world(store).marks} == {
            seat(store, 9): PRESENT, seat(store, 12): "病假"}


def test_a_dispute_reads_as_a_sentence() -> None:
    assert Dispute("x", (("陶主任 8:10", "病假"), ("周老师 8:05", "旷课"))).words == (
        "陶主任 8:10 记病假，周老师 8:05 记旷课")
