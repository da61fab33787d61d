"""勾稽 of a table by grade: what adds up within it, with its classes, with the span before it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kongchuo_desktop.domain.month_table import CAME, COLUMNS, LEFT, MonthLine
from kongchuo_desktop.domain.report_lines import ReportLine

_GRADES = "一二三四五六七八九"

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
class SpanWords:
    """How the span of a table is spoken of; its ends, and the one before it."""

    this: str
    last: str
    begin: str
    end: str

    @property
    def titles(self) -> Mapping[str, str]:
        """Column → what it is called."""
        within = self.end.removesuffix("末")
        return {
            "before": self.begin, "in_new": "新生报到", "in_transfer": "转入",
            "in_returned": "复学", "in_other": "其他增加", "out_graduated": "毕业",
            "out_transfer": "转出", "out_suspended": "休学", "out_died": "死亡",
            "out_abroad": "出国", "out_other": "其他减少", "after": self.end, "present": "在校",
            "gap": "在籍不在校", "suspected_new": f"{within}疑似辍学",
            "suspected_all": "累计疑似辍学", "dropout_new": f"{within}辍学",
            "dropout_all": "累计辍学", "visits": "劝返", "returned": "已复学",
            "still": "仍未返校", "sessions": "送教", "focus": "重点学生"}


MONTH = SpanWords("这个月", "上个月", "上月末", "本月末")
TERM = SpanWords("这个学期", "上个学期", "上学期末", "本学期末")
YEAR = SpanWords("这个学年", "上个学年", "上学年末", "本学年末")


@dataclass(frozen=True, slots=True)
class ClassSum:
    """A class at the month's end: whom the school counts in it, and how many it filed itself
    (None where it filed nothing). Who is in no class is a sum without a name."""

    name: str
    pupils: tuple[str, ...]
    filed: int | None = None


def report_lines(lines: Iterable[MonthLine]) -> list[ReportLine]:
    """A table as a report is filed and shown."""
    return [ReportLine(str(line.grade), _grade(line.grade), line.pupils) for line in lines]


def table_of(lines: Iterable[MonthLine]) -> dict[int, dict[str, int]]:
    """A table as numbers."""
    return {line.grade: {column: line.count(column) for column in COLUMNS} for line in lines}


def month_checks(lines: Sequence[MonthLine], classes: Sequence[ClassSum], *,
                 filed_before: Table | None = None, names_before: Names | None = None,
                 new_year: bool = False, words: SpanWords = MONTH) -> list[MonthCheck]:
    """All that does not add up in a month, term or school year.

    Args:
        classes: all classes, and who is in none.
        filed_before: the table filed for the span before; None where none was.
        names_before: its pupils, where this computer knows them.
        new_year: the span begins a school year: grades went up, only sums compare.
        words: how the span is spoken of.
    """
    found = [check for line in lines for check in _within(line, words)]
    found += _of_classes(lines, classes, words)
    if filed_before is not None:
        found += _carried(lines, filed_before, names_before or {}, new_year, words)
    return found


def _within(line: MonthLine, words: SpanWords) -> Iterator[MonthCheck]:
    """上月末 + 增加 − 减少 = 本月末, child by child; 在籍 = 在校 + 在籍不在校."""
    came, left = (sum(map(line.count, columns)) for columns in (CAME, LEFT))
    should = Counter(_all(line, ("before", *CAME)))
    should.subtract(_all(line, LEFT))
    grade, after = _grade(line.grade), line.count("after")
    if wrong := _differing(should, _all(line, ("after",))):
        yield MonthCheck("balance", f"{grade}：{words.begin}{line.count('before')}＋增加{came}"
                                    f"－减少{left}，不等于{words.end}{after}", wrong)
    if wrong := _differing(Counter(_all(line, ("present", "gap"))), _all(line, ("after",))):
        yield MonthCheck("present", f"{grade}：在校{line.count('present')}＋在籍不在校"
                                    f"{line.count('gap')}，不等于在籍{after}", wrong)


def _of_classes(lines: Sequence[MonthLine], classes: Sequence[ClassSum],
                words: SpanWords) -> Iterator[MonthCheck]:
    """The sum of the classes is the school, and each class filed what the school counts in it."""
    after = [one for line in lines for one in line.pupils.get("after", ())]
    named = [one for room in classes if room.name for one in room.pupils]
    if wrong := _differing(Counter(named), after):
        yield MonthCheck("classes", f"{words.end}：各班合计{len(named)}，全校{len(after)}", wrong)
    for room in classes:
        if room.filed is not None and room.filed != len(room.pupils):
            yield MonthCheck("classes", f"{room.name}：班里报{words.end}{room.filed}，"
                                        f"学校的名单{len(room.pupils)}", room.pupils)


def _carried(lines: Sequence[MonthLine], filed: Table, names: Names, new_year: bool,
             words: SpanWords) -> Iterator[MonthCheck]:
    """What was there at the beginning is what was filed as the end of the span before."""
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
            yield MonthCheck("carried", f"{said}：{words.this}的{words.begin}{len(now)}，"
                                        f"{words.last}报的{words.end}{then}", wrong)


def _all(line: MonthLine, columns: Iterable[str]) -> list[str]:
    return [one for column in columns for one in line.pupils.get(column, ())]


def _differing(should: Counter[str], there: Iterable[str]) -> tuple[str, ...]:
    """Those who stand on one side oftener than on the other."""
    left = Counter(should)
    left.subtract(Counter(there))
    return tuple(name for name, times in left.items() if times)


def _grade(grade: int) -> str:
    return f"{_GRADES[grade - 1]}年级"
