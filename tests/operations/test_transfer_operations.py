"""Children between schools: from the roster of one, by the bureau of both, to that of the other."""

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from people import DESK, NOW, OFFICE, PASSWORD, TEACHER
from two_schools import PRIMARY, County, carry, number

from kongchuo_desktop.domain.cases.views import case_of, cases_of
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import (
    going_down,
    joining,
    joins,
    moves,
    packages,
    taking_in,
    transfer_sheet,
    transfers,
    visits,
)
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.own_lines import own_lines
from kongchuo_desktop.operations.roster import add_pupil, list_pupils, set_tags
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.transfer_leavers import graduates
from kongchuo_desktop.operations.transfer_lines import passages
from kongchuo_desktop.operations.visibility import down_rows
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Enrollment, PupilRow, Transfer, Unit, Visit

TODAY = NOW.date()


def _pupil(county: County, name: str = "王小河", *, serial: int = 1) -> str:
    return add_pupil(county.a, actor=OFFICE, class_id=county.room_a, values={
        "name": name, "identity_number": number(serial), "birth_date": "2015-01-01",
        "gender": "男", "guardian1_name": "王大河", "guardian1_relation": "父",
        "guardian1_phone": "000-00000001"}).id


def _leave(county: County, pupil: str, *, kind: str = "转出", other: str = "乙学校") -> None:
    moves.move_pupil(county.a, actor=OFFICE, pupil=pupil, kind=kind,
                     day=county.clock().date(), other=other)


def _sentences(store: Store) -> list[str]:
    return [duty.sentence for duty in own_lines(store, situation(store))]


def test_a_child_goes_from_one_school_to_another_and_nothing_is_typed_twice(
        county: County) -> None:
    pupil = _pupil(county)
    set_tags(county.a, actor=OFFICE, pupil=pupil, tags=["留守"])
    with county.a.operation("edit_pupil", OFFICE) as write:
        write.insert(Enrollment, pupil=pupil, native_place="云岭县")
    _leave(county, pupil)
    county.up(county.a)
    assert (county.line(county.bureau).state, county.line(county.bureau).to_name) == (
        "offered", "乙学校")
    done = transfers.match_all(county.bureau, actor=DESK)
    assert (done.arrived, done.noted) == (0, 1)
    assert county.line(county.bureau).state == "expected"
    county.down()
    # The record of a child of another school is nobody's pupil here.
    assert list_pupils(county.b) == []
    assert _sentences(county.b) == ["从甲小学转学要来我校 · 来了请登记，没来请问家长"]
    county.later(3)
    [line] = transfers.expected(county.b)
    assert (line.name, line.from_name) == ("王小河", "甲小学")
    transfers.take(county.b, actor=OFFICE, lines=[line], class_id=county.room_b,
                   day=county.clock().date(), seats={line.pupil: 5})
    [card] = list_pupils(county.b)
    assert (card.name, card.values["guardian1_phone"], card.values["seat"]) == (
        "王小河", "000-00000001", 5)
    assert transfers.expected(county.b) == []
    assert _sentences(county.b) == []
    county.up(county.b)
    assert transfers.match_all(county.bureau, actor=DESK).arrived == 1
    county.down()
    for store in (county.bureau, county.a, county.b):
        found = county.line(store)
        assert (found.state, found.arrived, found.how) == (
            "arrived", TODAY + timedelta(days=3), "announced")
        assert check(store).ok
    # The whole file has come now: what was not in the announcement is brought over at a click.
    county.up(county.a)
    county.down(county.b)
    transfers.bring_file(county.b, actor=OFFICE, line=county.line(county.b))
    [card] = list_pupils(county.b)
    assert card.tags == ("留守",)
    facts = {(f.kind, f.fields.get("what")) for f in situation(county.a).world.facts
             if f.pupil == pupil}
    assert {("attached", "接收证明"), ("confirmed", "异动手续")} <= facts


def test_a_class_is_told_of_its_own_child_on_the_way(
    county: County, tmp_path: Path, fast_key: KdfCost
) -> None:
    with found_store(tmp_path / "班级", Founding(
            role="class", unit_name=PRIMARY, unit_code="9901020001", class_label="六年级1班",
            person="周", password=PASSWORD, policy="XY24"), now=county.clock,
            cost=fast_key).store as group:
        kit = joining.make_kit(county.a, actor=OFFICE, folder=tmp_path, class_id=county.room_a)
        joining.join(group, actor=TEACHER, data=kit.path.read_bytes(), code=kit.code)

        def told() -> list[str]:
            county.down(county.a)
            carry(county.a, group, down_rows(county.a, unit=county.a.home,
                                             class_id=county.room_a))
            return _sentences(group)

        child, _other = _pupil(county), _pupil(county, "李小山", serial=2)
        _leave(county, child)
        county.up(county.a)
        transfers.match_all(county.bureau, actor=DESK)
        assert told() == ["9月17日转出，要去乙学校，还没有到校 · 可以问问家长哪天去"]
        county.later(16)
        assert told() == ["9月17日转出，16天了还没有学校收下 · 应问清孩子去了哪里"]
        county.down(county.b)
        transfers.take(county.b, actor=OFFICE, lines=transfers.expected(county.b),
                       class_id=county.room_b, day=county.clock().date())
        county.up(county.b)
        transfers.match_all(county.bureau, actor=DESK)
        assert told() == []


def test_a_roster_that_was_imported_answers_by_the_number(county: County) -> None:
    _leave(county, _pupil(county), other="")
    county.up(county.a)
    county.later(2)
    add_pupil(county.b, actor=OFFICE, class_id=county.room_b, values={
        "name": "王小河", "identity_number": number(1)})
    county.up(county.b)
    done = transfers.match_all(county.bureau, actor=DESK)
    assert (done.arrived, county.line(county.bureau).how) == (1, "number")
    again = transfers.match_all(county.bureau, actor=DESK)
    assert (again.arrived, again.noted, again.changes.rows) == (0, 0, ())


def test_what_is_not_certain_is_asked_and_may_be_taken_back(county: County) -> None:
    _leave(county, _pupil(county), other="")
    other = add_pupil(county.b, actor=OFFICE, class_id=county.room_b, values={
        "name": "王晓河", "identity_number": number(1)}).id
    county.up(county.a)
    county.up(county.b)
    assert transfers.match_all(county.bureau, actor=DESK).arrived == 0
    line = county.line(county.bureau)
    assert [(d.arrival, d.why) for d in line.doubts] == [(other, "证件号相同，姓名不同")]
    transfers.confirm(county.bureau, actor=DESK, line=line, arrival=other)
    assert county.line(county.bureau).state == "arrived"
    transfers.hold_apart(county.bureau, actor=DESK, line=county.line(county.bureau),
                         arrival=other)
    line = county.line(county.bureau)
    assert (line.state, line.doubts, line.how) == ("offered", (), "")


def test_nobody_took_the_child_both_are_asked_then_the_origin_has_a_case(
        county: County) -> None:
    pupil = _pupil(county)
    _leave(county, pupil)
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    county.down()
    assert _sentences(county.a) == []
    county.later(16)
    assert _sentences(county.a) == ["9月17日转出，16天了还没有学校收下 · 应问清孩子去了哪里"]
    assert _sentences(county.b) == ["从甲小学转学，16天还没到校 · 来了请登记，没来请问家长"]
    assert county.line(county.bureau).state == "lost"
    assert cases_of(situation(county.a)) == []
    county.later(14)
    assert [case.pupil for case in cases_of(situation(county.a))] == [pupil]
    [line] = transfers.expected(county.b)
    transfers.take(county.b, actor=OFFICE, lines=[line], class_id=county.room_b,
                   day=county.clock().date())
    county.up(county.b)
    transfers.match_all(county.bureau, actor=DESK)
    county.down(county.a)
    assert _sentences(county.a) == []
    assert cases_of(situation(county.a)) == []


def test_another_county_needs_a_proof(county: County) -> None:
    pupil = _pupil(county)
    _leave(county, pupil, other="外县一小")
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    line = county.line(county.bureau)
    with pytest.raises(KnownError, match="凭什么证明"):
        transfers.end(county.bureau, actor=DESK, line=line, where="外县一小", proof="听说")
    transfers.end(county.bureau, actor=DESK, line=line, where="外县一小", proof="接收证明")
    county.later(40)
    county.down(county.a)
    assert (county.line(county.bureau).state, _sentences(county.a)) == ("ended", [])
    assert cases_of(situation(county.a)) == []
    transfers.reopen(county.bureau, actor=DESK, line=county.line(county.bureau))
    assert county.line(county.bureau).state == "lost"


def test_who_came_back_to_the_old_school_is_looked_for_no_more(county: County) -> None:
    pupil = _pupil(county)
    _leave(county, pupil)
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    county.later(2)
    moves.move_pupil(county.a, actor=OFFICE, pupil=pupil, kind="转入", day=county.clock().date())
    county.up(county.a)
    county.down()
    assert {county.line(store).state for store in (county.a, county.bureau)} == {"stayed"}
    county.later(40)
    assert cases_of(situation(county.a)) == []


def test_a_child_on_two_rosters_is_shown(county: County) -> None:
    _pupil(county)
    add_pupil(county.b, actor=OFFICE, class_id=county.room_b, values={
        "name": "王小河", "identity_number": number(1)})
    county.up(county.a)
    county.up(county.b)
    found = passages(county.bureau)
    assert [len(group) for group in found.twice] == [2]
    # Two schools' records of one child are laid together here, and never made one.
    assert joins.alike(county.bureau) == []
    assert joins.alike_to(county.bureau, pupil=found.twice[0][0]) == []


def test_graduates_are_assigned_taken_and_otherwise_stay_with_their_school(
        county: County) -> None:
    county.clock.at = datetime.fromisoformat("2027-06-20T08:00")
    ones = [_pupil(county, f"学生{n}", serial=n) for n in (1, 2, 3)]
    county.up(county.a)
    found = graduates(county.bureau)
    assert [(g.name, g.class_name, g.unit_name) for g in found] == [
        (f"学生{n}", "六年级1班", "甲小学") for n in (1, 2, 3)]
    transfers.assign_graduates(county.bureau, actor=DESK,
                               schools=dict.fromkeys(ones, county.b.home))
    county.down()
    county.clock.at = datetime.fromisoformat("2027-09-01T08:00")
    waiting = transfers.expected(county.b)
    assert [line.name for line in waiting] == ["学生1", "学生2", "学生3"]
    transfers.take(county.b, actor=OFFICE, lines=waiting[:2], class_id=county.room_b,
                   day=date(2027, 9, 1))
    assert [line.name for line in transfers.expected(county.b)] == ["学生3"]
    county.up(county.b)
    assert transfers.match_all(county.bureau, actor=DESK).arrived == 2
    county.clock.at = datetime.fromisoformat("2027-10-08T08:00")
    county.down()
    assert sorted(_sentences(county.a)) == [
        "9月1日起该上初中，37天了还没有学校收下 · 应问清孩子去了哪里",
        "乙学校已经收下，我校还在册 · 应登记毕业", "乙学校已经收下，我校还在册 · 应登记毕业"]
    assert [case.pupil for case in cases_of(situation(county.a))] == [ones[2]]


def test_a_school_with_nobody_below_matches_nothing(county: County) -> None:
    with pytest.raises(KnownError, match="下面没有别的学校"):
        transfers.match_all(county.a, actor=OFFICE)


def _list(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["姓名", "身份证号", "毕业学校", "升入初中"], *rows]:
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_list_of_leavers_is_read_and_what_is_not_understood_is_said(county: County) -> None:
    county.clock.at = datetime.fromisoformat("2027-06-20T08:00")
    ones = [_pupil(county, f"学生{n}", serial=n) for n in (1, 2)]
    county.up(county.a)
    found = transfer_sheet.read_schools(county.bureau, name="小升初.xlsx", data=_list([
        ["学生1", number(1), "甲小学", "乙学校"], ["学生2", "", "甲小学", "乙学校"],
        ["学生3", number(3), "甲小学", "乙学校"], ["学生1", number(1), "甲小学", "甲小学"],
        ["学生2", number(2), "甲小学", "丙学校"]]))
    assert found.schools == dict.fromkeys(ones, county.b.home)
    assert found.doubts == (
        "第4行：六年级毕业班里没有学生3，或者证件号对不上。", "第5行：升入的就是原来的学校。",
        "第6行：没有叫“丙学校”的学校。")
    with pytest.raises(KnownError, match="升入哪所初中"):
        transfer_sheet.read_schools(county.bureau, name="x.xlsx", data=_roster_only())


def _roster_only() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["姓名", "性别"], ["学生1", "男"]):
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_who_was_here_before_comes_back_to_the_old_record(county: County) -> None:
    before = add_pupil(county.b, actor=OFFICE, class_id=county.room_b, values={
        "name": "王小河", "identity_number": number(1)}).id
    moves.move_pupil(county.b, actor=OFFICE, pupil=before, kind="转出", day=TODAY, other="甲小学")
    county.later(1)
    pupil = _pupil(county)
    county.later(5)
    _leave(county, pupil)
    county.up(county.a)
    county.up(county.b)
    transfers.match_all(county.bureau, actor=DESK)
    county.down()
    [line] = transfers.expected(county.b)
    transfers.take(county.b, actor=OFFICE, lines=[line], class_id=county.room_b,
                   day=county.clock().date())
    assert [card.id for card in list_pupils(county.b)] == [before]
    county.up(county.b)
    transfers.match_all(county.bureau, actor=DESK)
    assert {line.state for line in passages(county.bureau).lines} == {"arrived"}


def test_an_arrival_that_was_taken_back_is_looked_for_again(county: County) -> None:
    _leave(county, _pupil(county), other="")
    county.up(county.a)
    wrong = add_pupil(county.b, actor=OFFICE, class_id=county.room_b, values={
        "name": "王小河", "identity_number": number(1)}).id
    county.up(county.b)
    transfers.match_all(county.bureau, actor=DESK)
    with county.b.operation("undo", OFFICE) as write:
        write.delete(PupilRow, wrong, prior=write.tips(PupilRow, [wrong])[wrong])
    county.up(county.b)
    assert county.line(county.bureau).open
    transfers.match_all(county.bureau, actor=DESK)
    county.down(county.a)
    assert county.line(county.a).open


class _Stick:
    """Real packages between the three, on one stick."""

    def __init__(self, county: County, folder: Path) -> None:
        self._county, self._folder = county, folder

    def up(self, school: Store) -> None:
        sent = packages.export_package(school, actor=OFFICE, folder=self._folder,
                                       period=f"{school.now():%Y-%m}")
        got = taking_in.import_package(self._county.bureau, actor=DESK, path=sent.path)
        if got.status == "waiting":
            got = taking_in.accept_waiting(self._county.bureau, actor=DESK, digest=got.digest,
                                           check_code=got.check_code)
        assert got.status == "imported", got.sentence

    def down(self) -> None:
        homes = {school.header.unit_name: school for school in (self._county.a, self._county.b)}
        for sent in going_down.down_packages(self._county.bureau, actor=DESK,
                                             folder=self._folder):
            got = taking_in.import_package(homes[sent.name], actor=OFFICE, path=sent.path)
            assert got.status == "imported", got.sentence


def test_the_same_with_real_packages(county: County, tmp_path: Path) -> None:
    stick = _Stick(county, tmp_path)
    pupil = _pupil(county)
    visits.add_visit(county.a, actor=OFFICE, visit=visits.VisitInput(
        pupil=pupil, day=TODAY, mode="家访", outcome="同意"))
    _leave(county, pupil)
    stick.up(county.a)
    stick.up(county.b)
    transfers.match_all(county.bureau, actor=DESK)
    county.later(1)
    stick.down()
    [line] = transfers.expected(county.b)
    with county.b.session() as session:
        # Who is only expected is known by name; the file comes with the child.
        assert living(session, Visit) == []
    transfers.take(county.b, actor=OFFICE, lines=[line], class_id=county.room_b,
                   day=county.clock().date())
    county.later(1)
    stick.up(county.b)
    transfers.match_all(county.bureau, actor=DESK)
    stick.down()
    assert county.line(county.a).state == county.line(county.b).state == "arrived"
    with county.b.session() as session:
        assert [visit.pupil for visit in living(session, Visit)] == [pupil]
    # It is read on the child's card, and counts for nothing here.
    [card] = list_pupils(county.b)
    told = dossier(county.b, pupil=card.id).happened
    assert ("visit", "甲小学 陶主任", "") in {(h.kind, h.by, h.may) for h in told}
    assert situation(county.b).world.facts == [
        fact for fact in situation(county.b).world.facts if fact.pupil != pupil]
    assert all(check(store).ok for store in (county.a, county.b, county.bureau))


def test_two_superiors_that_write_down_one_leaving_are_one_line(county: County) -> None:
    pupil = _pupil(county)
    _leave(county, pupil, other="")
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    with county.bureau.operation("x", DESK) as write:
        center = write.insert(Unit, name="丙中心校", code="9901020009", kind="center",
                              parent=county.bureau.home)
        mine = write.session.get_one(Unit, county.a.home)
        write.update(Unit, mine.row, prior=mine.tips, parent=center)
        write.insert(Transfer, home=center, pupil=pupil, kind="转学", day=TODAY.isoformat(),
                     from_unit=county.a.home, to_unit=county.b.home, to_name="乙学校")
    line = county.line(county.bureau)
    assert (line.to_name, line.state) == ("乙学校", "expected")


def test_the_old_school_found_out_and_the_next_package_says_so(county: County) -> None:
    pupil = _pupil(county)
    _leave(county, pupil, other="")
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    county.down()
    county.later(20)
    transfers.tell_where(county.a, actor=OFFICE, line=county.line(county.a), school=" 乙学校 ")
    county.up(county.a)
    assert county.line(county.bureau).to_name == "乙学校"
    assert transfers.match_all(county.bureau, actor=DESK).noted == 1
    assert transfers.match_all(county.bureau, actor=DESK).noted == 0
    county.down()
    assert [line.name for line in transfers.expected(county.b)] == ["王小河"]
    with pytest.raises(KnownError, match="没有写在哪所学校"):
        transfers.tell_where(county.a, actor=OFFICE, line=county.line(county.a), school=" ")


def test_a_case_of_a_lost_child_ends_when_a_school_has_it(county: County) -> None:
    pupil = _pupil(county)
    _leave(county, pupil)
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    county.down()
    county.later(35)
    case = case_of(situation(county.a), pupil)
    assert case is not None
    assert (case.state, case.because, case.steps[0].title) == (
        "open", "转出以后没有学校收下", "立为个案")
    transfers.take(county.b, actor=OFFICE, lines=transfers.expected(county.b),
                   class_id=county.room_b, day=county.clock().date())
    county.up(county.b)
    transfers.match_all(county.bureau, actor=DESK)
    county.down(county.a)
    case = case_of(situation(county.a), pupil)
    assert case is not None
    assert (case.state, case.way) == ("left", "转学")
