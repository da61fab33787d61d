"""Notices as PDF, against the same words in stock reportlab; a 卷宗, against plain pypdf."""

import io
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import village
from PIL import Image
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table
from timing import Figure, compare, plain

from kongchuo_desktop.operations.dossier_file import bind_dossier
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.papers import draft_papers, fonts, issue_papers, reprint
from kongchuo_desktop.operations.pictures import fit_picture
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.visits import VisitInput, add_visit
from kongchuo_desktop.papers.pictures import fitted
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.papers.together import print_together
from kongchuo_desktop.paths import FONTS
from kongchuo_desktop.store.store import Store

TOGETHER, ALONE = 1000, 50
ROWS = 200
LEDGER, COLUMNS = "late_return_register", ("room", "name", "kind", "cause", "whereabouts", "back")
PAPERS, PHOTOS, VISITS = 40, 30, 10
FORM = "persuasion_notice"
WORDS = Path(__file__).parents[1] / "papers" / "golden" / f"{FORM}.txt"
"""All words of one such notice, as the tests of the papers keep them."""
_SONG = "benchmark-song"
_GIVEN = "晨雨涵欣怡梓轩思远"


def figures(work: Path) -> Iterator[Figure]:
    pdfmetrics.registerFont(TTFont(_SONG, FONTS / "song.ttf"))
    with tempfile.TemporaryDirectory(dir=work) as folder:
        copy = shutil.copytree(village.school(work, TOGETHER), Path(folder) / "school")
        with village.open_school(Path(copy)) as store:
            yield from _of(store)


def _of(store: Store) -> Iterator[Figure]:
    pupils = [card.id for card in list_pupils(store)]
    drafts = draft_papers(store, form_id=FORM, pupils=pupils, day=village.TODAY)
    values = [draft.values for draft in drafts]
    megabytes = len(_render(values)) / 1e6
    yield compare(f"{len(values)} notices in one PDF, {megabytes:.2f} MB",
                  plain(lambda: _render(values)),
                  "reportlab Paragraph", plain(lambda: _stock(len(values))), runs=3)

    coded = [{**each, "paper_code": f"{number:04d} 8633"} for number, each in enumerate(values)]
    yield compare(f"the same, each with its square code, {len(_render(coded)) / 1e6:.2f} MB",
                  plain(lambda: _render(coded)),
                  "reportlab Paragraph", plain(lambda: _stock(len(values))), runs=3)

    yield _ledger()

    few = pupils[:ALONE]
    yield compare(
        f"{len(few)} notices issued, a PDF each",
        plain(lambda: issue_papers(store, actor=village.OFFICE, form_id=FORM, pupils=few,
                                   day=village.TODAY)),
        "reportlab Paragraph", plain(lambda: [_stock(1) for _ in few]))

    child = _child(store, pupils[0])
    megabytes = len(bind_dossier(store, pupil=child).pdf) / 1e6
    kept = [reprint(store, paper=paper.id) for paper in paper_register(store)
            if paper.pupil == child]
    yield compare(f"卷宗, {PAPERS} papers, {PHOTOS} photos, {megabytes:.2f} MB",
                  plain(lambda: _bind_anew(store, child)),
                  f"pypdf, {PAPERS} papers", plain(lambda: print_together(kept)), runs=3)


def _ledger() -> Figure:
    rows = [dict(zip(COLUMNS, each, strict=True)) for each in (
        (f"{number % 9 + 1}年级1班", f"样{_GIVEN[number % 9]}", "迟到", "随父母务工未返乡",
         f"样例省样例市第{number}工业区", village.TODAY.isoformat()) for number in range(ROWS))]
    style = ParagraphStyle("cell", fontName=_SONG, fontSize=10, leading=14, wordWrap="CJK")

    def stock() -> None:
        cells = [[Paragraph(word, style) for word in row.values()] for row in rows]
        SimpleDocTemplate(io.BytesIO()).build([Table(cells, repeatRows=1)])

    return compare(f"台账, {ROWS} rows", plain(lambda: _render([{"pupils": rows}], LEDGER)),
                   "reportlab Table", plain(stock), runs=3)


def _bind_anew(store: Store, pupil: str) -> None:
    """With every photo read again, as on the first time."""
    fitted.cache_clear()
    bind_dossier(store, pupil=pupil)


def _child(store: Store, pupil: str) -> str:
    """A child of whom there are so many papers and photos, ten of these of visits."""
    for number in range(PAPERS):
        issue_papers(store, actor=village.OFFICE, form_id=FORM, pupils=[pupil], day=village.TODAY)
        if number < PHOTOS:
            pictures = [fit_picture(_photo(number), f"{number}.jpg")]
            if number < VISITS:
                add_visit(store, actor=village.OFFICE, visit=VisitInput(
                    pupil=pupil, day=village.TODAY, mode="家访", outcome="拒绝",
                    pictures=pictures))
            else:
                add_event(store, actor=village.OFFICE, kind="talked", day=village.TODAY,
                          pupil=pupil, scans=pictures)
    return pupil


def _photo(number: int) -> bytes:
    """A picture of a telephone, no two alike."""
    stream = io.BytesIO()
    tiles = Image.frombytes("RGB", (40, 30), random.Random(number).randbytes(40 * 30 * 3))
    tiles.resize((4000, 3000), Image.Resampling.BICUBIC).save(stream, "JPEG")
    return stream.getvalue()


def _render(values: list[Mapping[str, object]], form_id: str = FORM) -> bytes:
    form = form_by_id(None, form_id)
    return render(form, values, cite=citer(village.TODAY), fonts=fonts()).pdf


def _stock(copies: int) -> bytes:
    """The words of the notice so many times, each on pages of its own."""
    style = ParagraphStyle("song", fontName=_SONG, fontSize=12, leading=20, wordWrap="CJK")
    lines = [escape(line) for line in WORDS.read_text(encoding="utf-8").splitlines() if line]
    story = []
    for _ in range(copies):
        story += [Paragraph(line, style) for line in lines]
        story.append(PageBreak())
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build(story)
    return stream.getvalue()
