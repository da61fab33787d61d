"""Forms of 比对: a list that was read, which list is compared, what became of a child, its case."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.comparison.lists import KEPT, KINDS
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.policy.words import STATES
from kongchuo_desktop.operations.comparison import Hit
from kongchuo_desktop.operations.comparison_handed import hand_hits
from kongchuo_desktop.operations.comparison_lists import OWN, OWN_KINDS, KeptList, take_in_list
from kongchuo_desktop.operations.comparison_outcomes import (
    CASE,
    FOUND,
    OPENED,
    open_found,
    settle_children,
)
from kongchuo_desktop.operations.comparison_reading import Understood
from kongchuo_desktop.operations.going_down import units_below
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.photos import PhotoField
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput

GIVERS: Final[Mapping[str, str]] = {
    "household": "派出所", "enrolment": "学籍系统", "in_school": "各校", "poverty": "乡村振兴部门",
    "preschool": "幼儿园",
}
"""Kind of a list → who usually gives it."""
LEFT_OUT: Final = ""
"""In the place of a list's id: this kind is not compared."""
_DROPPED: Final = frozenset({"dropped_out", "poverty_dropped_out"})


class TakeInForm(SavingForm):
    """What was understood of a list, before it is kept."""

    AT_FIELD: ClassVar = {"future_date": "day"}

    def __init__(self, ctx: AppContext, window: QWidget, *, kind: str, source: str,
                 found: Understood, taken: Callable[[str], object]) -> None:
        people = found.people
        super().__init__(ctx, window, title=f"{KEPT[kind]}名单：{source}",
                         verb=f"收下{len(people)}人", context=understood(found))
        self._kind, self._source, self._people, self._taken = kind, source, people, taken
        self.add_pair(self.add("giver", "谁给的", LineInput(ctx.theme, f"例：{GIVERS[kind]}")),
                      self.add("day", "哪天的名单", DateInput(ctx.theme, ctx.today())))
        self.columns = Button(ctx.theme, "认得不对，对各列…", "text", size="small")
        self.form.addWidget(self.columns, 0, Qt.AlignmentFlag.AlignLeft)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given, ctx = self.values(), self._ctx
        self.write(
            lambda: take_in_list(ctx.store, actor=ctx.actor, kind=self._kind,
                                 people=self._people, source=self._source,
                                 giver=given["giver"], day=given["day"]),
            said=f"已收下{KEPT[self._kind]}名单，{len(self._people)}人",
            done=lambda added: self._taken(added.id))


def understood(found: Understood) -> str:
    """How many lines have what children are told apart by; a column nobody understood has 0."""
    people = found.people
    having = {"证件号": sum(bool(p.told) for p in people),
              "出生日期": sum(bool(p.since) for p in people),
              "监护人": sum(bool(p.guardians) for p in people)}
    words = "，".join(f"有{what}的{count}行" for what, count in having.items())
    first = people[0]
    lacking = [what for what, count in having.items() if not count]
    said = [f"认出{len(people)}行：{words}。第一行是{first.name}。"]
    if found.grown:
        said.append(f"户主、配偶、父母等大人{found.grown}行没有收，户主记作孩子的监护人。")
    if lacking:
        said.append(f"{'、'.join(lacking)}一行也没有认出。表里要是有，就点“对各列”指给它看。")
    return "\n".join(said)


class PickForm(FormDialog):
    """Which of the lists that were taken in stands for its kind."""

    def __init__(self, ctx: AppContext, window: QWidget, *, kind: str, lists: Sequence[KeptList],
                 chosen: str, pick: Callable[[str], object]) -> None:
        super().__init__(ctx.theme, window, title=f"{KINDS[kind]}：用哪一份", verb="就用这一份")
        own = [(OWN, "本机花名册")] if kind in OWN_KINDS else []
        choices = [*((one.id, one.called.partition("：")[2]) for one in lists
                     if one.kind == kind), *own, (LEFT_OUT, "这一种先不比")]
        self.list = Choice(ctx.theme, choices)
        self.list.choose(chosen)
        self.add("list", "名单", self.list)

        def picked() -> None:
            self.accept()
            pick(self.list.key())

        self.submitted.connect(picked)


class OutcomeForm(SavingForm):
    """去向和佐证: where the child is, and what shows it."""

    AT_FIELD: ClassVar = {"future_date": "day", "unknown_outcome": "found"}

    def __init__(self, ctx: AppContext, window: QWidget, *,
                 children: Sequence[tuple[Person, str]], found: str = "") -> None:
        self._who = children[0][0].name if len(children) == 1 else f"{len(children)}人"
        super().__init__(ctx, window, title=f"去向和佐证：{self._who}", verb="记下去向")
        self._children = children
        self.found = Choice(ctx.theme, [(one, one) for one in FOUND if one != CASE])
        self.found.choose(found)
        self.add_pair(self.add("found", "核实结果", self.found),
                      self.add("day", "哪天核实的", DateInput(ctx.theme, ctx.today())))
        self.proof = LineInput(ctx.theme)
        self.add("note", "凭什么", self.proof)
        self.photos = PhotoField(ctx, self, verb="加照片或扫描件")
        self.form.addWidget(self.photos)
        self.found.currentIndexChanged.connect(lambda _: self._ask_proof())
        self._ask_proof()
        self.submitted.connect(self._save)

    def _ask_proof(self) -> None:
        self.proof.setPlaceholderText(f"例：{FOUND[self.found.key()]}")

    def _save(self) -> None:
        given, ctx, children, scans = self.values(), self._ctx, self._children, self.photos.pictures
        self.write(
            lambda: settle_children(ctx.store, actor=ctx.actor, children=children,
                                    found=given["found"], day=given["day"], note=given["note"],
                                    scans=scans),
            said=f"已记下 {self._who}：{given['found']}")


class HandForm(SavingForm):
    """发给下级核对: for whom the children are that somebody below is to look for."""

    def __init__(self, ctx: AppContext, window: QWidget, *, hits: Sequence[Hit],
                 units: Sequence[tuple[str, str]]) -> None:
        super().__init__(ctx, window, title=f"发给下级核对：{len(hits)}人", verb="随下次下发带去",
                         context="对方收下以后，在“比对”的“上级要核对”里一个一个记下去向、附上佐证，"
                                 "或者立案；下一次报送就带回来。证件号是写全的，装在加密的包里。")
        self._hits = hits
        self.add("unit", "给谁", Choice(ctx.theme, [("", "所有下级"), *units]))
        self.add("note", "写一句", LineInput(ctx.theme, "可以不写"))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given, ctx, hits = self.values(), self._ctx, self._hits
        self.write(
            lambda: hand_hits(ctx.store, actor=ctx.actor, hits=hits, unit=given["unit"] or None,
                              note=given["note"]),
            said=f"{len(hits)}人随下一次下发带去", undoable=False)


def open_hand(ctx: AppContext, window: QWidget, hits: Sequence[Hit]) -> None:
    """The form of 发给下级核对, with those below who can read a package."""
    store = ctx.store

    def schools() -> list[tuple[str, str]]:
        return [(below.reader.unit, below.name) for below in units_below(store)
                if not below.reader.class_id]

    ctx.read(schools, lambda units: HandForm(ctx, window, hits=hits, units=units).open(),
             owner=window)


class FoundCaseForm(SavingForm):
    """立案: a child that was found becomes a case, of a class where no school has it yet."""

    AT_FIELD: ClassVar = {"future_date": "day", "unknown_state": "state",
                          "not_on_roster": "state", "no_class": "class_id",
                          "other_class": "class_id"}

    def __init__(self, ctx: AppContext, window: QWidget, *, hit: Hit,
                 rooms: Sequence[tuple[str, str]]) -> None:
        context = ("立案以后在“个案”里一步一步办。" if hit.record else
                   "花名册里没有这个孩子。编进一个班，由这个班去劝；报到以前，点名和月报都不算。")
        super().__init__(ctx, window, title=f"立案：{hit.person.name}", verb="立为个案",
                         context=context)
        self._hit = hit
        states = OPENED if hit.record else OPENED[:1]
        self.state = Choice(ctx.theme, [(state, STATES[state]) for state in states])
        self.state.choose("dropout" if hit.result in _DROPPED else "never_enrolled")
        self.add_pair(self.add("state", "情形", self.state),
                      self.add("day", "哪天发现的", DateInput(ctx.theme, ctx.today())))
        if not hit.record:
            self.add("class_id", "编到哪个班", Choice(ctx.theme, rooms))
        self.add("note", "写一句", LineInput(ctx.theme, "可以不写"))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given, ctx, hit = self.values(), self._ctx, self._hit
        self.write(
            lambda: open_found(ctx.store, actor=ctx.actor, person=hit.person, record=hit.record,
                               class_id=given.get("class_id", ""), state=given["state"],
                               day=given["day"], note=given["note"]),
            said=f"已把 {hit.person.name} 立为个案")


def open_found_case(ctx: AppContext, window: QWidget, hit: Hit) -> None:
    """The form of 立案, with the classes that a child without a school may come into."""
    store = ctx.store
    ctx.read(lambda: class_choices(store),
             lambda rooms: FoundCaseForm(ctx, window, hit=hit, rooms=rooms).open(), owner=window)
