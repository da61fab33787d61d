"""办理升学: all that a summer brings, decided on one form and done as one step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.called import Called, Meant, line_of, meant
from kongchuo_desktop.domain.school_year import (
    Choices,
    ClassKey,
    Cohort,
    Leaving,
    NewClass,
    Newcomer,
    Turn,
    dealt,
    first_rooms,
    key_title,
    usual_leaving,
)
from kongchuo_desktop.operations.school_year import roll_year
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.tokens import Px

_OWN = "own"
_STAGES = {"primary": "一年级", "junior": "七年级"}
_MOST = 60
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class _Class:
    """The fields of one leaving class."""

    leaving: Leaving
    where: Field
    stays: Field
    behind: Field | None
    back: Cohort | None

    @property
    def people(self) -> list[Called]:
        return [Called(one.pupil, one.name, one.seat) for one in self.leaving.people]


class TurnForm(SavingForm):
    """Who leaves for where, who does not, who repeats, which classes begin, who sits in them."""

    AT_FIELD: ClassVar = {"future_date": "day", "too_early": "day"}

    def __init__(self, ctx: AppContext, window: QWidget, turn: Turn) -> None:
        super().__init__(
            ctx, window, title=f"办理升学：{turn.year}年秋季", verb="办理升学",
            width=Px.DIALOG + Px.FORM_LABEL,
            context="其余年级自己升上去，班主任跟班走，不用办。办完还能撤销。")
        self._turn = turn
        self._waiting = turn.waiting
        self.add("day", "从哪天起不在本校", DateInput(
            ctx.theme, usual_leaving(turn.year, ctx.today())),
            hint="新学年才补办的，写8月31日")
        self._classes = [self._class(at, one) for at, one in enumerate(turn.leaving)
                         if one.people]
        self.fields["day"].setVisible(bool(self._classes))
        self._new = {stage: self._new_classes(stage) for stage in turn.usual}
        if self._waiting:
            self.add("deal", f"新生{len(self._waiting)}人（应到我校名单）", Choice(ctx.theme, [
                ("", "先不编班"), (_OWN, "到了，男女均分到七年级各班")]),
                hint="有没来的，先不编班，来一个登记一个")
        self.submitted.connect(self._save)

    # the fields

    def _class(self, at: int, leaving: Leaving) -> _Class:
        theme, title = self._ctx.theme, leaving.cohort.title(self._turn.year - 1)
        late = leaving.late > 0
        concerned = [(Called(one.pupil, one.name, one.seat), "") for one in leaving.people
                     if one.why or late]
        people = [Called(one.pupil, one.name, one.seat) for one in leaving.people]
        where = self.add(f"where{at}", f"{title} {len(people)}人，升到哪所学校",
                         self._where(leaving.cohort))
        stays = self.add(f"stays{at}", "先不毕业的", LineInput(theme, "姓名或座号，用顿号隔开"),
                         hint=_concerns(leaving))
        line = stays.editor
        assert isinstance(line, LineInput)
        line.setText(line_of(concerned, people))
        back = self._behind(leaving.cohort)
        behind = None
        if back is not None:
            behind = self.add(
                f"behind{at}", f"留级到{key_title(back.key, self._turn.year)}的",
                LineInput(theme, "姓名或座号，用顿号隔开"))
            self.add_pair(stays, behind)
        return _Class(leaving, where, stays, behind, back)

    def _where(self, cohort: Cohort) -> QWidget:
        """A school's name; where this school has a seventh grade itself, that is chosen first."""
        if cohort.stage == "primary" and "junior" in self._turn.usual:
            choice = Choice(self._ctx.theme, [(_OWN, "本校七年级"), ("", "别的学校，以后再写")])
            choice.choose(_OWN)
            return choice
        editor = LineInput(self._ctx.theme, "可以以后再写")
        if cohort.stage == "primary":
            editor.setText(self._turn.where)
        return editor

    def _behind(self, cohort: Cohort) -> Cohort | None:
        """The class that follows one: of the same number, else any."""
        after = [one.cohort for one in self._turn.rising if one.cohort.stage == cohort.stage
                 and one.cohort.entry_year == cohort.entry_year + 1]
        return next((one for one in after if one.number == cohort.number), next(iter(after), None))

    def _new_classes(self, stage: str) -> tuple[Field, Field]:
        begun = [one for one in self._turn.begun if one.stage == stage]
        offered = [one for one in self._turn.new_classes() if one.stage == stage]
        there = f"已有{'、'.join(one.title(self._turn.year) for one in begun)}" if begun else ""
        count = self.add(f"count{stage}", f"{_STAGES[stage]}新开几个班",
                         LineInput(self._ctx.theme), hint=there)
        editor = count.editor
        assert isinstance(editor, LineInput)
        editor.setText(str(0 if begun else len(offered)))
        heads = self.add(f"heads{stage}", "班主任", LineInput(
            self._ctx.theme, "按班号写，用顿号隔开"), hint="可以以后再写")
        self.add_pair(count, heads)
        return count, heads

    # what they say

    def _save(self) -> None:
        given, errors = self.values(), dict[str, str]()
        found = tuple(self._founded(given, errors))
        leave, place = dict[str, str](), dict[str, ClassKey]()
        for at, one in enumerate(self._classes):
            self._leavers(at, one, given, errors, leave, place, found)
        take = self._dealt(given, errors, found)
        if errors:
            self.set_errors(errors)
            return
        ctx = self._ctx
        choices = Choices(self._turn.year, given["day"], leave, place, found, take,
                          came=ctx.today())
        self.write(lambda: roll_year(ctx.store, actor=ctx.actor, choices=choices),
                   said=lambda done: f"升学办好了：{done.said}")

    def _founded(self, given: dict[str, object], errors: dict[str, str]) -> Iterator[NewClass]:
        for stage in self._new:
            text = str(given[f"count{stage}"]).strip() or "0"
            if not text.isdecimal() or int(text) > _MOST:
                errors[f"count{stage}"] = "写几个班，没有就写0。"
                continue
            there = {one.number for one in self._turn.begun if one.stage == stage}
            free = [number for number in range(1, _MOST + 1) if number not in there]
            heads = [one.strip() for one in str(given[f"heads{stage}"]).replace("，", "、").split(
                "、")] if given[f"heads{stage}"] else []
            for at, number in enumerate(free[:int(text)]):
                yield NewClass(stage, number, heads[at] if at < len(heads) else "")

    def _leavers(self, at: int, one: _Class, given: dict[str, object], errors: dict[str, str],
                 leave: dict[str, str], place: dict[str, ClassKey],
                 found: Sequence[NewClass]) -> None:
        """Sort the pupils of a class into those who leave, go on here, repeat, or stay."""
        stays = self._named(f"stays{at}", one, given, errors)
        behind = self._named(f"behind{at}", one, given, errors) if one.behind else Meant({})
        going = [person for person in one.leaving.people
                 if person.pupil not in stays.found and person.pupil not in behind.found]
        if one.back is not None:
            place.update(dict.fromkeys(behind.found, one.back.key))
        where = str(given[f"where{at}"]).strip()
        if where != _OWN:
            leave.update({person.pupil: where for person in going})
            return
        rooms = first_rooms(self._turn, "junior", found)
        if not rooms and going:
            errors[f"where{at}"] = "还没有七年级的班，先在下面写新开几个班。"
            return
        if rooms:
            place.update(dealt([Newcomer(p.pupil, p.name, p.male) for p in going], rooms))

    def _named(self, field: str, one: _Class, given: dict[str, object],
               errors: dict[str, str]) -> Meant:
        found = meant(str(given[field]), one.people)
        if found.problem:
            errors[field] = found.problem
        return found

    def _dealt(self, given: dict[str, object], errors: dict[str, str],
               found: Sequence[NewClass]) -> dict[str, ClassKey]:
        if not given.get("deal"):
            return {}
        rooms = first_rooms(self._turn, "junior", found)
        if not rooms:
            errors["deal"] = "还没有七年级的班，先写新开几个班。"
            return {}
        return dealt(self._waiting, rooms)


def _concerns(leaving: Leaving) -> str:
    """What is to be looked at, by name; many are counted."""
    if leaving.late:
        return f"这个班{leaving.late}年前就该毕业了，先看看电脑的日期，再把姓名去掉"
    told = [f"{one.name}：{'；'.join(one.why)}" for one in leaving.people if one.why]
    more = f" 等{len(told)}人" if len(told) > _SHOWN else ""
    return "。".join(told[:_SHOWN]) + more
