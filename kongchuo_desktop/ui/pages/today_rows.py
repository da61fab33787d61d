"""The rows of 今日: a duty with its one button, and the line of a folded group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem

from kongchuo_desktop.domain.duties.model import GROUP_NAMES
from kongchuo_desktop.domain.duties.situation import GROUPS
from kongchuo_desktop.operations.overview import Due
from kongchuo_desktop.ui.pages.today_words import (
    clause_words,
    due_words,
    kind_word,
    sign_of,
    title_of,
    tone_of,
    verb_of,
)
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Head, Index, Row, RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

OPEN = ("overdue", "today", "week")
"""Groups that are shown row by row; the others are one line until they are unfolded."""
_LINK = 132
_DUE = 72
_BUTTON = 100
_ASIDE_FROM = 780
"""Row width from which the clause has a column of its own."""


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty line as the delegate paints it; ``primary`` has the blue button.

    What is ``coming`` cannot be done yet: it has no button and is grey.
    """

    due: Due
    today: date
    primary: bool
    veil: bool

    @property
    def coming(self) -> bool:
        arises = self.due.line.first.arises
        return arises is not None and arises > self.today


@dataclass(frozen=True, slots=True)
class FoldRow:
    """The one line of a folded group: how many, and whom the first of them concern."""

    group: str
    count: int
    names: str
    open: bool


def groups_of(dues: Sequence[Due], today: date, *, unfolded: set[str],
              veil: bool) -> list[tuple[Head | None, list[Row]]]:
    """Open groups row by row, then one card of groups folded to a line each."""
    found: list[tuple[Head | None, list[Row]]] = []
    first = first_overdue(dues)
    rest: list[Row] = []
    for group in GROUPS:
        mine = [d for d in dues if d.line.first.group == group]
        if not mine:
            continue
        rows = [duty_row(d, today, primary=d is first, veil=veil) for d in mine]
        if group in OPEN:
            colour = "red" if group == "overdue" else "text"
            found.append((Head(GROUP_NAMES[group], len(mine), colour), rows))
        else:
            rest.append(fold_row(group, mine, opened=group in unfolded))
            rest += rows if group in unfolded else []
    if rest:
        found.append((Head("其余"), rest))
    return found


def first_overdue(dues: Sequence[Due]) -> Due | None:
    """Whose button is blue: the most overdue that was not put off."""
    return next((d for d in dues if d.line.first.group == "overdue" and d.put_off is None), None)


def fold_row(group: str, dues: Sequence[Due], *, opened: bool) -> Row:
    pupils_first = sorted(dues, key=lambda d: d.person is None)
    names = "、".join(dict.fromkeys(title_of(d.line.first) for d in pupils_first))
    said = f"{GROUP_NAMES[group]}{len(dues)}件，{'收起' if opened else '展开'}"
    return Row(f"fold/{group}", FoldRow(group, len(dues), names, opened), said)


def duty_row(due: Due, today: date, *, primary: bool, veil: bool) -> Row:
    """The row of one line of duties; spoken as one sentence."""
    duty, made = due.line.first, DutyRow(due, today, primary, veil)
    clause = f"，{clause_words(duty.clause)}" if duty.clause else ""
    verb = "" if made.coming else f"，{verb_of(duty, due.way, due.person)}"
    spoken = f"{title_of(duty)}，{duty.sentence}，{due_words(duty, today)}{clause}{verb}"
    return Row(duty.id, made, spoken)


def printed(dues: Sequence[Due], today: date) -> list[dict[str, str]]:
    """The lines of the printed list."""
    found = []
    for due in dues:
        duty = due.line.first
        found.append({
            "pupil": title_of(duty), "act": verb_of(duty, due.way, due.person),
            "why": duty.sentence, "clause": clause_words(duty.clause) if duty.clause else "",
            "due": due_words(duty, today)})
    return found


def chips_of(row: DutyRow) -> list[tuple[str, Tone]]:
    """Class and tags of a pupil (tags hidden by F9), or the kind of a school's line."""
    due = row.due
    if due.person is None:
        return [(kind_word(due.line.first), "grey")]
    chips: list[tuple[str, Tone]] = [(due.person.room, "grey")] if due.person.room else []
    if due.draft:
        chips.append(("写了一半", "blue"))
    if due.put_off:
        chips.append((f"先不办，到{due.put_off.until.month}月{due.put_off.until.day}日", "grey"))
    return chips if row.veil else chips + [(tag, "violet") for tag in due.person.tags]


class DutyDelegate(RowDelegate):
    """Sign, name and chips over reason · ask, clause link, due word, one button."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)

    def items(self, payload: DutyRow | FoldRow, rect: QRect, *, selected: bool) -> list[Item]:
        return self._fold(payload, rect) if isinstance(payload, FoldRow) else self._duty(
            payload, rect)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        if isinstance(index.data(PAYLOAD), FoldRow):
            size.setHeight(size.height() - self.height + Px.HEADER_NARROW)
        return size

    def _fold(self, row: FoldRow, rect: QRect) -> list[Item]:
        flow = Flow(self.theme, rect)
        flow.icon("chevron-down" if row.open else "chevron-right").gap()
        flow.text(GROUP_NAMES[row.group], bold=True).gap(Px.CHIP_GAP)
        flow.text(str(row.count), Type.SMALL, colour="text3").gap(Px.INSIDE)
        flow.link("收起" if row.open else "展开", "main", size=Type.SMALL, from_right=True)
        flow.gap(Px.INSIDE, from_right=True)
        return flow.rest(row.names).items

    def _duty(self, row: DutyRow, rect: QRect) -> list[Item]:
        duty, wide = row.due.line.first, rect.width() >= _ASIDE_FROM
        tone = tone_of(duty)
        flow = Flow(self.theme, rect)
        flow.sign(sign_of(duty, row.due.way, row.due.person), tone).gap(Px.GAP)
        if row.coming:
            flow.gap(self.theme.px(_BUTTON), from_right=True)
        else:
            flow.push(verb_of(duty, row.due.way, row.due.person), "main",
                      kind="primary" if row.primary else "plain", width=self.theme.px(_BUTTON))
        flow.gap(Px.INSIDE, from_right=True)
        word = due_words(duty, row.today)
        flow.text(word, Type.SMALL, bold=tone != "grey", from_right=True,
                  colour="text2" if tone == "grey" else tone,
                  width=max(self.theme.px(_DUE), self.theme.width(word, Type.SMALL, bold=True) + 1))
        flow.gap(Px.INSIDE, from_right=True)
        if duty.clause is not None and wide:
            flow.link(self._clauses(row.due), "clause", icon="bookmark", from_right=True,
                      width=self.theme.px(_LINK))
        above, below = flow.gap(from_right=True).halves(Px.CHIP_GAP)
        above.text(title_of(duty), bold=not row.coming, colour="text2" if row.coming else "text")
        return (flow.items + above.chips(chips_of(row)).items
                + self._reason(row.due, below, wide=wide, grey=row.coming))

    def _reason(self, due: Due, flow: Flow, *, wide: bool, grey: bool) -> list[Item]:
        duty, colour = due.line.first, "text3" if grey else "text2"
        if duty.clause is None or wide:
            return flow.rest(duty.sentence, colour=colour).items
        words = self._clauses(due)
        need = self.theme.width(words, Type.CAPTION) + Px.INSIDE + Px.GAP
        flow.right -= need
        flow.rest(duty.sentence, colour=colour)
        flow.right += need
        return flow.gap(Px.GAP).link(words, "clause", icon="bookmark").items

    @staticmethod
    def _clauses(due: Due) -> str:
        """The first clause and how many more stand behind the same line."""
        assert due.line.first.clause is not None
        more = len({d.clause.id for d in due.line.others if d.clause}
                   - {due.line.first.clause.id})
        return clause_words(due.line.first.clause) + (f" 等{more + 1}条" if more else "")
