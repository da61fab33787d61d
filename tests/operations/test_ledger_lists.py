"""Ledgers of what must be explained, proved, put up and written down, from real facts."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from people import OFFICE, TEACHER, Clock
from registers import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, seat, take

from kongchuo_desktop.domain.reconcile import AWAY, UNLISTED
from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.operations import history, leaves, moves, papers, policies, visits
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.disclosing import disclose
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.inspection import inspection
from kongchuo_desktop.operations.ledgers import Ledger, ledgers, open_ledger, save_ledger
from kongchuo_desktop.operations.reconcile import LEDGERS, RECONCILE, explain
from kongchuo_desktop.operations.roster import edit_pupil, list_pupils, set_tags
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.store.store import Store

AWAY_LEDGER = LEDGERS[AWAY]


def rows_of(ledger: Ledger) -> list[Mapping[str, Any]]:
    return list(ledger.values)


def owed(store: Store, ledger: str) -> int:
    return next(choice.owed for choice in ledgers(store) if choice.ledger == ledger)


def name_of(store: Store, pupil: str) -> str:
    return next(card.name for card in list_pupils(store) if card.id == pupil)


def lines(store: Store) -> list[tuple[str, str]]:
    return [(duty.ledger or "", duty.reason) for duty in duties_of(store)
            if duty.binding == RECONCILE]


# in school against on the roll -----------------------------------------------------------------


def test_who_is_away_without_a_word_is_counted_asked_for_and_first(class_store: Store) -> None:
    silent, ill = seat(class_store, 3), seat(class_store, 4)
    assert owed(class_store, AWAY_LEDGER) == 0
    for day in (TUESDAY, WEDNESDAY):
        take(class_store, day, {silent: MarkInput("未到待查"), ill: MarkInput("病假")})
    assert owed(class_store, AWAY_LEDGER) == 1
    ledger = open_ledger(class_store, ledger=AWAY_LEDGER)
    assert [group.title for group in ledger.groups] == ["没有说明（1条）", "说得清（1条）"]
    assert [row.pupil for row in ledger.rows] == [silent, ill]
    assert [(row["since"], row["times"]) for row in rows_of(ledger)] == [(TUESDAY, 2), (TUESDAY, 2)]
    assert rows_of(ledger)[1]["why"] == "点名写着病假"


def test_what_a_person_explains_stands_on_the_timeline_and_can_be_taken_back(
    class_store: Store, clock: Clock
) -> None:
    pupil = seat(class_store, 3)
    for day in (TUESDAY, WEDNESDAY):
        take(class_store, day, {pupil: MarkInput("未到待查")})
    done = explain(class_store, actor=TEACHER, pupil=pupil, side=AWAY, day=THURSDAY,
                   why="跟父母去了外地，在当地就读")
    assert owed(class_store, AWAY_LEDGER) == 0
    (row,) = rows_of(open_ledger(class_store, ledger=AWAY_LEDGER))
    assert (row["state"], row["why"]) == ("说得清", "跟父母去了外地，在当地就读")
    assert "跟父母去了外地" in str(dossier(class_store, pupil=pupil))
    history.undo(class_store, actor=TEACHER, op=done.changes.op)
    assert owed(class_store, AWAY_LEDGER) == 1


def test_it_holds_until_the_child_was_back(class_store: Store, clock: Clock) -> None:
    pupil, away = seat(class_store, 3), {seat(class_store, 3): MarkInput("未到待查")}
    take(class_store, MONDAY, away)
    explain(class_store, actor=TEACHER, pupil=pupil, side=AWAY, day=MONDAY, why="走亲戚")
    take(class_store, TUESDAY, {})
    assert rows_of(open_ledger(class_store, ledger=AWAY_LEDGER)) == []
    take(class_store, WEDNESDAY, away)
    assert owed(class_store, AWAY_LEDGER) == 1


def test_a_reason_must_be_given(class_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        explain(class_store, actor=TEACHER, pupil=seat(class_store, 3), side=AWAY, day=MONDAY,
                why="  ")
    assert refused.value.code == "no_reason"


def test_a_line_of_today_asks_about_whom_no_other_line_names(class_store: Store,
                                                            clock: Clock) -> None:
    pupil = seat(class_store, 3)
    moves.move_pupil(class_store, actor=TEACHER, pupil=seat(class_store, 5), kind="休学",
                     day=MONDAY)
    take(class_store, TUESDAY, {pupil: MarkInput("未到待查")})
    assert lines(class_store) == []
    take(class_store, WEDNESDAY, {pupil: MarkInput("未到待查")})
    assert lines(class_store) == [
        (AWAY_LEDGER, f"在籍不在校：{name_of(class_store, pupil)}1人没有说明")]
    policies.set_figure(class_store, actor=TEACHER, policy="XY24",
                        binding="R050/absent.on.absent", value="2", why="校务会议")
    assert pupil in {duty.pupil for duty in duties_of(class_store) if duty.group == "today"}
    assert lines(class_store) == []


def test_a_child_without_a_number_where_the_others_have_one(class_store: Store,
                                                            clock: Clock) -> None:
    without, ledger = seat(class_store, 3), LEDGERS[UNLISTED]
    take(class_store, WEDNESDAY, {})
    assert owed(class_store, ledger) == 0
    for number, card in enumerate(list_pupils(class_store)):
        edit_pupil(class_store, actor=TEACHER, pupil=card.id, prior=card.tips, values={
            "student_number": "" if card.id == without else f"G9901020000{number:04}"})
    clock.at = datetime.fromisoformat("2026-10-08T08:00")
    assert owed(class_store, ledger) == 1
    explain(class_store, actor=TEACHER, pupil=without, side=UNLISTED, day=clock.at.date(),
            why="学籍正在转来")
    (row,) = rows_of(open_ledger(class_store, ledger=ledger))
    assert (row["state"], row["why"]) == ("说得清", "学籍正在转来")
    assert owed(class_store, ledger) == 0


# what proves, what was done --------------------------------------------------------------------


def test_what_proves_a_change_is_there_or_lacking_with_its_files(class_store: Store) -> None:
    pupil = seat(class_store, 7)
    moves.move_pupil(class_store, actor=TEACHER, pupil=pupil, kind="转出", day=TUESDAY,
                     other="邻县小学")

    def proofs() -> list[tuple[str, str, str, str, date | None]]:
        return [(row["because"], row["asked"], row["state"], row["files"], row["filed"])
                for row in rows_of(open_ledger(class_store, ledger="佐证材料目录"))]

    assert proofs() == [("转出", "佐证材料", "缺", "", None)]
    (gone,) = rows_of(open_ledger(class_store, ledger="外出就读跟踪登记册"))
    assert (gone["other"], gone["proofs"]) == ("邻县小学", "佐证材料")
    add_event(class_store, actor=TEACHER, kind="attached", day=WEDNESDAY, pupil=pupil,
              fields={"what": "接收证明"})
    assert proofs() == [("转出", "接收证明", "有", "", WEDNESDAY)]
    (gone,) = rows_of(open_ledger(class_store, ledger="外出就读跟踪登记册"))
    assert not gone["proofs"]


def test_meetings_publicity_inspections_gifts_each_have_their_own_book(
    school_store: Store
) -> None:
    for kind, fields in (("meeting", {"what": "联席会议", "with": ["派出所", "村委会"]}),
                         ("publicity", {"what": "义务教育法", "channel": "广播"}),
                         ("inspected", {"what": "控辍保学督查"}),
                         ("donated", {"what": "爱心企业捐书包20个"}),
                         ("reported", {"what": "别的事"})):
        add_event(school_store, actor=OFFICE, kind=kind, day=TUESDAY, fields=fields, note="说明")
    found = {name: rows_of(open_ledger(school_store, ledger=name)) for name in (
        "联席会议记录簿", "宣传工作台账", "督查登记册", "助学基金台账", "公示登记册")}
    assert {name: [row["what"] for row in rows] for name, rows in found.items()} == {
        "联席会议记录簿": ["联席会议"], "宣传工作台账": ["义务教育法，广播"],
        "督查登记册": ["控辍保学督查"], "助学基金台账": ["爱心企业捐书包20个"],
        "公示登记册": []}
    assert found["联席会议记录簿"][0]["with"] == "派出所、村委会"


def test_every_paper_stands_in_the_register_with_its_child_behind_it(class_store: Store) -> None:
    pupil = seat(class_store, 2)
    (one,) = papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice",
                                 pupils=[pupil], day=TUESDAY).papers
    papers.issue_papers(class_store, actor=TEACHER, form_id="public_notice", day=WEDNESDAY,
                        asked={"place": "校门口", "since": WEDNESDAY, "until": THURSDAY})
    ledger = open_ledger(class_store, ledger="文书登记册")
    assert [(row["no"], row["name"]) for row in rows_of(ledger)] == [
        (one.number, name_of(class_store, pupil)), ("", "")]
    assert [row.pupil for row in ledger.rows] == [pupil, None]
    (put_up,) = rows_of(open_ledger(class_store, ledger="公示登记册"))
    assert (put_up["where"], put_up["period"]) == ("校门口", "2026.9.16至2026.9.17")


def test_a_slip_that_is_owed_is_said_and_one_that_came_dated(class_store: Store) -> None:
    asked = {phone: leaves.add_leave(
        class_store, actor=TEACHER, pupil=seat(class_store, n), since=MONDAY, until=TUESDAY,
        kind="病假", by_phone=phone).id for n, phone in ((3, True), (4, False))}
    slips = {row["name"]: row["slip"] for row in rows_of(
        open_ledger(class_store, ledger="请假登记册"))}
    assert slips == {name_of(class_store, seat(class_store, 3)): "还没交",
                     name_of(class_store, seat(class_store, 4)): "书面请假"}
    leaves.receive_slip(class_store, actor=TEACHER, leave=asked[True], day=WEDNESDAY)
    slips = {row["name"]: row["slip"] for row in rows_of(
        open_ledger(class_store, ledger="请假登记册"))}
    assert slips[name_of(class_store, seat(class_store, 3))] == "9月16日交"


# 公示 ------------------------------------------------------------------------------------------


def published(store: Store) -> Ledger:
    for n in (2, 9):
        add_event(store, actor=TEACHER, kind="aided", day=TUESDAY, pupil=seat(store, n),
                  fields={"what": "校服一套"}, note="张大妈说的私事")
    return open_ledger(store, ledger="帮扶情况公示名单", user="周老师")


def test_a_public_list_names_nobody_anywhere(class_store: Store, tmp_path: Path) -> None:
    ledger = published(class_store)
    names = [name_of(class_store, seat(class_store, n)) for n in (2, 9)]
    cells = {str(cell) for row in ledger.rows for cell in row.cells}
    assert {f"{name[0]}某" for name in names} <= cells
    assert cells.isdisjoint(names)
    done = disclose(class_store, actor=TEACHER, ledger=ledger, place="学校门口公示栏",
                    since=THURSDAY, until=date(2026, 9, 23))
    printed = pypdfium2.PdfDocument(done.pdf)[0].get_textpage().get_text_bounded()
    save_ledger(class_store, ledger, path=tmp_path / "公示.xlsx")
    book = openpyxl.load_workbook(tmp_path / "公示.xlsx")
    written = "".join(str(cell.value or "") for row in book.active.iter_rows() for cell in row)
    for text in (printed, written):
        assert not any(name in text for name in names)
        assert "张大妈" not in text
    assert "学校门口公示栏" in printed


def test_what_is_put_up_is_written_down_and_can_be_taken_back(class_store: Store) -> None:
    done = disclose(class_store, actor=TEACHER, ledger=published(class_store),
                    place="学校门口公示栏", since=THURSDAY, until=date(2026, 9, 23))
    (row,) = rows_of(open_ledger(class_store, ledger="公示登记册"))
    assert (row["what"], row["where"], row["period"], row["by"]) == (
        "帮扶情况公示名单", "学校门口公示栏", "2026.9.17至2026.9.23", "周老师")
    history.undo(class_store, actor=TEACHER, op=done.changes.op)
    assert rows_of(open_ledger(class_store, ledger="公示登记册")) == []


def test_without_a_place_or_with_days_the_wrong_way_round_nothing_is_put_up(
    class_store: Store
) -> None:
    ledger = published(class_store)
    for place, until, code in (("", THURSDAY, "no_place"), ("校门口", MONDAY, "bad_dates")):
        with pytest.raises(KnownError) as refused:
            disclose(class_store, actor=TEACHER, ledger=ledger, place=place, since=WEDNESDAY,
                     until=until)
        assert refused.value.code == code
    with pytest.raises(BugError):
        disclose(class_store, actor=TEACHER, place="校门口", since=MONDAY, until=TUESDAY,
                 ledger=open_ledger(class_store, ledger="请假登记册"))


# who is followed up ----------------------------------------------------------------------------


def test_who_lives_here_from_elsewhere_shows_the_last_call(class_store: Store) -> None:
    pupil = seat(class_store, 6)
    set_tags(class_store, actor=TEACHER, pupil=pupil, tags=["随迁"])
    visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
        pupil=pupil, day=TUESDAY, mode="电话", outcome="同意", by=("周老师",)))
    (row,) = rows_of(open_ledger(class_store, ledger="外出和随迁学生回访登记册"))
    assert (row["contact"], row["outcome"]) == (TUESDAY, "同意")


# what an inspection counts ---------------------------------------------------------------------

COUNTY = """\
id = "county_cases"
ledger = "控辍保学台账"
title = "控辍保学台账（县定）"
basis = "县里的样子"

[[field]]
name = "lines"
each = "pupil.leave_rows"
span = "term"

[field.columns]
name = "pupil.name"
since = "row.since"

[[part]]
name = "台账"

[[part.block]]
is = "list"
rows = "lines"
columns = [{ head = "姓名", text = "{name}" }, { head = "从哪天", text = "{dot:since}" }]
"""


def counted(store: Store) -> set[str]:
    """What 迎检对照 has of 控辍保学台账."""
    return {proof.what for standing in inspection(store).standings for part in standing.parts
            if part.kind == "台账" and part.title == "控辍保学台账" for proof in part.proofs}


def test_a_countys_own_ledger_counts_by_its_own_rows(class_store: Store) -> None:
    leaves.add_leave(class_store, actor=TEACHER, pupil=seat(class_store, 3), since=MONDAY,
                     until=TUESDAY, kind="事假")
    assert counted(class_store) == set()
    folder = class_store.folder / "forms"
    folder.mkdir()
    (folder / "county_cases.toml").write_text(COUNTY, encoding="utf-8")
    assert counted(class_store) == {"登记1条"}


def test_before_the_first_register_nobody_is_said_not_to_have_come(class_store: Store) -> None:
    assert open_ledger(class_store, ledger="未及时返校登记册").values == ()
    take(class_store, TUESDAY, {seat(class_store, 3): MarkInput("旷课")})
    ledger = open_ledger(class_store, ledger="未及时返校登记册")
    assert [row.pupil for row in ledger.rows] == [seat(class_store, 3)]


def test_what_was_before_the_span_is_not_counted(class_store: Store) -> None:
    moves.move_pupil(class_store, actor=TEACHER, pupil=seat(class_store, 7), kind="转出",
                     day=MONDAY)
    found = [inspection(class_store, since=since, until=THURSDAY) for since in (MONDAY, TUESDAY)]
    rows = [{proof.what for standing in one.standings for part in standing.parts
             if part.kind == "台账" and part.title == "异动登记册" for proof in part.proofs}
            for one in found]
    assert rows == [{"登记1条"}, set()]
