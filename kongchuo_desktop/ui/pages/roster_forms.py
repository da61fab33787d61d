"""The short form of the roster: tags for some pupils."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from kongchuo_desktop.operations.roster import PupilCard, set_tags, tag_pupils
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import FilterChip
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

TAGS = ("留守", "随迁", "脱贫户", "监测户", "农村低保", "特困供养", "孤儿", "残疾", "单亲",
        "低收入家庭", "残疾人家庭", "学困")
_COLUMNS = 4


class TagChoice(QWidget):
    """Tags to give, several of them; a word of one's own can be typed beside them."""

    def __init__(self, theme: Theme, tags: Sequence[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Px.CHIP_GAP)
        grid.setColumnStretch(_COLUMNS, 1)
        self.chips: dict[str, FilterChip] = {}
        for at, tag in enumerate(tags):
            chip = FilterChip(theme, tag)
            self.chips[tag] = chip
            grid.addWidget(chip, at // _COLUMNS, at % _COLUMNS)

    def value(self) -> list[str]:
        return [tag for tag, chip in self.chips.items() if chip.isChecked()]

    def setFocus(self, *args: Any) -> None:
        next(iter(self.chips.values())).setFocus(*args)


class TagForm(FormDialog):
    """The tags of one pupil, or tags to give to several; one step to take back."""

    def __init__(self, ctx: AppContext, window: QWidget, cards: Sequence[PupilCard]) -> None:
        alone = len(cards) == 1
        self._who = cards[0].name if alone else f"{len(cards)}人"
        super().__init__(ctx.theme, window, title=f"{'' if alone else '加'}标签：{self._who}",
                         verb="改好标签" if alone else "加标签")
        self._ctx, self._cards, self._alone = ctx, cards, alone
        worn = cards[0].tags if alone else ()
        self.choice = TagChoice(ctx.theme, list(dict.fromkeys((*TAGS, *worn))))
        for tag in worn:
            self.choice.chips[tag].setChecked(True)
        self.add("tags", "标签", self.choice)
        self.add("own", "别的标签", LineInput(ctx.theme), hint="从今天起算，以前的留在档案里")
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given = self.values()
        tags = [*given["tags"], *([given["own"].strip()] if given["own"].strip() else [])]
        if not tags and not self._alone:
            self.set_errors({"own": "选一个标签，或写一个。"})
            return
        ctx, pupils = self._ctx, [card.id for card in self._cards]
        self.accept()
        if self._alone:
            ctx.perform(
                lambda: set_tags(ctx.store, actor=ctx.actor, pupil=pupils[0], tags=tags),
                said=f"已改好 {self._who} 的标签",
            )
        else:
            ctx.perform(
                lambda: tag_pupils(ctx.store, actor=ctx.actor, pupils=pupils, tags=tags),
                said=f"已给 {self._who} 加上{'、'.join(tags)}",
            )
