"""The lines of 两边不一样: whom and what, and each answer a button with who wrote it and when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt

from kongchuo_desktop.domain.likeness import Alike
from kongchuo_desktop.operations.disagreements import Line, sender_of
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.pages.pupil_ask import answer_words
from kongchuo_desktop.ui.parts.paint import Flow, Item, Push
from kongchuo_desktop.ui.parts.paint import Line as PaintedLine
from kongchuo_desktop.ui.parts.rows import Head, Row, RowDelegate
from kongchuo_desktop.ui.parts.words import chip_size
from kongchuo_desktop.ui.tokens import Px, Type
from kongchuo_desktop.ui.told import told_words

TAKE = ("take0", "take1", "take2")
"""Actions of the first answers, by their digits."""
MOST = 60
"""Lines of a group that are shown at once; nobody goes through thousands one by one."""
_MOST = len(TAKE)
_LEFT = 0.3
"""Share of a row for whom and what."""
_LONG_NAME = "一" * 17
"""So long a name, dots included, has room beside two answers that are as long."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is shown; ``chosen`` is the answer it was settled by a moment ago."""

    line: Line
    chosen: int | None = None
    tips: str = ""

    @property
    def settled(self) -> bool:
        return bool(self.tips)


@dataclass(frozen=True, slots=True)
class Rest:
    """Lines of a group that are not shown."""

    count: int


def groups_of(shown: Sequence[Shown], *, by_sender: bool) -> list[tuple[Head | None, list[Row]]]:
    """Lines under the field they are about, or under the computer that wrote last."""
    named: Callable[[Shown], str] = _last_sender if by_sender else lambda one: one.line.group
    found: dict[str, list[Shown]] = {}
    for one in shown:
        found.setdefault(named(one), []).append(one)
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(Head(name, len(ones)), _rows(name, ones)) for name, ones in ordered]


def _rows(name: str, ones: Sequence[Shown]) -> list[Row]:
    rows = [Row(one.line.id, one, _spoken(one)) for one in ones[:MOST]]
    rest = len(ones) - len(rows)
    if rest:
        rows.append(Row(f"rest {name}", Rest(rest), _rest_words(rest)))
    return rows


def _rest_words(count: int) -> str:
    return f"还有{count}处，选完上面的再列出来；也可以点“全部以……为准”，一次选定"


def _last_sender(one: Shown) -> str:
    return f"{sender_of(one.line.question.answers[0]) or '不知道是谁'}填的在后"


def _spoken(one: Shown) -> str:
    line = one.line
    said = "；".join(f"{at}，{answer_words(line.question, found)}，{told_words(found)}"
                    for at, found in enumerate(line.question.answers, start=1))
    return f"{line.who}，{line.question.what}，{line.held or said}"


class DisagreementDelegate(RowDelegate):
    """Name and class above, the field below; each answer a button, who and when below it."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx.theme, height=Px.DUTY_ROW)
        self._ctx = ctx

    def items(self, payload: Shown | Rest, rect: QRect, *, selected: bool) -> list[Item]:
        if isinstance(payload, Rest):
            return Flow(self.theme, rect).rest(_rest_words(payload.count)).items
        line = payload.line
        longest = self.theme.width(_LONG_NAME, Type.BODY, bold=True) + Px.HAIR
        room = max(round(rect.width() * _LEFT), longest + Px.GAP)
        half = rect.height() // 2
        top = QRect(rect.left(), rect.top() + Px.GRID, room - Px.GAP, half - Px.FOCUS)
        below = QRect(top.left(), rect.top() + half, top.width(), half - Px.GRID)
        head = Flow(self.theme, top).text(line.who, bold=True)
        chip = chip_size(self.theme, line.where).width()
        beside = bool(line.where) and head.left + Px.CHIP_GAP + chip <= head.right
        if beside:
            head.chips([(line.where, "grey")])
        state = Flow(self.theme, below)
        if payload.settled:
            state.chip("已选定", "green").gap(Px.CHIP_GAP)
        state.rest(" · ".join(filter(None, (line.question.what, "" if beside else line.where))))
        right = QRect(rect.left() + room, rect.top(), rect.width() - room, rect.height())
        answers = self._held(line, right) if line.held else self._answers(payload, right)
        return [*head.items, *state.items, *answers]

    def _held(self, line: Line, rect: QRect) -> list[Item]:
        flow = Flow(self.theme, rect)
        if line.day is not None and line.class_id:
            flow.push("去考勤核对", "open").gap(Px.GAP, from_right=True)
        return flow.rest(line.held, colour="text2").items

    def _answers(self, payload: Shown, rect: QRect) -> list[Item]:
        answers = payload.line.question.answers
        width = (rect.width() + Px.ICON_GAP) // min(max(len(answers), 2), _MOST)
        items: list[Item] = []
        told_height = Px.CHIP - Px.GRID
        air = rect.height() - Px.BUTTON_SMALL - Px.FOCUS - told_height
        for at, found in enumerate(answers[:_MOST]):
            place = QRect(rect.left() + at * width, rect.top() + air // 2,
                          width - Px.ICON_GAP, Px.BUTTON_SMALL)
            text = f"{at + 1}  {self._value(payload, at)}"
            items.append(Push(
                rect=place, text=self._fitting(text, place.width() - 2 * Px.PAD_SMALL),
                action=TAKE[at], kind="primary" if payload.chosen == at else "plain",
                tip="" if self._ctx.veil else text))
            told = QRect(place.left(), place.bottom() + Px.FOCUS, place.width(), told_height)
            more = f"，另有{len(answers) - _MOST}种" if at == _MOST - 1 < len(answers) - 1 else ""
            items.append(PaintedLine(rect=told, text=told_words(found) + more, size=Type.CAPTION,
                                     colour="text3", elide=Qt.TextElideMode.ElideRight))
        return items

    def _value(self, payload: Shown, at: int) -> str:
        question = payload.line.question
        return VEILED if self._ctx.veil else answer_words(question, question.answers[at])

    def _fitting(self, text: str, width: int) -> str:
        metrics = self.theme.metrics(Type.SMALL, bold=True)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two pupils that may be one child, with their labels."""

    pair: Alike
    one: str
    other: str


def pair_groups(pairs: Iterable[Alike], labels: Mapping[str, str]
                ) -> list[tuple[Head | None, list[Row]]]:
    """The certain ones first."""
    found: dict[bool, list[Row]] = {True: [], False: []}
    for pair in pairs:
        one, other = labels.get(pair.one, ""), labels.get(pair.other, "")
        found[pair.certain].append(Row(f"{pair.one}+{pair.other}", PairLine(pair, one, other),
                                       f"{one}，{other}，{pair.why}"))
    return [(Head(head, len(rows)), rows) for head, rows in (
        ("证件号和姓名都相同", found[True]), ("要看一看", found[False])) if rows]


class PairDelegate(RowDelegate):
    """Both labels, the reason as a chip, one button."""

    def items(self, payload: PairLine, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).sign("users-round",
                                           "green" if payload.pair.certain else "amber")
        flow.gap(Px.GAP).push("核对", "main").gap(Px.GAP, from_right=True)
        half = rect.height() // 2
        room = QRect(flow.left, rect.top() + Px.GRID, flow.right - flow.left, half - Px.FOCUS)
        below = QRect(room.left(), rect.top() + half, room.width(), half - Px.GRID)
        names = Flow(self.theme, room).chip(
            payload.pair.why, "green" if payload.pair.certain else "amber", from_right=True)
        names.gap(Px.GAP, from_right=True).rest(payload.one, Type.BODY, colour="text")
        return [*flow.items, *names.items,
                *Flow(self.theme, below).rest(payload.other, Type.BODY, colour="text").items]
