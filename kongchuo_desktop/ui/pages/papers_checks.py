"""What is right and what is missing of the paper shown on 文书, as signs with sentences."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.paper_forms import FormChoice
from kongchuo_desktop.operations.papers import DraftPaper
from kongchuo_desktop.operations.print_queue import printing_hint
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.parts.words import Glyph, Words, empty
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

Check = tuple[str, str]
"""(tone, sentence); the tone is green, amber or red, or ``print`` for how to print it."""

_SIGNS = {"green": "circle-check", "amber": "circle-alert", "red": "circle-x",
          "print": "printer"}
_TONES = {"green": "text2", "print": "text2"}
_NAMED = 5


def checks_of(choice: FormChoice, drafts: Sequence[DraftPaper], at: int, day: date,
              name_of: Callable[[str], str]) -> list[Check]:
    """What is right and what is missing of the paper shown; a red one blocks issuing.

    Args:
        name_of: the name of whom a copy is about, by its key.
    """
    if not drafts:
        return []
    found = _characters(drafts, name_of) + _telling(drafts)
    if choice.cites:
        found.append(("green", f"法条按{day_text(day)}有效版本"))
    asked = {f.label for f in choice.form.fields.values() if f.source or f.asked}
    blanks = [label for label in drafts[at].blanks if label in asked]
    if blanks:
        found.append(("amber", f"会留空白线：{_some(blanks)}"))
    if any(part.name in ("送达回证", "回执") for part in choice.form.parts):
        found.append(("amber", "回证签好后请拍照存档"))
    if hint := printing_hint(choice.form, drafts[at].pages):
        found.append(("print", hint))
    return found


def _characters(drafts: Sequence[DraftPaper], name_of: Callable[[str], str]) -> list[Check]:
    """Each character that can't be printed, with the place and whose paper it stands on."""
    red: dict[str, str] = {}
    for draft in drafts:
        name = name_of(draft.whom.key) if draft.whom.key else ""
        whose = f"{name}的" if name and len(drafts) > 1 else ""
        for char, label in draft.missing.items():
            red.setdefault(char, f"{whose}{label}里的“{char}”字没有字体能印出来，请换一个写法")
    return [("red", sentence) for sentence in red.values()] or [("green", "所有字都能印出来")]


def _telling(drafts: Sequence[DraftPaper]) -> list[Check]:
    """Each word by which the child could be told, on a paper that is to name nobody."""
    red = {word: label for draft in drafts for word, label in draft.telling.items()}
    return [("red", f"“{label}”里写了“{word}”，看得出是哪个孩子，请改成“某某”“某村”")
            for word, label in red.items()]


def _some(labels: Sequence[str]) -> str:
    """``姓名、性别等9处``: a form that is mostly filled by hand has many."""
    if len(labels) <= _NAMED:
        return "、".join(labels)
    return f"{'、'.join(labels[:_NAMED])}等{len(labels)}处"


class CheckList(QWidget):
    """Signs with their sentences."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._checks: list[Check] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Px.ICON_GAP)

    def checks(self) -> list[Check]:
        return list(self._checks)

    def set(self, checks: Sequence[Check]) -> None:
        if list(checks) == self._checks:
            return
        self._checks = list(checks)
        empty(self._column)
        for tone, sentence in checks:
            holder = QWidget()
            line = QHBoxLayout(holder)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(Px.ICON_GAP)
            glyph = Glyph(self._theme, _SIGNS[tone], "text2" if tone == "print" else tone)
            line.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
            words = Words(sentence, "small", _TONES.get(tone, tone), wrap=True)
            line.addWidget(words, 1)
            self._column.addWidget(holder)
