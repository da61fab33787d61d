"""The form of a pupil: adding one and editing one; doubts are said and block nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain import dates, identity, roster
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.roster import PupilCard, add_pupil, edit_pupil
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.masks import veil_line
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.tokens import Px

_GENDERS = (("", "没有填"), ("男", "男"), ("女", "女"))
_BOARDING = (("", "走读"), ("yes", "住校"))
_PLACEMENTS = ("在校", "随班就读", "特校", "送教上门")
_RELATIONS = ("", "父", "母", "祖父", "祖母", "外祖父", "外祖母", "兄", "姐", "其他")
_BIRTH_HINT = "写成2013-9-3，只知道月就写2013-9"
_OLD_LENGTH = 15
"""Digits of the first generation's numbers; shorter ones are still being typed."""
_NUMBER_HINT = "18位；不知道可以先空着"


class PupilForm(FormDialog):
    """添加学生, or with ``card`` 修改; saves by itself and closes with a toast."""

    def __init__(
        self,
        ctx: AppContext,
        window: QWidget,
        *,
        rooms: Sequence[tuple[str, str]],
        card: PupilCard | None = None,
        done: Callable[[], object] | None = None,
    ) -> None:
        title = f"修改资料：{card.name}" if card else "添加学生"
        super().__init__(
            ctx.theme, window, title=title, verb="保存修改" if card else "添加学生",
            context="只有姓名必须写，别的可以以后补。", width=Px.DIALOG + Px.FORM_LABEL,
        )  # fmt: skip
        self._ctx, self._card, self._rooms, self._done = ctx, card, list(rooms), done
        self._whom()
        self._home()
        if card is not None:
            self._fill(card)
        for name in ("identity_number", "student_number", "phone", "guardian1_phone",
                     "guardian2_phone"):
            line = self.fields[name].editor
            assert isinstance(line, LineInput)
            veil_line(ctx, line)
        self.number.textChanged.connect(self._look_at_number)
        self.submitted.connect(self._save)
        self._known = self._given()
        self._look_at_number()

    def _line(self, name: str, label: str, *, hint: str = "", example: str = "") -> Field:
        return self.add(name, label, LineInput(self.theme, example), hint=hint)

    def _pick(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> Field:
        return self.add(name, label, Choice(self.theme, choices))

    def _whom(self) -> None:
        self.add_pair(self._line("name", "姓名"), self._line("seat", "座号"))
        if len(self._rooms) > 1 and self._card is None:
            # Another class later on is 调班: a dated fact, or old registers would be misread.
            self._pick("class_id", "班级", self._rooms)
        self.number, self.birth = LineInput(self.theme), LineInput(self.theme)
        self.add_pair(self.add("identity_number", "身份证号", self.number, hint=_NUMBER_HINT),
                      self.add("birth_date", "出生日期", self.birth, hint=_BIRTH_HINT))
        self.gender = Choice(self.theme, _GENDERS)
        self.add_pair(self.add("gender", "性别", self.gender),
                      self._line("ethnicity", "民族", example="汉族"))
        self.add_pair(self._pick("boarding", "住校", _BOARDING),
                      self._pick("placement", "就读形式", [(p, p) for p in _PLACEMENTS]))

    def _home(self) -> None:
        relations = [(word, word or "没有填") for word in _RELATIONS]
        for who, word in (("guardian1", "监护人"), ("guardian2", "另一位监护人")):
            self.add_pair(self._line(f"{who}_name", word),
                          self._pick(f"{who}_relation", "与学生关系", relations),
                          self._line(f"{who}_phone", "电话"))
            for part, said in (("relation", "与学生关系"), ("phone", "电话")):
                # Heard without the line that it stands in, it would be the same for both.
                self.fields[f"{who}_{part}"].editor.setAccessibleName(f"{word}{said}")
        self._line("address", "现住址")
        self._line("household_address", "户籍地址")
        self.add_pair(self._line("student_number", "学籍号"), self._line("phone", "学生电话"))
        self._line("notes", "备注")

    def _fill(self, card: PupilCard) -> None:
        for name, field in self.fields.items():
            value = card.values.get(name)
            editor = field.editor
            if isinstance(editor, Choice):
                if name == "boarding":
                    editor.choose("yes" if value else "")
                elif value and editor.findData(value) < 0:
                    editor.addItem(str(value), value)
                    editor.choose(str(value))
                elif value:
                    editor.choose(str(value))
            elif isinstance(editor, LineInput):
                editor.setText("" if value is None else str(value))

    def _look_at_number(self) -> None:
        """Say what is wrong with the number while it is typed; fill what it tells."""
        number = identity.normalise(self.number.text())
        why = identity.problem(number) if len(number) >= _OLD_LENGTH else None
        sentence = f"{why}。先这样保存也可以。" if why else ""
        self.fields["identity_number"].set_error(sentence)
        if not number or not identity.is_valid(number):
            return
        born = identity.birth_date(number)
        if not self.birth.text() and born is not None:
            self.birth.setText(born.isoformat())
        if not self.gender.key():
            self.gender.choose(identity.gender(number) or "")

    # saving

    def _given(self) -> dict[str, Any]:
        """The fields as they would be stored, as far as they can be read."""
        given: dict[str, Any] = {name: _stored(name, v) for name, v in self.values().items()}
        return given

    def _save(self) -> None:
        errors: dict[str, str] = {}
        typed = self.values()
        given = self._given()
        if not given["name"]:
            errors["name"] = "姓名必须写。"
        if typed["seat"].strip() and given["seat"] is None:
            errors["seat"] = "座号写数字，不知道就空着。"
        try:
            born = typed["birth_date"].strip()
            given["birth_date"] = dates.read_date(born).iso if born else None
        except KnownError as error:
            errors["birth_date"] = f"{error.sentence}不知道就空着。"
        self.set_errors(errors)
        if errors:
            return
        if self._card is None:
            self._add(given)
        else:
            self._edit(self._card, {name: value for name, value in given.items()
                                    if value != self._known.get(name)})

    def _add(self, given: dict[str, Any]) -> None:
        class_id = given.pop("class_id", None) or self._rooms[0][0]
        ctx = self._ctx
        values = {name: value for name, value in given.items() if value is not None}
        ctx.perform(
            lambda: add_pupil(ctx.store, actor=ctx.actor, class_id=class_id, values=values),
            said=f"已添加 {given['name']}", done=self._added, failed=self._refused, owner=self)

    def _edit(self, card: PupilCard, changed: dict[str, Any]) -> None:
        if not changed:
            self.accept()
            return
        ctx = self._ctx
        ctx.perform(
            lambda: edit_pupil(ctx.store, actor=ctx.actor, pupil=card.id, prior=card.tips,
                               values=changed),
            said=f"已改好 {card.name} 的资料", done=self._added, failed=self._refused, owner=self)

    def _added(self, result: Added | object) -> None:
        self.accept()
        if self._done is not None:
            self._done()

    def _refused(self, error: KnownError) -> None:
        field = "identity_number" if error.code == "pupil_exists" else "name"
        self.set_errors({field: f"{error.sentence}{error.todo}"})


def _stored(name: str, value: Any) -> Any:
    """A value of the form as the roster keeps it; None for nothing."""
    if name == "boarding":
        return True if value == "yes" else None
    if isinstance(value, str):
        value = value.strip()
    if name == "seat":
        return int(value) if value.isdecimal() and int(value) else None
    if name == "ethnicity" and value:
        return roster.read_ethnicity(value)
    if name == "placement" and value == _PLACEMENTS[0]:
        return None
    if name == "identity_number" and value:
        return identity.normalise(value)
    return value or None
