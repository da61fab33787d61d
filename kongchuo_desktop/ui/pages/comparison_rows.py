"""The rows of 比对: the four lists that are laid together, and the lines of each result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QRect

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.lists import KINDS, YIELDS, Doubt
from kongchuo_desktop.domain.comparison.numbers import KINDS as PROBLEMS
from kongchuo_desktop.domain.comparison.numbers import NumberProblem
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.operations.comparison import TITLES, Compared, Hit
from kongchuo_desktop.operations.comparison_decisions import Decision
from kongchuo_desktop.operations.comparison_handed import SENT
from kongchuo_desktop.operations.comparison_lists import KeptList
from kongchuo_desktop.operations.comparison_sheet import place_of
from kongchuo_desktop.operations.words import birth_text, day_text
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index, RowDelegate
from kongchuo_desktop.ui.parts.rows import Row as ListRow
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.tokens import Px, Tone, Type

LEAST: Final = 2
"""Lists that can be laid together."""
DOUBTS: Final = "doubts"
SAID: Final = "said"
CHECK: Final = "check"
PROBLEMS_TAB: Final = "problems"
"""Tabs besides those of the results: to be answered, answered, sent from above, wrong numbers."""
ANSWERED: Final = frozenset({DOUBTS, SAID})
_LISTS: Final = {**KINDS, SENT: "上级发的"}
WHENCE: Final[Mapping[str, str]] = {
    "household": "向派出所、村（社区）要：适龄儿童少年名册",
    "enrolment": "从学籍系统导出：在籍学生名册",
    "in_school": "各校的在校学生名册，也可以用本机花名册",
    "poverty": "向乡村振兴部门要：脱贫户、监测户子女名册",
}
"""Kind of a list → where it comes from."""
HEADS = ("姓名", "为什么", "证件号", "出生", "监护人", "班级", "在名单哪里", "现在")
WIDTHS = (92, 240, 150, 120, 110, 110, 130, 124)
NAME, WHY, NUMBER, BORN, KIN, ROOM, WHERE, STATE = range(8)
_ANSWERS: Final[dict[bool, tuple[str, Tone]]] = {
    True: ("同一个孩子", "green"), False: ("不是同一个", "grey")}
_YIELDS: Final = {one.id: one for one in YIELDS}


# the four lists ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind with the list that stands for it: one that was kept, the roster, or none.

    ``others``: whether there is something else to choose.
    """

    kind: str
    kept: KeptList | None
    own: bool
    others: bool

    @property
    def ready(self) -> bool:
        return self.own or self.kept is not None

    @property
    def words(self) -> str:
        """Which list it is, or where to get one."""
        if self.kept is not None:
            one = self.kept
            return " · ".join(filter(None, (one.giver, day_text(one.day), f"{one.count}人",
                                            f"{one.by}收")))
        return "本机花名册，按今天的样子" if self.own else WHENCE[self.kind]


def slot_row(slot: Slot) -> ListRow:
    """The slot as a row of a list."""
    name = slot.kept.source if slot.kept else ""
    return ListRow(slot.kind, slot, f"{KINDS[slot.kind]}名单，{name}{slot.words}")


def slot_menu(slot: Slot) -> list[tuple[str, str]]:
    """Words and action of what is rarely done with a list."""
    drop = [("清除这份名单…", "drop")] if slot.kept is not None else []
    return [("另选一份，或者先不比…", "pick"), *drop]


class SlotDelegate(RowDelegate):
    """The kind and its file above, who gave it and when below, at the right what can be done."""

    def items(self, payload: Slot, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).sign(
            "file-check" if payload.ready else "file-plus", "green" if payload.ready else "grey")
        flow.gap()
        if payload.others:
            flow.icon("ellipsis", action="more", tip="另选、清除", from_right=True)
        else:
            flow.gap(Px.BUTTON_SMALL, from_right=True)
        flow.gap(from_right=True)
        flow.push("装入…" if not payload.kept else "换新的…", "main").gap(from_right=True)
        head, below = flow.halves()
        head.text(f"{KINDS[payload.kind]}名单", bold=True).gap()
        if payload.kept is not None:
            head.with_file("", payload.kept.source)
        below.rest(payload.words, Type.SMALL)
        return [*flow.items, *head.items, *below.items]


# the results ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a result, a question, or something wrong with a number."""

    key: str
    kind: str
    person: Person
    why: str
    state: tuple[str, Tone]
    hit: Hit | None = None
    doubt: Doubt | None = None
    problem: NumberProblem | None = None
    said: Decision | None = None
    waits: bool = False
    """Whether nobody has answered yet."""

    @property
    def where(self) -> str:
        """``户籍 第8行``."""
        return f"{_LISTS[self.kind]} {place_of(self.person)}"

    @property
    def open(self) -> bool:
        """Whether 1 and 2 say something of it: a question, or an answer that may be another."""
        return self.waits or self.said is not None


def tabs_of(compared: Compared | None, to_check: Sequence[Hit]) -> list[tuple[str, str]]:
    """Key and words of each result, with how many there are."""
    tabs = [(CHECK, f"上级要核对 {len(to_check)}")] if to_check else []
    if compared is not None:
        wrong = sum(map(len, compared.problems.values()))
        tabs += [(one, f"{TITLES[one]} {len(compared.of(one))}") for one in compared.results]
        tabs.append((DOUBTS, f"待核对 {len(compared.doubtful)}"))
        tabs += [(SAID, f"已核对 {len(compared.said)}")] if compared.said else []
        tabs.append((PROBLEMS_TAB, f"证件号问题 {wrong}"))
    return tabs


def check_rows(to_check: Sequence[Hit]) -> list[Row]:
    """The children that those above sent to be looked for."""
    return [_hit_row(hit, f"上级比对：{TITLES.get(hit.result, '要核对')}") for hit in to_check]


def rows_of(compared: Compared, tab: str, said: Mapping[str, bool]) -> list[Row]:
    """The lines of a tab; ``said``: what was answered a moment ago, by the row's key."""
    if tab == DOUBTS:
        return [_doubt_row(doubt, said) for doubt in compared.doubtful]
    if tab == SAID:
        return [_said_row(one, said) for one in compared.said]
    if tab == PROBLEMS_TAB:
        return [Row(f"{kind} {at}", kind, one.person, one.sentence, (PROBLEMS[one.kind], "amber"),
                    problem=one)
                for kind, found in compared.problems.items() for at, one in enumerate(found)]
    why = _why(compared, tab)
    return [_hit_row(hit, why) for hit in compared.of(tab)]


def _hit_row(hit: Hit, why: str) -> Row:
    state: tuple[str, Tone] = ("没有核实", "amber")
    if hit.outcome is not None:
        state = (hit.outcome.found, "grey" if hit.outcome.lacks else "green")
    return Row(f"{hit.kind} {hit.person.trait}", hit.kind, hit.person, why, state, hit=hit)


def _key(doubt: Doubt) -> str:
    other = doubt.other.key if doubt.other else ""
    return f"{doubt.kind} {doubt.person.key} {doubt.other_kind} {other}"


def _said_row(one: Decision, said: Mapping[str, bool]) -> Row:
    key, doubt = _key(one.doubt), one.doubt
    return Row(key, doubt.kind, doubt.person, doubt.why, _ANSWERS[said.get(key, one.same)],
               doubt=doubt, said=one)


def _doubt_row(doubt: Doubt, said: Mapping[str, bool]) -> Row:
    key = _key(doubt)
    state: tuple[str, Tone] = _ANSWERS[said[key]] if key in said else ("待核对", "amber")
    return Row(key, doubt.kind, doubt.person, doubt.why, state, doubt=doubt,
               waits=doubt.other is not None and key not in said)


def _why(compared: Compared, result: str) -> str:
    """``户籍名单里有，学籍、在校名单里没有``."""
    one = _YIELDS[result]
    lacking = "、".join(KINDS[kind] for kind in (*one.minus, *one.minus_too)
                       if kind in compared.sizes)
    there = "、".join(KINDS[kind] for kind in (one.base, one.within) if kind)
    return f"{there}名单里有，{lacking}名单里没有"


class ResultModel(LinesModel[Row]):
    """Children and questions in the order of their lists."""

    def __init__(self) -> None:
        super().__init__(HEADS)
        self.veil = False

    def key(self, line: Row) -> str:
        return line.key

    def text(self, line: Row, column: int) -> str:
        person, other = line.person, line.doubt.other if line.doubt else None
        number = VEILED if self.veil else identity.mask(person.number or person.told)
        cells = (person.name, line.why, number if person.number or person.told else "",
                 birth_text(person.since),
                 _both("、".join(person.guardians), "、".join(other.guardians) if other else ""),
                 _both(person.room, other.room if other else ""), line.where, line.state[0])
        return cells[column]

    def look(self, line: Row, column: int, role: int) -> Any:
        return column == NAME if role == CellDelegate.BOLD else None


def _both(one: str, other: str) -> str:
    """What the two lines of a question say; once where they say the same."""
    return " / ".join(dict.fromkeys(filter(None, (one, other))))


class ResultCells(CellDelegate):
    """The last column is the chip of the state."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        if index.column() == STATE:
            return Flow(self.theme, rect).chip(*index.data(LINE).state).items
        return super().items(index, rect)
