"""Diplomas: examinations of a class at once, what is lacking, and what a person decides."""

from datetime import date, datetime

import pytest
from people import OFFICE, Clock
from two_schools import number

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, moves
from kongchuo_desktop.operations.diploma_facts import decide_diplomas, note_exam
from kongchuo_desktop.operations.diplomas import DiplomaRow, diplomas
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.gates import gate_lacks
from kongchuo_desktop.operations.inspection import inspection
from kongchuo_desktop.operations.ledgers import open_ledger
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.roster import add_pupil
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.store import Store

FIRST, SECOND = "初三一模", "初三二模"
MARCH, MAY = date(2027, 3, 25), date(2027, 5, 12)
NAMES = ("样一", "样二", "样三")


@pytest.fixture
def nine(school_store: Store, clock: Clock) -> tuple[Store, str]:
    """A ninth grade of three in June; the store and the class."""
    room = add_class(school_store, actor=OFFICE, label="九年级1班").id
    for seat, name in enumerate(NAMES, start=1):
        add_pupil(school_store, actor=OFFICE, class_id=room, values={
            "name": name, "seat": seat, "identity_number": number(seat)})
    clock.at = datetime.fromisoformat("2027-06-10T09:00")
    return school_store, room


def _rows(store: Store) -> dict[str, DiplomaRow]:
    return {row.name: row for row in diplomas(store).rows}


def _id(store: Store, name: str) -> str:
    return _rows(store)[name].pupil


def _sit(nine: tuple[Store, str], what: str, day: date, **absent: str) -> None:
    store, room = nine
    note_exam(store, actor=OFFICE, class_id=room, what=what, day=day,
              absent={_id(store, name): why for name, why in absent.items()})


def test_before_anything_is_written_the_examinations_are_waited_for(
        nine: tuple[Store, str]) -> None:
    found = diplomas(nine[0])
    assert found.exams == (FIRST, SECOND)
    assert "一律不予发放毕业证书" in found.clauses[0]
    assert {row.state for row in found.rows} == {"open"}
    assert found.rows[0].why == "初三一模还没有登记；初三二模还没有登记"
    assert found.without == []


def test_all_sat_but_those_who_are_named(nine: tuple[Store, str]) -> None:
    store, _ = nine
    _sit(nine, FIRST, MARCH, 样二="因病")
    _sit(nine, SECOND, MAY)
    assert diplomas(store).sat == {FIRST: 2, SECOND: 3}
    rows = _rows(store)
    assert (rows["样一"].state, rows["样一"].why) == ("ready", "")
    assert (rows["样二"].state, rows["样二"].why) == ("lacks", "没有参加初三一模（因病）")
    assert [one.name for one in diplomas(store).without] == ["样二"]
    assert history.trail(store)[0].said == "登记考试"


def test_told_again_the_later_word_holds_and_undo_goes_back(nine: tuple[Store, str]) -> None:
    store, _ = nine
    _sit(nine, FIRST, MARCH, 样二="因病")
    _sit(nine, FIRST, MARCH, 样三="送教上门")
    assert diplomas(store).sat[FIRST] == 2
    assert {name: row.missed for name, row in _rows(store).items()} == {
        "样一": {}, "样二": {}, "样三": {FIRST: "送教上门"}}
    history.undo(store, actor=OFFICE)
    assert _rows(store)["样二"].missed == {FIRST: "因病"}
    assert _rows(store)["样三"].missed == {}
    assert check(store).ok


def test_what_the_document_leaves_open_a_person_decides(nine: tuple[Store, str]) -> None:
    store, _ = nine
    _sit(nine, FIRST, MARCH, 样二="因病", 样三="没有来")
    _sit(nine, SECOND, MAY)
    two, three = _id(store, "样二"), _id(store, "样三")
    with pytest.raises(KnownError, match="为什么"):
        decide_diplomas(store, actor=OFFICE, pupils=[two], give=True, why=" ")
    decide_diplomas(store, actor=OFFICE, pupils=[two], give=True, why="住院，有证明")
    decide_diplomas(store, actor=OFFICE, pupils=[three], give=False, why="无故缺考")
    rows = _rows(store)
    assert (rows["样二"].state, rows["样二"].decided) == ("granted", "决定发：住院，有证明")
    assert rows["样三"].state == "refused"
    decide_diplomas(store, actor=OFFICE, pupils=[two], give=False, why="证明是假的")
    assert _rows(store)["样二"].state == "refused"
    history.undo(store, actor=OFFICE)
    assert _rows(store)["样二"].state == "granted"


def test_an_examination_before_a_case_counts_as_well(nine: tuple[Store, str]) -> None:
    store, _ = nine
    _sit(nine, FIRST, MARCH)
    one = _id(store, "样一")
    add_event(store, actor=OFFICE, kind="opened", day=date(2027, 4, 20), pupil=one,
              fields={"state": "suspected"})
    _sit(nine, SECOND, MAY)
    assert _rows(store)["样一"].state == "ready"
    assert gate_lacks(store, pupil=one, gate="毕业证书") == ""


def test_a_year_away_is_a_year_that_is_missing(nine: tuple[Store, str]) -> None:
    store, _ = nine
    one = _id(store, "样一")
    moves.move_pupil(store, actor=OFFICE, pupil=one, kind="休学", day=date(2026, 3, 1))
    moves.move_pupil(store, actor=OFFICE, pupil=one, kind="复学", day=date(2026, 9, 1))
    _sit(nine, FIRST, MARCH)
    _sit(nine, SECOND, MAY)
    assert _rows(store)["样一"].why == "没有读满3个学年"
    assert _rows(store)["样二"].state == "ready"


def test_who_came_later_is_asked_for_its_years_elsewhere(nine: tuple[Store, str]) -> None:
    store, room = nine
    add_pupil(store, actor=OFFICE, class_id=room, values={"name": "样后来",
                                                         "entered": "2026-03-02"})
    _sit(nine, FIRST, MARCH)
    _sit(nine, SECOND, MAY)
    row = _rows(store)["样后来"]
    assert (row.state, row.why) == ("ready", "2026年3月2日才来本校，以前的学年请核对")


def test_where_the_document_says_nothing_nothing_is_asked(nine: tuple[Store, str],
                                                          clock: Clock) -> None:
    store, _ = nine
    use_policy(store, actor=OFFICE, policy="SN22")
    found = diplomas(store)
    assert (found.clauses, found.exams) == ((), ())
    assert {row.state for row in found.rows} == {"ready"}


@pytest.mark.parametrize(("change", "code"), [
    ({"day": date(2027, 6, 11)}, "future_date"), ({"what": " "}, "no_exam"),
    ({"class_id": "nowhere"}, "unknown_class"), ({"absent": {"nobody": ""}}, "unknown_pupil")])
def test_an_examination_that_cannot_be_is_refused(nine: tuple[Store, str],
                                                  change: dict[str, object], code: str) -> None:
    store, room = nine
    given: dict[str, object] = {"class_id": room, "what": FIRST, "day": MARCH, "absent": {}}
    with pytest.raises(KnownError) as refused:
        note_exam(store, actor=OFFICE, **(given | change))  # type: ignore[arg-type]
    assert refused.value.code == code


def test_the_ledger_names_who_gets_none_and_why(nine: tuple[Store, str]) -> None:
    store, _ = nine
    _sit(nine, FIRST, MARCH, 样二="因病")
    _sit(nine, SECOND, MAY)
    found = open_ledger(store, ledger="ledger_no_diploma")
    assert [(row.pupil, "没有参加初三一模（因病）" in row.cells) for row in found.rows] == [
        (_id(store, "样二"), True)]


def test_an_inspection_asks_of_those_who_left_with_one(nine: tuple[Store, str]) -> None:
    """Sat before a case: there. Decided: by the decision. Held back: nothing was given."""
    store, _ = nine
    _sit(nine, FIRST, MARCH, 样二="因病", 样三="没有来")
    ids = {name: _id(store, name) for name in NAMES}
    add_event(store, actor=OFFICE, kind="opened", day=date(2027, 4, 20), pupil=ids["样一"],
              fields={"state": "suspected"})
    _sit(nine, SECOND, MAY)
    decide_diplomas(store, actor=OFFICE, pupils=[ids["样二"]], give=True, why="住院")
    decide_diplomas(store, actor=OFFICE, pupils=[ids["样三"]], give=False, why="无故缺考")
    for pupil in ids.values():
        moves.move_pupil(store, actor=OFFICE, pupil=pupil, kind="毕业", day=date(2027, 6, 10))
    walk = inspection(store, since=date(2026, 9, 1), until=date(2027, 6, 10))
    [standing] = [one for one in walk.standings if one.id == "R202"]
    told = {(proof.name, proof.state) for proof in standing.proofs}
    assert told == {("样一", "there"), ("样二", "there")}
