"""All forms small on one picture: python tests/papers/contact_sheet.py resources/help/forms.png."""

import sys
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from kongchuo_desktop.operations.papers import specimen_of
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.paths import FORMS, RESOURCES

DAY = date(2026, 9, 17)
ACROSS, WIDTH, HEIGHT, GAP, CAPTION = 8, 212, 300, 14, 26
_GREYS = 16
_FONT = RESOURCES / "fonts" / "hei.ttf"


def first_page(pdf: bytes) -> Image.Image:
    """The first page of a PDF, as large as its place allows."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    width, height = page.get_size()
    image = page.render(scale=min(WIDTH / width, HEIGHT / height)).to_pil().convert("L")
    document.close()
    return image


def contact_sheet() -> Image.Image:
    """Every form with invented data, each with its name below."""
    forms = sorted(load_forms(FORMS).values(), key=lambda form: (form.program, form.paper))
    lines = -(-len(forms) // ACROSS)
    sheet = Image.new("L", (GAP + ACROSS * (WIDTH + GAP),
                            GAP + lines * (HEIGHT + CAPTION + GAP)), 232)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(_FONT), 15)
    for at, form in enumerate(forms):
        left = GAP + at % ACROSS * (WIDTH + GAP)
        top = GAP + at // ACROSS * (HEIGHT + CAPTION + GAP)
        image = first_page(specimen_of(form, day=DAY).pdf)
        sheet.paste(image, (left + (WIDTH - image.width) // 2, top + (HEIGHT - image.height) // 2))
        pen.text((left + WIDTH // 2, top + HEIGHT + CAPTION // 2), form.paper, fill=30, font=font,
                 anchor="mm")
    return sheet.quantize(_GREYS)


if __name__ == "__main__":
    contact_sheet().save(Path(sys.argv[1]), optimize=True)
