"""The banner of 一生一档: what a superior asks about this child, else what is due next."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from kongchuo_desktop.operations.corrections import STATE_WORDS, Request
from kongchuo_desktop.operations.dossier import Dossier
from kongchuo_desktop.operations.overview import Due
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.pages.today_words import clause_words, due_words, tone_of, verb_of
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.theme import Theme


class BannerPlace(QVBoxLayout):
    """Where it stands: ``request_acted`` and ``answered`` are about what was asked, ``due_acted``
    and ``put_off`` about what is due."""

    request_acted = Signal(object)
    answered = Signal(object)
    due_acted = Signal(object)
    put_off = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.shown: Banner | None = None

    def show_for(self, view: Dossier, requests: Sequence[Request], *, teaching: bool) -> None:
        """What comes first of a child; ``teaching``: duties are for those who teach."""
        if self.shown is not None:
            self.removeWidget(self.shown)
            self.shown.hide()
            self.shown.deleteLater()
        self.shown = request_banner(self._theme, requests)
        if self.shown is not None:
            request: Request = requests[0]
            self.shown.acted.connect(lambda: self.request_acted.emit(request))
            self.shown.put_off.connect(lambda: self.answered.emit(request))
        elif teaching and (banner := due_banner(self._theme, view)) is not None:
            due: Due = view.dues[0]
            self.shown = banner
            banner.acted.connect(lambda: self.due_acted.emit(due))
            banner.put_off.connect(lambda: self.put_off.emit(due))
        if self.shown is not None:
            self.addWidget(self.shown)


def request_banner(theme: Theme, requests: Sequence[Request]) -> Banner | None:
    """What was asked of this unit or by it, the open one first; None where there is nothing."""
    if not requests:
        return None
    first, more = requests[0], len(requests) - 1
    text = f"“{first.sentence}” {first.by} {day_text(first.day)}"
    text += f"；还有{more}处" if more else ""
    if first.mine:
        said = f"：{first.answer}" if first.answer else ""
        return Banner(theme, "amber" if first.state == "open" else "green",
                      f"退回过{first.what} · {STATE_WORDS[first.state]}{said}", text,
                      action="看退回的", icon="undo-2")
    return Banner(theme, "amber", f"{first.asker}请核对：{first.what}", text,
                  action="改这一项" if first.table == "pupil" else "去看", primary=True,
                  later="核对无误…", icon="undo-2")


def due_banner(theme: Theme, view: Dossier) -> Banner | None:
    """What is due next, or None when nothing is; what others must do is no banner."""
    due = next((d for d in view.dues if not d.line.first.watch), None)
    if due is None or due is not view.dues[0]:
        return None
    duty = due.line.first
    word = due_words(duty, view.today)
    title = f"{word}：{duty.ask}" if duty.due else duty.ask
    text = duty.reason
    if duty.due is not None and duty.overdue_days:
        text += f"，应在{duty.due.month}月{duty.due.day}日前办"
    if duty.clause is not None:
        text += f" · {clause_words(duty.clause)}"
    if due.put_off is not None:
        noted = due.put_off
        text += f" · 先不办，到{noted.until.month}月{noted.until.day}日：{noted.why}"
    tone = tone_of(duty)
    return Banner(theme, "blue" if tone == "grey" else tone, title, text,
                  action=verb_of(duty, due.way, due.person), primary=True,
                  later="" if due.put_off else "先不办…",
                  icon="circle-alert" if tone == "red" else "clock")
