"""Photos and scans made on the spot, for tests that add them."""

from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter

from kongchuo_desktop.operations.pictures import Picture, fit_picture


def _one_page() -> bytes:
    out = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


PDF = _one_page()
NO_PAGES = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def photo_file(*, colour: str = "teal", size: tuple[int, int] = (80, 60), kind: str = "JPEG",
               **more: Any) -> bytes:
    """The bytes of a one-coloured picture file."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def picture(name: str = "院子.jpg", *, colour: str = "teal") -> Picture:
    """A photo made ready to be added."""
    return fit_picture(photo_file(colour=colour), name)


def scan(name: str = "回证.pdf", data: bytes = PDF) -> Picture:
    """A PDF made ready to be added."""
    return fit_picture(data, name)
