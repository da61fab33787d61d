"""Notices as PDF, against the same words in stock reportlab paragraphs."""

import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import village
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate
from timing import Figure, compare, plain

from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.papers import draft_papers, fonts, issue_papers
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.paths import FONTS
from kongchuo_desktop.store.store import Store

TOGETHER, ALONE = 1000, 50
FORM = "persuasion_notice"
WORDS = Path(__file__).parents[1] / "papers" / "golden" / f"{FORM}.txt"
"""All words of one such notice, as the tests of the papers keep them."""
_SONG = "benchmark-song"


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

    few = pupils[:ALONE]
    yield compare(
        f"{len(few)} notices issued, a PDF each",
        plain(lambda: issue_papers(store, actor=village.OFFICE, form_id=FORM, pupils=few,
                                   day=village.TODAY)),
        "reportlab Paragraph", plain(lambda: [_stock(1) for _ in few]))


def _render(values: list[Mapping[str, object]]) -> bytes:
    form = form_by_id(None, FORM)
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
