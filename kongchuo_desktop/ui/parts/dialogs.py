"""Dialogs: an error in three parts, a question with its verb, a choice between a few values."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.choice_cards import ChoiceCards
from kongchuo_desktop.ui.parts.inputs import Field
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Glyph, Sign, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class ErrorDialog(Sheet):
    """What happened / 没有丢东西 / 接下来 / folded details for a technician.

    ``again`` names the button that tries once more (accepted); without it there is only 知道了.
    """

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        *,
        title: str,
        sentence: str = "",
        kept: str = "",
        todo: str = "",
        details: str = "",
        again: str = "",
    ) -> None:
        super().__init__(theme, window)
        head = QHBoxLayout()
        head.setSpacing(Px.GAP)
        head.addWidget(Sign(theme, "triangle-alert", "red"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words(title, "name", wrap=True))
        if sentence:
            words.addWidget(Words(sentence, "body", "text2", wrap=True))
        head.addLayout(words, 1)
        self.body.addLayout(head)
        if kept or todo:
            self.body.addWidget(self._parts(kept, todo))
        fold = self._fold(details) if details else None
        late = Button(theme, "以后再说" if again else "知道了", clicked=self.reject)
        if again:
            retry = Button(theme, again, "primary", clicked=self.accept)
            self.add_buttons(late, retry, note=fold)
            self.focus_first(retry)
        else:
            self.add_buttons(late, note=fold)
            self.focus_first(late)
        if details:
            self.body.addWidget(self._details)

    @classmethod
    def of(
        cls, theme: Theme, window: QWidget, error: KnownError, *, again: str = ""
    ) -> "ErrorDialog":
        """The dialog of a KnownError: its sentence is the title, its code a detail."""
        return cls(
            theme,
            window,
            title=error.sentence,
            kept=error.kept,
            todo=error.todo,
            details=f"代码：{error.code}",
            again=again,
        )

    @classmethod
    def of_crash(cls, theme: Theme, window: QWidget, code: str, details: str, *, kept: str,
                 todo: str) -> "ErrorDialog":
        """The crash handler's words; the person tells the ``code`` to somebody who can help."""
        return cls(theme, window, title="程序里出了没有料到的事", kept=kept,
                   todo=f"再试一次；还是这样，就{todo}把代码{code}告诉技术人员。",
                   details=f"代码：{code}\n{details}")

    def _parts(self, kept: str, todo: str) -> QWidget:
        box = QFrame()
        box.setProperty("kind", "sunken")
        column = QVBoxLayout(box)
        column.setContentsMargins(Px.GAP, Px.GAP, Px.GAP, Px.GAP)
        column.setSpacing(Px.ICON_GAP)
        for icon, colour, lead, text in (
            ("circle-check", "green", "没有丢东西：", kept),
            ("arrow-right", "accent_text", "接下来：", todo),
        ):
            if text:
                line = QHBoxLayout()
                line.setSpacing(0)
                line.addWidget(Glyph(self.theme, icon, colour), 0, Qt.AlignmentFlag.AlignTop)
                line.addSpacing(Px.ICON_GAP)
                line.addWidget(Words(lead, "smallstrong"), 0, Qt.AlignmentFlag.AlignTop)
                line.addWidget(Words(text, "small", wrap=True), 1)
                column.addLayout(line)
        return box

    def _fold(self, details: str) -> QWidget:
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setFixedHeight(Px.HEADER + Px.MARGIN)
        self._details.hide()
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        toggle = Button(
            self.theme,
            "给技术人员看的详情",
            "text",
            icon="chevron-down",
            size="small",
            clicked=self._unfold,
        )
        toggle.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        line.addWidget(toggle)
        line.addStretch()
        return holder

    def _unfold(self) -> None:
        self._details.setVisible(self._details.isHidden())
        self.refit()


class ConfirmDialog(Sheet):
    """A question with the verb in it and on the button; the safe answer has the focus, or the field
    of a reason: there Enter answers nothing."""

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        *,
        question: str,
        text: str,
        verb: str,
        refuse: str,
        note: str = "",
        reason: QWidget | None = None,
        danger: bool = True,
    ) -> None:
        super().__init__(theme, window)
        self.body.addWidget(Words(question, "name", wrap=True))
        self.body.addWidget(Words(text, "body", "text2", wrap=True))
        if reason is not None:
            self.body.addWidget(reason)
        safe = Button(theme, refuse, clicked=self.reject)
        act = Button(theme, verb, "danger" if danger else "plain", clicked=self.accept)
        words = Words(note, "caption", wrap=True) if note else None
        self.add_buttons(safe, act, note=words)
        self.focus_first(reason.editor if isinstance(reason, Field) else safe)


class ChooseDialog(Sheet):
    """Two or three cards side by side, one chosen; ``chosen(key)`` after the blue button.

    ``put_off`` comes from the other button; Esc only closes.
    """

    chosen = Signal(str)
    put_off = Signal()

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        *,
        title: str,
        text: str,
        choices: Sequence[tuple[str, str, str, str]],
        verb: str,
        refuse: str,
        note: str = "",
    ) -> None:
        super().__init__(theme, window)
        self.body.addWidget(Words(title, "name", wrap=True))
        self.body.addWidget(Words(text, "body", "text2", wrap=True))
        self.cards = ChoiceCards(theme, choices, choices[0][0])
        self.body.addWidget(self.cards)
        later = Button(theme, refuse, clicked=self._put_off)
        take = Button(theme, verb, "primary", clicked=self._take)
        self.add_buttons(later, take, note=Words(note, "caption", wrap=True) if note else None)
        self.focus_first(next(iter(self.cards.cards.values())))

    def _put_off(self) -> None:
        self.reject()
        self.put_off.emit()

    def _take(self) -> None:
        key = self.cards.current()
        self.accept()
        self.chosen.emit(key)
