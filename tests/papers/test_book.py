"""Volumes in one file: pages in their order with their numbers, bookmarks, nothing lost."""

import gc
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from sheet_checks import faults, page_words, qpdf_faults

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.binding import Document, Photo, bind, photo_pages
from kongchuo_desktop.papers.book import Book
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.paths import FORMS

SHIPPED = load_forms(FORMS)
LEDGERS, DOSSIERS = "台账", "一人一案"
VOLUMES, MB = 24, 2**20


@pytest.fixture
def dossier(printer: Callable[..., Rendered], fonts: FontSet) -> Document:
    """Cover, a notice of one page with a scan under it, and an upright list."""
    notice = Document("劝学通知书", printer(SHIPPED["persuasion_notice"], {"pupil": "单小雨"}).pdf)
    scan = Document("回证", turned_page(), 1)
    cover = printer(SHIPPED["dossier_cover"], {"pupil": "单小雨"}).pdf
    return Document("单小雨卷宗", bind([cover], [notice, scan], title="卷", fonts=fonts))


@pytest.fixture
def ledger(printer: Callable[..., Rendered]) -> Document:
    return Document("考勤表", printer(SHIPPED["attendance_month"], {"class": "七年级1班"}).pdf)


def turned_page() -> bytes:
    """A scan that lies on its side in the file."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842).rotate(90)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def written(volumes: Sequence[tuple[str, Document]], front: Sequence[bytes],
            fonts: FontSet) -> bytes:
    out = BytesIO()
    book = Book(out, fonts)
    for group, volume in volumes:
        book.add(volume, group=group)
    book.finish(front, title="迎检材料")
    return out.getvalue()


def marks(reader: PdfReader, entries: Sequence[Any], depth: int = 0) -> Iterator[
        tuple[int, str, int | None]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from marks(reader, entry, depth + 1)
        else:
            yield depth, entry.title, reader.get_destination_page_number(entry)


def test_pages_keep_their_own_number_and_get_that_of_the_book(
    dossier: Document, ledger: Document, printer: Callable[..., Rendered], fonts: FontSet,
    tmp_path: Path
) -> None:
    front = printer(SHIPPED["inspection_cover"], {"school": "青石镇中心学校"}).pdf
    pdf = written([(LEDGERS, ledger), (DOSSIERS, dossier)], [front], fonts)
    assert qpdf_faults(pdf, tmp_path) == ""
    assert faults(pdf) == []
    words = page_words(pdf)
    assert "全册第" not in words[0]
    assert [f"全册第{n}页" in page for n, page in enumerate(words[1:], start=1)] == [True] * 4
    assert [f"第{n}页" in page.replace("全册第", "") for n, page in enumerate(words[3:], start=1)
            ] == [True] * 2, "the numbers of the 卷宗 itself"
    own = page_words(dossier.pdf)
    for page, whole in zip(own, words[2:], strict=True):
        assert not Counter(page) - Counter(whole)


def test_bookmarks_lead_to_groups_volumes_and_what_lies_in_them(
    dossier: Document, ledger: Document, fonts: FontSet
) -> None:
    reader = PdfReader(BytesIO(written([(LEDGERS, ledger), (LEDGERS, ledger),
                                        (DOSSIERS, dossier)], [], fonts)))
    assert list(marks(reader, reader.outline)) == [
        (0, LEDGERS, 0), (1, "考勤表", 0), (1, "考勤表", 1),
        (0, DOSSIERS, 2), (1, "单小雨卷宗", 2), (2, "劝学通知书", 3), (3, "回证", 4)]


def test_a_volume_that_is_no_pdf_is_named(fonts: FontSet) -> None:
    with pytest.raises(KnownError) as caught:
        Book(BytesIO(), fonts).add(Document("考勤表", b"no PDF"), group=LEDGERS)
    assert caught.value.code == "pdf_unreadable"


@pytest.fixture
def uncollected() -> Iterator[None]:
    """What refers to itself in circles stays, as it does for long beside many other things."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_only_one_volume_is_in_memory(tmp_path: Path, fonts: FontSet) -> None:
    noise = Image.effect_noise((1000, 1400), 90).convert("RGB")
    held = BytesIO()
    noise.save(held, "JPEG", quality=95)
    volume = Document("卷宗", photo_pages([Photo(held.getvalue(), "院子")], fonts=fonts,
                                          per_page=1))
    with (tmp_path / "册.pdf").open("wb") as out:
        _bound(out, volume, fonts, 1)
        tracemalloc.start()
        _bound(out, volume, fonts, 2)
        few = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        _bound(out, volume, fonts, VOLUMES)
        many = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(volume.pdf) > MB / 2
    assert many - few < len(volume.pdf) * VOLUMES / 2


def _bound(out: BinaryIO, volume: Document, fonts: FontSet, count: int) -> None:
    book = Book(out, fonts)
    for _ in range(count):
        book.add(volume, group=DOSSIERS)
    book.finish([], title="册")
