"""The rows beside a rate: whom each part counts, how things were read, numbers of the year."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect

from kongchuo_desktop.domain.indicators.model import Rate, Reading, Side, Term
from kongchuo_desktop.operations.indicator_answers import YearNumber, can_choose
from kongchuo_desktop.operations.indicator_words import whence
from kongchuo_desktop.ui.pages.settings_figures import ORIGINS
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of a side, or what all its parts come to.

    ``said`` names it, ``shown`` is its size with the sign by which it is counted.
    """

    side: str
    said: str
    shown: str
    pupils: tuple[str, ...]
    stated: bool = False


def part_rows(rate: Rate) -> list[Row]:
    """The parts of both sides, each side's sum first where it has several."""
    sides = [("分子", rate.numerator)]
    if rate.denominator is not None:
        sides.append(("分母", rate.denominator))
    else:
        sides = [("人数", rate.numerator)]
    lines = [line for word, side in sides for line in _of_side(word, side)]
    return [Row(f"{line.side}/{line.said}", line,
                f"{line.side}，{line.said}，{line.shown}") for line in lines]


def _of_side(word: str, side: Side) -> Iterator[PartLine]:
    if len(side.terms) > 1:
        stated = any(term.stated is not None for term in side.terms)
        yield PartLine(word, "合起来", str(side.count), () if stated else side.pupils, stated)
    for at, term in enumerate(side.terms):
        yield PartLine(word, term.said, f"{_sign(term, at)}{term.size}", term.pupils,
                       term.stated is not None)


def _sign(term: Term, at: int) -> str:
    return "－" if term.minus else "＋" if at else ""


class PartDelegate(RowDelegate):
    """The side in grey, what is counted, and how many: blue where it opens its pupils."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.TABLE_ROW_NARROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, -Px.HAIR)

    def items(self, payload: PartLine, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect)
        if payload.pupils:
            flow.icon("chevron-right", "accent_text", from_right=True)
            flow.gap(Px.GRID, from_right=True)
            flow.link(payload.shown, "main", size=Type.BODY, from_right=True)
        else:
            flow.text(payload.shown, bold=True, from_right=True)
        flow.gap(from_right=True)
        flow.text(payload.side, Type.SMALL, colour="text3").gap()
        return flow.rest(f"{payload.said}{'（只有数，没有名单）' if payload.stated else ''}",
                         colour="text").items


def reading_row(reading: Reading) -> Row:
    return Row(reading.key, reading,
               f"{reading.question}{reading.chosen}，{ORIGINS[reading.origin][0]}")


class ReadingDelegate(RowDelegate):
    """The question above; below what holds, whose word that is and where it comes from."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW_NARROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, -Px.HAIR)

    def items(self, payload: Reading, rect: QRect, *, selected: bool) -> list[Item]:
        outer = Flow(self.theme, rect)
        if can_choose(payload):
            outer.push("修改…", "main").gap(from_right=True)
        above, below = outer.halves()
        above.rest(payload.question, Type.SMALL)
        below.chip(*ORIGINS[payload.origin]).gap(Px.CHIP_GAP)
        below.rest(payload.chosen, Type.SMALL, colour="text", bold=True)
        source = whence(payload)
        if source:
            below.gap().rest(source, Type.CAPTION, colour="text3")
        return outer.items + above.items + below.items


def number_row(number: YearNumber) -> Row:
    shown = f"{number.value}人" if number.value is not None else "没有写"
    return Row(number.name, number, f"{number.question}{shown}")


class NumberDelegate(RowDelegate):
    """The question above, the number with who wrote it below, and the button that writes it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW_NARROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, -Px.HAIR)

    def items(self, payload: YearNumber, rect: QRect, *, selected: bool) -> list[Item]:
        outer = Flow(self.theme, rect)
        outer.push("填写…" if payload.value is None else "改…", "main").gap(from_right=True)
        above, below = outer.halves()
        above.rest(payload.question, Type.SMALL)
        if payload.value is None:
            below.chip("没有写", "amber")
        else:
            below.text(f"{payload.value}人", Type.SMALL, bold=True)
            below.gap().rest(f"{payload.year}，{payload.by}：{payload.why}", Type.CAPTION,
                             colour="text3")
        return outer.items + above.items + below.items
