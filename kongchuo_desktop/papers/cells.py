"""Sets what stands in the cells of tables: how large, how near to their edges."""

from collections.abc import Sequence

from kongchuo_desktop.papers.fonts import Role
from kongchuo_desktop.papers.setting import Setting
from kongchuo_desktop.papers.table_boxes import Cell
from kongchuo_desktop.papers.text import Align, Paragraph, Piece

PAD_EM = 0.45
LEADING = 1.35
ROW_PAD = 2.0
_SHRINK = (1.0, 2.0)
"""By so many points a value that is too long for its row is set smaller, one after the other …"""
_SMALLEST = 8.0
"""… but not smaller than this as it is printed."""


def cell_pad(setting: Setting, width: float, size: float) -> float:
    """White at both sides; a narrow column (a day of the month) keeps what room it has."""
    return min(PAD_EM * size * setting.scale, width * 0.06)


def plain_cell(
    setting: Setting,
    x: float,
    width: float,
    pieces: Sequence[Piece],
    size: float,
    align: Align,
    role: Role = "body",
    fitting: float | None = None,
) -> Cell:
    """A cell of a text alone.

    Args:
        fitting: height in points, before scaling, that a long text is to fit by being set smaller.
    """
    pad = cell_pad(setting, width, size)
    inner = width - 2 * pad

    def at(points: float) -> Paragraph:
        style = setting.style(role=role, size=points, leading=points * LEADING, align=align)
        return setting.set(pieces, style, inner)

    paragraph = at(size)
    if fitting is not None:
        room = max(fitting * setting.scale - 2 * ROW_PAD * setting.scale, paragraph.style.leading)
        for less in _SHRINK:
            if paragraph.height <= room + 0.01 or (
                (size - less) * setting.scale < _SMALLEST
            ):
                break
            paragraph = at(size - less)
    return Cell(x, width, paragraph, pad)
