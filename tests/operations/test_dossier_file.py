"""卷宗: what lies in it, in which order, under which page numbers, and what is said to lack."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from people import NOW, TEACHER, Clock
from photos import photo_file, picture, scan
from PIL import Image
from pypdf import PdfReader

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import events, papers, roster, visits
from kongchuo_desktop.operations.attachments import add_pictures
from kongchuo_desktop.operations.dossier_file import (
    BoundDossier,
    Line,
    bind_dossier,
    save_dossier,
)
from kongchuo_desktop.operations.dossier_pieces import STAGES
from kongchuo_desktop.operations.own_papers import note_own_paper
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.pictures import fit_picture
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
FIRST, SECOND = date(2026, 9, 8), date(2026, 9, 10)
NUMBERED = re.compile(r"第(\d+)页")
_LYING = 6
"""EXIF: the camera was turned, the picture lies on its side."""


def bind(store: Store, who: str, *, voided: bool = False) -> BoundDossier:
    return bind_dossier(store, pupil=who, user=TEACHER.name, voided=voided)


def titles(bound: BoundDossier) -> list[str]:
    return [line.title for line in bound.lines]


def pages(bound: BoundDossier) -> dict[int, str]:
    """Number in the upper corner → the words of that page."""
    found: dict[int, str] = {}
    for page in PdfReader(BytesIO(bound.pdf)).pages:
        words = page.extract_text().replace(" ", "")
        stamps = [int(n) for n in NUMBERED.findall(words)]
        if stamps:
            # The stamp is drawn last; the paper's own foot stands before it.
            found[stamps[-1]] = words
    return found


def line_of(bound: BoundDossier, title: str) -> Line:
    return next(line for line in bound.lines if line.title.startswith(title))


@pytest.fixture
def who(class_store: Store) -> str:
    return next(c.id for c in roster.list_pupils(class_store) if c.name == "郭小军")


@pytest.fixture
def issue(class_store: Store, who: str) -> Callable[..., IssuedPaper]:
    def issued(form: str = "persuasion_notice", day: date = TODAY) -> IssuedPaper:
        (paper,) = papers.issue_papers(class_store, actor=TEACHER, form_id=form, pupils=[who],
                                       day=day).papers
        return paper

    return issued


def visit(store: Store, who: str, day: date, mode: str = "家访", *files: str) -> str:
    return visits.add_visit(store, actor=TEACHER, visit=VisitInput(
        pupil=who, day=day, mode=mode, outcome="拒绝", note="在家帮忙看店。",
        pictures=[picture(name, colour=colour) for name, colour in
                  zip(files, ("teal", "navy", "maroon"), strict=False)])).id


@pytest.fixture
def lived(class_store: Store, who: str, issue: Callable[..., IssuedPaper]) -> list[IssuedPaper]:
    """Two visits and a call, a notice that was served with a receipt, one that was voided, a
    report, and a leave of papers after the return."""
    visit(class_store, who, FIRST, "家访", "院子.jpg")
    visit(class_store, who, FIRST, "电话")
    visit(class_store, who, SECOND)
    notice = issue(day=SECOND)
    papers.deliver_paper(class_store, actor=TEACHER, paper=notice.id, day=SECOND, how="直接",
                         to="郭某", scans=[scan(), picture("回证.jpg", colour="olive")])
    wrong = issue(day=SECOND)
    papers.void_paper(class_store, actor=TEACHER, paper=wrong.id, why="姓名写错")
    return [notice, wrong, issue("dropout_report", day=date(2026, 9, 15))]


def test_everything_lies_in_it_stage_by_stage(
    class_store: Store, who: str, lived: list[IssuedPaper]
) -> None:
    bound = bind(class_store, who)
    assert titles(bound) == [
        "学生基本情况表", "个案经过一览", "家访记录（家访第1次，拒绝）",
        "家访记录（家访第2次，拒绝）", "劝学通知书", "送达回证和签收件",
        "送达回证和签收件（照片1张）", "劝学通知书", "辍学报告书"]
    assert [line.stage for line in bound.lines] == [
        STAGES[at] for at in (0, 0, 1, 1, 2, 2, 2, 2, 3)]
    assert [line.order for line in bound.lines] == [1, 2, 3, 4, 5, None, None, None, 6]
    assert bound.lacking == ()


def test_the_contents_name_the_pages_on_which_things_lie(
    class_store: Store, who: str, lived: list[IssuedPaper]
) -> None:
    bound = bind(class_store, who)
    words = pages(bound)
    assert sorted(words) == list(range(1, bound.pages + 1))
    reader = PdfReader(BytesIO(bound.pdf))
    marks = {reader.get_destination_page_number(mark) for entry in reader.outline
             for mark in (entry if isinstance(entry, list) else [entry])}
    front = len(reader.pages) - bound.pages - 1
    assert marks == {front + line.page - 1 for line in bound.lines if line.page}
    for line in bound.lines:
        if line.page and line.number:
            assert line.number in words[line.page]
    assert "学生基本情况表" in words[1]
    contents = reader.pages[1].extract_text().replace(" ", "")
    for line in bound.lines:
        assert re.sub(r"[ \s]", "", line.title)[:8] in re.sub(r"\s", "", contents)


def test_every_paper_that_stands_is_in_it_as_it_was_issued(
    class_store: Store, who: str, lived: list[IssuedPaper]
) -> None:
    notice, wrong, report = lived
    bound = bind(class_store, who)
    words = pages(bound)
    for paper in (notice, report):
        line = next(li for li in bound.lines if li.number == paper.number)
        assert line.page
        first = PdfReader(BytesIO(papers.reprint(class_store, paper=paper.id))).pages[0]
        assert words[line.page].startswith(first.extract_text().replace(" ", "")[:200])
    out = next(line for line in bound.lines if line.number == wrong.number)
    assert (out.page, out.note) == (None, "作废：姓名写错")
    whole = bind(class_store, who, voided=True)
    inside = next(line for line in whole.lines if line.number == wrong.number)
    assert inside.page
    assert wrong.number in pages(whole)[inside.page]


def test_the_same_day_gives_the_same_bytes(
    class_store: Store, who: str, lived: list[IssuedPaper]
) -> None:
    assert bind(class_store, who).pdf == bind(class_store, who).pdf


def test_what_came_after_the_return_lies_behind(
    class_store: Store, who: str, issue: Callable[..., IssuedPaper], clock: Clock
) -> None:
    visit(class_store, who, FIRST)
    events.add_event(class_store, actor=TEACHER, kind="returned", day=SECOND, pupil=who)
    visit(class_store, who, date(2026, 9, 15))
    found = {line.title: line.stage for line in bind(class_store, who).lines}
    assert found["家访记录（家访第1次，拒绝）"] == STAGES[1]
    assert found["家访记录（家访第2次，拒绝）"] == STAGES[4]


def test_a_record_that_was_issued_stands_instead_of_a_new_one(
    class_store: Store, who: str, issue: Callable[..., IssuedPaper]
) -> None:
    visit(class_store, who, TODAY)
    issue("visit_record")
    found = [title for title in titles(bind(class_store, who)) if title.startswith("家访记录")]
    assert found == ["家访记录"]


def test_a_photo_that_lay_on_its_side_is_bound_upright(class_store: Store, who: str) -> None:
    image = Image.new("RGB", (400, 200), "white")
    image.paste((0, 0, 0), (0, 0, 100, 200))
    exif = Image.Exif()
    exif[0x0112] = _LYING
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    event = events.add_event(class_store, actor=TEACHER, kind="talked", day=TODAY, pupil=who)
    add_pictures(class_store, actor=TEACHER, target=event.id,
                 pictures=[fit_picture(out.getvalue(), "谈心.jpg")])
    bound = bind(class_store, who)
    line = line_of(bound, "谈心或辅导")
    assert (line.title[-6:], line.stage) == ("（照片1张）", STAGES[5])
    reader = PdfReader(BytesIO(bound.pdf))
    page = reader.pages[len(reader.pages) - bound.pages - 1 + (line.page or 0) - 1]
    (shown,) = page.images
    assert shown.image is not None
    found = shown.image.convert("L")
    assert found.height == pytest.approx(2 * found.width, rel=0.02)
    assert (found.getpixel((found.width // 2, 4)), found.getpixel(
        (found.width // 2, found.height - 4))) == (0, 255), "what was left is at the top"


def test_a_picture_that_hangs_twice_is_bound_once(class_store: Store, who: str) -> None:
    for _ in range(2):
        event = events.add_event(class_store, actor=TEACHER, kind="talked", day=TODAY, pupil=who)
        add_pictures(class_store, actor=TEACHER, target=event.id, pictures=[picture()])
    assert len([t for t in titles(bind(class_store, who)) if t.startswith("谈心")]) == 1


def test_a_paper_of_the_schools_own_lies_in_it_by_its_scan(class_store: Store, who: str) -> None:
    for number, scans in (("校报1号", [scan()]), ("校报2号", [])):
        note_own_paper(class_store, actor=TEACHER, paper="辍学报告书", pupil=who, day=TODAY,
                       number=number, scans=scans)
    found = {line.number: line for line in bind(class_store, who).lines if line.number}
    assert found["校报1号"].page
    assert (found["校报2号"].page, found["校报2号"].note) == (None, "本校自编，没有扫描件")


def test_what_is_not_here_or_cannot_be_read_is_named_and_the_rest_is_bound(
    class_store: Store, who: str, lived: list[IssuedPaper], monkeypatch: pytest.MonkeyPatch
) -> None:
    notice, _, report = lived
    broken = fit_picture(b"%PDF-1.7\nnothing\n%%EOF\n", "批复.pdf")
    event = events.add_event(class_store, actor=TEACHER, kind="approved", day=TODAY, pupil=who,
                             note="同意")
    add_pictures(class_store, actor=TEACHER, target=event.id, pictures=[broken])
    read = Store.attachment
    monkeypatch.setattr(Store, "attachment", lambda self, digest: (
        None if digest == notice.digest else read(self, digest)))
    bound = bind(class_store, who)
    assert [lacking.said for lacking in bound.lacking] == [
        f"郭小军的劝学通知书{notice.number}（不在这台电脑上）", "郭小军的批准批复.pdf（打不开）"]
    gone = next(line for line in bound.lines if line.number == notice.number)
    assert (gone.page, gone.note) == (None, "不在这台电脑上")
    assert next(line for line in bound.lines if line.number == report.number).page
    last = PdfReader(BytesIO(bound.pdf)).pages[-1].extract_text().replace("\n", "")
    assert "没有装进来的材料" in last
    assert "批复.pdf" in last


def test_binding_is_told_and_can_be_stopped(
    class_store: Store, who: str, lived: list[IssuedPaper]
) -> None:
    told: list[tuple[int, int, str]] = []
    bind_dossier(class_store, pupil=who, progress=lambda *said: told.append(said))
    assert [done for done, _, _ in told] == list(range(told[0][1]))
    answers = iter([False, False, True])
    with pytest.raises(KnownError) as stopped:
        bind_dossier(class_store, pupil=who, cancelled=lambda: next(answers))
    assert stopped.value.code == "cancelled"


def test_it_is_written_whole_or_not_at_all(class_store: Store, who: str, tmp_path: Path) -> None:
    bound = bind(class_store, who)
    assert bound.file_name == "郭小军-七1班-卷宗.pdf"
    assert save_dossier(tmp_path / bound.file_name, bound).read_bytes() == bound.pdf
    with pytest.raises(KnownError) as refused:
        save_dossier(tmp_path, bound)
    assert refused.value.code == "file_not_written"


def test_a_large_photo_takes_little_room(class_store: Store, who: str) -> None:
    """A telephone's photo takes no more room in the file than its print needs."""
    event = events.add_event(class_store, actor=TEACHER, kind="talked", day=TODAY, pupil=who)
    bare = len(bind(class_store, who).pdf)
    large = fit_picture(photo_file(size=(4000, 3000)), "大.jpg")
    add_pictures(class_store, actor=TEACHER, target=event.id, pictures=[large])
    assert len(bind(class_store, who).pdf) - bare < 150_000
