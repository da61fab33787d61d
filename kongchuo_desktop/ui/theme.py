"""The theme: colours, fonts and signs of one scheme and text size, and their style sheet."""

from collections.abc import Sequence
from functools import cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from kongchuo_desktop import paths
from kongchuo_desktop.ui.icons import Icons
from kongchuo_desktop.ui.tokens import COLOURS, LARGE_TEXT, Px, Scheme, Type, colour


class Theme(QObject):
    """What painters, parts and pages ask for colours, fonts and signs.

    ``changed`` is emitted after a switch of scheme or text size; painted parts only need to
    repaint, parts that hold pictures fetch them again.
    """

    changed = Signal()

    def __init__(
        self, families: Sequence[str] = (), *, scheme: Scheme = "light", large: bool = False
    ) -> None:
        super().__init__()
        self._families = list(families)
        self._scheme: Scheme = scheme
        self._large = large
        self._follows = False
        self._icons = Icons()
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self._metrics: dict[tuple[int, bool], QFontMetrics] = {}

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def large(self) -> bool:
        return self._large

    @property
    def follows(self) -> bool:
        """Whether light or dark is taken from the system."""
        return self._follows

    def switch(self, *, scheme: Scheme | None = None, large: bool | None = None) -> None:
        """Change scheme or text size and reapply to the application."""
        before = (self._scheme, self._large)
        self._scheme = scheme or self._scheme
        self._large = self._large if large is None else large
        if (self._scheme, self._large) != before:
            self.apply()

    def follow_system(self, on: bool) -> None:
        """Take light or dark from the system now and whenever it changes, or stop doing so."""
        hints = QGuiApplication.styleHints()
        if on != self._follows:
            self._follows = on
            change = hints.colorSchemeChanged
            (change.connect if on else change.disconnect)(self._take_system)
        if on:
            self._take_system()

    def _take_system(self) -> None:
        self.switch(scheme=system_scheme())

    def apply(self) -> None:
        """Set palette, font and style sheet of the running application, whose style is Fusion."""
        self._icons.clear()
        self._fonts.clear()
        self._metrics.clear()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setFont(self.font(Type.BODY))
        app.setPalette(self._palette())
        app.setStyleSheet(self.style_sheet())
        self.changed.emit()

    # colours, fonts, signs

    def hex(self, token: str) -> str:
        return colour(token, self._scheme)

    def color(self, token: str) -> QColor:
        return QColor(self.hex(token))

    def px(self, size: int) -> int:
        """A type size or the width of a column of text in px at the chosen text size."""
        return round(size * LARGE_TEXT) if self._large else int(size)

    def font(self, size: int = Type.BODY, *, bold: bool = False) -> QFont:
        """Regular or semibold at a type size (before the text size is applied)."""
        key = (int(size), bold)
        font = self._fonts.get(key)
        if font is None:
            font = self._fonts[key] = QFont()
            if self._families:
                font.setFamilies(self._families)
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def metrics(self, size: int = Type.BODY, *, bold: bool = False) -> QFontMetrics:
        key = (int(size), bold)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.font(size, bold=bold))
        return self._metrics[key]

    def width(self, text: str, size: int = Type.BODY, *, bold: bool = False) -> int:
        """Width of a line of text in logical px."""
        return self.metrics(size, bold=bold).horizontalAdvance(text)

    def pixmap(
        self, name: str, token: str = "text2", size: int = Px.ICON, ratio: float | None = None
    ) -> QPixmap:
        return self._icons.pixmap(name, self.hex(token), int(size), ratio or self.ratio())

    def icon(self, name: str, token: str = "text2", size: int = Px.ICON, pad: int = 0) -> QIcon:
        return self._icons.icon(
            name, self.hex(token), self.hex("disabled"), int(size), self.ratio(), int(pad)
        )

    @staticmethod
    def ratio() -> float:
        """The highest pixel ratio of the screens, so that signs are sharp on each."""
        screens = QGuiApplication.screens()
        return max((screen.devicePixelRatio() for screen in screens), default=1.0)

    # what Qt gets

    def style_sheet(self) -> str:
        """The template resources/style/app.qss filled with this theme's values."""
        values = {name: self.hex(name) for name in COLOURS}
        values |= {f"font_{size.name.lower()}": f"{self.px(size)}px" for size in Type}
        for name, px in Px.__members__.items():
            values[name.lower()] = f"{int(px)}px"
            # What is left inside a focus frame, which is one px thicker than the plain frame.
            values[f"{name.lower()}_in"] = f"{int(px) - 1}px"
        return Template(_template()).substitute(values)

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for target, token in (
            (role.Window, "window"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.AlternateBase, "sunken"),
            (role.Text, "text"),
            (role.PlaceholderText, "text3"),
            (role.Button, "surface"),
            (role.ButtonText, "text"),
            (role.BrightText, "on_accent"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.Link, "accent_text"),
            (role.LinkVisited, "accent_text"),
            (role.ToolTipBase, "surface"),
            (role.ToolTipText, "text"),
            (role.Light, "surface"),
            (role.Midlight, "line"),
            (role.Mid, "line2"),
            (role.Dark, "edge"),
            (role.Shadow, "shadow"),
            (role.Accent, "accent"),
        ):
            palette.setColor(target, self.color(token))
        for target in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.color("disabled"))
        return palette


@cache
def _template() -> str:
    return (paths.STYLE / "app.qss").read_text(encoding="utf-8")


def system_scheme() -> Scheme:
    """What the system asks for; light where it says nothing."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def vary(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties that the style sheet selects by, and restyle when one changed."""
    changed = False
    for name, value in properties.items():
        # One that was never set selects as an empty one does.
        if (widget.property(name) or "") != value:
            widget.setProperty(name, value)
            changed = True
    # What was never shown is dressed when it first is.
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        widget.update()
