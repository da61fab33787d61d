"""Several PDFs as one to print, each as it was and each beginning on a leaf of its own."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter


def print_together(pdfs: Sequence[bytes], *, twosided: bool = False) -> bytes:
    """One PDF of all pages in order; the same input gives the same bytes.

    Args:
        twosided: it is printed on both sides, so that an odd number of pages gets an empty one.
    """
    writer = PdfWriter()
    for pdf in pdfs:
        reader = PdfReader(BytesIO(pdf))
        writer.append(reader, import_outline=False)
        if twosided and len(reader.pages) % 2:
            last = reader.pages[-1].mediabox
            writer.add_blank_page(float(last.width), float(last.height))
    writer.metadata = None
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
