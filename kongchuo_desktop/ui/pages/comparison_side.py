"""What is known of the chosen line: two lines field by field, what differs marked, and its acts."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.lists import KINDS
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.operations.comparison_outcomes import CASE
from kongchuo_desktop.operations.comparison_sheet import place_of
from kongchuo_desktop.operations.words import birth_text, day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.pages.comparison_rows import Row
from kongchuo_desktop.ui.pages.importing_arranged import hidden
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Chip, Rule, Words, empty
from kongchuo_desktop.ui.tokens import Px

_WORDS: Final = {
    "same": "是同一个孩子（1）", "apart": "不是（2）", "again": "撤回", "settle": "去向和佐证…",
    "open": "立案…", "scans": "看佐证", "card": "看档案",
}
_ENDS: Final = 2
"""Characters of a number at either end that are always shown."""


class ComparisonCard(Card):
    """``acted(action)``: same, apart, again, settle, open, scans, card."""

    acted = Signal(str)

    def __init__(self, ctx: AppContext, *, teaching: bool) -> None:
        super().__init__()
        self._ctx, self._teaching = ctx, teaching
        self.name = Words("", "strong", wrap=True)
        self.chip = Chip(ctx.theme, "")
        self.said = Words("", "small", "text2", wrap=True)
        self.lines, self.outcome = BothLines(), Facts(right=False)
        self.rest, self._rest_head = BothLines(), Words("原来的表里还写着", "caption")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Px.GRID, 0)
        column.setSpacing(Px.ICON_GAP)
        column.addWidget(self.name)
        column.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.said)
        self._rule, self._rest_rule = Rule(), Rule()
        for part in (self.lines, self._rule, self.outcome, self._rest_rule, self._rest_head,
                     self.rest):
            column.addWidget(part)
        column.addStretch()
        self.body.addWidget(Scrolled(inside), 1)
        self.buttons: dict[str, Button] = {}
        foot = QHBoxLayout()
        foot.setSpacing(Px.ICON_GAP)
        for action, words in _WORDS.items():
            button = Button(ctx.theme, words, size="small",
                            clicked=partial(self.acted.emit, action))
            self.buttons[action] = button
            foot.addWidget(button)
        foot.addStretch()
        self.body.addLayout(foot)

    def show_row(self, row: Row | None) -> None:
        """A line with all that can be done about it."""
        self.name.setText(row.person.name if row else "")
        self.chip.setVisible(row is not None)
        self.said.setText(f"{row.why.rstrip('。')}。" if row else "")
        if row is not None:
            self.chip.set(*row.state)
        self.lines.set(*_lines(row, veil=self._ctx.veil) if row else ((), ()))
        found = _outcome(row)
        self.outcome.set(found)
        for part in (self._rule, self.outcome):
            part.setVisible(bool(found))
        rest = _rest(row, veil=self._ctx.veil) if row else []
        self.rest.set((), rest)
        for shown in (self._rest_rule, self._rest_head, self.rest):
            shown.setVisible(bool(rest))
        wanted = self._actions(row) if row else ()
        for action, button in self.buttons.items():
            button.setVisible(action in wanted)

    def _actions(self, row: Row) -> Sequence[str]:
        if row.doubt is not None and row.doubt.other is not None:
            return ("same", "apart", *(("again",) if row.said else ())) if row.open else ()
        if row.hit is None:
            return ("settle",) if row.doubt is not None else ()
        found = ["settle"]
        opened = row.hit.outcome is not None and row.hit.outcome.found == CASE
        if self._teaching and not opened and row.hit.result != "unregistered":
            found.append("open")
        if row.hit.outcome is not None and row.hit.outcome.scans:
            found.append("scans")
        if row.hit.record:
            found.append("card")
        return found


class BothLines(QWidget):
    """Captions at the left, one line's values beside the other's."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Px.GAP)
        self._grid.setVerticalSpacing(Px.CHIP_GAP)
        for column in (1, 2):
            self._grid.setColumnStretch(column, 1)

    def set(self, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[str], bool]]) -> None:
        """``rows`` are caption, the values under the heads, and whether they differ."""
        empty(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for at, head in enumerate(heads, start=1):
            self._grid.addWidget(Words(head, "smallstrong", wrap=True), 0, at, top)
        for line, (caption, values, differs) in enumerate(rows, start=1):
            self._grid.addWidget(Words(caption, "small", "text2"), line, 0, top)
            for at, value in enumerate(values, start=1):
                words = Words(value, "smallstrong" if differs else "small",
                              "amber" if differs else "", wrap=True)
                self._grid.addWidget(words, line, at, top)


def _lines(row: Row, *, veil: bool) -> tuple[list[str], list[tuple[str, list[str], bool]]]:
    other = row.doubt.other if row.doubt else None
    heads, people = [row.where], [row.person]
    if row.doubt is not None and other is not None:
        heads.append(f"{KINDS[row.doubt.other_kind]} {place_of(other)}")
        people.append(other)
    numbers = [p.number or p.told for p in people]
    if not row.problem:  # there the digits themselves are what is wrong
        numbers = apart(*numbers) if len(numbers) > 1 else [identity.mask(numbers[0])]
    phones = [mask_phone(p.phone) for p in people]
    fields = (
        ("姓名", [p.name for p in people], {p.called for p in people}),
        ("证件号", numbers, {p.told for p in people}),
        ("出生", [birth_text(p.since) for p in people], {p.since for p in people}),
        ("性别", [p.sex for p in people], {p.sex for p in people}),
        ("监护人", ["、".join(p.guardians) for p in people], {p.kin for p in people}),
        ("住址", [p.place for p in people], {p.place for p in people}),
        ("电话", phones, {p.phone for p in people}),
        ("班级", [p.room for p in people], {p.room for p in people}),
    )
    covered = ("证件号", "电话") if veil else ()
    return heads, [
        (caption, [(VEILED if caption in covered else value) if value else "没有写"
                   for value in values], all(values) and len(known) > 1)
        for caption, values, known in fields if any(values)]


def _rest(row: Row, *, veil: bool) -> list[tuple[str, list[str], bool]]:
    """The other columns of the file, of a question those of both lines side by side."""
    people = [row.person, *([row.doubt.other] if row.doubt and row.doubt.other else [])]
    told = [dict(text.partition("：")[::2] for text in person.rest) for person in people]
    headings = dict.fromkeys(heading for one in told for heading in one)
    return [(heading, [_shown(one.get(heading, ""), veil=veil) for one in told], False)
            for heading in headings]


def _shown(text: str, *, veil: bool) -> str:
    masked = hidden(text)
    return VEILED if veil and masked != text else masked or "—"


def apart(one: str, other: str) -> list[str]:
    """Two numbers masked but for where they differ, and their ends."""
    if one == other or not (one and other):
        return [identity.mask(number) if number else "" for number in (one, other)]
    room = min(len(one), len(other))
    before = next((at for at in range(room) if one[at] != other[at]), room)
    behind = next((at for at in range(room - before) if one[-1 - at] != other[-1 - at]),
                  room - before)

    def masked(number: str) -> str:
        end = len(number) - behind
        return "".join(
            digit if before <= at < end or at < _ENDS or at >= len(number) - _ENDS else "*"
            for at, digit in enumerate(number))

    return [masked(one), masked(other)]


def _outcome(row: Row | None) -> list[tuple[str, str]]:
    """What was found of the child, when, on what evidence and by whom, or who answered."""
    if row and row.said:
        return [("核对的人", row.said.by), ("哪天", day_text(date.fromisoformat(row.said.day)))]
    found = row.hit.outcome if row and row.hit else None
    if found is None:
        return []
    told = [("去向", found.found), ("哪天核实", day_text(found.day)), ("凭什么", found.note),
            ("谁登记的", found.by), ("扫描件", f"{found.scans}张" if found.scans else ""),
            ("还缺的佐证", found.lacks)]
    return [(caption, value) for caption, value in told if value]
