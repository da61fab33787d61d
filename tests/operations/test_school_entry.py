"""Entering a school: who is due in grade 1, who came up to grade 7, who has no 学籍号 yet."""

from datetime import date, datetime

import pytest
from people import DESK, OFFICE, Clock
from two_schools import County, number

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.new_numbers import BY
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, moves, transfers
from kongchuo_desktop.operations.comparison_lists import take_in_list
from kongchuo_desktop.operations.comparison_outcomes import settle_child
from kongchuo_desktop.operations.entrants import Entrants, entrants, expect_entrants
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.junior_entry import asked_checks, junior_entry, note_checks
from kongchuo_desktop.operations.ledgers import open_ledger
from kongchuo_desktop.operations.new_numbers import new_numbers
from kongchuo_desktop.operations.own_lines import own_lines
from kongchuo_desktop.operations.policies import set_figure, use_policy
from kongchuo_desktop.operations.roster import add_pupil, edit_pupil, list_pupils
from kongchuo_desktop.operations.school_year import cohorts
from kongchuo_desktop.operations.today import duties_of, situation
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.store import Store

AUTUMN = datetime.fromisoformat("2027-09-03T09:00")


def _child(name: str, birth: str, serial: int, **more: str) -> Person:
    first = f"990102{birth.replace('-', '')}{serial:03}"
    return Person(f"{serial}", name, more.get("number", first + identity.check_digit(first)), birth,
                  ("样父",), "男", "", "河东村", "000-00000009")


LISTED = [_child("样幼一", "2020-09-01", 1), _child("样幼二", "2021-08-31", 2),
          _child("样大三", "2020-08-31", 3), _child("样小四", "2021-09-01", 4),
          _child("样没生日", "", 5, number="")]


@pytest.fixture
def primary(school_store: Store, clock: Clock) -> tuple[Store, str]:
    """A school with a first grade of 2027, in that autumn; its class."""
    clock.at = AUTUMN
    return school_store, add_class(school_store, actor=OFFICE, label="一年级1班").id


def _listed(store: Store, kind: str, people: list[Person]) -> None:
    take_in_list(store, actor=OFFICE, kind=kind, people=people, source="名单.xlsx")


def _states(found: Entrants) -> dict[str, str]:
    return {row.person.name: row.state for row in found.rows}


# 一年级应入学


def test_who_is_due_follows_from_the_birthday_and_the_cutoff(primary: tuple[Store, str]) -> None:
    store, _ = primary
    _listed(store, "household", LISTED)
    found = entrants(store)
    assert found.born == (date(2020, 9, 1), date(2021, 8, 31))
    assert _states(found) == {"样幼一": "missing", "样幼二": "missing"}
    assert (found.undated, found.laid_down) == (1, False)
    for name, value in (("school/age.from", "7"), ("school/age.cutoff", "901")):
        set_figure(store, actor=OFFICE, policy="XY24", binding=name, value=value, why="本校定的")
    again = entrants(store)
    assert again.born == (date(2019, 9, 2), date(2020, 9, 1))
    assert set(_states(again)) == {"样大三", "样幼一"}
    assert again.laid_down


def test_both_lists_make_one_child_and_those_here_have_arrived(
        primary: tuple[Store, str]) -> None:
    store, room = primary
    _listed(store, "household", LISTED[:2])
    _listed(store, "preschool", [LISTED[1], _child("样外来", "2021-03-03", 7)])
    add_pupil(store, actor=OFFICE, class_id=room, values={
        "name": "样幼一", "identity_number": LISTED[0].number})
    rows = {row.person.name: (row.state, row.kinds) for row in entrants(store).rows}
    assert rows == {"样幼一": ("arrived", ("household",)),
                    "样幼二": ("missing", ("household", "preschool")),
                    "样外来": ("missing", ("preschool",))}


def test_who_is_expected_is_nobodys_pupil_until_it_comes(primary: tuple[Store, str]) -> None:
    store, room = primary
    _listed(store, "household", LISTED)
    people = [row.person for row in entrants(store).rows]
    done = expect_entrants(store, actor=OFFICE, people=people, class_id=room)
    assert len(done.pupils) == 2
    assert _states(entrants(store)) == {"样幼一": "expected", "样幼二": "expected"}
    assert list_pupils(store) == []
    assert {duty.pupil for duty in duties_of(store)}.isdisjoint(done.pupils)
    again = expect_entrants(store, actor=OFFICE, people=people, class_id=room)
    assert again.pupils == ()
    moves.move_pupil(store, actor=OFFICE, pupil=done.pupils[0], kind="报到",
                     day=date(2027, 9, 1))
    assert sorted(_states(entrants(store)).values()) == ["arrived", "expected"]
    [row] = open_ledger(store, ledger="ledger_entrants").rows
    assert row.pupil == done.pupils[0]
    assert "户籍" in row.cells
    assert date(2027, 9, 1) in row.cells or "2027.9.1" in row.cells
    history.undo(store, actor=OFFICE)
    history.undo(store, actor=OFFICE)
    assert _states(entrants(store)) == {"样幼一": "missing", "样幼二": "missing"}
    assert check(store).ok
    with pytest.raises(KnownError) as refused:
        expect_entrants(store, actor=OFFICE, people=people, class_id="nowhere")
    assert refused.value.code == "unknown_class"


def test_a_child_elsewhere_and_one_that_looks_alike_are_told_apart(
        primary: tuple[Store, str]) -> None:
    store, room = primary
    _listed(store, "household", LISTED[:2])
    settle_child(store, actor=OFFICE, person=LISTED[0], found="在外地就读", note="学籍截图")
    wrong = LISTED[1].number[:16] + str((int(LISTED[1].number[16]) + 1) % 10)
    add_pupil(store, actor=OFFICE, class_id=room, values={
        "name": "样幼二", "identity_number": wrong + identity.check_digit(wrong)})
    rows = {row.person.name: (row.state, row.said) for row in entrants(store).rows}
    assert rows["样幼一"] == ("elsewhere", "在外地就读（学籍截图）")
    assert rows["样幼二"][0] == "doubtful"
    assert rows["样幼二"][1].startswith("可能是样幼二")


def test_a_list_of_the_kindergarten_is_no_list_to_compare(primary: tuple[Store, str]) -> None:
    store, _ = primary
    _listed(store, "preschool", LISTED[:1])
    assert entrants(store).lists["preschool"].called.startswith("学前：名单.xlsx")
    with pytest.raises(KnownError):
        _listed(store, "nursery", LISTED[:1])


# 新生学籍


def _new(store: Store, room: str, name: str, serial: int, **more: str) -> str:
    return add_pupil(store, actor=OFFICE, class_id=room, values={
        "name": name, "identity_number": number(serial), **more}).id


def test_the_day_of_the_document_is_counted_down(school_store: Store, clock: Clock) -> None:
    store = school_store
    [room] = [one.id for one in cohorts(store)]
    _new(store, room, "样一", 1)
    one = _new(store, room, "样二", 2, student_number="G990102201501010020",
               guardian1_name="样父", address="河东村")
    found = new_numbers(store)
    assert (found.all, [row.name for row in found.rows]) == (2, ["样一"])
    [row] = found.rows
    assert (row.due, row.left, row.lacks) == (date(2026, 9, 30), 13, (
        "监护人", "住址"))
    assert row.said == "方案 五6"
    clock.at = datetime.fromisoformat("2026-10-03T08:00")
    assert new_numbers(store).rows[0].left == -3
    # In spring the same pupils are still without one; the next year has no pupils yet.
    clock.at = datetime.fromisoformat("2027-04-03T08:00")
    assert [row.name for row in new_numbers(store).rows] == ["样一"]
    card = next(c for c in list_pupils(store) if c.name == "样一")
    edit_pupil(store, actor=OFFICE, pupil=card.id, prior=card.tips,
               values={"student_number": "G990102201501010012"})
    assert new_numbers(store).rows == ()
    assert one


def test_where_no_document_names_a_day_the_school_does(school_store: Store,
                                                       clock: Clock) -> None:
    store = school_store
    use_policy(store, actor=OFFICE, policy="LX16")
    [room] = [one.id for one in cohorts(store)]
    _new(store, room, "样一", 1)
    assert (new_numbers(store).undated, new_numbers(store).due) == (True, None)
    assert _own(store) == []
    set_figure(store, actor=OFFICE, policy="LX16", binding=BY, value="920", why="教导处定的")
    assert (new_numbers(store).undated, new_numbers(store).due) == (False, date(2026, 9, 20))
    assert new_numbers(store).rows[0].said == "本校定的"
    assert _own(store) == ["1名新生没有学籍号 · 应在9月20日前建好"]
    clock.at = datetime.fromisoformat("2026-09-23T08:00")
    [duty] = [duty for duty in duties_of(store) if duty.do == "new_numbers"]
    assert duty.overdue_days == 3


def _own(store: Store) -> list[str]:
    return [duty.sentence for duty in own_lines(store, situation(store))
            if duty.do == "new_numbers"]


def test_a_document_with_a_day_speaks_for_itself(school_store: Store) -> None:
    [room] = [one.id for one in cohorts(school_store)]
    _new(school_store, room, "样一", 1)
    assert _own(school_store) == []
    assert any(duty.clause and duty.clause.id == "R196" for duty in duties_of(school_store))


# 小升初


def _leave(county: County, serial: int, *, other: str = "") -> str:
    pupil = add_pupil(county.a, actor=OFFICE, class_id=county.room_a, values={
        "name": f"学生{serial}", "identity_number": number(serial)}).id
    if serial < 4:
        moves.move_pupil(county.a, actor=OFFICE, pupil=pupil, kind="毕业",
                         day=date(2027, 6, 30), other=other)
    return pupil


def test_the_primary_school_sees_each_leaver_and_the_junior_school_each_newcomer(
        county: County) -> None:
    county.clock.at = datetime.fromisoformat("2027-06-30T09:00")
    for serial, other in ((1, "乙学校"), (2, "乙学校"), (3, ""), (4, "")):
        _leave(county, serial, other=other)
    assert {row.name: row.state for row in junior_entry(county.a).leavers} == {
        "学生1": "way", "学生2": "way", "学生3": "unassigned", "学生4": "here"}
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    county.down()
    county.clock.at = AUTUMN
    room = add_class(county.b, actor=OFFICE, label="七年级1班").id
    [first] = [line for line in transfers.expected(county.b) if line.name == "学生1"]
    transfers.take(county.b, actor=OFFICE, lines=[first], class_id=room, day=AUTUMN.date())
    add_pupil(county.b, actor=OFFICE, class_id=room, values={"name": "样没报"})
    assert {row.name: row.state for row in junior_entry(county.b).newcomers} == {
        "学生1": "arrived", "学生2": "waiting", "样没报": "unannounced"}
    assert junior_entry(county.b).leavers == ()
    county.up(county.b)
    transfers.match_all(county.bureau, actor=DESK)
    county.down()
    county.later(20)
    states = {row.name: row.state for row in junior_entry(county.a).leavers}
    assert states == {"学生1": "arrived", "学生2": "lost", "学生3": "lost", "学生4": "here"}
    ledger = open_ledger(county.a, ledger="小升初交接台账")
    assert {row.cells[2]: row.cells[-3] for row in ledger.rows} == {
        "学生1": "已到校", "学生2": "没有到校，本校负责劝返（22天）",
        "学生3": "没有到校，本校负责劝返（22天）", "学生4": "还没有登记毕业"}
    assert all(row.pupil in load_world(county.a).pupils for row in ledger.rows)
    intake = open_ledger(county.b, ledger="ledger_newcomers")
    assert sorted(str(row.cells[1]) for row in intake.rows) == ["学生1", "学生2", "样没报"]
    assert asked_checks(county.a) == []
    with pytest.raises(KnownError, match="没有要求"):
        note_checks(county.a, actor=OFFICE)
    for policy, what in (("D04", "小升初名单"), ("SN22", "未被录取的小学毕业生")):
        use_policy(county.a, actor=OFFICE, policy=policy)
        assert asked_checks(county.a) == [what]
        note_checks(county.a, actor=OFFICE)
        fact = next(f for f in load_world(county.a).facts if f.fields.get("what") == what)
        assert (fact.kind, fact.day) == ("compared", county.clock().date())
    # The bureau sees the leavers of all schools.
    assert len(junior_entry(county.bureau).leavers) == 4
