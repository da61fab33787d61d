"""One child with two records: found, joined, read as one, parted again, undone."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from people import NOW, PASSWORD, TEACHER, Clock

from kongchuo_desktop.domain import identity
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, joins, parting, roster, twin_marks, visits
from kongchuo_desktop.operations.attendance import MarkInput, correct_mark, take_register
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import MarkRow, PupilRow, RegisterRow, Visit

TODAY = NOW.date()
NUMBER = "99010220130903402"
NUMBER += identity.check_digit(NUMBER)


@dataclass
class Twice:
    """A child entered twice; ``kept`` is the record that a join reads."""

    store: Store
    kept: str
    other: str
    class_id: str

    @property
    def pair(self) -> joins.Pair:
        return joins.pair(self.store, one=self.other, other=self.kept)

    def join(self, *take: str) -> None:
        joins.join(self.store, actor=TEACHER, pair=self.pair, take=take)

    def edit(self, row: str, **values: Any) -> None:
        with self.store.operation("edit_pupil", TEACHER) as write:
            tips = write.session.get_one(PupilRow, row).tips
            write.update(PupilRow, row, prior=tips, **values)

    def visit(self, pupil: str, day: date = TODAY, note: str = "") -> str:
        return visits.add_visit(self.store, actor=TEACHER, visit=visits.VisitInput(
            pupil=pupil, day=day, mode="家访", outcome="不在家", note=note)).id

    def mark(self, pupil: str, kind: str, day: date = TODAY) -> None:
        with self.store.operation("mark", TEACHER) as write:
            write.insert(MarkRow, pupil=pupil, day=day.isoformat(), part="全天", kind=kind)

    def shown(self) -> roster.PupilCard:
        return next(c for c in roster.list_pupils(self.store, everyone=True) if c.id == self.kept)


@pytest.fixture
def twice(class_store: Store) -> Twice:
    class_id = next(iter(load_world(class_store).classes))
    made = [roster.add_pupil(class_store, actor=TEACHER, class_id=class_id, values=values).id
            for values in ({"name": "王小明", "identity_number": NUMBER, "phone": "18900000001"},
                           {"name": "王小明", "address": "河东村", "birth_date": "2013-09-03"})]
    kept, other = sorted(made)
    return Twice(class_store, kept, other, class_id)


def _state(store: Store) -> list[Any]:
    """All that is shown, without the bookkeeping of who wrote last."""
    world = load_world(store)
    return [world.pupils, sorted(world.marks, key=repr), world.registers, list(world.facts),
            [(c.id, c.values, c.tags) for c in roster.list_pupils(store, everyone=True)]]


def test_values_stand_side_by_side_with_who_wrote_them(twice: Twice) -> None:
    pair = twice.pair
    assert (pair.kept.id, pair.other.id) == (twice.kept, twice.other)
    assert pair.kept.told["name"].by == TEACHER.name
    assert set(pair.differing) == {n for n in pair.other.values
                                   if pair.other.values[n] != pair.kept.values.get(n)}
    assert "name" not in pair.differing


def test_a_joined_pair_is_one_line_of_the_roster_with_the_chosen_fields(twice: Twice) -> None:
    twice.edit(twice.other, guardian1_name="王大山")
    filling = twice.pair.filling
    assert "guardian1_name" in filling
    before = len(roster.list_pupils(twice.store))
    twice.join(*filling)
    assert len(roster.list_pupils(twice.store)) == before - 1
    assert twice.shown().values["guardian1_name"] == "王大山"
    assert joins.differences(twice.store, pupil=twice.kept) == []
    assert [r.id for r in joins.records_of(twice.store, pupil=twice.other)] == [
        twice.kept, twice.other]


def test_joining_what_is_one_already_is_refused(twice: Twice) -> None:
    twice.join()
    with pytest.raises(KnownError) as refused:
        joins.pair(twice.store, one=twice.kept, other=twice.other)
    assert refused.value.code == "same_record"


def test_facts_of_both_are_read_on_one_card_and_new_ones_go_to_the_shown(twice: Twice) -> None:
    twice.visit(twice.other, note="先登记的")
    twice.join()
    take_register(twice.store, actor=TEACHER, class_id=twice.class_id, day=TODAY,
                  marks={twice.kept: MarkInput("旷课")})
    view = dossier(twice.store, pupil=twice.other)
    assert view.card.id == twice.kept
    assert {h.kind for h in view.happened} == {"mark", "visit"}
    with twice.store.session() as session:
        (mark,) = living(session, MarkRow)
        assert mark.about == twice.kept


def test_a_day_marked_on_both_is_one_conflict_and_settled_once(twice: Twice) -> None:
    twice.mark(twice.kept, "旷课")
    twice.mark(twice.other, "病假")
    twice.mark(twice.other, "事假", TODAY - timedelta(days=1))
    twice.join()
    (twin,) = twin_marks.twin_marks(twice.store, pupil=twice.kept)
    assert {told.kind for told in twin.told} == {"旷课", "病假"}
    assert len([m for m in load_world(twice.store).marks if m.day == TODAY]) == 1
    chosen = next(told for told in twin.told if told.kind == "病假")
    twin_marks.settle_mark(twice.store, actor=TEACHER, twin=twin, chosen=chosen)
    assert twin_marks.twin_marks(twice.store, pupil=twice.kept) == []
    (mark,) = [m for m in load_world(twice.store).marks if m.day == TODAY]
    assert (mark.pupil, mark.kind) == (twice.kept, "病假")
    history.undo(twice.store, actor=TEACHER)
    assert len(twin_marks.twin_marks(twice.store, pupil=twice.kept)) == 1


def test_correcting_the_day_settles_both_marks(twice: Twice) -> None:
    twice.mark(twice.kept, "旷课")
    twice.mark(twice.other, "病假")
    twice.join()
    take_register(twice.store, actor=TEACHER, class_id=twice.class_id, day=TODAY,
                  marks={twice.kept: MarkInput("旷课")})
    assert twin_marks.twin_marks(twice.store, pupil=twice.kept) == []
    correct_mark(twice.store, actor=TEACHER, pupil=twice.kept, day=TODAY, mark=MarkInput("事假"))
    assert twin_marks.twin_marks(twice.store, pupil=twice.kept) == []


def test_undo_of_a_join_puts_everything_back(twice: Twice) -> None:
    twice.visit(twice.other)
    before = _state(twice.store)
    twice.join(*twice.pair.differing)
    assert _state(twice.store) != before
    history.undo(twice.store, actor=TEACHER)
    assert _state(twice.store) == before
    history.redo(twice.store, actor=TEACHER)
    assert [r.id for r in joins.records_of(twice.store, pupil=twice.kept)] == [
        twice.kept, twice.other]
    assert check(twice.store).ok


def test_what_the_join_had_not_seen_is_listed_and_taken_or_left(twice: Twice) -> None:
    seen = twice.pair
    # Another computer changes the record while the form stands open.
    twice.edit(twice.other, household_address="河西村", guardian1_name="王大山")
    joins.join(twice.store, actor=TEACHER, pair=seen, take=())
    open_ones = {d.field: d for d in joins.differences(twice.store, pupil=twice.kept)}
    assert set(open_ones) == {"household_address", "guardian1_name"}
    joins.settle_difference(twice.store, actor=TEACHER, difference=open_ones["guardian1_name"],
                            take=True)
    assert twice.shown().values["guardian1_name"] == "王大山"
    twice.edit(twice.kept, guardian1_name="王大川")
    # Taken over once, it is history and not asked again.
    (left,) = joins.differences(twice.store, pupil=twice.kept)
    twice.edit(twice.kept, household_address="河东村")
    (left,) = joins.differences(twice.store, pupil=twice.kept)
    joins.settle_difference(twice.store, actor=TEACHER, difference=left, take=False)
    assert joins.differences(twice.store, pupil=twice.kept) == []
    assert twice.shown().values["household_address"] == "河东村"


def test_all_certain_pairs_are_one_operation_and_decide_nothing(twice: Twice) -> None:
    for row, where in ((twice.kept, "河东村"), (twice.other, "河西村")):
        twice.edit(row, identity_number=NUMBER, address=where, guardian1_name=None)
    twice.edit(twice.other, guardian1_name="王大山")
    (pair,) = joins.certain_pairs(twice.store)
    before = _state(twice.store)
    joins.join_certain(twice.store, actor=TEACHER, pairs=[pair])
    shown = twice.shown().values
    assert (shown["address"], shown["guardian1_name"]) == ("河东村", "王大山")
    assert "address" in {d.field for d in joins.differences(twice.store, pupil=twice.kept)}
    assert "guardian1_name" not in {d.field for d in
                                    joins.differences(twice.store, pupil=twice.kept)}
    assert joins.certain_pairs(twice.store) == []
    history.undo(twice.store, actor=TEACHER)
    assert _state(twice.store) == before


def test_three_records_of_one_child_become_one(twice: Twice) -> None:
    third = roster.add_pupil(twice.store, actor=TEACHER, class_id=twice.class_id,
                             values={"name": "王小明", "seat": 77}).id
    for row in (twice.kept, twice.other, third):
        twice.edit(row, identity_number=NUMBER)
    joins.join_certain(twice.store, actor=TEACHER, pairs=joins.certain_pairs(twice.store))
    shown = min(twice.kept, third)
    assert {r.id for r in joins.records_of(twice.store, pupil=third)} == {
        twice.kept, twice.other, third}
    found = parting.look_at_parting(twice.store, record=twice.other)
    parting.part(twice.store, actor=TEACHER, parting=found, hand_over=())
    assert {r.id for r in joins.records_of(twice.store, pupil=shown)} == {twice.kept, third}


def test_two_children_are_held_apart_for_good(twice: Twice) -> None:
    twice.edit(twice.kept, birth_date="2013-09-03")
    twice.edit(twice.other, birth_date="2013-09-03")
    assert [(a.one, a.other) for a in joins.alike(twice.store)] == [(twice.kept, twice.other)]
    joins.hold_apart(twice.store, actor=TEACHER, pair=twice.pair)
    assert joins.alike(twice.store) == []
    history.undo(twice.store, actor=TEACHER)
    assert len(joins.alike(twice.store)) == 1


def test_parting_hands_over_only_what_was_said_and_undo_brings_it_back(
        twice: Twice, clock: Clock) -> None:
    early = twice.visit(twice.kept, note="合并以前")
    twice.join()
    clock.at += timedelta(minutes=5)
    mine, theirs = (twice.visit(twice.kept, note=note) for note in ("这个孩子", "那个孩子"))
    take_register(twice.store, actor=TEACHER, class_id=twice.class_id, day=TODAY,
                  marks={twice.kept: MarkInput("旷课")})
    found = parting.look_at_parting(twice.store, record=twice.other)
    assert {s.table for s in found.since} == {"visit", "mark"}
    assert early not in {s.row for s in found.since}
    mark = next(s.row for s in found.since if s.table == "mark")
    before = _state(twice.store)
    parting.part(twice.store, actor=TEACHER, parting=found, hand_over=[theirs, mark])
    with twice.store.session() as session:
        notes = {v.note: v.pupil for v in living(session, Visit)}
        assert notes == {"合并以前": twice.kept, "这个孩子": twice.kept, "那个孩子": twice.other}
        assert session.get_one(Visit, mine).pupil == twice.kept
        (register,) = living(session, RegisterRow)
        assert register.absent == [twice.other]
    assert [m.pupil for m in load_world(twice.store).marks] == [twice.other]
    # They are two children now, and not offered again.
    assert joins.alike(twice.store) == []
    assert check(twice.store).ok
    history.undo(twice.store, actor=TEACHER)
    assert _state(twice.store) == before


def test_a_clock_that_was_set_back_hides_nothing_from_the_one_who_parts(
        twice: Twice, clock: Clock) -> None:
    early = twice.visit(twice.kept)
    twice.join()
    twice.store.close()
    clock.at = datetime.combine(date(2009, 1, 1), NOW.time())
    with Store.open(twice.store.folder, password=PASSWORD, now=clock) as again:
        late = replace(twice, store=again).visit(twice.kept, date(2009, 1, 1))
        found = parting.look_at_parting(again, record=twice.other)
    assert late in {line.row for line in found.since}
    assert early not in {line.row for line in found.since}


def test_parting_gives_back_what_the_join_took_unless_it_was_changed_since(twice: Twice) -> None:
    twice.edit(twice.kept, gender="男")
    twice.edit(twice.other, gender="女", ethnicity="彝族", student_number="G1")
    twice.join("gender", "ethnicity", "student_number")
    twice.edit(twice.kept, student_number="G2")
    assert twice.shown().values["ethnicity"] == "彝族"
    found = parting.look_at_parting(twice.store, record=twice.other)
    assert found.brought == {"gender": "男", "ethnicity": None}
    parting.part(twice.store, actor=TEACHER, parting=found, hand_over=())
    values = twice.shown().values
    assert (values["gender"], values.get("ethnicity"), values["student_number"]) == (
        "男", None, "G2")
    assert check(twice.store).ok


def test_a_record_that_hangs_on_the_other_is_parted_from_either_side(twice: Twice) -> None:
    # The join was written on the record that is read.
    twice.edit(twice.kept, same_as=twice.other)
    found = parting.look_at_parting(twice.store, record=twice.other)
    parting.part(twice.store, actor=TEACHER, parting=found, hand_over=())
    assert len(joins.records_of(twice.store, pupil=twice.kept)) == 1
    with pytest.raises(KnownError) as refused:
        parting.look_at_parting(twice.store, record=twice.other)
    assert refused.value.code == "not_joined_record"


def test_a_child_does_not_vanish_with_one_of_its_records(twice: Twice) -> None:
    twice.join()
    with twice.store.operation("delete", TEACHER) as write:
        row = write.session.get_one(PupilRow, twice.kept)
        write.delete(PupilRow, twice.kept, prior=row.tips)
    assert "王小明" in [card.name for card in roster.list_pupils(twice.store)]
    assert dossier(twice.store, pupil=twice.kept).card.id == twice.other


def test_undoing_the_first_record_leaves_the_child_that_was_joined_to_it(twice: Twice) -> None:
    twice.join()
    ops = [t.info.op for t in history.trail(twice.store) if t.info.record.kind == "add_pupil"]
    for op in ops:
        report = history.undo(twice.store, actor=TEACHER, op=op)
        if twice.kept in {left.row for left in report.left}:
            break
    assert "王小明" in [card.name for card in roster.list_pupils(twice.store)]
    with twice.store.session() as session:
        assert not session.get_one(PupilRow, twice.kept).gone
