"""Looks at a PDF as a printer does: what stands on what, what is cut off, what is missing."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

POINTS = 72 / 25.4
EDGE = 5 * POINTS
_TOUCH = 0.7
"""Two signs may come so near to each other, in points: some have feet that reach over."""
_STRIP = 20
_CROSS = 0.5
"""So far a sign may reach over a rule."""


class Ink(NamedTuple):
    """What is printed of one sign, rule or picture, in points from the lower left."""

    left: float
    low: float
    right: float
    high: float
    what: str


def faults(pdf: bytes, pages: int | None = None) -> list[str]:
    """What is wrong with the sheets (the first ``pages`` of them), each with its page; none when
    all is well.

    No ink nearer than 5 mm to an edge; no sign on another one; no sign across a rule, which is
    the side of its box; all fonts embedded.
    """
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document) if pages is None else pages):
        page = document[number]
        width, height = page.get_size()
        signs, rules, others = list(_signs(page)), list(_rules(page)), list(_pictures(page))
        found += [
            f"p{number + 1} {fault}"
            for fault in (
                *_outside([*signs, *rules, *others], width, height),
                *_overlapping(signs), *_crossing(signs, rules),
            )
        ]
        page.close()
    document.close()
    faces = len(re.findall(rb"/Type /FontDescriptor", pdf))
    if faces != pdf.count(b"/FontFile2") or b"Helvetica" in pdf:
        found.append("a font is not embedded")
    return found


def qpdf_faults(pdf: bytes, folder: Path) -> str:
    """What qpdf says against the file; nothing where it is not installed."""
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        return ""
    file = folder / "sheet.pdf"
    file.write_bytes(pdf)
    done = subprocess.run([qpdf, "--check", str(file)], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _signs(page: pypdfium2.PdfPage) -> Iterator[Ink]:
    text = page.get_textpage()
    for place in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text.raw, place))
        if pdfium.FPDFText_IsGenerated(text.raw, place) or "\udc00" <= sign <= "\udfff":
            continue  # no sign of its own: the second half of one above U+FFFF
        left, low, right, high = text.get_charbox(place)
        if not sign.isspace() and right > left and high > low:
            yield Ink(left, low, right, high, sign)
    text.close()


def _rules(page: pypdfium2.PdfPage) -> Iterator[Ink]:
    for part in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, low, right, high = part.get_bounds()
        if min(right - left, high - low) < 3:
            yield Ink(left, low, right, high, "rule")


def _pictures(page: pypdfium2.PdfPage) -> Iterator[Ink]:
    for part in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        yield Ink(*part.get_bounds(), "picture")


def _outside(inks: list[Ink], width: float, height: float) -> Iterator[str]:
    for ink in inks:
        if (ink.left < EDGE - 0.6 or ink.low < EDGE - 0.6
                or ink.right > width - EDGE + 0.6 or ink.high > height - EDGE + 0.6):
            yield f"{ink.what} stands at the edge: {_place(ink)}"


def _overlapping(signs: list[Ink]) -> Iterator[str]:
    told = set()
    for row in _strips(signs).values():
        row.sort()
        for place, one in enumerate(row):
            for other in row[place + 1 :]:
                if other.left > one.right - _TOUCH:
                    break
                across = min(one.right, other.right) - other.left
                upright = min(one.high, other.high) - max(one.low, other.low)
                if across > _TOUCH and upright > _TOUCH and (one, other) not in told:
                    told.add((one, other))
                    yield f"{one.what} and {other.what} overlap: {_place(one)}"


def _crossing(signs: list[Ink], rules: list[Ink]) -> Iterator[str]:
    strips = _strips(signs)
    for rule in rules:
        near = {sign for strip in _strips([rule]) for sign in strips.get(strip, ())}
        for sign in near:
            if (sign.left < rule.right - _CROSS and rule.left < sign.right - _CROSS
                    and sign.low < rule.high - _CROSS and rule.low < sign.high - _CROSS
                    and not _under(sign, rule)):
                yield f"{sign.what} crosses a rule: {_place(sign)}"


def _strips(inks: list[Ink]) -> dict[int, list[Ink]]:
    """What stands in each strip across the page; only what shares one can meet."""
    strips: dict[int, list[Ink]] = {}
    for ink in inks:
        for strip in range(int(ink.low // _STRIP), int(ink.high // _STRIP) + 1):
            strips.setdefault(strip, []).append(ink)
    return strips


def _under(sign: Ink, rule: Ink) -> bool:
    """Whether the rule only touches the sign from outside."""
    flat = rule.right - rule.left > rule.high - rule.low
    if flat:
        return rule.high - sign.low < _CROSS or sign.high - rule.low < _CROSS
    return rule.right - sign.left < _CROSS or sign.right - rule.left < _CROSS


def _place(ink: Ink) -> str:
    return f"{ink.left / POINTS:.0f} mm from the left, {ink.low / POINTS:.0f} mm from below"


def page_words(pdf: bytes) -> list[str]:
    """The words of each page, without the spaces that a reader makes of white."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    document.close()
    return [re.sub(r"\s+", "", page) for page in pages]

