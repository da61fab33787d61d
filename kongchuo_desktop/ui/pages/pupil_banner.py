"""The banner of 一生一档: the next thing that is due about this child."""

from kongchuo_desktop.operations.dossier import Dossier
from kongchuo_desktop.ui.pages.today_words import clause_words, due_words, tone_of, verb_of
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.theme import Theme


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
