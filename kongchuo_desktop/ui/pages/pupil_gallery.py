"""The tab 照片 of 一生一档: all photos and scans of a pupil together, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from kongchuo_desktop.operations.dossier import Happened
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.pages.pupil_timeline import Thumb
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.photos import THUMB
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Index, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

SIZE = THUMB * 2


@dataclass(frozen=True, slots=True)
class Tile:
    """A photo of a record, and its place among those of the record."""

    happened: Happened
    at: int
    image: QImage | None

    @property
    def said(self) -> str:
        """``11月6日 家访 第1次 · 不在家``."""
        return f"{day_text(self.happened.day)} {self.happened.title}"


class _TileDelegate(RowDelegate):
    """The photo over the day and the record it belongs to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, card=False)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return SIZE + QSize(2 * Px.ICON_GAP, Px.CHIP + 2 * Px.ICON_GAP)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.ICON_GAP, Px.ICON_GAP, -Px.ICON_GAP, -Px.ICON_GAP)

    def _divide(self, painter: QPainter, rect: QRect) -> None:
        """No line below: the photos stand side by side."""

    def items(self, payload: Tile, rect: QRect, *, selected: bool) -> list[Item]:
        picture = QRect(rect.topLeft(), SIZE)
        below = QRect(rect.left(), picture.bottom() + 1, rect.width(), Px.CHIP)
        photo = payload.happened.photos[payload.at]
        tip = " · ".join(filter(None, (payload.said, photo.note or photo.name)))
        thumb = Thumb(rect=picture, picture=payload.image, action="main",
                      tip=tip if payload.image else f"{photo.called}：打不开，点开看原因")
        words = Flow(self.theme, below).rest(payload.said, Type.CAPTION, colour="text2")
        return [thumb, *words.items]


class Gallery(RowView):
    """Photos in lines that fill the width; arrows go among them, Enter or a click enlarges one."""

    def __init__(self, theme: Theme) -> None:
        self.tiles = RowsModel()
        super().__init__(self.tiles, _TileDelegate(theme), always=())
        self.keys = {key: action for key, action in self.keys.items() if action == "main"}
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName("照片")

    def show_all(self, happened: Sequence[Happened],
                 images: Mapping[str, QImage | None]) -> None:
        """Every photo of every record; ``images`` as ``Timeline.show_all``."""
        rows = []
        for found in happened:
            for at, photo in enumerate(found.photos):
                tile = Tile(found, at, images.get(photo.digest))
                spoken = "，".join(filter(None, (photo.called, tile.said, photo.note)))
                rows.append(Row(f"{found.id}/{at}/{photo.digest}", tile, spoken))
        self.tiles.set_rows(rows)
