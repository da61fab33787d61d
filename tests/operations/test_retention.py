"""Erasing what has been kept for long enough: offered by the school's figure, gone everywhere."""

import json
import zlib
from dataclasses import replace
from datetime import date, datetime

import pytest
from people import OFFICE, TEACHER, Clock
from photos import picture
from two_schools import number

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import (
    attendance,
    cases,
    history,
    joins,
    moves,
    policies,
    retention,
    roster,
    visits,
)
from kongchuo_desktop.operations.comparison_decisions import decide_same
from kongchuo_desktop.operations.comparison_lists import child_lists, people_of, take_in_list
from kongchuo_desktop.operations.comparison_outcomes import outcomes, settle_child
from kongchuo_desktop.operations.drafts import draft, keep_draft
from kongchuo_desktop.operations.retention import erase_records
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.merge import export_rows
from kongchuo_desktop.store.store import Store

NAME, PHONE, NOTE = "独孤求学", "18900009999", "住在磨盘山"
LEFT = date(2026, 9, 17)
POLICY = "XY24"


def _keep(store: Store, years: str) -> None:
    policies.set_figure(store, actor=OFFICE, policy=POLICY, binding="school/records.keep",
                        value=years, why="校务会议决定")


@pytest.fixture
def child(class_store: Store, clock: Clock) -> str:
    """A child of two records with a fact of every usual kind, who left on ``LEFT``."""
    room = next(iter(load_world(class_store).classes))
    made = [roster.add_pupil(class_store, actor=TEACHER, class_id=room, tags=["留守"], values={
        "name": NAME, "guardian1_phone": PHONE, "seat": seat}).id for seat in (71, 72)]
    pair = joins.pair(class_store, one=made[0], other=made[1])
    joins.join(class_store, actor=TEACHER, pair=pair, take=())
    visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
        pupil=pair.other.id, day=LEFT, mode="家访", outcome="不在家", note=NOTE))
    attendance.take_register(class_store, actor=TEACHER, class_id=room, day=LEFT,
                             marks={pair.kept.id: attendance.MarkInput("病假")})
    keep_draft(class_store, name=f"form/visit/{pair.kept.id}", value={"note": NOTE},
               pictures={"": [picture(f"{NAME}.jpg")]})
    moves.move_pupil(class_store, actor=TEACHER, pupil=pair.kept.id, kind="转出", day=LEFT,
                     other=f"{NAME}转到县二中")
    return pair.kept.id


def _at(clock: Clock, day: str) -> None:
    clock.at = datetime.fromisoformat(day + "T09:00")


def _everything(store: Store) -> bytes:
    """All bytes of all tables, decrypted, and all that packages could carry."""
    found: list[bytes] = []
    with store.reading() as connection:
        tables = [row[0] for row in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                found += [_plain(cell) if isinstance(cell, bytes) else str(cell).encode()
                          for cell in row]
    return b"\n".join([*found, *export_rows(store, lambda info: True).entries])


def _plain(cell: bytes) -> bytes:
    """Lines of lists are kept compressed."""
    try:
        return zlib.decompress(cell)
    except zlib.error:
        return cell


def test_nothing_is_offered_until_the_school_has_set_its_figure(
        class_store: Store, child: str, clock: Clock) -> None:
    _at(clock, "2060-09-18")
    assert retention.retention(class_store) == retention.Retention(None)
    with pytest.raises(KnownError) as refused:
        erase_records(class_store, actor=OFFICE, pupils=[child])
    assert refused.value.code == "kept_longer"


@pytest.mark.parametrize(("day", "offered"), [("2029-09-15", False), ("2029-09-16", True)])
def test_offered_from_the_very_day_on_which_the_time_is_full(
        class_store: Store, child: str, clock: Clock, day: str, offered: bool) -> None:
    _keep(class_store, "3")
    _at(clock, day)
    found = retention.retention(class_store)
    assert found.years == 3
    # The last day at school was the day before the transfer.
    assert [(d.pupil, d.left, d.until) for d in found.due] == (
        [(child, date(2026, 9, 16), date(2029, 9, 16))] if offered else [])


def test_a_child_with_an_open_case_is_kept(class_store: Store, child: str, clock: Clock) -> None:
    _keep(class_store, "1")
    cases.open_case(class_store, actor=TEACHER, pupil=child, day=LEFT, note="没有报到")
    _at(clock, "2028-01-03")
    assert retention.retention(class_store).due == ()


def test_erased_values_are_nowhere(class_store: Store, child: str, clock: Clock) -> None:
    _keep(class_store, "1")
    _at(clock, "2028-01-03")
    before = _everything(class_store)
    secrets = [text.encode() for text in (NAME, PHONE, NOTE)]
    assert all(secret in before for secret in secrets)
    erase_records(class_store, actor=OFFICE, pupils=[child])
    after = _everything(class_store)
    assert not [secret for secret in secrets if secret in after]
    assert draft(class_store, name=f"form/visit/{child}") is None
    assert list(class_store.local("draft_photo").items()) == []
    assert NAME not in {c.name for c in roster.list_pupils(class_store, everyone=True)}
    assert len(roster.list_pupils(class_store)) == 50
    assert check(class_store).ok
    with pytest.raises(KnownError) as refused:
        history.undo(class_store, actor=OFFICE,
                     op=history.trail(class_store, limit=1)[0].info.op)
    assert refused.value.code == "not_undoable"


def test_only_the_school_erases(class_store: Store, child: str, clock: Clock) -> None:
    _keep(class_store, "1")
    _at(clock, "2028-01-03")
    with pytest.raises(KnownError) as refused:
        erase_records(class_store, actor=TEACHER, pupils=[child])
    assert refused.value.code == "role_not_allowed"


def test_what_comparisons_hold_of_the_child_is_erased_too(
        school_store: Store, clock: Clock) -> None:
    room = next(iter(load_world(school_store).classes))
    child = roster.add_pupil(school_store, actor=OFFICE, class_id=room, values={
        "name": NAME, "identity_number": number(7), "guardian1_name": "独孤父"}).id
    moves.move_pupil(school_store, actor=OFFICE, pupil=child, kind="转出", day=LEFT, other="县二中")
    slip = "990102201501010076"
    same = Person("第2行", NAME, number(7), "2015-01-01", ("独孤父",), place="磨盘山")
    wrong, other = replace(same, key="第3行", number=slip), Person("第4行", "旁人甲", number(8))
    kept = [take_in_list(school_store, actor=OFFICE, kind=kind, people=people, source="名单.xlsx")
            for kind, people in (("household", (same, wrong, other)), ("poverty", (same,)),
                                 ("preschool", (other,)), ("enrolment", (same, other)))]
    history.undo(school_store, actor=OFFICE)
    decide_same(school_store, actor=OFFICE, one=same, other=wrong, same=True)
    settle_child(school_store, actor=OFFICE, person=wrong, found="在外地就读", note=f"{NAME}在县城")
    settle_child(school_store, person=other, actor=OFFICE, found="在外地就读", note="旁人的")
    decide_same(school_store, actor=OFFICE, one=same, other=other, same=False)
    history.undo(school_store, actor=OFFICE)
    keep_draft(school_store, name="form/settle", value={"note": number(7)})
    _keep(school_store, "1")
    _at(clock, "2028-01-03")
    erase_records(school_store, actor=OFFICE, pupils=[child])
    left = _everything(school_store)
    for secret in (NAME, number(7), slip, "独孤父", "磨盘山"):
        assert secret.encode() not in left
        assert json.dumps(secret).strip('"').encode() not in left
    lists = child_lists(school_store)
    assert {(one.kind, one.count) for one in lists} == {("household", 1), ("preschool", 1)}
    assert all(people_of(school_store, kind=one.kind, list_id=one.id) == (other,) for one in lists)
    assert kept[2].id in {one.id for one in lists}
    assert list(outcomes(school_store)) == [other.trait]
    assert check(school_store).ok
