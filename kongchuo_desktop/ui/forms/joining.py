"""Forms that join two records of one child and part them again, everything laid side by side."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.operations.joins import Pair, Record, Told, hold_apart, join
from kongchuo_desktop.operations.joins import pair as read_pair
from kongchuo_desktop.operations.parting import Parting, Since, look_at_parting, part
from kongchuo_desktop.operations.roster import FIELDS, PupilCard, list_pupils
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.forms.who import PupilAsk, PupilInput
from kongchuo_desktop.ui.masks import shown_value, veil_part
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.checks import Check, Radio
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px
from kongchuo_desktop.ui.told import told_words

_WIDTH = Px.DIALOG + Px.SIDE_PANEL
_KEPT, _OTHER = "kept", "other"


class TwoValues(QWidget):
    """One field as two records tell it, one of them chosen."""

    def __init__(self, theme: Theme, texts: tuple[str, str], told: tuple[Told, Told]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        self.buttons: dict[str, Radio] = {}
        for at, key in enumerate((_KEPT, _OTHER)):
            button = self.buttons[key] = Radio(theme, texts[at], checked=key == _KEPT)
            grid.addWidget(button, 0, at)
            grid.addWidget(Words(told_words(told[at]), "caption", "text3", wrap=True), 1, at)
            grid.setColumnStretch(at, 1)
        self.setFocusProxy(self.buttons[_KEPT])

    def value(self) -> str:
        """``kept`` or ``other``."""
        return next(key for key, button in self.buttons.items() if button.isChecked())


class JoinForm(SavingForm):
    """合并: what both say the same is told once, what differs is chosen field by field."""

    def __init__(self, ctx: AppContext, window: QWidget, pair: Pair) -> None:
        super().__init__(
            ctx, window, title=f"是不是同一人：{pair.kept.name}、{pair.other.name}",
            verb="合并成一条", width=_WIDTH,
            context=(f"{pair.why}。" if pair.why else "")
            + "合并以后两条当一条看，考勤、家访、文书在一起；谁填的都留着，合错了可以拆开。")
        self._pair = pair
        self.form.addWidget(self._heads())
        for name in pair.differing:
            if name not in pair.filling:
                texts = (value_words(pair.kept, name), value_words(pair.other, name))
                self.add(name, _label(name), TwoValues(
                    ctx.theme, texts, (pair.kept.told[name], pair.other.told[name])))
        self.fill = Check(ctx.theme, "左边空着的，用右边的补上", checked=True)
        self._paragraph(self.fill, "", pair.other,
                        [name for name in pair.differing if name in pair.filling])
        self._paragraph(None, "不用选的：", pair.kept,
                        [name for name in FIELDS
                         if name in pair.kept.told and name not in pair.differing])
        self.apart = Button(ctx.theme, "不是同一人", clicked=self._hold_apart)
        line = QHBoxLayout()
        line.addWidget(Words("不是同一人的，以后不再列出来。", "caption", "text2", wrap=True), 1)
        line.addWidget(self.apart)
        self.form.addLayout(line)
        self.submitted.connect(self._save)
        veil_part(ctx, self, self.scroll)

    def _heads(self) -> QWidget:
        heads = QWidget()
        line = QHBoxLayout(heads)
        line.setContentsMargins(0, 0, 0, 0)
        for record, note in ((self._pair.kept, "合并后看这一条"),
                             (self._pair.other, "并进来的一条")):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(Words(record_words(record), "smallstrong", wrap=True))
            column.addWidget(Words(note, "caption", "text2"))
            line.addLayout(column, 1)
        return heads

    def _paragraph(self, head: QWidget | None, lead: str, record: Record,
                   fields: Sequence[str]) -> None:
        """Fields that need no look at two values, in one paragraph; nothing for none."""
        if head is not None:
            self.form.addWidget(head)
            head.setVisible(bool(fields))
        if fields:
            said = "；".join(f"{_label(name)} {value_words(record, name)}" for name in fields)
            self.form.addWidget(Words(lead + said, "small", "text2", wrap=True))

    def _save(self) -> None:
        ctx, pair = self._ctx, self._pair
        take = [name for name, chosen in self.values().items() if chosen == _OTHER]
        take += pair.filling if self.fill.isChecked() else ()
        self.write(lambda: join(ctx.store, actor=ctx.actor, pair=pair, take=take),
                   said=f"已合并 {pair.kept.name} 的两条档案")

    def _hold_apart(self) -> None:
        ctx, pair = self._ctx, self._pair
        self.write(lambda: hold_apart(ctx.store, actor=ctx.actor, pair=pair),
                   said=f"已注明 {pair.kept.name} 和 {pair.other.name} 不是同一人")


def value_words(record: Record, name: str) -> str:
    """A field of a record as the screen may show it."""
    if name == "class_id" and record.class_name:
        return record.class_name
    return shown_value(name, record.values.get(name))


def record_words(record: Record) -> str:
    """``王小明（七年级1班 12号）``."""
    seat = record.values.get("seat")
    where = " ".join(filter(None, (record.class_name, f"{seat}号" if seat else "")))
    return f"{record.name}（{where}）" if where else record.name


def _label(name: str) -> str:
    return "班级" if name == "class_id" else LABELS.get(name, name)


class PartForm(SavingForm):
    """拆开: what was written since the join is ticked where it belongs to the parted record."""

    def __init__(self, ctx: AppContext, window: QWidget, parting: Parting, name: str) -> None:
        moved = [line for line in parting.since if line.movable]
        super().__init__(
            ctx, window, title=f"拆开 {name} 的两条档案", verb="拆开", width=_WIDTH,
            context="拆开以后各是各的。合并以后登记的，勾上的移给拆出来的那条，没勾的留在原来这条。"
            if moved else "拆开以后各是各的。合并以后没有要移的记录。")
        self._parting, self._name = parting, name
        self.checks: dict[str, Check] = {}
        for line in moved:
            check = self.checks[line.row] = Check(ctx.theme, since_words(line))
            self.form.addWidget(check)
        if parting.brought:
            said = "、".join(_label(name) for name in FIELDS if name in parting.brought)
            self.form.addWidget(Words(f"合并时从那条取过来的退回去：{said}", "small", "text2",
                                      wrap=True))
        papers = [line for line in parting.since if not line.movable]
        if papers:
            said = "；".join(since_words(line) for line in papers)
            self.form.addWidget(Words(f"文书留在原来这条，开错了请作废重开：{said}", "small",
                                      "text2", wrap=True))
        if self.checks:
            self.focus_first(next(iter(self.checks.values())))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, parting = self._ctx, self._parting
        rows = [row for row, check in self.checks.items() if check.isChecked()]
        self.write(lambda: part(ctx.store, actor=ctx.actor, parting=parting, hand_over=rows),
                   said=f"已拆开 {self._name} 的两条档案")


def since_words(line: Since) -> str:
    """``9月17日 家访 不在家（周老师）``."""
    day = day_text(line.day) if line.day else ""
    return " ".join(filter(None, (day, line.said))) + (f"（{line.by}）" if line.by else "")


def open_join(ctx: AppContext, window: QWidget, one: str, other: str) -> None:
    """Lay two pupils side by side."""
    store = ctx.store
    ctx.read(lambda: read_pair(store, one=one, other=other),
             lambda pair: JoinForm(ctx, window, pair).open(), owner=window)


def open_other(ctx: AppContext, window: QWidget, card: PupilCard) -> None:
    """Ask which other pupil is meant, then lay both side by side."""
    store = ctx.store
    ctx.read(lambda: list_pupils(store, everyone=True),
             lambda cards: PupilAsk(
                 window, PupilInput(ctx.theme, cards, without=card.id),
                 lambda other: open_join(ctx, window, card.id, other.id), theme=ctx.theme,
                 title=f"{card.name}和谁是同一人", verb="摆在一起看", label="另一条档案",
                 hint="已经转出的也找得到").open(),
             owner=window)


def open_parting(ctx: AppContext, window: QWidget, record: str, name: str) -> None:
    """Ask what goes where before two records are parted."""
    store = ctx.store
    ctx.read(lambda: look_at_parting(store, record=record),
             lambda parting: PartForm(ctx, window, parting, name).open(), owner=window)
