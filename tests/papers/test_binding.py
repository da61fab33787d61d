"""Papers, scans and photos in one file: their order, numbers, bookmarks and looks."""

from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader
from sheet_checks import faults, page_words

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.binding import Document, Photo, bind, first_pages, photo_pages
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.paths import FORMS

SHIPPED = load_forms(FORMS)
UPRIGHT, TURNED = 1, 6


def picture(width: int, height: int, turn: int = UPRIGHT) -> bytes:
    """A grey picture, black in its upper left corner, as a camera held ``turn`` writes it."""
    image = Image.new("RGB", (width, height), "gray")
    image.paste((0, 0, 0), (0, 0, width // 4, height // 4))
    exif = Image.Exif()
    exif[0x0112] = turn
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def papers(printer: Callable[..., Rendered]) -> list[Document]:
    form = SHIPPED["today_list"]
    row = {"pupil": "单小雨", "act": "家访", "why": "", "clause": "", "due": "今天"}
    return [
        Document("要做的事", printer(form, {"duties": [row] * 60}).pdf),
        Document("劝学通知书", printer(SHIPPED["persuasion_notice"], {"pupil": "单小雨"}).pdf, 1),
        Document("月考勤", printer(SHIPPED["attendance_month"], {"class": "七年级1班"}).pdf),
    ]


def test_papers_are_bound_in_their_order_and_numbered(
    papers: list[Document], printer: Callable[..., Rendered], fonts: FontSet
) -> None:
    cover = printer(SHIPPED["recovery_page"], {}).pdf
    bound = bind([cover], papers, title="单小雨", fonts=fonts)
    pages = page_words(bound)
    long = len(pages) - 3
    assert first_pages(papers) == [1, 1 + long, 2 + long]
    assert "第1页" not in pages[0]
    assert all(f"第{number}页" in page for number, page in enumerate(pages[1:], start=1))
    assert faults(bound) == []


def test_bookmarks_lead_to_the_papers(papers: list[Document], fonts: FontSet) -> None:
    reader = PdfReader(BytesIO(bind([], papers, title="单小雨", fonts=fonts)))
    first, under, last = reader.outline
    assert isinstance(under, list)
    marks = [first, under[0], last]
    assert [mark.title for mark in marks] == ["要做的事", "劝学通知书", "月考勤"]
    assert [reader.get_destination_page_number(mark) + 1 for mark in marks] == first_pages(papers)


def test_the_same_is_bound_to_the_same_bytes(papers: list[Document], fonts: FontSet) -> None:
    assert bind([], papers, title="卷", fonts=fonts) == bind([], papers, title="卷", fonts=fonts)


def test_a_file_that_is_no_pdf_is_named(papers: list[Document], fonts: FontSet) -> None:
    with pytest.raises(KnownError) as caught:
        bind([], [*papers, Document("扫描件", b"no PDF")], title="卷", fonts=fonts)
    assert caught.value.code == "pdf_unreadable"
    assert "扫描件" in caught.value.sentence


@pytest.mark.parametrize(("per_page", "pages"), [(1, 5), (2, 3), (3, 2), (4, 2)])
def test_photos_stand_on_pages_with_their_words(
    per_page: int, pages: int, fonts: FontSet
) -> None:
    photos = [Photo(picture(400, 300, TURNED), f"第{n}次家访") for n in range(5)]
    pdf = photo_pages(photos, fonts=fonts, per_page=per_page)
    assert len(page_words(pdf)) == pages
    assert faults(pdf) == []
    for image in (image for page in PdfReader(BytesIO(pdf)).pages for image in page.images):
        found = image.image
        assert found is not None
        assert found.height / found.width == pytest.approx(4 / 3, abs=0.02), "upright"
        assert found.convert("L").getpixel((found.width - 4, 4)) < 60, "its top is at the right"
        assert not found.getexif(), "where and when it was taken stays with the school"


@pytest.mark.parametrize("per_page", [1, 2])
def test_a_wide_photo_stands_at_the_head_of_its_page(per_page: int, fonts: FontSet) -> None:
    pdf = photo_pages([Photo(picture(1200, 400), "回证")], fonts=fonts, per_page=per_page)
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    (image,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    _, _, _, top = image.get_bounds()
    assert page.get_height() - top == pytest.approx(22 / 25.4 * 72, abs=1)
    document.close()


def test_a_photo_that_is_none_leaves_its_place(fonts: FontSet) -> None:
    (page,) = page_words(photo_pages([Photo(b"no picture", "家访")], fonts=fonts))
    assert "照片打不开" in page
