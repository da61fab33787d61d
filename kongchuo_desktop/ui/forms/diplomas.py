"""登记考试 of a whole class, all but those who are named; and who gets a diploma all the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.called import Called, line_of, meant
from kongchuo_desktop.operations.diploma_facts import WHYS, decide_diplomas, note_exam
from kongchuo_desktop.operations.diplomas import DiplomaRow, Diplomas
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput


class ExamForm(SavingForm):
    """A class and an examination; who did not sit it is named, all others did."""

    AT_FIELD: ClassVar = {"future_date": "day", "unknown_pupil": "absent"}

    def __init__(self, ctx: AppContext, window: QWidget, found: Diplomas, *,
                 rooms: Sequence[tuple[str, str]], exam: str = "") -> None:
        super().__init__(ctx, window, title="登记考试", verb="登记考试",
                         context="没有写到名字的，都算参加了。登记错了，再登记一次就改过来。")
        self._rows, self._rooms = found.rows, dict(rooms)
        self.room = Choice(ctx.theme, rooms)
        self.exam = Choice(ctx.theme, [(what, what) for what in found.exams])
        if exam:
            self.exam.choose(exam)
        self.add_pair(self.add("class_id", "哪个班", self.room),
                      self.add("exam", "哪次考试", self.exam))
        self.add("day", "哪天考的", DateInput(ctx.theme, ctx.today()))
        self.absent = LineInput(ctx.theme, "例：样小禾、7号（送教上门）")
        self.add("absent", "没有参加的", self.absent, hint="姓名或座号，用顿号隔开；没有就空着")
        self.why = Choice(ctx.theme, [(why, why) for why in WHYS])
        self.add("why", "为什么没有参加", self.why, hint="各人不一样的，写在姓名后面的括号里")
        self.room.currentIndexChanged.connect(lambda _: self._fill())
        self.exam.currentIndexChanged.connect(lambda _: self._fill())
        self.submitted.connect(self._save)
        self._fill()

    def _people(self) -> list[Called]:
        return [Called(row.pupil, row.name, row.seat) for row in self._rows
                if row.class_id == self.room.key()]

    def _fill(self) -> None:
        """Who was written down before."""
        missed: Mapping[str, str] = {row.pupil: row.missed.get(self.exam.key(), "")
                                     for row in self._rows}
        people = self._people()
        self.absent.setText(line_of(((one, missed[one.id]) for one in people if missed[one.id]),
                                    people))

    def _save(self) -> None:
        given = self.values()
        found = meant(given["absent"], self._people())
        if found.problem:
            self.set_errors({"absent": found.problem})
            return
        ctx, room, exam, day = self._ctx, given["class_id"], given["exam"], given["day"]
        assert isinstance(day, date)
        absent = {pupil: why or given["why"] for pupil, why in found.found.items()}
        sat = len(self._people()) - len(absent)
        self.write(lambda: note_exam(ctx.store, actor=ctx.actor, class_id=room, what=exam,
                                     day=day, absent=absent),
                   said=f"已登记{self._rooms[room]} {exam}：{sat}人参加，{len(absent)}人没有参加")


class DecideForm(SavingForm):
    """发 or 不发: what the document leaves to a person, with the reason (G-48)."""

    AT_FIELD: ClassVar = {"no_reason": "why"}

    def __init__(self, ctx: AppContext, window: QWidget, rows: Sequence[DiplomaRow], *,
                 give: bool) -> None:
        who = rows[0].name if len(rows) == 1 else f"{len(rows)}人"
        verb = "决定发" if give else "决定不发"
        super().__init__(
            ctx, window, title=f"毕业证书：{who}", verb=verb,
            context="因病、送教上门没有参加考试的怎么办，文件没有写，由学校定。")
        self._pupils, self._give, self._who, self._verb = (
            [row.pupil for row in rows], give, who, verb)
        self.add("why", "为什么", LineInput(ctx.theme, "例：住院，有医院证明"))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, why = self._ctx, self.values()["why"]
        self.write(lambda: decide_diplomas(ctx.store, actor=ctx.actor, pupils=self._pupils,
                                           give=self._give, why=why),
                   said=f"已写下 {self._who} 毕业证书{self._verb}")
