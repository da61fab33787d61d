"""新建个案: choosing the pupil, then the form that opens the case."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from kongchuo_desktop.operations.namesakes import label_of, told_apart
from kongchuo_desktop.operations.roster import PupilCard, find_pupils, list_pupils
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import open_opening
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput


def begin_case(ctx: AppContext, window: QWidget) -> None:
    """Ask for the pupil, then for day and reason."""
    store = ctx.store
    ctx.read(lambda: list_pupils(store), lambda cards: PupilAsk(ctx, window, cards).open(),
             owner=window)


class PupilAsk(FormDialog):
    """One field: name, pinyin initials or seat; the list under it shows who is meant."""

    def __init__(self, ctx: AppContext, window: QWidget, cards: list[PupilCard]) -> None:
        super().__init__(ctx.theme, window, title="新建个案", verb="选这个学生")
        self._ctx, self._window, self._cards = ctx, window, cards
        self.who = LineInput(ctx.theme, "姓名、拼音首字母、座号", icon="search")
        said = told_apart(cards)
        self._labels = {label_of(card, said): card for card in cards}
        completer = QCompleter(list(self._labels), self.who)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.who.setCompleter(completer)
        self.add("who", "给谁立案", self.who, hint="旷课到了天数的，程序会自己立案。")
        self.submitted.connect(self._choose)

    def _choose(self) -> None:
        text = self.who.text().strip()
        exact = self._labels.get(text)
        found = [exact] if exact else find_pupils(self._cards, text)
        if not text or len(found) != 1:
            self.set_errors({"who": f"有{len(found)}名学生对得上，多写几个字。" if text and found
                             else f"没有找到“{text}”。" if text else "写上姓名。"})
            return
        self.accept()
        open_opening(self._ctx, self._window, pupil=found[0].id, name=found[0].name)
