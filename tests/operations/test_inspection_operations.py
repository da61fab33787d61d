"""迎检对照 of a store: what a person says, mending, the list on paper, and 整理成册."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from people import NOW, OFFICE, TEACHER, Clock
from photos import picture, scan
from PySide6.QtPdf import QPdfDocument

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.inspection.model import ClauseStanding, Proof
from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import events, history, papers, roster, units, visits
from kongchuo_desktop.operations.inspection import (
    Inspection,
    gap_due,
    inspection,
    span_choices,
    state_clause,
    write_gap,
)
from kongchuo_desktop.operations.inspection_binding import INDEX, PART, bind_up
from kongchuo_desktop.operations.inspection_files import COLUMNS, catalogue_pdf, catalogue_sheet
from kongchuo_desktop.operations.inspection_ledgers import DOSSIERS, LEDGERS
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
FORM = "persuasion_notice"


def pupil_of(store: Store) -> str:
    return next(p.id for p in load_world(store).pupils.values() if p.name == "郭小军")


def clause(seen: Inspection, name: str) -> ClauseStanding:
    return next(s for s in seen.standings if s.id == name)


def serve_notice(store: Store) -> str:
    """A notice to 郭小军 with a scanned receipt; returns the digest of its PDF."""
    who = pupil_of(store)
    (paper,) = papers.issue_papers(store, actor=TEACHER, form_id=FORM, pupils=[who],
                                   day=TODAY).papers
    papers.deliver_paper(store, actor=TEACHER, paper=paper.id, day=TODAY, how="直接", to="郭某",
                         scans=[scan()])
    return paper.digest


# periods and profiles -------------------------------------------------------------------------


@pytest.mark.parametrize(("today", "expected"), [
    (date(2026, 9, 17), ["本月 2026-09-01 2026-09-30", "本学期 2026-09-01 2027-01-20",
                         "本学年 2026-09-01 2027-08-31", "上学年 2025-09-01 2026-08-31"]),
    (date(2027, 8, 20), ["本月 2027-08-01 2027-08-31", "上学期 2027-03-01 2027-07-10",
                         "本学年 2026-09-01 2027-08-31", "上学年 2025-09-01 2026-08-31"]),
])
def test_the_periods_to_choose_from(today: date, expected: list[str]) -> None:
    found = span_choices(SchoolCalendar(), today)
    assert [f"{s.title} {s.since} {s.until}" for s in found] == expected


def test_a_school_sees_all_clauses_and_a_class_its_own(
    school_store: Store, class_store: Store
) -> None:
    school, own = inspection(school_store), inspection(class_store)
    assert (school.policy, len(school.standings), school.span.title) == ("XY24", 97, "本学期")
    assert school.policies == (("XY24", school.title),)
    names = {s.id for s in own.standings}
    assert "R050" in names
    assert not names & {"R001", "R169", "R347"}
    assert sum(c.clauses for c in own.chapters) == len(own.standings)


def test_days_of_ones_own_choice(school_store: Store) -> None:
    seen = inspection(school_store, until=date(2026, 9, 30))
    assert seen.span.dated == "2026年9月1日至2026年9月30日"
    assert clause(seen, "R169").proofs[0].state == "ahead"
    with pytest.raises(KnownError) as refused:
        inspection(school_store, since=date(2026, 9, 18), until=TODAY)
    assert refused.value.code == "bad_span"


def test_the_head_of_the_school_is_known_from_the_schools_own_record(school_store: Store) -> None:
    assert clause(inspection(school_store), "R342").chip == "缺 1"
    own = units.own_unit(school_store)
    assert own is not None
    units.edit_unit(school_store, actor=OFFICE, prior=own.tips, principal="样校长")
    found = clause(inspection(school_store), "R342")
    assert (found.chip, found.proofs[0].what) == ("齐全 1/1", "校长样校长")


# what a person says ---------------------------------------------------------------------------


def test_what_a_person_says_of_a_clause_stands_until_it_is_undone(school_store: Store) -> None:
    added = state_clause(school_store, actor=OFFICE, policy="XY24", clause="R394",
                         state="inapplicable", text=" 由局里做 ")
    found = clause(inspection(school_store), "R394")
    assert (found.chip, found.statement and found.statement.text) == ("不适用", "由局里做")
    assert found.statement
    assert (found.statement.by, found.statement.day, found.statement.event) == (
        OFFICE.name, TODAY, added.id)
    state_clause(school_store, actor=OFFICE, policy="XY24", clause="R394", state="manual",
                 text="在档案室")
    assert clause(inspection(school_store), "R394").chip == "人工填写"
    history.undo(school_store, actor=OFFICE)
    assert clause(inspection(school_store), "R394").chip == "不适用"
    events.void_event(school_store, actor=OFFICE, event=added.id, why="写错了")
    assert clause(inspection(school_store), "R394").statement is None


@pytest.mark.parametrize(("more", "code"), [
    ({"clause": "R999"}, "unknown_clause"), ({"policy": "D01"}, "unknown_clause"),
    ({"policy": "nobody"}, "unknown_clause"), ({"state": "complete"}, "unknown_state"),
    ({"text": " "}, "no_text"),
])
def test_what_cannot_be_said_is_refused(
    school_store: Store, more: dict[str, Any], code: str
) -> None:
    said: dict[str, Any] = {"policy": "XY24", "clause": "R394", "state": "manual", "text": "在"}
    with pytest.raises(KnownError) as refused:
        state_clause(school_store, actor=OFFICE, **{**said, **more})
    assert refused.value.code == code


def test_the_word_stated_is_no_fact_to_choose_for_a_case(school_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        events.add_event(school_store, actor=OFFICE, kind="stated", day=TODAY)
    assert refused.value.code == "unknown_kind"


# bringing what lacks --------------------------------------------------------------------------


def test_a_gap_with_a_duty_is_done_as_today_does_it(class_store: Store) -> None:
    who = pupil_of(class_store)
    events.add_event(class_store, actor=TEACHER, kind="sign", day=TODAY, pupil=who)
    (gap,) = clause(inspection(class_store), "R050").missing
    due = gap_due(class_store, proof=gap)
    assert due is not None
    assert (due.way.kind, due.line.first.id, due.person and due.person.name) == (
        "visit", gap.duty, "郭小军")
    visits.add_visit(class_store, actor=TEACHER, visit=VisitInput(
        pupil=who, day=TODAY, mode="家访", outcome="同意"))
    after = clause(inspection(class_store), "R050")
    assert (after.chip, after.last) == ("齐全 1/1", TODAY)


def test_a_gap_without_a_duty_is_written_down_with_the_words_of_its_clause(
    school_store: Store
) -> None:
    found = clause(inspection(school_store), "R137")
    gap = found.missing[0]
    assert gap_due(school_store, proof=gap) is None
    write_gap(school_store, actor=OFFICE, part=found.parts[0], proof=gap, day=TODAY,
              note="派出所的名单", scans=[picture()])
    after = clause(inspection(school_store), "R137")
    assert (after.chip, after.found, after.last) == ("缺 3", 1, TODAY)
    written = next(f for f in load_world(school_store).facts if f.kind == "checked")
    assert written.fields["what"] == "查户籍"
    with pytest.raises(KnownError) as refused:
        write_gap(school_store, actor=OFFICE, part=found.parts[0], proof=gap,
                  day=date(2026, 9, 18))
    assert refused.value.code == "future_date"


def test_a_gap_of_a_class_is_written_of_the_class(class_store: Store) -> None:
    found = clause(inspection(class_store), "R344")
    gap = next(p for p in found.missing if p.subject and p.wants)
    assert gap.what == "50名学生没有登记科任教师是谁"
    write_gap(class_store, actor=TEACHER, part=found.parts[0], proof=gap, day=TODAY)
    after = clause(inspection(class_store), "R344")
    assert after.found == found.found + 1
    assert gap.what not in {p.what for p in after.missing if p.subject == gap.subject}


@pytest.mark.parametrize(("wanted", "kind"), [
    (FactPattern("visit", {"mode": ("home",)}), "visit"),
    (FactPattern("visit", {"mode": ("phone",)}), "call"),
    (FactPattern("issued", {"paper": ("劝学通知书",)}), "issue"),
    (FactPattern("issued", {"paper": ("司法文书",)}), "own"),
])
def test_what_has_a_form_of_its_own_opens_it(
    class_store: Store, wanted: FactPattern, kind: str
) -> None:
    who = pupil_of(class_store)
    gap = Proof(who, "郭小军", "没有", None, "lacking", who, wants=(wanted,))
    due = gap_due(class_store, proof=gap)
    assert due is not None
    assert (due.way.kind, due.line.first.pupil) == (kind, who)
    part = clause(inspection(class_store), "R050").parts[0]
    with pytest.raises(KnownError) as refused:
        write_gap(class_store, actor=TEACHER, part=part, proof=gap, day=TODAY)
    assert refused.value.code == "own_form"


def test_a_plan_with_a_form_is_issued_and_one_without_is_told(class_store: Store) -> None:
    who = pupil_of(class_store)
    for what, paper in (("劝学方案", "劝学方案"), ("复学学习方案", None)):
        wanted = FactPattern("planned", {"what": (what,)})
        due = gap_due(class_store, proof=Proof(who, "郭小军", "没有", None, "lacking", who,
                                               wants=(wanted,)))
        assert (due.line.first.paper if due else None) == paper
        assert due is None or (due.way.kind, due.line.first.do) == ("issue", "paper")


# the list on paper ----------------------------------------------------------------------------


def cells(data: bytes) -> list[tuple[Any, ...]]:
    page = load_workbook(io.BytesIO(data)).active
    return [tuple(row) for row in page.iter_rows(values_only=True)]


def test_the_sheet_has_a_row_for_each_clause(class_store: Store) -> None:
    serve_notice(class_store)
    state_clause(class_store, actor=TEACHER, policy="XY24", clause="R273", state="manual",
                 text="=在教导处")
    seen = inspection(class_store, span="month")
    data = catalogue_sheet(class_store, seen)
    title, made, head, *rows = cells(data)
    assert title[0] == ("岫岩满族自治县教育局控辍保学工作实施方案迎检对照表"
                        "（2026年9月1日至2026年9月30日）")
    assert "填报单位：青石镇中心学校" in made
    assert head == COLUMNS
    by_place = {(row[0], row[2]): row for row in rows}
    notice = by_place["义务教育劝学通知书", "四(一)"]
    quote = clause(seen, "R095").quote
    assert notice[1:] == (
        quote, "四(一)", "《义务教育劝学通知书》存根、送达回证", "齐全", "2/2", NOW.replace(hour=0),
        None, "学校", None)
    said = next(row for row in rows if row[9] and "在教导处" in row[9])
    assert (said[4], said[9]) == ("人工填写", "=在教导处（周老师，9月17日）")
    assert rows[-1][0] == f"共{len(seen.standings)}条：" + rows[-1][0].split("：")[1]
    page = load_workbook(io.BytesIO(data)).active
    assert (page.print_title_rows, page.page_setup.orientation) == ("$3:$3", "landscape")
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_those_who_lack_the_same_are_named_together(class_store: Store) -> None:
    seen = inspection(class_store)
    row = next(row for row in cells(catalogue_sheet(class_store, seen)) if row[0] == "学籍核对")
    lacking = clause(seen, "R014").missing
    assert row[5] == f"{50 - len(lacking)}/50"
    assert str(row[7]).startswith("没有学籍号、身份证号：")
    assert str(row[7]).endswith(f"等{len(lacking)}个") == (len(lacking) > 8)


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """The words of each page as a PDF reader finds them, without what it takes for spaces."""
    file = folder / "对照.pdf"
    file.write_bytes(pdf)
    document = QPdfDocument(None)  # type: ignore[call-overload]
    assert document.load(str(file)) == QPdfDocument.Error.None_
    pages = ["".join(document.getAllText(n).text().split()) for n in range(document.pageCount())]
    document.close()
    return pages


def test_the_paper_names_document_period_and_seal(
    qapp: object, school_store: Store, tmp_path: Path
) -> None:
    seen = inspection(school_store)
    pages = pages_of(catalogue_pdf(school_store, seen), tmp_path)
    text = "".join(pages)
    assert "迎检对照表" in text
    assert "《岫岩满族自治县教育局控辍保学工作实施方案》" in text
    assert "期间：2026年9月1日至2027年1月20日" in text
    assert f"共{len(seen.standings)}条：" in text
    assert "学校负责人签字" in text
    assert "青石镇中心学校（公章）" in text
    assert len(pages) > 2
    assert all(f"第{n}页共{len(pages)}页" in page and "缺什么" in page
               for n, page in enumerate(pages, start=1))


# 整理成册 -------------------------------------------------------------------------------------


def bound(store: Store, folder: Path, **more: Any) -> Any:
    return bind_up(store, inspection(store, span="month"), folder=folder, **more)


def test_a_folder_for_each_clause_in_the_order_of_the_document(
    class_store: Store, tmp_path: Path
) -> None:
    digest = serve_notice(class_store)
    told: list[tuple[int, int, str]] = []
    found = bound(class_store, tmp_path, progress=lambda *said: told.append(said))
    assert found.folder.name == "迎检材料 青石镇中心学校-本月-20260917"
    names = sorted(f"{p.parent.name}/{p.name}" for p in found.folder.rglob("*") if p.is_file())
    notice = [name.split("/")[1] for name in names if "四(一)-义务教育劝学通知书/" in name]
    assert notice == ["郭小军-劝学通知书-义劝通字〔2026〕第七1-1号.pdf",
                      "郭小军-送达《义务教育劝学通知书》.pdf"]
    assert f"{found.folder.name}/{INDEX}" in names
    assert found.files == len(names) - 1
    assert not found.absent
    paper = next(found.folder.rglob("*劝学通知书-义劝通字*.pdf"))
    assert paper.read_bytes() == class_store.attachment(digest)
    assert told[-1][:2] == (len(told), len(told))
    rows = cells((found.folder / INDEX).read_bytes())
    folders = {str(row[6]) for row in rows[3:-1] if row[6]}
    assert folders == {p.name for p in found.folder.iterdir() if p.is_dir()}


def test_a_paper_that_proves_two_clauses_lies_once_and_the_index_names_it(
    class_store: Store, tmp_path: Path
) -> None:
    serve_notice(class_store)
    folder = bound(class_store, tmp_path).folder
    (paper,) = folder.rglob("*劝学通知书-义劝通字*.pdf")
    rows = cells((folder / INDEX).read_bytes())
    head = next(row for row in rows if "另见" in row)
    also = [str(row[head.index("另见")]) for row in rows[rows.index(head) + 1:-1]]
    assert f"{paper.parent.name}/{paper.name}" in {
        name for text in also for name in text.split("、")}


def test_names_fit_a_stick(class_store: Store, tmp_path: Path) -> None:
    card = next(c for c in roster.list_pupils(class_store) if c.name == "郭小军")
    serve_notice(class_store)
    roster.edit_pupil(class_store, actor=TEACHER, pupil=card.id, prior=card.tips,
                      values={"name": "郭/小?军." + "长" * 60})
    names = [path.name for path in bound(class_store, tmp_path).folder.rglob("*")]
    assert any("郭／小？军" in name for name in names)
    for name in names:
        assert not set(name) & set('<>:"/\\|?*')
        assert len(name) <= 100
        assert name == name.rstrip(" .")


def test_what_was_stopped_leaves_nothing(class_store: Store, tmp_path: Path) -> None:
    serve_notice(class_store)
    answers = iter([False] * 20 + [True] * 200)
    with pytest.raises(KnownError) as stopped:
        bound(class_store, tmp_path / "这里", cancelled=lambda: next(answers))
    assert stopped.value.code == "cancelled"
    assert list((tmp_path / "这里").iterdir()) == []


def test_what_lies_there_is_not_touched_and_half_a_copy_is_cleared(
    class_store: Store, tmp_path: Path
) -> None:
    first = bound(class_store, tmp_path)
    (first.folder / "笔记.txt").write_text("我的", encoding="utf-8")
    with pytest.raises(KnownError) as refused:
        bound(class_store, tmp_path)
    assert refused.value.code == "folder_exists"
    assert (first.folder / "笔记.txt").exists()
    half = tmp_path / "另一处" / (first.folder.name + PART)
    half.mkdir(parents=True)
    (half / "旧.pdf").write_bytes(b"")
    again = bound(class_store, tmp_path / "另一处")
    assert [p.name for p in again.folder.parent.iterdir()] == [first.folder.name]
    assert not (again.folder / "旧.pdf").exists()


def test_what_is_not_on_this_computer_is_named(
    class_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_notice(class_store)
    monkeypatch.setattr(Store, "attachment", lambda self, digest: None)
    found = bound(class_store, tmp_path)
    assert not [path for path in found.folder.glob("0*") if path.is_dir()]
    assert "义劝通字〔2026〕第七1-1号" in found.absent
    rows = cells((found.folder / INDEX).read_bytes())
    assert "不在这台电脑上的：义劝通字〔2026〕第七1-1号" in str(rows[-1][0])
    assert {p.name for p in found.folder.iterdir()} == {INDEX, LEDGERS, DOSSIERS}


def test_a_place_that_takes_nothing_is_said_and_left_clean(
    class_store: Store, tmp_path: Path
) -> None:
    blocked = tmp_path / "文件"
    blocked.write_bytes(b"")
    with pytest.raises(KnownError) as refused:
        bound(class_store, blocked)
    assert refused.value.code == "stick_gone"


def test_the_photo_of_a_visit_lies_with_the_visit(class_store: Store, tmp_path: Path) -> None:
    who = pupil_of(class_store)
    events.add_event(class_store, actor=TEACHER, kind="sign", day=TODAY, pupil=who)
    visits.add_visit(class_store, actor=TEACHER, visit=VisitInput(
        pupil=who, day=TODAY, mode="家访", outcome="同意",
        pictures=[picture(), picture("门口.jpg", colour="red")]))
    found = bound(class_store, tmp_path)
    names: Sequence[str] = sorted(p.name for p in found.folder.glob("*四(四)2-家访/*"))
    assert names == ["郭小军-家访-2.jpg", "郭小军-家访.jpg"]


def test_ledgers_and_dossiers_of_the_period_lie_beside(class_store: Store, tmp_path: Path) -> None:
    who = pupil_of(class_store)
    events.add_event(class_store, actor=TEACHER, kind="opened", day=TODAY, pupil=who,
                     fields={"state": "suspected"})
    serve_notice(class_store)
    folder = bound(class_store, tmp_path, user=TEACHER.name).folder
    ledgers = {path.stem for path in (folder / LEDGERS).iterdir()}
    assert {"迎检对照表", "文书发出登记簿", "七年级1班考勤表2026年9月"} <= ledgers
    (dossier,) = (folder / DOSSIERS).iterdir()
    assert dossier.name == "七年级1班-郭小军-卷宗.pdf"
    index = {row[2]: row[6] for row in cells((folder / INDEX).read_bytes())}
    assert index["文书发出登记簿"] == LEDGERS
    assert index["郭小军卷宗（七年级1班）"] == DOSSIERS


def test_the_document_of_before_can_still_be_looked_at(
    class_store: Store, clock: Clock
) -> None:
    clock.at += timedelta(days=1)
    use_policy(class_store, actor=TEACHER, policy="GD20")
    now = inspection(class_store)
    assert (now.policy, [policy for policy, _ in now.policies]) == ("GD20", ["XY24", "GD20"])
    assert {s.policy for s in now.standings} == {"AH20", "GD18", "XC20"}
    before = inspection(class_store, policy="XY24")
    assert (before.policy, {s.policy for s in before.standings}) == ("XY24", {"XY24"})
