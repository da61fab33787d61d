"""Who wrote a value, when and on which computer, in one line."""

from datetime import UTC, datetime

from kongchuo_desktop.operations.joins import Told
from kongchuo_desktop.operations.questions import Answer


def told_words(told: Told | Answer | None) -> str:
    """``周老师 · 9月3日填 · 七年级1班电脑``; what is not known is left out."""
    if told is None:
        return ""
    when = ""
    if told.at:
        at = datetime.fromtimestamp(told.at / 1000, UTC).astimezone()
        when = f"{at.month}月{at.day}日填"
    machine = told.machine if told.machine != told.by else ""
    return " · ".join(filter(None, (told.by, when, machine)))
