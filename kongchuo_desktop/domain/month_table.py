"""A span by grade, such as a month: who was there, who came and left, who is there or missing.

Every figure is a list of pupils, so that behind each number stands who it counts. A pupil stands
in the grade of the last class of the span, before and after, so that a line balances whatever
class changes there were: 上月末 + 增加 − 减少 = 本月末 (paperwork §6).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_desktop.domain.facts import Pupil

CAME: tuple[str, ...] = ("in_new", "in_transfer", "in_returned", "in_other")
LEFT: tuple[str, ...] = ("out_graduated", "out_transfer", "out_suspended", "out_died",
                         "out_abroad", "out_other")
THERE: tuple[str, ...] = ("before", *CAME, *LEFT, "after", "present", "gap")
ASKED: tuple[str, ...] = ("suspected_new", "suspected_all", "dropout_new", "dropout_all", "visits",
                          "returned", "still", "sessions", "focus")
"""What cases and acts say; the table takes them as they are given."""
COLUMNS = (*THERE, *ASKED)

_CAME_BY: Mapping[str, str] = {"报到": "in_new", "转入": "in_transfer", "复学": "in_returned",
                               "借读": "in_other"}
_LEFT_BY: Mapping[str, str] = {"毕业": "out_graduated", "转出": "out_transfer",
                               "休学": "out_suspended", "死亡": "out_died"}
_ABROAD = ("出国", "出境", "国外", "境外")
_GRADES = "一二三四五六七八九"
_LAST_OF_PRIMARY = 6


@dataclass(frozen=True, slots=True)
class Move:
    """An enrollment change of one pupil; ``why`` is what was written beside it."""

    day: date
    kind: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One grade; ``pupils``: column → who it counts, one of whom it counts several things often."""

    grade: int
    pupils: Mapping[str, tuple[str, ...]]

    def count(self, column: str) -> int:
        return len(self.pupils.get(column, ()))


def month_table(pupils: Iterable[Pupil], moves: Mapping[str, Sequence[Move]], *, first: date,
                last: date, grade_on: Callable[[Pupil, date], int],
                missing: frozenset[str] = frozenset(), grades: Iterable[int] = (),
                asked: Mapping[str, Iterable[str]] | None = None) -> list[MonthLine]:
    """The lines of a span of days, by grade.

    Args:
        moves: pupil → its enrollment changes, oldest first.
        grade_on: the grade of a pupil's class on a day, as the month's end counts grades.
        missing: who is enrolled on the last day and is not in class.
        grades: those that are shown though nobody is in them.
        asked: a column of ``ASKED`` → the pupils it counts.
    """
    by_grade: dict[int, dict[str, list[str]]] = {grade: defaultdict(list) for grade in grades}
    of: dict[str, int] = {}
    for pupil in pupils:
        columns = _columns(pupil, moves.get(pupil.id, ()), first, last)
        of[pupil.id] = grade = grade_on(pupil, _last_day(pupil, first, last))
        if "after" in columns:
            columns.append("gap" if pupil.id in missing else "present")
        for column in columns:
            by_grade.setdefault(grade, defaultdict(list))[column].append(pupil.id)
    for column, who in (asked or {}).items():
        for one in who:
            if one in of:
                by_grade.setdefault(of[one], defaultdict(list))[column].append(one)
    return [MonthLine(grade, {name: tuple(found) for name, found in columns_of.items()})
            for grade, columns_of in sorted(by_grade.items())]


def _columns(pupil: Pupil, moves: Sequence[Move], first: date, last: date) -> list[str]:
    """Where one pupil counts: there before, came, left, there after."""
    before = first - timedelta(days=1)
    columns = ["before"] if pupil.enrolled_on(before) else []
    for span in pupil.enrolled:
        if first <= span.since <= last:
            columns.append(_came(moves, span.since))
        gone = span.until + timedelta(days=1) if span.until else None
        if gone is not None and first <= gone <= last:
            columns.append(_left(moves, gone))
    if pupil.enrolled_on(last):
        columns.append("after")
    return columns


def _came(moves: Sequence[Move], day: date) -> str:
    """Who came without a word of how is new; the roster of a first grade is written like that."""
    return next((_CAME_BY[m.kind] for m in moves if m.day == day and m.kind in _CAME_BY), "in_new")


def _left(moves: Sequence[Move], day: date) -> str:
    move = next((m for m in moves if m.day == day and (
        m.kind in _LEFT_BY or m.kind == "其他离校")), None)
    if move is None:
        return "out_other"
    if move.kind == "其他离校" and any(word in move.why for word in _ABROAD):
        return "out_abroad"
    return _LEFT_BY.get(move.kind, "out_other")


def _last_day(pupil: Pupil, first: date, last: date) -> date:
    """The last day of the span on which the pupil was enrolled; its end for one who never was."""
    days = [min(span.until or last, last) for span in pupil.enrolled
            if span.since <= last and (span.until or last) >= first - timedelta(days=1)]
    return max(days, default=last)


def sums(lines: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Each column added up."""
    return {column: sum(line.get(column, 0) for line in lines) for column in COLUMNS}


def month_rows(lines: Mapping[int, Mapping[str, int]]) -> list[dict[str, int | str]]:
    """Grade → figures, as rows to print: the grades, the sums of both stages, the sum of all."""
    primary = [line for grade, line in lines.items() if grade <= _LAST_OF_PRIMARY]
    junior = [line for grade, line in lines.items() if grade > _LAST_OF_PRIMARY]
    named: list[tuple[str, Mapping[str, int]]] = [
        (f"{_GRADES[grade - 1]}年级", line) for grade, line in sorted(lines.items())]
    named += [("小学小计", sums(primary))] if primary else []
    named += [("初中小计", sums(junior))] if junior else []
    named.append(("合计", sums(list(lines.values()))))
    return [{"grade": name, **sums([line])} for name, line in named]
