"""Indicators as an Excel file: a sheet for each level, names only where they are asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.county import listed
from kongchuo_desktop.operations.indicator_words import (
    aim_words,
    base_words,
    days_words,
    explained,
    source_words,
    standing_words,
)
from kongchuo_desktop.sheets.page import CellValue, Heading, Page
from kongchuo_desktop.sheets.pages import write_pages
from kongchuo_desktop.store.store import Store

LEVELS: Final[Mapping[str, str]] = {
    "county": "全县", "township": "各乡镇", "school": "全校", "class": "各班"}
"""Scope of a rate → the sheet of it; at a bureau there are several schools."""
SCHOOLS: Final = "各校"
MOST_NAMES: Final = 50_000
"""Lines of names in one file: with more, no Excel on an old computer opens it."""
_HEADS: Final = (
    Heading("序号", "center"), Heading("单位"), Heading("指标"), Heading("数值", "right"),
    Heading("分子", "right"), Heading("分母", "right"), Heading("怎样算", width=40),
    Heading("算式", width=30), Heading("目标", "center"), Heading("达到没有", "center"),
    Heading("口径", "center"), Heading("依据"), Heading("从哪天到哪天"),
    Heading("说明", width=40))
_NAMED: Final = (
    Heading("序号", "center"), Heading("单位"), Heading("指标"), Heading("姓名"), Heading("班级"),
    Heading("在分子里", "center"), Heading("在分母里", "center"))
_FOOT: Final = "只有数、没有名单的（如由人写的招生数）不在这张表里。"


@dataclass(frozen=True, slots=True)
class _Named:
    """A pupil behind a rate, and how many times each side counts it."""

    rate: Rate
    pupil: str
    above: int
    below: int


def indicator_sheet(store: Store, *, rates: Sequence[Rate], named: Sequence[Rate] = ()) -> bytes:
    """An .xlsx.

    Args:
        rates: all of them; each level has a sheet of its own.
        named: those of which the pupils are written down, on one further sheet.

    Raises:
        KnownError: ``too_many_names``.
    """
    people = [one for rate in named for one in _behind(rate)]
    if len(people) > MOST_NAMES:
        raise KnownError(
            "too_many_names", f"这些指标的名单有{len(people):,}行，一个表装不下。",
            kept="没有写文件。", todo="先找出要的那几个指标或者单位，再导出；或者导出不带名单的。")
    pages = [_page(level, found, store) for level in LEVELS
             if (found := [rate for rate in rates if rate.scope == level])]
    if named:
        pages.append(Page("名单", "指标的名单", _NAMED, _names(store, people), _FOOT))
    return write_pages(pages, unit=store.header.unit_name, day=store.now().date())


def _page(level: str, rates: Sequence[Rate], store: Store) -> Page:
    many = store.role == "bureau" and level == "school"
    title = SCHOOLS if many else LEVELS[level]
    return Page(title, f"控辍保学指标（{title}）", _HEADS,
                ([at, *_cells(rate)] for at, rate in enumerate(rates, start=1)))


def _cells(rate: Rate) -> list[CellValue]:
    above, below = ("" if side is None or rate.missing else side.count
                    for side in (rate.numerator, rate.denominator))
    return [rate.of_name, rate.title, rate.shown, above, below, rate.formula,
            rate.reckoned if rate.shown else "", aim_words(rate), standing_words(rate),
            base_words(rate), source_words(rate), days_words(rate), "".join(explained(rate))]


def _behind(rate: Rate) -> Iterator[_Named]:
    above = Counter(rate.numerator.pupils)
    below = Counter(rate.denominator.pupils if rate.denominator is not None else ())
    for pupil in dict.fromkeys((*above, *below)):
        yield _Named(rate, pupil, above[pupil], below[pupil])


def _names(store: Store, people: Iterable[_Named]) -> Iterator[list[CellValue]]:
    each = list(people)
    known = {one.pupil: one for one in listed(store, dict.fromkeys(one.pupil for one in each))}
    for at, one in enumerate(each, start=1):
        found = known.get(one.pupil)
        name, room = (found.name, found.room) if found is not None else ("", "")
        yield [at, one.rate.of_name, one.rate.title, name, room, _times(one.above),
               _times(one.below)]


def _times(count: int) -> CellValue:
    """``√`` of one who is counted once, else how often."""
    return "√" if count == 1 else count or ""
