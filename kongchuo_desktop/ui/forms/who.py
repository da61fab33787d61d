"""Which pupil is meant: named by name, pinyin or seat, namesakes told apart."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from kongchuo_desktop.operations.namesakes import label_of, told_apart
from kongchuo_desktop.operations.roster import PupilCard, find_pupils
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.theme import Theme

_HOW = "姓名、拼音首字母、座号"


class PupilInput(LineInput):
    """A line that lists below whom of ``cards`` the typed words fit; ``without`` is never meant."""

    def __init__(self, theme: Theme, cards: Sequence[PupilCard], *, placeholder: str = _HOW,
                 without: str = "") -> None:
        super().__init__(theme, placeholder, icon="search")
        self._cards = [card for card in cards if card.id != without]
        said = told_apart(cards)
        self._labels = {label_of(card, said): card for card in self._cards}
        completer = QCompleter(list(self._labels), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)

    def meant(self) -> tuple[PupilCard | None, str]:
        """The one pupil that was named, or a sentence about why it is not clear who."""
        text = self.text().strip()
        if not text:
            return None, "写上姓名。"
        exact = self._labels.get(text)
        found = [exact] if exact is not None else find_pupils(self._cards, text)
        if len(found) == 1:
            return found[0], ""
        return None, (f"有{len(found)}名学生对得上，多写几个字，或者从下面列出的里面选。" if found
                      else f"没有找到“{text}”。")


class PupilAsk(FormDialog):
    """One pupil is asked for; ``chosen(card)`` after the form has closed."""

    def __init__(self, window: QWidget, who: PupilInput, chosen: Callable[[PupilCard], object], *,
                 theme: Theme, title: str, verb: str, label: str, hint: str) -> None:
        super().__init__(theme, window, title=title, verb=verb)
        self.who, self._chosen = who, chosen
        self.add("who", label, who, hint=hint)
        self.submitted.connect(self._choose)

    def _choose(self) -> None:
        card, why = self.who.meant()
        if card is None:
            self.set_errors({"who": why})
            return
        self.accept()
        self._chosen(card)
