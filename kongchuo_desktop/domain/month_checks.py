"""勾稽 of a month's table: what must add up, within it, with its classes, with the month before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kongchuo_desktop.domain.month_table import CAME, COLUMNS, LEFT, MonthLine

_GRADES = "一二三四五六七八九"
TITLES: Mapping[str, str] = {
    "before": "上月末", "in_new": "新生报到", "in_transfer": "转入", "in_returned": "复学",
    "in_other": "其他增加", "out_graduated": "毕业", "out_transfer": "转出",
    "out_suspended": "休学", "out_died": "死亡", "out_abroad": "出国", "out_other": "其他减少",
    "after": "本月末", "present": "在校", "gap": "在籍不在校", "suspected_new": "本月疑似辍学",
    "suspected_all": "累计疑似辍学", "dropout_new": "本月辍学", "dropout_all": "累计辍学",
    "visits": "劝返", "returned": "已复学", "still": "仍未返校", "sessions": "送教",
    "focus": "重点学生",
}
"""Column → what it is called."""

Table = Mapping[int, Mapping[str, int]]
"""Grade → column → number: a table as it was filed."""
Names = Mapping[int, Mapping[str, Sequence[str]]]
"""Grade → column → the pupils it counted."""


@dataclass(frozen=True, slots=True)
class MonthCheck:
    """Something that does not add up.

    Attributes:
        key: ``balance``, ``present``, ``classes`` or ``carried``.
        sentence: both numbers in words: ``一年级：上月末50＋增加1－减少0，不等于本月末50``.
        pupils: by whom the two sides differ, as far as names are known.
    """

    key: str
    sentence: str
    pupils: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another one now than when the table was filed.

    ``came`` and ``gone`` are the pupils who are counted now and were not, or the other way; empty
    where the filed names are not on this computer.
    """

    grade: int
    column: str
    filed: int
    now: int
    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        return f"{_grade(self.grade)}{TITLES[self.column]}：报{self.filed}，现在{self.now}"


@dataclass(frozen=True, slots=True)
class ClassSum:
    """A class at the month's end: whom the school counts in it, and how many it filed itself
    (None where it filed nothing). Who is in no class is a sum without a name."""

    name: str
    pupils: tuple[str, ...]
    filed: int | None = None


def table_of(lines: Iterable[MonthLine]) -> dict[int, dict[str, int]]:
    """A table as numbers."""
    return {line.grade: {column: line.count(column) for column in COLUMNS} for line in lines}


def month_checks(lines: Sequence[MonthLine], classes: Sequence[ClassSum], *,
                 filed_before: Table | None = None, names_before: Names | None = None,
                 new_year: bool = False) -> list[MonthCheck]:
    """All that does not add up in a month.

    Args:
        classes: all classes, and who is in none.
        filed_before: the table filed for the month before; None where none was.
        names_before: its pupils, where this computer knows them.
        new_year: the month is the first of a school year: grades went up, only sums compare.
    """
    found = [check for line in lines for check in _within(line)]
    found += _of_classes(lines, classes)
    if filed_before is not None:
        found += _carried(lines, filed_before, names_before or {}, new_year)
    return found


def _within(line: MonthLine) -> Iterator[MonthCheck]:
    """上月末 + 增加 − 减少 = 本月末, child by child; 在籍 = 在校 + 在籍不在校."""
    came, left = (sum(map(line.count, columns)) for columns in (CAME, LEFT))
    should = Counter(_all(line, ("before", *CAME)))
    should.subtract(_all(line, LEFT))
    grade, after = _grade(line.grade), line.count("after")
    if wrong := _differing(should, _all(line, ("after",))):
        yield MonthCheck("balance", f"{grade}：上月末{line.count('before')}＋增加{came}"
                                    f"－减少{left}，不等于本月末{after}", wrong)
    if wrong := _differing(Counter(_all(line, ("present", "gap"))), _all(line, ("after",))):
        yield MonthCheck("present", f"{grade}：在校{line.count('present')}＋在籍不在校"
                                    f"{line.count('gap')}，不等于在籍{after}", wrong)


def _of_classes(lines: Sequence[MonthLine], classes: Sequence[ClassSum]) -> Iterator[MonthCheck]:
    """The sum of the classes is the school, and each class filed what the school counts in it."""
    after = [one for line in lines for one in line.pupils.get("after", ())]
    named = [one for room in classes if room.name for one in room.pupils]
    if wrong := _differing(Counter(named), after):
        yield MonthCheck("classes", f"本月末：各班合计{len(named)}，全校{len(after)}", wrong)
    for room in classes:
        if room.filed is not None and room.filed != len(room.pupils):
            yield MonthCheck("classes", f"{room.name}：班里报本月末{room.filed}，"
                                        f"学校的名单{len(room.pupils)}", room.pupils)


def _carried(lines: Sequence[MonthLine], filed: Table, names: Names,
             new_year: bool) -> Iterator[MonthCheck]:
    """This month's 上月末 is what was filed as the 本月末 of the month before."""
    grades = sorted({*filed, *(line.grade for line in lines)})
    groups = [grades] if new_year else [[grade] for grade in grades]
    for group in groups:
        now = [one for line in lines if line.grade in group
               for one in line.pupils.get("before", ())]
        then = sum(filed.get(grade, {}).get("after", 0) for grade in group)
        known = [one for grade in group for one in names.get(grade, {}).get("after", ())]
        wrong = _differing(Counter(known), now) if names else ()
        if len(now) != then or wrong:
            said = "合计" if new_year else _grade(group[0])
            yield MonthCheck("carried", f"{said}：这个月的上月末{len(now)}，上个月报的本月末{then}",
                             wrong)


def changed_since(lines: Iterable[MonthLine], filed: Table,
                  names: Names | None = None) -> list[Change]:
    """What of a filed table is another number, or counts other children, now."""
    now = {line.grade: line for line in lines}
    found = []
    for grade in sorted({*filed, *now}):
        line = now.get(grade, MonthLine(grade, {}))
        for column in COLUMNS:
            before = filed.get(grade, {}).get(column, 0)
            old = Counter((names or {}).get(grade, {}).get(column, ()))
            new = Counter(line.pupils.get(column, ()))
            came, gone = (new - old, old - new) if names else (Counter[str](), Counter[str]())
            if before != line.count(column) or came or gone:
                found.append(Change(grade, column, before, line.count(column),
                                    tuple(came.elements()), tuple(gone.elements())))
    return found


def _all(line: MonthLine, columns: Iterable[str]) -> list[str]:
    return [one for column in columns for one in line.pupils.get(column, ())]


def _differing(should: Counter[str], there: Iterable[str]) -> tuple[str, ...]:
    """Those who stand on one side oftener than on the other."""
    left = Counter(should)
    left.subtract(Counter(there))
    return tuple(name for name, times in left.items() if times)


def _grade(grade: int) -> str:
    return f"{_GRADES[grade - 1]}年级"
