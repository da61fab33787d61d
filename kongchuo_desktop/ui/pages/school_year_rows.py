"""The lines of 升学: classes of the turn, children between schools, entrants, leavers, numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QRect

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.new_numbers import NewNumbers, NewPupil
from kongchuo_desktop.domain.school_year import Leaving, Turn
from kongchuo_desktop.operations import entrants as entering
from kongchuo_desktop.operations.diplomas import DiplomaRow, Diplomas
from kongchuo_desktop.operations.entrants import Entrant, Entrants
from kongchuo_desktop.operations.junior_entry import JuniorEntry, Passing
from kongchuo_desktop.operations.words import birth_text, day_text, full_day
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.tokens import Tone

TURN, JUNIOR, ENTRANTS, DIPLOMAS, NUMBERS = "turn", "junior", "entrants", "diplomas", "numbers"
What = Leaving | Passing | Entrant | DiplomaRow | NewPupil


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its cells but the last, the chip of the last, the pupil behind it if any."""

    key: str
    cells: tuple[str, ...]
    state: tuple[str, Tone]
    pupil: str = ""
    what: What | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """How the lines of a section stand in a table; ``stretch`` is the column with the most room,
    ``veiled`` those that F9 hides, ``drop`` those that a narrow window leaves out first."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    stretch: int
    drop: tuple[int, ...] = ()
    veiled: frozenset[int] = frozenset()
    actions: tuple[tuple[str, str], ...] = ()


SHEETS: Final[Mapping[str, Sheet]] = {
    TURN: Sheet("新学年", ("升级前", "升级后", "学生", "班主任", "先看看", "怎样"),
                (120, 120, 60, 110, 200, 130), 4, (3,)),
    JUNIOR: Sheet("小升初", ("学生", "班级", "原来的学校", "初中", "从哪天", "怎样"),
                  (110, 110, 150, 150, 90, 190), 3, (4, 1),
                  actions=(("take", "登记到校…"), ("where", "写去向…"), ("card", "打开档案"))),
    ENTRANTS: Sheet("应入学", ("儿童", "出生", "证件号", "监护人", "住址", "名单", "说明", "怎样"),
                    (110, 120, 160, 90, 130, 90, 150, 110), 6, (2, 4, 5), frozenset({2}),
                    (("expect", "登记应入学…"), ("notice", "开入学通知书…"),
                     ("arrive", "登记报到…"), ("outcome", "去向和佐证…"), ("case", "立为个案…"),
                     ("compare", "去比对"), ("card", "打开档案"))),
    DIPLOMAS: Sheet("毕业", ("学生", "班级", "还缺什么、为什么", "毕业证书"),
                    (110, 110, 300, 110), 2, (),
                    actions=(("give", "决定发…"), ("hold", "决定不发…"), ("card", "打开档案"))),
    NUMBERS: Sheet("新生学籍", ("学生", "班级", "建学籍还缺", "期限", "期限从哪里来", "学籍号"),
                   (110, 110, 200, 130, 150, 120), 2, (4,), actions=(("card", "打开档案"),)),
}
"""Key of a section → how it stands, in the order of a year that begins in spring."""
_SEASONS: Final[tuple[tuple[range, tuple[str, ...]], ...]] = (
    (range(3, 6), (DIPLOMAS, ENTRANTS, TURN, JUNIOR, NUMBERS)),
    (range(6, 9), (TURN, JUNIOR, DIPLOMAS, ENTRANTS, NUMBERS)),
    (range(9, 12), (NUMBERS, JUNIOR, ENTRANTS, TURN, DIPLOMAS)),
)
_WINTER: Final = (TURN, JUNIOR, ENTRANTS, NUMBERS, DIPLOMAS)
_SOON: Final = 8
"""Days before the last one from which a countdown has a colour."""
_KINDS: Final[Mapping[str, str]] = {entering.HOUSEHOLD: "户籍", entering.PRESCHOOL: "学前"}
_PASSING: Final[Mapping[str, Tone]] = {
    "lost": "red", "unassigned": "amber", "waiting": "amber", "way": "blue",
    "unannounced": "amber", "here": "grey", "elsewhere": "grey", "arrived": "grey"}
_ENTRANT: Final[Mapping[str, tuple[str, Tone]]] = {
    "missing": ("没有报名", "red"), "doubtful": ("说不准", "amber"),
    "expected": ("还没有报到", "amber"), "elsewhere": ("有去向", "grey"),
    "arrived": ("已在校", "grey")}
_DIPLOMA: Final[Mapping[str, tuple[str, Tone]]] = {
    "ready": ("可以发", "grey"), "open": ("等登记考试", "grey"), "granted": ("决定发", "green"),
    "lacks": ("还不能发", "amber"), "refused": ("不发", "red")}


def sections(month: int) -> tuple[str, ...]:
    """The sections in the order of a month: what the season brings comes first."""
    return next((order for months, order in _SEASONS if month in months), _WINTER)


def turn_rows(turn: Turn, diplomas: Diplomas) -> list[Row]:
    """Who leaves, what begins, what goes up by itself."""
    rows, without = [], Counter(row.class_id for row in diplomas.without if row.here)
    for one in turn.leaving:
        concerned = _names([person.name for person in one.people if person.why])
        told = (f"{concerned}的个案没有结论" if concerned else "",
                f"毕业证书还不能发{without[one.cohort.id]}人" if without[one.cohort.id] else "")
        state: tuple[str, Tone] = ("毕业", "amber") if one.people else (
            f"已毕业{one.gone}人", "green")
        if one.late and one.people:
            state = (f"{one.late}年前就该毕业", "red")
        rows.append(Row(
            one.cohort.id, (one.cohort.title(turn.year - 1), "离校", str(len(one.people)),
                            one.cohort.head_teacher, "；".join(filter(None, told))), state,
            what=one))
    rows += [Row(f"new {one.stage}{one.number}",
                 ("新开", _first(one.stage, one.number), "", "", ""), ("要新开", "amber"))
             for one in turn.new_classes()]
    rows += [Row(one.id, ("新开", one.title(turn.year), "", one.head_teacher, ""),
                 ("已新开", "green")) for one in turn.begun]
    rows += [Row(one.cohort.id, (one.title, one.becomes, str(one.pupils),
                                 one.cohort.head_teacher, ""), ("自己升上去", "grey"))
             for one in turn.rising]
    return rows


def _first(stage: str, number: int) -> str:
    return f"{'一' if stage == 'primary' else '七'}年级{number}班"


def _names(names: list[str]) -> str:
    few = "、".join(names[:3])
    return f"{few}等{len(names)}人" if len(names) > 3 else few


def junior_rows(found: JuniorEntry) -> list[Row]:
    """Newcomers of the own school first, then its leavers."""
    def row(one: Passing, key: str, whence: str, whither: str) -> Row:
        day = day_text(one.day) if one.day is not None else ""
        return Row(key, (one.name or "（资料还没到）", one.class_name, whence, whither, day),
                   (one.said, _PASSING[one.state]), one.pupil, one)

    rows = [row(one, f"in {one.line.key if one.line else one.pupil}", one.other, one.school)
            for one in found.newcomers]
    return rows + [row(one, f"out {one.pupil}", one.school, one.other) for one in found.leavers]


def entrant_rows(found: Entrants) -> list[Row]:
    rows = []
    for at, one in enumerate(found.rows):
        person = one.person
        rows.append(Row(
            f"{at} {person.trait}",
            (person.name, birth_text(person.since), identity.mask(person.number),
             "、".join(person.guardians), person.place,
             "、".join(_KINDS[kind] for kind in one.kinds), one.class_name or one.said),
            _ENTRANT[one.state], one.pupil if one.state in ("arrived", "expected") else "", one))
    return rows


def diploma_rows(found: Diplomas) -> list[Row]:
    """Who gets none, or is doubtful, first."""
    order = ("lacks", "refused", "open", "granted", "ready")
    rows = sorted(found.rows, key=lambda row: (order.index(row.state), not row.unknown))
    return [Row(one.pupil, (one.name, one.class_name, one.why),
                _DIPLOMA[one.state] if one.here else (
                    f"已毕业，{_DIPLOMA[one.state][0]}", _DIPLOMA[one.state][1]), one.pupil, one)
            for one in rows]


def number_rows(found: NewNumbers, today: date) -> list[Row]:
    return [Row(one.pupil, (one.name, one.class_name, "、".join(one.lacks) or "不缺",
                            _day(one.due, today) if one.due is not None else "没有定", one.said),
                _left(one.left) if one.expected else ("没有登记", "grey"), one.pupil, one)
            for one in found.rows]


def _day(day: date, today: date) -> str:
    return day_text(day) if day.year == today.year else full_day(day)


def _left(days: int | None) -> tuple[str, Tone]:
    if days is None:
        return "还没有", "grey"
    if days < 0:
        return f"逾期{-days}天", "red"
    if days == 0:
        return "今天到期", "amber"
    return f"还有{days}天", "amber" if days < _SOON else "grey"


class SectionModel(LinesModel[Row]):
    """The lines of one section, in the order given."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.heads)
        self._sheet, self.veil = sheet, False

    def key(self, line: Row) -> str:
        return line.key

    def text(self, line: Row, column: int) -> str:
        if column == len(self._sheet.heads) - 1:
            return line.state[0]
        text = line.cells[column]
        return VEILED if self.veil and text and column in self._sheet.veiled else text

    def look(self, line: Row, column: int, role: int) -> Any:
        return column == 0 if role == CellDelegate.BOLD else None


class SectionCells(CellDelegate):
    """The last column is the chip of the state; 自己升上去 and the like are plain words."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        row = index.data(LINE)
        if index.column() == len(row.cells) and row.state[1] != "grey":
            return Flow(self.theme, rect).chip(*row.state).items
        return super().items(index, rect)
