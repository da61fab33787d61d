"""设置 · 学校与班级: the names, telephones and head teachers that stand on every paper."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.domain.facts import ClassRoom
from kongchuo_desktop.domain.policy.words import CLASS_KINDS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import founding, units
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Unit
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Facts
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.parts.words import ElidedWords, Words, empty
from kongchuo_desktop.ui.tokens import Px

UNIT_WORDS = (
    ("name", "全称"),
    ("township", "乡镇"),
    ("county", "县"),
    ("phone", "电话"),
    ("address", "地址"),
    ("principal", "负责人"),
)
CLASS_WORDS = (
    ("name", "班名（可不填）"),
    ("head_teacher", "班主任"),
    ("phone", "班主任电话"),
    ("lessons", "每天几节课"),
)
UNSET = "没有填"


@dataclass(frozen=True)
class UnitsView:
    """The unit and its classes, each class with its row."""

    unit: Unit | None
    classes: list[tuple[ClassRoom, ClassGroup | None]]


def read_units(store: Store) -> UnitsView:
    """All that the section shows, read in one go."""
    rooms = units.list_classes(store)
    return UnitsView(
        units.own_unit(store), [(room, units.class_row(store, class_id=room.id)) for room in rooms]
    )


class UnitsSection(Section):
    """The unit's card, and one line for each class."""

    TABLES = frozenset({"unit", "class"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._unit: Unit | None = None
        bureau = ctx.actor.role == "bureau"
        made = card("教育局" if bureau else "学校", "这些会印在文书和报送包上。")
        self.facts = Facts(right=False)
        made.body.addWidget(self.facts)
        self.edit = Button(ctx.theme, "修改…", clicked=self._edit_unit)
        made.body.addLayout(line_of("", QWidget(), self.edit))
        self.column.addWidget(made)
        rooms = card("班级")
        holder = QWidget()
        self._rooms = QVBoxLayout(holder)
        self._rooms.setContentsMargins(0, 0, 0, 0)
        self._rooms.setSpacing(Px.ICON_GAP)
        rooms.body.addWidget(holder)
        self.add = Button(ctx.theme, "添加班级…", icon="plus", clicked=self._add_class)
        rooms.body.addLayout(line_of("", QWidget(), self.add))
        self.column.addWidget(rooms)
        rooms.setVisible(not bureau)
        self.column.addStretch()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: read_units(store), self._show, owner=self)

    def _show(self, view: UnitsView) -> None:
        self._unit = view.unit
        self.edit.setEnabled(view.unit is not None)
        rows = [(words, str(getattr(view.unit, name, None) or UNSET)) for name, words in UNIT_WORDS]
        if view.unit is not None:
            rows.insert(1, ("标识码", view.unit.code or UNSET))
        self.facts.set(rows)
        empty(self._rooms)
        for room, row in view.classes:
            self._rooms.addWidget(self._room_line(room, row))
        if not view.classes:
            self._rooms.addWidget(
                Words("还没有班级。添加一个，或者导入花名册时自动建。", "small", "text2", wrap=True)
            )

    def _room_line(self, room: ClassRoom, row: ClassGroup | None) -> QWidget:
        holder = QWidget()
        teacher = room.head_teacher or "没有填班主任"
        phone = f" · {row.phone}" if row is not None and row.phone else ""
        kind = "" if room.kind == CLASS_KINDS[0] else f" · {room.kind}"
        words = ElidedWords(f"{teacher}{phone} · 每天{room.lessons}节{kind}", "small", "text2")
        edit = Button(
            self.theme,
            "修改…",
            size="small",
            clicked=lambda: ClassForm(self.ctx, self, room, row).open(),
        )
        edit.setAccessibleName(f"修改{room.name}")
        line = line_of("", words, edit)
        line.insertWidget(0, Words(room.name, "strong"))
        line.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(line)
        return holder

    def _edit_unit(self) -> None:
        if self._unit is not None:
            UnitForm(self.ctx, self, self._unit).open()

    def _add_class(self) -> None:
        AddClassForm(self.ctx, self).open()


class UnitForm(FormDialog):
    """The unit's own facts."""

    def __init__(self, ctx: AppContext, window: QWidget, unit: Unit) -> None:
        super().__init__(
            ctx.theme, window, title="修改单位资料", verb="记下来", context="以前印好的文书不变。"
        )
        self._ctx, self._tips = ctx, unit.tips
        for name, words in UNIT_WORDS:
            line = LineInput(ctx.theme)
            line.setText(getattr(unit, name) or "")
            self.add(name, words, line)
        self.add_pair(self.fields["township"], self.fields["county"])
        self.submitted.connect(self._save)

    def _save(self) -> None:
        fields = {name: text.strip() or None for name, text in self.values().items()}
        if fields["name"] is None:
            self.set_errors({"name": "请写上全称。"})
            return
        ctx, tips = self._ctx, self._tips
        ctx.perform(
            lambda: units.edit_unit(ctx.store, actor=ctx.actor, prior=tips, **fields),
            said="单位资料改好了",
            done=lambda changes: self.accept(),
            owner=self,
        )


class ClassForm(FormDialog):
    """A class's own facts."""

    def __init__(
        self, ctx: AppContext, window: QWidget, room: ClassRoom, row: ClassGroup | None
    ) -> None:
        super().__init__(ctx.theme, window, title=f"修改{room.name}", verb="记下来")
        self._ctx, self._room, self._tips = ctx, room, row.tips if row else ""
        for name, words in CLASS_WORDS:
            line = LineInput(ctx.theme, str(room.lessons) if name == "lessons" else "")
            value = getattr(row, name, None)
            line.setText("" if value is None else str(value))
            self.add(name, words, line)
        kinds = Choice(ctx.theme, [(kind, kind) for kind in CLASS_KINDS])
        kinds.choose(room.kind)
        self.add("kind", "班级类型", kinds)
        self.fields["name"].set_hint(f"空着就叫{room.name}，升年级时自动改。")
        self.submitted.connect(self._save)

    def _save(self) -> None:
        values: dict[str, Any] = {k: v.strip() or None for k, v in self.values().items()}
        lessons = values["lessons"]
        if lessons is not None and not (lessons.isdecimal() and 1 <= int(lessons) <= 12):
            self.set_errors({"lessons": "写1到12的数。"})
            return
        values["kind"] = None if values["kind"] == CLASS_KINDS[0] else values["kind"]
        values["lessons"] = None if lessons is None else int(lessons)
        ctx, room, tips = self._ctx, self._room, self._tips
        ctx.perform(
            lambda: units.edit_class(
                ctx.store, actor=ctx.actor, class_id=room.id, prior=tips, **values
            ),
            said=f"{room.name}的资料改好了",
            done=lambda changes: self.accept(),
            owner=self,
        )


class AddClassForm(FormDialog):
    """A new class."""

    def __init__(self, ctx: AppContext, window: QWidget) -> None:
        super().__init__(ctx.theme, window, title="添加班级", verb="添加班级")
        self._ctx = ctx
        self.add("label", "班级", LineInput(ctx.theme, "例如 七年级1班"))
        self.add("head_teacher", "班主任（可不填）", LineInput(ctx.theme))
        self.add("phone", "班主任电话（可不填）", LineInput(ctx.theme))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        values, ctx = self.values(), self._ctx
        ctx.perform(
            lambda: founding.add_class(ctx.store, actor=ctx.actor, **values),
            said=f"添加了{values['label']}",
            done=lambda added: self.accept(),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: KnownError) -> None:
        if error.code == "no_class":
            self.set_errors({"label": error.sentence + error.todo})
        else:
            self._ctx.show_error(error)
