"""The first steps of 报送: what is still missing, and what will be sealed for whom."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.drives import leftovers, remove_leftovers
from kongchuo_desktop.operations.handover import COUNTED
from kongchuo_desktop.operations.periods import AT_ANY_TIME, Period
from kongchuo_desktop.operations.return_check import Gap
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.returns_drives import DriveList
from kongchuo_desktop.ui.pages.returns_read import (
    ReturnView,
    kind_choices,
    return_word,
    span_word,
    when_word,
)
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import EmptyState, Facts
from kongchuo_desktop.ui.parts.floating import keep_in_sight
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_ICONS = {"register": "clipboard-check", "case": "folder-open", "paper": "file-text",
          "pupil": "users", "class": "inbox", "policy": "scroll-text", "month": "calendar-days"}
_PAGES = {"register": "attendance", "case": "cases", "paper": "paper_register",
          "pupil": "roster", "class": "grid"}


def count_facts(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """The figures of a month as (caption, value)."""
    return [(what, f"{counts[key]} {unit}") for key, (what, unit) in COUNTED.items()
            if key in counts]


class StepView(QWidget):
    """One step: a heading, its content, a quiet sentence and the blue button at the foot."""

    forward = Signal()

    def __init__(self, theme: Theme, title: str, verb: str) -> None:
        super().__init__()
        self.theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(Px.MARGIN, Px.INSIDE, Px.MARGIN, Px.INSIDE)
        column.setSpacing(Px.GAP)
        self.title = Words(title, "name")
        self.head = QHBoxLayout()
        self.head.setSpacing(Px.GAP)
        self.head.addWidget(self.title, 1)
        column.addLayout(self.head)
        self.content = QVBoxLayout()
        self.content.setSpacing(Px.GAP)
        column.addLayout(self.content, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Px.ICON_GAP)
        self.note = Words("", "small", "text2", wrap=True)
        keep_in_sight(self.note)
        foot.addWidget(self.note, 1)
        self.next = Button(theme, verb, "primary", clicked=self.forward.emit)
        foot.addWidget(self.next)
        column.addLayout(foot)


class CheckStep(StepView):
    """What is handed over, and its gaps with links; one may go on, and the package names them.

    ``kind_chosen(kind)`` when it is another than the monthly return; ``followed(Gap)``.
    """

    followed = Signal(object)
    kind_chosen = Signal(str)

    def __init__(self, theme: Theme, role: str) -> None:
        super().__init__(theme, "正在查这个月的记录…", "下一步：封装")
        choices = kind_choices(role)
        self.kinds = Segments(theme, choices, choices[0][0])
        self.kinds.chosen.connect(self.kind_chosen)
        self.head.addWidget(self.kinds)
        self.model = RowsModel()
        self.list = RowView(self.model, _GapDelegate(theme))
        self.list.setAccessibleName("还缺什么")
        act_on(self.list, {"go": self.followed.emit, "main": self.followed.emit})
        self.done = EmptyState(theme, "circle-check", "没有缺的",
                               "考勤、个案、文书和资料都齐了，可以封装。", done=True)
        self.between = EmptyState(theme, "send", "只送资料，不算月报",
                                  "新的记录随时可以送上去，月报到时候照常报。")
        for part in (self.list, self.done, self.between):
            self.content.addWidget(part, 1)
        self.done.hide()
        self.between.hide()
        self.next.setEnabled(False)

    def show_gaps(self, gaps: Sequence[Gap], about: Period) -> None:
        self.model.set_rows([Row(f"{g.kind}{g.pupil or ''}{g.title}", g, f"{g.title}，{g.detail}")
                             for g in gaps])
        between, when = about.kind == AT_ANY_TIME, when_word(about)
        self.title.setText("随时送" if between else f"{when}还缺{len(gaps)}项" if gaps
                           else f"{when}查过了")
        self.note.setText("缺的也可以先报，包里会写明；补好以后再报一次就行。" if gaps else "")
        self.list.setVisible(bool(gaps))
        self.done.setVisible(not gaps and not between)
        self.between.setVisible(between)
        self.next.setEnabled(True)
        self.list.go_first()


class _GapDelegate(RowDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW_NARROW)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).sign(_ICONS[payload.kind], "amber").gap(Px.GAP)
        flow.push("去补", "go").gap(Px.INSIDE, from_right=True)
        above, below = flow.halves()
        return [*flow.items, *above.text(payload.title, bold=True).items,
                *below.rest(payload.detail).items]


class SealStep(StepView):
    """For whom it is, what is in it, and that nobody else can open it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "封装以后，只有收件人能打开", "封装")
        box = QFrame()
        box.setProperty("kind", "sunken")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GAP)
        self.facts = Facts(strong=True)
        inside.addWidget(self.facts)
        self.content.addWidget(box)
        self.words = Words("", "small", "text2", wrap=True)
        self.content.addWidget(self.words)
        self.content.addStretch()

    def show_return(self, about: Period, reader: str, view: ReturnView) -> None:
        between, gaps, cases = about.kind == AT_ANY_TIME, len(view.gaps), view.counts["cases"]
        zero = not between and not cases and not view.counts["opened"]
        lacking = [("还缺", f"{gaps} 项，包里会写明" if gaps else "没有")]
        self.facts.set([
            ("报送", return_word(about)), ("收件人", reader),
            ("在办个案", "零报告" if zero else f"{cases} 人"), *([] if between else lacking)])
        self.words.setText(
            f"{span_word(about)}没有在办的个案，报的是0。报了0和没有报不一样，包里写得清清楚楚。"
            if zero else "U盘丢了也不要紧：别人打不开，再写一份就行。")


class StickStep(StepView):
    """Where to write; half files that lie there may be removed."""

    def __init__(self, ctx: AppContext, drives: DriveList) -> None:
        super().__init__(ctx.theme, "插上U盘，选写到哪一个", "写入并核对")
        self._ctx, self._drives = ctx, drives
        self._left: Sequence[Path] = ()
        self.content.addWidget(drives, 1)
        self.half = QWidget()
        line = QHBoxLayout(self.half)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.GAP)
        self.half_words = Words("", "small", "amber", wrap=True)
        line.addWidget(self.half_words, 1)
        self.tidy = Button(ctx.theme, "删掉没写完的", icon="eraser", size="small",
                           clicked=self._tidy)
        line.addWidget(self.tidy)
        self.content.addWidget(self.half)
        self.half.hide()
        self.next.setEnabled(False)
        self.note.setText("写好以后会读回来核对一遍。U盘上原来的文件不动。")
        drives.changed.connect(self._place_changed)

    def _place_changed(self) -> None:
        place = self._drives.chosen()
        self.next.setEnabled(place is not None)
        if place is None:
            self._left_found(())
        else:
            self._ctx.read(lambda: leftovers(place), self._left_found, owner=self)

    def _left_found(self, files: Sequence[Path]) -> None:
        self._left = files
        self.half_words.setText(
            f"这里有{len(files)}个以前没写完的文件，是写到一半拔出留下的，没有用了。")
        self.half.setVisible(bool(files))

    def _tidy(self) -> None:
        files = self._left
        self._ctx.tasks.run(lambda job: remove_leftovers(files),
                            done=lambda _: (self._place_changed(), self._ctx.toast(
                                f"删掉了{len(files)}个没写完的文件")),
                            failed=self._ctx.show_error, owner=self)


def open_gap(ctx: AppContext, gap: Gap) -> None:
    """Where a gap is filled."""
    if gap.kind == "policy":
        ctx.open_page("settings", section="policy")
    elif gap.kind == "case":
        ctx.open_page("pupil", pupil=gap.pupil)
    else:
        ctx.open_page(_PAGES[gap.kind])


def centred(*widgets: QWidget) -> QWidget:
    """Widgets in a column in the middle of the card."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setSpacing(Px.GAP)
    column.addStretch()
    for widget in widgets:
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch()
    return holder
