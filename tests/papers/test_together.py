"""Papers that are printed together keep their pages and begin on leaves of their own."""

from datetime import date
from io import BytesIO

import pypdfium2
from pypdf import PdfReader

from kongchuo_desktop.operations.papers import specimen
from kongchuo_desktop.papers.together import print_together

DAY = date(2026, 9, 17)


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_pages_stand_in_order_as_they_were() -> None:
    one, two = (specimen(name, day=DAY).pdf for name in ("persuasion_notice", "today_list"))
    joined = print_together([one, two])
    assert texts(joined) == texts(one) + texts(two)
    assert joined == print_together([one, two])


def test_on_both_sides_each_begins_on_a_new_leaf() -> None:
    one = specimen("persuasion_notice", day=DAY).pdf
    pages = PdfReader(BytesIO(print_together([one, one], twosided=True))).pages
    assert len(pages) == 4
    assert pages[1].get_contents() is None
    assert {(page.mediabox.width, page.mediabox.height) for page in pages} == {
        (pages[0].mediabox.width, pages[0].mediabox.height)}
