"""The card of a clause on 迎检对照: wording, materials, whom it concerns, who answers for it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.inspection.model import STATE_NAMES, ClauseStanding
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.pages.inspection_rows import SubjectDelegate
from kongchuo_desktop.ui.pages.inspection_words import (
    SubjectLine,
    about_tags,
    chip_of,
    concerned,
    first_gap,
    group_of,
    lines_of,
    mendable,
)
from kongchuo_desktop.ui.pages.today_words import reading_words
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.floating import Quote
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowsModel
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Chip, Rule, Words
from kongchuo_desktop.ui.tokens import Px

_SIGNS_SAID = {"there": "有", "late": "逾期", "lacking": "缺", "waiting": "等别人办",
               "ahead": "还没到期"}


class ClauseCard(Card):
    """One clause.

    ``mended(part, proof)`` for a thing that is missing (None, None: the first of all),
    ``opened(line)`` for one that is there, ``said`` to write or change the sentence of a person,
    ``figures`` to set what the document leaves open.
    """

    mended = Signal(object, object)
    opened = Signal(object)
    said = Signal()
    figures = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(flush=True)
        self._ctx, self._theme = ctx, ctx.theme
        self.standing: ClauseStanding | None = None
        theme = ctx.theme
        self.place = Words("", "strong")
        self.chip = Chip(theme, "")
        self.title = Words("", "smallstrong", wrap=True)
        self.origin = Words("", "caption", "text2", wrap=True)
        self.quote = Quote("")
        self.materials = Words("", "small", "text2", wrap=True)
        self.who = Words("", "small", "text2", wrap=True)
        self.reading = Words("", "caption", "text2", wrap=True)
        self.statement = Words("", "small", "text2", wrap=True)
        self.by = Words("", "caption", "text3", wrap=True)
        self.concerned = Words("", "smallstrong")
        self._models = {key: RowsModel() for key in ("subjects", "others")}
        self._delegates = {key: SubjectDelegate(theme) for key in self._models}
        self._lines: dict[str, list[SubjectLine]] = {}
        self.subjects = self._list("subjects", "涉及谁")
        self.others = self._list("others", "由别人办的")
        self.state_link = Button(theme, "写说明", "text", size="small", clicked=self.said.emit)
        self.button = Button(theme, "去补", "primary",
                             clicked=lambda: self.mended.emit(None, None))
        self.parts: dict[str, QWidget] = {}
        self._lay_out()

    # making

    def _list(self, key: str, name: str) -> RowView:
        view = RowView(self._models[key], self._delegates[key], grow=True)
        view.setAccessibleName(name)
        act_on(view, {"main": self._act, "card": self.opened.emit})
        return view

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GAP)
        column.setSpacing(Px.ICON_GAP)
        head = QHBoxLayout()
        head.addWidget(self.place)
        head.addStretch()
        head.addWidget(self.chip)
        column.addLayout(head)
        for part in (self.title, self.origin, self.quote, self.reading):
            column.addWidget(part)
        line = QHBoxLayout()
        line.addWidget(Words("本校还没有定数", "smallstrong"))
        line.addStretch()
        line.addWidget(Button(self._theme, "去设定", "text", size="small",
                              clicked=self.figures.emit))
        self._add(column, "unset", line, Words(
            "文件没有写数，学校定了才会提醒、才能对照。", "small", "text2", wrap=True), ruled=False)
        self._add(column, "materials", Words("要有的材料", "smallstrong"), self.materials,
                  ruled=False)
        self._add(column, "subjects", self.concerned, self.subjects)
        self._add(column, "others", Words("由别人办的", "smallstrong"), self.others)
        self._add(column, "who", Words("负责", "smallstrong"), self.who)
        line = QHBoxLayout()
        line.addWidget(Words("说明", "smallstrong"))
        line.addStretch()
        line.addWidget(self.state_link)
        self._add(column, "statement", line, self.statement, self.by)
        column.addStretch()
        self.scroll = Scrolled(inside)
        self.scroll.setAccessibleName("这一条")
        self.body.addWidget(self.scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(Px.INSIDE, 0, Px.INSIDE, Px.GAP)
        foot.addWidget(self.button)
        self.body.addLayout(foot)

    def _add(self, column: QVBoxLayout, key: str, *inner: QWidget | QHBoxLayout,
             ruled: bool = True) -> None:
        """A part that is hidden as a whole where the clause has nothing for it."""
        part = QWidget()
        part.setProperty("kind", "clear")
        lines = QVBoxLayout(part)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Px.GRID)
        if ruled:
            lines.addWidget(Rule())
        for each in inner:
            if isinstance(each, QWidget):
                lines.addWidget(each)
            else:
                lines.addLayout(each)
        self.parts[key] = part
        column.addWidget(part)

    # showing

    def show_clause(self, standing: ClauseStanding, span: str, *, document: str = "") -> None:
        """Show a clause.

        ``span`` is the word of the period: 本学期; ``document`` the title of another document
        than the one that is looked at, which it comes from.
        """
        if self.standing is None or self.standing.id != standing.id:
            self.scroll.verticalScrollBar().setValue(0)
        self.standing = standing
        self.place.setText(place_in(standing.where))
        self.chip.set(*chip_of(standing))
        self.title.setText(standing.title)
        last = standing.last
        day = f"最近一次 {day_text(last, today=self._ctx.today())}" if last is not None else ""
        self.origin.setText("\n".join(filter(None, (document and f"《{document}》", day))))
        self.origin.setVisible(bool(document or day))
        self.quote.words.setText(f"“{standing.quote}”")
        readings = dict.fromkeys(reading_words(p.reading) for p in standing.parts if p.reading)
        self.reading.setText("\n".join(f"原话的理解：{text}" for text in readings))
        self.reading.setVisible(bool(readings))
        self.parts["unset"].setVisible(any(part.unset for part in standing.parts))
        self.materials.setText("、".join(standing.materials))
        self.parts["materials"].setVisible(bool(standing.materials))
        self.who.setText(standing.who)
        self.parts["who"].setVisible(bool(standing.who))
        self._show_lists(standing, span)
        self._show_statement(standing)
        self._show_button(standing)

    def _show_lists(self, standing: ClauseStanding, span: str) -> None:
        veil = self._ctx.veil
        own, others = lines_of(standing, veil=veil), lines_of(standing, waiting=True, veil=veil)
        self.concerned.setText(concerned(own, span))
        self._lines = {"subjects": own, "others": others}
        self._fit()
        for key, lines in self._lines.items():
            self._models[key].set_rows([
                Row(f"{at}/{line.name}", line,
                    f"{line.name}，{_SIGNS_SAID[line.state]}，{line.said}")
                for at, line in enumerate(lines)])
            self.parts[key].setVisible(bool(lines))

    def _fit(self) -> None:
        for key, lines in self._lines.items():
            self._delegates[key].fit(lines, self.width() - 2 * Px.INSIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
            for view in (self.subjects, self.others):
                view.doItemsLayout()
                view.setFixedHeight(view.content_height())

    def _show_statement(self, standing: ClauseStanding) -> None:
        said = standing.statement
        asked = group_of(standing) != "complete"
        self.state_link.setText("改" if said is not None else "写说明")
        self.state_link.setAccessibleName("改说明" if said is not None else "写说明")
        self.statement.setText(f"{STATE_NAMES[said.state]}：{said.text}" if said else
                               "程序判断不了的，写一句材料在哪里，或者为什么不用。")
        self.by.setText(f"{said.by}，{day_text(said.day, today=self._ctx.today())}" if said else "")
        self.by.setVisible(said is not None)
        self.parts["statement"].setVisible(said is not None or asked)

    def _show_button(self, standing: ClauseStanding) -> None:
        gap = first_gap(standing) if group_of(standing) == "missing" else None
        if gap is not None:
            part, proof = gap
            veiled = self._ctx.veil and about_tags(standing)
            whom = VEILED if veiled else proof.name if proof.subject else "本校"
            self.button.setText(f"去补：{whom}" if mendable(part, proof) else "写说明")
        else:
            self.button.setText("写说明")
        self.button.setVisible(group_of(standing) in ("missing", "unsaid"))

    # doing

    def _act(self, line: SubjectLine) -> None:
        if line.gap is not None:
            self.mended.emit(*line.gap)
        else:
            self.opened.emit(line)

    def enter(self) -> QWidget:
        """What has the focus when the card is stepped into."""
        for key, view in (("subjects", self.subjects), ("others", self.others)):
            if not self.parts[key].isHidden():
                if not view.currentIndex().isValid():
                    view.go_first()
                return view
        return self.state_link if not self.parts["statement"].isHidden() else self.scroll
