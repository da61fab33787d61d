"""The head of a profile that is being written: what the document is called and who issued it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.domain.policy.draft import Draft
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.documents import KINDS
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px

WIDEST = 620
_IN_TEXT = "引用哪几份文件（综合的才写），在“文本”里改（Ctrl+Tab）；怎样写见“写法和样例”。"
_LINES = (("title", "文件的名称", "例如 青石镇控辍保学办法"), ("issuer", "谁发的", ""),
          ("number", "文号", "没有就不填"), ("date", "日期", "例如 2026-08-20"),
          ("desk", "报到教育局哪个科室", "没有就不填"))


class HeadForm(QWidget):
    """A field for each; ``edited(draft)`` with every key."""

    edited = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx, self._draft = ctx, Draft("", ())
        inside = QWidget()
        inside.setMaximumWidth(ctx.theme.px(WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Px.GRID, 0)
        column.setSpacing(Px.GAP)
        self.name = Words("", "small", "text2")
        column.addWidget(self.name)
        self.lines: dict[str, LineInput] = {}
        for key, label, example in _LINES:
            line = LineInput(ctx.theme, example)
            line.textEdited.connect(lambda text, key=key: self._set(key, text))
            self.lines[key] = line
            column.addWidget(Field(label, line))
        self.kind = Choice(ctx.theme, list(KINDS.items()))
        self.kind.activated.connect(lambda at: self._set("kind", self.kind.key()))
        column.addWidget(Field("哪一级的", self.kind))
        column.addWidget(Words(_IN_TEXT, "caption", "text3", wrap=True))
        self.wrong = Words("", "small", "red", wrap=True)
        column.addWidget(self.wrong)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(inside))
        self.setFocusProxy(self.lines["title"])

    def show_head(self, draft: Draft) -> None:
        self._draft = draft
        table = draft.head_table
        self.name.setText(f"编号 {table.get('id', '')}")
        self.wrong.setText("" if table else "文件头的文本里有错，先在“文本”里改好。")
        for key, line in self.lines.items():
            line.setText(str(table.get(key) or ""))
            line.setEnabled(bool(table))
        self.kind.choose(str(table.get("kind") or ""))
        self.kind.setEnabled(bool(table))

    def _set(self, key: str, text: str) -> None:
        try:
            self._draft = self._draft.with_head(**{key: text.strip()})
        except KnownError as error:
            self._ctx.show_error(error)
            return
        self.edited.emit(self._draft)
