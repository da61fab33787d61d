"""Gaps in the numbers, the paper in hand, damaged bytes, and the duties that a void brings back."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from people import NOW, TEACHER, Clock
from photos import scan
from PySide6.QtPdf import QPdfDocument

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import papers
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.own_papers import note_own_paper
from kongchuo_desktop.operations.paper_check import (
    duties_if_voided,
    missing_numbers,
    verify_paper,
    verify_scanned,
)
from kongchuo_desktop.operations.paper_files import save_paper
from kongchuo_desktop.operations.paper_register import (
    IssuedPaper,
    find_paper,
    numbers_twice,
    numbers_twice_among,
    paper_register,
)
from kongchuo_desktop.operations.policies import set_figure
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.operations.visits import VisitInput, add_visit
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Paper

TODAY = NOW.date()
FORM = "persuasion_notice"


def issue(store: Store, count: int = 1, day: date = TODAY) -> list[IssuedPaper]:
    pupils = sorted(load_world(store).pupils)[:count]
    return papers.issue_papers(store, actor=TEACHER, form_id=FORM, pupils=pupils, day=day).papers


def copy_of(store: Store, paper: IssuedPaper, **changed: object) -> str:
    """The row as another machine would have written it."""
    with store.session() as session:
        row = session.get_one(Paper, paper.id)
        fields = {name: getattr(row, name) for name in (
            "number", "word", "year", "seat", "serial", "form", "title", "pupil", "day", "to",
            "values", "digest", "pages")}
    with store.operation("issue_papers", TEACHER, undoable=False) as write:
        return write.insert(Paper, key=(), **{**fields, **changed})


def test_a_number_that_nobody_here_has_is_named(class_store: Store) -> None:
    first, _ = issue(class_store, 2)
    assert missing_numbers(class_store, paper_register(class_store)) == []
    copy_of(class_store, first, serial=5, number="义劝通字〔2026〕第七1-5号")
    copy_of(class_store, first, serial=2, seat="七2", number="义劝通字〔2026〕第七2-2号")
    assert missing_numbers(class_store, paper_register(class_store)) == [
        "义劝通字〔2026〕第七1-3号", "义劝通字〔2026〕第七1-4号", "义劝通字〔2026〕第七2-1号"]


def test_a_voided_number_is_no_gap_and_an_own_paper_counts_for_none(class_store: Store) -> None:
    first, _ = issue(class_store, 2)
    papers.void_paper(class_store, actor=TEACHER, paper=first.id, why="写错")
    note_own_paper(class_store, actor=TEACHER, paper="劝学通知书", pupil=first.pupil, day=TODAY,
                   number="义劝通字〔2026〕第七1-9号")
    assert missing_numbers(class_store, paper_register(class_store)) == []


def test_the_code_on_the_paper_tells_that_it_is_the_one_issued(class_store: Store) -> None:
    paper, other = issue(class_store, 2)
    found = verify_paper(class_store, number=paper.number, code=paper.code)
    assert (found.same, found.kept, found.paper.id) == (True, "intact", paper.id)
    assert verify_paper(class_store, number=paper.id, code=paper.code.replace(" ", "-")).same
    assert verify_paper(class_store, number=paper.number, code=paper.digest[:12].upper()).same
    wrong = verify_paper(class_store, number=paper.number, code=other.code)
    assert not wrong.same
    assert "对不上" in wrong.sentence


def test_a_number_is_known_as_keyboards_have_it(class_store: Store) -> None:
    paper, = issue(class_store)
    for number in ("义劝通字(2026)第七1-1号", " 义劝通字[2026]第 七1-1号 ",
                   "义劝通字（2026）第七１-1号",
                   paper.id.upper()):
        assert find_paper(class_store, number).id == paper.id
    wide = paper.code.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert verify_paper(class_store, number=paper.number, code=wide).same
    square = f"kc1:{paper.number}:{paper.code}"
    assert verify_scanned(class_store, text=square).paper.id == paper.id


def test_a_voided_paper_is_neither_served_nor_handed(class_store: Store) -> None:
    paper, = issue(class_store)
    papers.void_paper(class_store, actor=TEACHER, paper=paper.id, why="写错")
    with pytest.raises(KnownError) as refused:
        papers.deliver_paper(class_store, actor=TEACHER, paper=paper.id, day=TODAY, how="直接",
                             to="郭某")
    assert refused.value.code == "paper_voided"
    with pytest.raises(KnownError) as refused:
        papers.hand_paper(class_store, actor=TEACHER, paper=paper.id, day=TODAY, to="township")
    assert refused.value.code == "paper_voided"


@pytest.mark.parametrize("code", ["", "1234", "四八二一", "1234567g"])
def test_what_is_no_code_is_refused(class_store: Store, code: str) -> None:
    paper, = issue(class_store)
    with pytest.raises(KnownError) as refused:
        verify_paper(class_store, number=paper.number, code=code)
    assert refused.value.code == "bad_code"


def test_unknown_numbers_and_own_papers_are_refused(class_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        verify_paper(class_store, number="第9号", code="12345678")
    assert refused.value.code == "unknown_paper"
    own = note_own_paper(class_store, actor=TEACHER, paper="劝学通知书", day=TODAY,
                         pupil=min(load_world(class_store).pupils), scans=[scan()]).id
    with pytest.raises(KnownError) as refused:
        verify_paper(class_store, number=own, code="12345678")
    assert refused.value.code == "own_paper"


def test_of_two_papers_with_one_number_the_code_tells_which(class_store: Store) -> None:
    paper, = issue(class_store)
    values = {**_values(class_store, paper), "guardian": "另一个人"}
    twin = copy_of(class_store, paper, values=values)
    assert numbers_twice(paper_register(class_store)) == {paper.number}
    assert numbers_twice_among(class_store, [twin]) == {paper.number}
    for row in (paper.id, twin):
        code = find_paper(class_store, row).code
        assert verify_paper(class_store, number=paper.number, code=code).paper.id == row


def test_of_all_doubles_only_those_that_came_are_told(class_store: Store) -> None:
    first, second = issue(class_store, 2)
    came = copy_of(class_store, first)
    assert numbers_twice_among(class_store, [second.id]) == frozenset()
    papers.void_paper(class_store, actor=TEACHER, paper=first.id, why="重号")
    assert numbers_twice_among(class_store, [came]) == frozenset()


def _values(store: Store, paper: IssuedPaper) -> dict[str, object]:
    with store.session() as session:
        return dict(session.get_one(Paper, paper.id).values or {})


def test_a_voided_paper_is_known_and_said_to_be_void(class_store: Store) -> None:
    paper, = issue(class_store)
    papers.void_paper(class_store, actor=TEACHER, paper=paper.id, why="姓名写错")
    found = verify_paper(class_store, number=paper.number, code=paper.code)
    assert found.same
    assert found.sentence.endswith("但已经作废：姓名写错。")


@pytest.mark.parametrize(("how", "kept", "code"), [
    ("UPDATE attachment SET data = x'00'", "changed", "bytes_changed"),
    ("DELETE FROM attachment", "missing", "bytes_missing"),
])
def test_damaged_bytes_are_never_printed(
    class_store: Store, tmp_path: Path, how: str, kept: str, code: str
) -> None:
    paper, = issue(class_store)
    with class_store.transaction() as connection:
        connection.exec_driver_sql(how)
    assert verify_paper(class_store, number=paper.number, code=paper.code).kept == kept
    with pytest.raises(KnownError) as refused:
        save_paper(class_store, paper=paper, path=tmp_path / "x.pdf")
    assert refused.value.code == code
    assert not (tmp_path / "x.pdf").exists()


def test_a_receipt_is_told_as_it_was(class_store: Store) -> None:
    paper, = issue(class_store)
    papers.deliver_paper(class_store, actor=TEACHER, paper=paper.id, day=TODAY, how="留置",
                         to="廖某", relation="父亲", witnesses=["甲某", "乙某"], scans=[scan()])
    found = find_paper(class_store, paper.id)
    assert found.receipt is not None
    assert found.receipt.said == "9月17日留置送达，廖某（父亲），见证人：甲某、乙某"
    assert [photo.name for photo in found.photos] == ["回证.pdf"]
    assert not found.unserved


def test_a_void_brings_the_duty_back_and_says_so_before(class_store: Store, clock: Clock) -> None:
    pupil = min(load_world(class_store).pupils)
    room = load_world(class_store).pupils[pupil].class_id
    set_figure(class_store, actor=TEACHER, policy="XY24", binding="R095/notice.on.times",
               value="2", why="校务会议决定")
    days = [date(2026, 9, 7) + timedelta(days=at) for at in (0, 1, 2, 3, 4)]
    for day in days:
        clock.at = datetime.combine(day, NOW.time())
        take_register(class_store, actor=TEACHER, class_id=room, day=day,
                      marks={pupil: MarkInput("旷课")})
    for day in days[:4]:
        add_visit(class_store, actor=TEACHER, visit=VisitInput(
            pupil=pupil, day=day, mode="家访", outcome="拒绝"))
    before = {d.id for d in duties_of(class_store) if d.pupil == pupil}
    paper = papers.issue_papers(class_store, actor=TEACHER, form_id=FORM, pupils=[pupil],
                                day=days[-1]).papers[0]
    papers.deliver_paper(class_store, actor=TEACHER, paper=paper.id, day=days[-1], how="直接",
                         to="某某")
    again = {d.id for d in duties_if_voided(class_store, paper=paper.id)}
    assert again <= before
    papers.void_paper(class_store, actor=TEACHER, paper=paper.id, why="写错")
    after = {d.id for d in duties_of(class_store) if d.pupil == pupil}
    assert after == before
    assert again


def test_the_code_is_printed_on_the_notice_and_in_its_foot(
    class_store: Store, tmp_path: Path
) -> None:
    paper, = issue(class_store)
    document = QPdfDocument(None)  # type: ignore[call-overload]
    path = save_paper(class_store, paper=paper, path=tmp_path / "x.pdf")
    assert document.load(str(path)) == QPdfDocument.Error.None_
    words = "".join(document.getAllText(0).text().split())
    assert words.count(f"校验码{paper.code.replace(' ', '')}") == 2
    document.close()
