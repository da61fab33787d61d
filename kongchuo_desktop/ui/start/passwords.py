"""A new password typed twice, with its plain rules beside it."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kongchuo_desktop.operations.passwords import PASSWORD_LEAST
from kongchuo_desktop.ui.parts.checks import Check
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class PasswordPair(QWidget):
    """Two fields that must agree, and a box that shows what stands in them."""

    def __init__(self, theme: Theme, label: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        self.first, self.again = LineInput(theme), LineInput(theme)
        self.first_field = Field(
            label, self.first, hint=f"至少{PASSWORD_LEAST}个字，汉字、字母、数字都可以"
        )
        self.again_field = Field("再输一遍", self.again)
        self.shown = Check(theme, "显示口令")
        self.shown.toggled.connect(self._show)
        for widget in (self.first_field, self.again_field, self.shown):
            column.addWidget(widget)
        self._show(False)

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.first.setEchoMode(mode)
        self.again.setEchoMode(mode)

    def password(self) -> str:
        return self.first.text()

    def check(self) -> bool:
        """Whether the password can be used; says at its field what is wrong and goes there."""
        short = len(self.first.text()) < PASSWORD_LEAST
        differs = not short and self.first.text() != self.again.text()
        self.first_field.set_error(f"口令太短，至少要{PASSWORD_LEAST}个字。" if short else "")
        self.again_field.set_error("两遍输的不一样，请再输一遍。" if differs else "")
        if short:
            self.first.setFocus()
        elif differs:
            self.again.setFocus()
        return not short and not differs

    def clear(self) -> None:
        self.first.clear()
        self.again.clear()
