"""四查三对比 in a store: lists kept, compared, decided, settled, made cases, erased."""

import io
from dataclasses import replace
from datetime import date

import pytest
from comparison_county import children
from openpyxl import load_workbook
from people import DESK, OFFICE, TEACHER
from photos import picture

from kongchuo_desktop.domain.comparison.ages import CUTOFF, FROM, TO, Ages
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.journal import stored_entry
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import cases, events, moves, policies, roster
from kongchuo_desktop.operations.attachments import photos_of
from kongchuo_desktop.operations.comparison import Compared, compare, note_comparison
from kongchuo_desktop.operations.comparison_decisions import ask_again, decide_all, decide_same
from kongchuo_desktop.operations.comparison_lists import (
    OWN,
    child_lists,
    drop_lists,
    old_lists,
    packed,
    people_of,
    take_in_list,
    unpacked,
)
from kongchuo_desktop.operations.comparison_outcomes import (
    CASE,
    FOUND,
    open_found,
    outcomes,
    settle_child,
    settle_children,
)
from kongchuo_desktop.operations.comparison_reading import read_list
from kongchuo_desktop.operations.comparison_sheet import comparison_sheet
from kongchuo_desktop.operations.history import SAID, undo
from kongchuo_desktop.operations.retention import erase_pupils
from kongchuo_desktop.operations.visibility import up_rows
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.sheets import writer
from kongchuo_desktop.sheets.writer import Heading
from kongchuo_desktop.store.journal_tables import ATTACHMENT
from kongchuo_desktop.store.merge import export_rows, row_infos
from kongchuo_desktop.store.natural_keys import contradicts
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event

CHILDREN = children(6, 21)
TODAY = date(2026, 9, 17)


def keep(store: Store, kind: str, people: list[Person], giver: str = "派出所") -> str:
    return take_in_list(store, actor=OFFICE, kind=kind, people=people, source=f"{kind}.xlsx",
                        giver=giver).id


def names(compared: Compared, result: str) -> list[str]:
    return [hit.person.name for hit in compared.of(result)]


@pytest.fixture
def room(school_store: Store) -> str:
    return next(iter(load_world(school_store).classes))


def add(store: Store, room: str, child: Person, *, registered: bool = True) -> str:
    values = {"name": child.name, "identity_number": child.number, "birth_date": child.birth,
              "guardian1_name": child.guardians[0]}
    if registered:
        values["student_number"] = "G" + child.number
    return roster.add_pupil(store, actor=OFFICE, class_id=room, values=values).id


def test_a_list_is_kept_as_it_was_with_who_gave_it(school_store: Store) -> None:
    made = take_in_list(school_store, actor=OFFICE, kind="household", people=CHILDREN,
                        source="户籍.xlsx", giver=" 派出所 ", day=date(2026, 9, 1))
    (kept,) = child_lists(school_store)
    assert (kept.id, kept.kind, kept.day, kept.giver, kept.count, kept.by) == (
        made.id, "household", date(2026, 9, 1), "派出所", 6, "陶主任")
    assert kept.called == "户籍：户籍.xlsx（派出所，9月1日，6人）"
    assert people_of(school_store, kind="household", list_id=kept.id) == tuple(CHILDREN)


def test_the_same_list_again_is_the_one_that_is_here(school_store: Store) -> None:
    assert keep(school_store, "household", CHILDREN) == keep(school_store, "household", CHILDREN)
    keep(school_store, "poverty", CHILDREN)
    assert len(child_lists(school_store)) == 2


def test_a_list_comes_in_from_excel(school_store: Store) -> None:
    headings = [Heading("姓名"), Heading("公民身份号码"), Heading("户主")]
    rows = [[c.name, c.number, c.guardians[0]] for c in CHILDREN]
    data = writer.write_list("适龄儿童", headings, rows, unit="派出所", day=TODAY)
    found = read_list(school_store, data=data, name="户籍.xlsx")
    assert [(p.name, p.told, p.kin) for p in found] == [
        (c.name, c.number, c.kin) for c in CHILDREN]


def test_what_a_list_was_packed_into_is_what_comes_out_and_nothing_else() -> None:
    assert unpacked(packed(CHILDREN)) == tuple(CHILDREN)
    for broken in (b"", b"nonsense", packed(CHILDREN)[:-9], packed([])[:3]):
        with pytest.raises(KnownError) as refused:
            unpacked(broken)
        assert refused.value.code == "list_damaged"


def test_fifty_thousand_lines_fit_into_an_attachment() -> None:
    many = [replace(child, key=f"第{at}行", place="青石镇磨盘村3组")
            for at, child in enumerate(CHILDREN * 10_000)]
    assert len(packed(many)) < 20 << 20
    assert len(unpacked(packed(many))) == 60_000


def test_the_household_list_against_the_roster(school_store: Store, room: str) -> None:
    first, second, third, away, *_ = CHILDREN
    for child in (first, second, away):
        add(school_store, room, child)
    add(school_store, room, third, registered=False)
    pupils = {card.name: card.id for card in roster.list_pupils(school_store)}
    cases.open_case(school_store, actor=OFFICE, pupil=pupils[away.name], day=TODAY,
                    state="dropout")
    found = compare(school_store, lists={
        "household": keep(school_store, "household", CHILDREN), "enrolment": OWN,
        "in_school": OWN, "poverty": keep(school_store, "poverty", [away, CHILDREN[5]])})
    assert names(found, "never_enrolled") == [CHILDREN[4].name, CHILDREN[5].name]
    assert names(found, "dropped_out") == names(found, "poverty_dropped_out") == [away.name]
    assert names(found, "unregistered") == [third.name]
    (hit,) = found.of("dropped_out")
    assert (hit.record, hit.outcome, hit.kind) == (pupils[away.name], None, "enrolment")
    assert found.sources["in_school"] == "在校：本机花名册"
    assert found.ages is None
    assert "不分年龄" in found.remark


def test_who_has_leave_of_a_year_keeps_the_registration(school_store: Store, room: str) -> None:
    resting, gone = (add(school_store, room, child) for child in CHILDREN[:2])
    moves.move_pupil(school_store, actor=OFFICE, pupil=resting, kind="休学", day=TODAY)
    moves.move_pupil(school_store, actor=OFFICE, pupil=gone, kind="转出", day=TODAY)
    found = compare(school_store, lists={"enrolment": OWN, "in_school": OWN})
    assert names(found, "dropped_out") == [CHILDREN[0].name]
    before = compare(school_store, lists={"enrolment": OWN, "in_school": OWN},
                     day=date(2026, 9, 16))
    assert before.of("dropped_out") == ()
    assert before.sizes == {"enrolment": 2, "in_school": 2}


def test_ages_hold_once_the_school_has_set_all_three(school_store: Store) -> None:
    young = Person("y", "司空小", birth="2023-01-05", guardians=("司空大",))
    lists = {"household": keep(school_store, "household", [young, CHILDREN[0]]),
             "enrolment": keep(school_store, "enrolment", CHILDREN[1:3])}
    assert names(compare(school_store, lists=lists), "never_enrolled") == [
        young.name, CHILDREN[0].name]
    for name, value in ((FROM, "0"), (TO, "20"), (CUTOFF, "831")):
        policies.set_figure(school_store, actor=OFFICE, policy="XY24", binding=name, value=value,
                            why="县教育局答复")
    policies.set_figure(school_store, actor=OFFICE, policy="XY24", binding=FROM, value="6",
                        why="县教育局答复")
    found = compare(school_store, lists=lists)
    assert found.ages == Ages(6, 20, date(2026, 8, 31))
    assert names(found, "never_enrolled") == [CHILDREN[0].name]
    assert found.remark == "适龄：到2026年8月31日满6周岁、不超过20周岁。"


def test_one_list_is_not_enough_and_the_roster_is_no_household_list(school_store: Store) -> None:
    for lists, code in (({"enrolment": OWN}, "one_list"),
                        ({"household": OWN, "enrolment": OWN}, "roster_is_no_such_list"),
                        ({"enrolment": OWN, "in_school": "gone"}, "unknown_list"),
                        ({"enrolment": OWN, "police": OWN}, "unknown_list_kind")):
        with pytest.raises(KnownError) as refused:
            compare(school_store, lists=lists)
        assert refused.value.code == code


def test_a_decision_is_remembered_for_the_next_lists_and_undone(school_store: Store) -> None:
    child = CHILDREN[0]
    slip = replace(child, key="slip", number=child.number[:9] + "9" + child.number[10:])
    lists = {"household": keep(school_store, "household", [child]),
             "enrolment": keep(school_store, "enrolment", [slip])}
    (doubt,) = compare(school_store, lists=lists).doubtful
    assert doubt.other is not None
    decide_same(school_store, actor=OFFICE, one=doubt.person, other=doubt.other, same=True)
    found = compare(school_store, lists=lists)
    assert (found.doubtful, found.hits) == ((), ())
    newer = keep(school_store, "household", [replace(child, key="第9行", place="甲村")])
    assert compare(school_store, lists={**lists, "household": newer}).doubtful == ()
    decide_same(school_store, actor=OFFICE, one=doubt.other, other=doubt.person, same=False)
    assert names(compare(school_store, lists=lists), "never_enrolled") == [child.name]
    undo(school_store, actor=OFFICE)
    assert compare(school_store, lists=lists).hits == ()


def test_what_was_decided_is_shown_and_asked_again(school_store: Store) -> None:
    slips = [replace(child, key=f"slip{at}", number=child.number[:-1])
             for at, child in enumerate(CHILDREN[:2])]
    lists = {"household": keep(school_store, "household", CHILDREN[:2]),
             "enrolment": keep(school_store, "enrolment", slips)}
    pairs = [(doubt.person, doubt.other) for doubt in compare(
        school_store, lists=lists).doubtful if doubt.other]
    decide_all(school_store, actor=OFFICE, pairs=pairs[:1], same=True)
    decide_all(school_store, actor=OFFICE, pairs=pairs[1:], same=False)
    said = compare(school_store, lists=lists).said
    assert {(one.same, one.by, one.doubt.person.name, one.doubt.other_kind) for one in said} == {
        (False, "陶主任", CHILDREN[1].name, "enrolment"),
        (True, "陶主任", CHILDREN[0].name, "enrolment")}
    assert said[0].doubt.why == "姓名相同，证件号只差一处"
    ask_again(school_store, actor=OFFICE, said=said)
    found = compare(school_store, lists=lists)
    assert (len(found.doubtful), found.said) == (2, ())
    decide_all(school_store, actor=OFFICE, pairs=pairs, same=True)
    assert [one.same for one in compare(school_store, lists=lists).said] == [True, True]


def test_many_children_get_one_whereabouts_in_one_step(school_store: Store) -> None:
    rows = settle_children(
        school_store, actor=OFFICE, children=[(child, "") for child in CHILDREN[:3]],
        found="空挂户", scans=[picture("社区证明.jpg")]).rows
    assert len(set(rows)) == 3
    assert all(one.scans == 1 and not one.lacks for one in outcomes(school_store).values())
    undo(school_store, actor=OFFICE)
    assert outcomes(school_store) == {}


def test_a_whereabouts_says_which_evidence_is_not_there(school_store: Store) -> None:
    for child, found in zip(CHILDREN, ("死亡", "在本校就读", "信息错误"), strict=False):
        settle_child(school_store, actor=OFFICE, person=child, found=found)
    assert [one.lacks for one in outcomes(school_store).values()] == [
        "死亡证明或户口注销证明", "", ""]


def test_a_child_gets_a_whereabouts_with_its_evidence(school_store: Store) -> None:
    child = CHILDREN[0]
    lists = {"household": keep(school_store, "household", [child]),
             "enrolment": keep(school_store, "enrolment", CHILDREN[1:2])}
    made = settle_child(school_store, actor=OFFICE, person=child, found="在外地就读",
                        note="县二中在读证明", scans=[picture("证明.jpg")])
    (hit,) = compare(school_store, lists=lists).of("never_enrolled")
    assert hit.outcome is not None
    assert (hit.outcome.found, hit.outcome.note, hit.outcome.by) == (
        "在外地就读", "县二中在读证明", "陶主任")
    assert [photo.name for photo in photos_of(school_store, made.id)] == ["证明.jpg"]
    again = settle_child(school_store, actor=OFFICE, person=child, found="信息错误")
    assert again.id == made.id
    assert outcomes(school_store)[child.trait].found == "信息错误"
    undo(school_store, actor=OFFICE)
    assert outcomes(school_store)[child.trait].found == "在外地就读"


def test_only_words_of_the_list_and_no_days_to_come(school_store: Store) -> None:
    for found, day, code in (("免学", None, "unknown_outcome"),
                             ("死亡", date(2026, 9, 18), "future_date")):
        with pytest.raises(KnownError) as refused:
            settle_child(school_store, actor=OFFICE, person=CHILDREN[0], found=found, day=day)
        assert refused.value.code == code
    assert all(FOUND.values())


def test_a_child_whom_no_school_has_becomes_a_case_and_a_pupil_when_it_comes(
        school_store: Store, room: str) -> None:
    child = CHILDREN[0]
    lists = {"household": keep(school_store, "household", [child]), "enrolment": OWN}
    pupil = open_found(school_store, actor=OFFICE, person=child, class_id=room).id
    (case,) = cases.list_cases(school_store)
    assert (case.pupil, case.state, case.class_id) == (pupil, "never_enrolled", room)
    assert roster.list_pupils(school_store) == []
    (hit,) = compare(school_store, lists=lists).of("never_enrolled")
    assert hit.outcome is not None
    assert (hit.record, hit.outcome.found, hit.outcome.record) == (pupil, CASE, pupil)
    moves.move_pupil(school_store, actor=OFFICE, pupil=pupil, kind="报到", day=TODAY)
    events.add_event(school_store, actor=OFFICE, kind="returned", day=TODAY, pupil=pupil)
    assert [card.id for card in roster.list_pupils(school_store)] == [pupil]
    assert [case.state for case in cases.list_cases(school_store)] == ["returned"]
    spans = load_world(school_store).pupils[pupil].enrolled
    assert [(span.since, span.until) for span in spans] == [(TODAY, None)]


def test_opening_such_a_case_is_one_step_back(school_store: Store, room: str) -> None:
    open_found(school_store, actor=OFFICE, person=CHILDREN[0], class_id=room)
    undo(school_store, actor=OFFICE)
    assert cases.list_cases(school_store) == []
    assert roster.list_pupils(school_store, everyone=True) == []
    assert outcomes(school_store) == {}


def test_who_is_on_the_roster_becomes_a_case_there(school_store: Store, room: str) -> None:
    pupil = add(school_store, room, CHILDREN[0])
    with pytest.raises(KnownError) as refused:
        open_found(school_store, actor=OFFICE, person=CHILDREN[0], class_id=room)
    assert refused.value.code == "pupil_exists"
    open_found(school_store, actor=OFFICE, person=CHILDREN[0], record=pupil, state="dropout")
    (case,) = cases.list_cases(school_store)
    assert (case.pupil, case.state) == (pupil, "dropout")


@pytest.mark.parametrize(("changed", "code"), [
    ({"state": "absent"}, "unknown_state"), ({"state": "dropout"}, "not_on_roster"),
    ({"class_id": ""}, "no_class"), ({"day": date(2026, 9, 18)}, "future_date"),
    ({"record": "0" * 32}, "unknown_pupil")])
def test_what_is_no_case_is_refused(school_store: Store, room: str, changed: dict[str, str],
                                    code: str) -> None:
    with pytest.raises(KnownError) as refused:
        open_found(school_store, actor=OFFICE, person=CHILDREN[0],
                   **{"class_id": room, **changed})  # type: ignore[arg-type]
    assert refused.value.code == code
    assert roster.list_pupils(school_store, everyone=True) == []


def test_a_comparison_is_a_fact_that_the_document_asks_for(school_store: Store) -> None:
    lists = {kind: keep(school_store, kind, CHILDREN[:2])
             for kind in ("household", "enrolment", "in_school", "poverty")}
    note_comparison(school_store, actor=OFFICE, compared=compare(school_store, lists=lists))
    with school_store.session() as session:
        rows = living(session, Event, kind="compared")
    assert {(row.fields or {})["what"] for row in rows} == {
        "户籍与学籍", "学籍与在校", "辍学与脱贫户"}


def test_lists_and_decisions_stay_and_outcomes_with_their_scans_go_up(
        school_store: Store) -> None:
    listed = keep(school_store, "household", CHILDREN)
    decide_same(school_store, actor=OFFICE, one=CHILDREN[0], other=CHILDREN[1], same=False)
    found = settle_child(school_store, actor=OFFICE, person=CHILDREN[0], found="死亡",
                         scans=[picture("死亡证明.jpg")]).id
    (scan,) = photos_of(school_store, found)

    class Bureau:
        unit, kind = "b" * 32, "bureau"

    goes = up_rows(school_store, Bureau())
    with school_store.reading() as connection:
        up = {info.row for info in row_infos(connection) if goes(info)}
    assert {found, scan.id} <= up
    assert listed not in up
    assert len(up & {info.row for info in row_infos_of(school_store, "same_child")}) == 0


def row_infos_of(store: Store, table: str) -> list[object]:
    with store.reading() as connection:
        return [info for info in row_infos(connection) if info.table == table]


def test_a_dropped_list_is_gone_with_its_lines_and_decisions_stay(school_store: Store) -> None:
    listed = keep(school_store, "household", CHILDREN)
    decide_same(school_store, actor=OFFICE, one=CHILDREN[0], other=CHILDREN[1], same=False)
    drop_lists(school_store, actor=OFFICE, lists=[listed])
    assert child_lists(school_store) == []
    with school_store.reading() as connection:
        assert connection.execute(ATTACHMENT.select()).all() == []
    with pytest.raises(KnownError) as refused:
        people_of(school_store, kind="household", list_id=listed)
    assert refused.value.code == "unknown_list"


def test_lists_that_nothing_needs_any_more_are_offered(school_store: Store) -> None:
    for kind, day in (("household", date(2025, 9, 1)), ("poverty", date(2026, 3, 1)),
                      ("enrolment", date(2026, 9, 1)), ("enrolment", date(2026, 9, 10))):
        take_in_list(school_store, actor=OFFICE, kind=kind, source=f"{day}.xlsx", day=day,
                     people=CHILDREN[:day.day % 5 + 1])
    old = old_lists(school_store)
    assert [(one.kind, one.source) for one in old] == [
        ("enrolment", "2026-09-01.xlsx"), ("household", "2025-09-01.xlsx")]
    drop_lists(school_store, actor=OFFICE, lists=[one.id for one in old])
    assert old_lists(school_store) == []
    assert len(child_lists(school_store)) == 2


def test_a_list_that_was_dropped_may_be_given_again(school_store: Store) -> None:
    for _ in range(2):
        listed = keep(school_store, "household", CHILDREN)
        assert keep(school_store, "household", CHILDREN) == listed
        assert list(people_of(school_store, kind="household", list_id=listed)) == CHILDREN
        rows = export_rows(school_store, lambda _: True)
        assert not any(contradicts(stored_entry(entry)) for entry in rows.entries)
        drop_lists(school_store, actor=OFFICE, lists=[listed])
        assert child_lists(school_store) == []


def test_what_was_found_of_a_pupil_is_erased_with_the_pupil(school_store: Store,
                                                            room: str) -> None:
    pupil = open_found(school_store, actor=OFFICE, person=CHILDREN[0], class_id=room).id
    with school_store.operation("erase_records", OFFICE, undoable=False) as write:
        erase_pupils(write, [pupil], why="满3年")
    assert outcomes(school_store) == {}


def test_every_role_compares_and_each_step_has_a_name(bureau_store: Store,
                                                      class_store: Store) -> None:
    for store, actor in ((bureau_store, DESK), (class_store, TEACHER)):
        one, other = (take_in_list(store, actor=actor, kind=kind, people=CHILDREN[at:at + 2],
                                   source="表.xlsx").id
                      for at, kind in enumerate(("household", "enrolment")))
        found = compare(store, lists={"household": one, "enrolment": other})
        assert names(found, "never_enrolled") == [CHILDREN[0].name]
    assert {"take_in_list", "drop_list", "decide_same", "ask_again", "settle_child", "open_found",
            "note_comparison", "correct_numbers"} <= SAID.keys()


def test_the_results_as_a_file_keep_numbers_as_text(school_store: Store) -> None:
    formula = Person("第9行", "=王明", "9.90102E+17", "2015-03-05")
    lists = {"household": keep(school_store, "household", [CHILDREN[0], formula]),
             "enrolment": keep(school_store, "enrolment", [replace(
                 CHILDREN[1], key="第3行")])}
    settle_child(school_store, actor=OFFICE, person=CHILDREN[0], found="在外地就读", note="证明")
    found = compare(school_store, lists=lists)
    book = load_workbook(io.BytesIO(comparison_sheet(school_store, compared=found)))
    assert book.sheetnames == ["适龄失学", "待核对", "证件号问题"]
    page = book["适龄失学"]
    assert page["A1"].value == "适龄失学名单（2人）"
    row = [cell.value for cell in page[4]]
    assert row[1:4] == [CHILDREN[0].name, CHILDREN[0].sex, CHILDREN[0].number]
    assert page["D4"].number_format == "@"
    assert row[-3:] == ["在外地就读", "证明", "就读学校的在读证明或学籍截图"]
    assert (page["B5"].value, page["B5"].data_type) == ("=王明", "s")
    problems = [[cell.value for cell in row][1:6] for row in book["证件号问题"].iter_rows(4)]
    assert ["户籍", "第9行", "=王明", "9.90102E+17", "被Excel改坏"] in problems
