"""How an official letter looks: sizes, lines and margins of GB/T 9704-2012."""

from typing import NamedTuple

from kongchuo_desktop.papers.fonts import Role
from kongchuo_desktop.papers.form import SignBlock, TextBlock
from kongchuo_desktop.papers.pen import MM

PITCH = 225 * MM / 22
"""Height of one of the 22 lines of a page (5.2.3)."""
BODY = 156 * MM / 28
"""Size of 3号 as 28 characters of it fill a line; 16 points but for a hundredth."""
TITLE, SMALL = 22.0, 14.0
"""2号 (7.3.1) and 4号 (7.5), in points."""
PAGE_NUMBER_DROP = 7 * MM
"""How far below the text the page number stands (7.5)."""


class _Letter(NamedTuple):
    text: TextBlock
    title: TextBlock
    sign: SignBlock


LETTER = _Letter(
    text=TextBlock((), size=BODY, leading=PITCH, indent=2),
    title=TextBlock((), "title", TITLE, PITCH * 1.2, "center", before=PITCH / 2, after=PITCH),
    sign=SignBlock((), seal=42, size=BODY, leading=PITCH, inset=4),
)
"""The date four characters from the right (7.3.5.1), a seal of 42 mm over it."""


def letter_text(role: Role) -> TextBlock:
    """The look of a paragraph of this role: the title centred, all else as the text."""
    return LETTER.title if role == "title" else LETTER.text
