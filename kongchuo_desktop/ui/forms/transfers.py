"""Forms of 转学衔接: which school takes a child, taking it, another county, a list of leavers."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.transfers import PROOFS
from kongchuo_desktop.operations import transfers
from kongchuo_desktop.operations.moves import free_seats
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.transfer_leavers import Graduate
from kongchuo_desktop.operations.transfer_lines import Line
from kongchuo_desktop.operations.transfer_sheet import SchoolList
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput

_DOUBTS_SHOWN = 6


class AssignForm(SavingForm):
    """指定学校: one school for all who are chosen."""

    AT_FIELD: ClassVar = {"same_school": "unit", "unknown_unit": "unit"}

    def __init__(self, ctx: AppContext, window: QWidget, units: Mapping[str, str], *,
                 lines: Sequence[Line] = (), leavers: Sequence[Graduate] = ()) -> None:
        names = [one.name for one in (*lines, *leavers)]
        who = names[0] if len(names) == 1 else f"{len(names)}人"
        super().__init__(ctx, window, title=f"指定学校：{who}", verb="指定",
                         context="那所学校下次读入我们的包时，就看到名单。")
        self._lines, self._leavers, self._who = list(lines), list(leavers), who
        choices = [("", "选一所学校"), *sorted(units.items(), key=lambda unit: unit[1])]
        self.add("unit", "到哪所学校", Choice(ctx.theme, choices))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, unit = self._ctx, self.values()["unit"]
        if not unit:
            self.set_errors({"unit": "选一所学校。"})
            return

        def assigned() -> Changes:
            if self._leavers:
                return transfers.assign_graduates(
                    ctx.store, actor=ctx.actor,
                    schools=dict.fromkeys((one.pupil for one in self._leavers), unit))
            return transfers.assign(ctx.store, actor=ctx.actor, lines=self._lines, unit=unit)

        self.write(assigned, said=f"已为 {self._who} 指定学校", undoable=False)


class EndForm(SavingForm):
    """外县: where the child is at school, and by what that is shown."""

    AT_FIELD: ClassVar = {"no_reason": "where"}

    def __init__(self, ctx: AppContext, window: QWidget, line: Line) -> None:
        super().__init__(ctx, window, title=f"在外县就读：{line.name}", verb="写下",
                         context="有证明才算。没有证明的，接着查。")
        self._line = line
        self.add("where", "在哪所学校", LineInput(ctx.theme, "例：某省某县实验小学"))
        self.add("proof", "凭什么证明", Choice(ctx.theme, [(proof, proof) for proof in PROOFS]))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given, ctx, line = self.values(), self._ctx, self._line
        self.write(lambda: transfers.end(ctx.store, actor=ctx.actor, line=line,
                                         where=given["where"], proof=given["proof"]),
                   said=f"已写下 {line.name} 在外县就读")


class WhereForm(SavingForm):
    """问到了: the old school writes where the child is."""

    AT_FIELD: ClassVar = {"no_reason": "school"}

    def __init__(self, ctx: AppContext, window: QWidget, line: Line) -> None:
        super().__init__(ctx, window, title=f"问到了：{line.name}", verb="写下",
                         context="随下一个包报给上级，由上级找那所学校核对。")
        self._line = line
        self.add("school", "在哪所学校", LineInput(ctx.theme, "写学校全称"))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given, ctx, line = self.values(), self._ctx, self._line
        self.write(lambda: transfers.tell_where(ctx.store, actor=ctx.actor, line=line,
                                                school=given["school"]),
                   said=f"已写下 {line.name} 去了{given['school'].strip()}")


class TakeForm(SavingForm):
    """登记到校: class and day of one child or several; the rest came with them."""

    AT_FIELD: ClassVar = {"future_date": "day", "unknown_class": "class_id"}

    def __init__(self, ctx: AppContext, window: QWidget, lines: Sequence[Line],
                 rooms: Sequence[tuple[str, str]]) -> None:
        self._lines = list(lines)
        self._who = lines[0].name if len(lines) == 1 else f"{len(lines)}人"
        super().__init__(ctx, window, title=f"登记到校：{self._who}", verb="登记到校",
                         context="姓名、证件号、监护人从原来的学校带过来，不用再填。")
        self.rooms = Choice(ctx.theme, rooms)
        self.add_pair(self.add("class_id", "编到哪个班", self.rooms),
                      self.add("day", "哪天到校的", DateInput(ctx.theme, ctx.today())))
        self.add("seats", "座号", Choice(ctx.theme, [("", "先空着"), ("next", "接着往下排")]))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given, ctx, lines = self.values(), self._ctx, self._lines

        def taken() -> Changes:
            free = free_seats(ctx.store, class_id=given["class_id"], count=len(lines))
            seats = dict(zip((line.pupil for line in lines), free, strict=True))
            return transfers.take(ctx.store, actor=ctx.actor, lines=lines,
                                  class_id=given["class_id"], day=given["day"],
                                  seats=seats if given["seats"] else None)

        self.write(taken, said=f"已登记 {self._who} 到校，编入{self.rooms.currentText()}")


def open_take(ctx: AppContext, window: QWidget, lines: Sequence[Line]) -> None:
    """The form of 登记到校; a store without a class says so."""
    store = ctx.store

    def show(rooms: list[tuple[str, str]]) -> None:
        if rooms:
            TakeForm(ctx, window, lines, rooms).open()
        else:
            ctx.toast("还没有班级，先在设置里添加班级")

    ctx.read(lambda: class_choices(store), show, owner=window)


class SchoolListForm(SavingForm):
    """What a list of leavers says, before it is written down."""

    def __init__(self, ctx: AppContext, window: QWidget, name: str, found: SchoolList) -> None:
        some = found.doubts[:_DOUBTS_SHOWN]
        more = len(found.doubts) - len(some)
        said = [f"认出{len(found.schools)}人。", *some]
        if more:
            said.append(f"还有{more}行没有认出。")
        super().__init__(ctx, window, title=f"小升初名单：{name}",
                         verb=f"指定{len(found.schools)}人", context="\n".join(said))
        self._schools = found.schools
        self.send.setEnabled(bool(found.schools))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, schools = self._ctx, self._schools
        self.write(lambda: transfers.assign_graduates(ctx.store, actor=ctx.actor,
                                                      schools=schools),
                   said=f"已为 {len(schools)}人 指定学校", undoable=False)
