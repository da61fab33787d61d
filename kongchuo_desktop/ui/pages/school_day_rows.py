"""The people of 全校考勤: who did not come back in time, and who is away today, class by class."""

from collections.abc import Sequence

from PySide6.QtCore import QRect

from kongchuo_desktop.domain.facts import UNEXCUSED
from kongchuo_desktop.operations.late_return import LateReturn, LateReturns
from kongchuo_desktop.operations.roll_call import lesson_words
from kongchuo_desktop.operations.school_day import Away, SchoolDay
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KIND
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Head, Row, RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


class AwayDelegate(RowDelegate):
    """Name and kind at the left, what is known or still to ask at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.TABLE_ROW)

    def items(self, payload: Away | LateReturn, rect: QRect, *, selected: bool) -> list[Item]:
        kind = BY_KIND[payload.kind]
        flow = Flow(self.theme, rect)
        if isinstance(payload, LateReturn) and payload.back is None:
            flow.link("再问问" if payload.told else "问去向", "ask", from_right=True)
            flow.gap(from_right=True)
        flow.text(payload.name, Type.SMALL, bold=True).gap()
        flow.chip(kind.word, kind.tone).gap()
        return flow.rest(away_words(payload)).items


def away_words(one: Away | LateReturn) -> str:
    """Lessons missed; of a late return when the child came, or cause and whereabouts."""
    if isinstance(one, Away):
        return lesson_words(one.lessons, one.kind)
    if one.back is not None:
        return f"{one.room}　{day_text(one.back)}到校"
    known = "，".join(filter(None, (one.cause, one.whereabouts)))
    return f"{one.room}　{known or ('已登记' if one.told else '还没有来')}"


def away_groups(found: SchoolDay,
                late: LateReturns | None) -> list[tuple[Head | None, Sequence[Row]]]:
    """Late returns first, as long as somebody is still away; then the day's marks by class."""
    groups: list[tuple[Head | None, Sequence[Row]]] = []
    if late is not None and any(one.back is None for one in late.pupils):
        since = late.reopening
        said = f"{day_text(since.day)}{since.after}{'' if since.term else '后'}没有按时返校"
        groups.append((Head(said, len(late.pupils), "red"),
                       [Row(f"late/{one.pupil}", one, _spoken(one)) for one in late.pupils]))
    for room in found.classes:
        if room.filed and room.away:
            count = sum(one.kind in UNEXCUSED for one in room.away)
            groups.append((Head(room.name, len(room.away), "red" if count else "text"),
                           [Row(one.pupil, one, _spoken(one)) for one in room.away]))
    return groups


def _spoken(one: Away | LateReturn) -> str:
    return "，".join(filter(None, (one.name, one.kind, away_words(one))))
