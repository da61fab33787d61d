"""迎检对照: clause by clause what the school has, what is missing, and mending it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex

from kongchuo_desktop.domain.inspection.model import ClauseStanding, Part, Proof
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.inspection import Inspection, inspection
from kongchuo_desktop.operations.inspection_files import catalogue_pdf
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.inspection_bind import BindForm
from kongchuo_desktop.ui.pages.inspection_do import StatementForm, mend, open_proofs
from kongchuo_desktop.ui.pages.inspection_layout import InspectionLayout
from kongchuo_desktop.ui.pages.inspection_print import export_sheet
from kongchuo_desktop.ui.pages.inspection_rows import ChapterRow
from kongchuo_desktop.ui.pages.inspection_words import (
    ALL,
    chapter_key,
    first_gap,
    group_of,
    key_of,
    spoken,
)
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.cards import Banner, Card, EmptyState
from kongchuo_desktop.ui.parts.row_view import act_on
from kongchuo_desktop.ui.parts.rows import Head, Row
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.places import FindSticks


class InspectionPage(InspectionLayout):
    """Enter mends what the clause lacks; ``opened(clause=)`` shows one."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs,
                 save_path: SavePath = choose_new_file, find: FindSticks | None = None) -> None:
        super().__init__(ctx)
        self._printer, self._save_path, self._find = printer, save_path, find
        self._seen: Inspection | None = None
        self._titles: dict[str, str] = {}
        """Document → its title: a composite has clauses of several."""
        self._chapter, self._wanted = ALL, ""
        self._policy = ""
        """The document that a person chose to look at; else the one in force now."""
        self._asked = 0
        self.export_button = self.add_action("导出Excel", self.export, icon="download")
        self.print_button = self.add_action("打印目录", self.print_shown, icon="printer",
                                            keys="Ctrl+P")
        self.bind_button = self.add_action("整理成册…", self.bind, icon="folder-open")
        self._listen()

    def _listen(self) -> None:
        self.bar.chosen.connect(self._group_chosen)
        self.chapter_view.moved.connect(self._chapter_moved)
        act_on(self.chapter_view, {"main": lambda row: self.list.setFocus()})
        self.chapter_choice.activated.connect(
            lambda _: self.show_chapter(self.chapter_choice.key()))
        self.spans.activated.connect(lambda _: self.refresh(None))
        self.policies.activated.connect(lambda _: self._document_chosen())
        self.only.clicked.connect(self._only)
        self.list.moved.connect(self._clause_moved)
        act_on(self.list, {"main": lambda standing: self.mend_first(),
                           "clause": lambda standing: self.turn(card=True),
                           "card": lambda standing: self.turn(card=True)})
        self.card.mended.connect(self.mend)
        self.card.opened.connect(lambda line: open_proofs(self.ctx, self, line))
        self.card.said.connect(self.say)
        self.card.figures.connect(
            lambda: self.ctx.open_page("settings", section="policy"))
        self.ctx.veil_changed.connect(
            lambda _: self._clause_moved(self.list.currentIndex()))
        self.commands.add("clause.lacking", "下一条缺材料的", "Ctrl+Right", self.next_lacking)
        self.commands.add("chapter.next", "下一部分", "Ctrl+PgDown", lambda: self._step(1))
        self.commands.add("chapter.back", "上一部分", "Ctrl+PgUp", lambda: self._step(-1))
        self.help_lines = [("↑ ↓", "上下换条款"), ("回车", "去补缺的第一样"),
                           ("→", "到这一条涉及的人"), ("Esc", "回到条款，再按看全部")]

    # reading

    def opened(self, **args: Any) -> None:
        self._wanted = str(args.get("clause") or "")
        if self._wanted and self._seen is not None:
            self.go(self._wanted)

    def refresh(self, changes: Changes | None) -> None:
        store, span, policy = self.ctx.store, self.spans.key(), self._policy
        self._asked += 1
        number = self._asked

        def read(job: object) -> tuple[Inspection, dict[str, str]] | None:
            # Opened and told of a change at once, a page asks twice: the last one is enough.
            if number != self._asked:
                return None
            titles = {key: policy.title for key, policy in policy_book(store).policies.items()}
            return inspection(store, span=span, policy=policy), titles

        self.ctx.tasks.run(read, done=self._show, failed=self._failed, owner=self)

    def _failed(self, error: KnownError) -> None:
        banner = Banner(self.theme, "red", error.sentence, error.todo, action="再读一次")
        banner.acted.connect(lambda: self.refresh(None))
        self.show_banner(banner)

    def _show(self, read: tuple[Inspection, dict[str, str]] | None) -> None:
        if read is None:
            return
        seen, self._titles = read
        fresh = self._seen is None or self._seen.policy != seen.policy
        self._seen = seen
        self.show_banner(None)
        for button in (self.export_button, self.print_button, self.bind_button):
            button.setVisible(bool(seen.policy))
        if not seen.policy:
            self._show_empty()
            return
        self.stack.show_view(self.whole)
        self.spans.set_choices([(s.key, s.title) for s in seen.spans])
        self.spans.choose(seen.span.key)
        self.set_policies(seen.policies, seen.policy)
        if self._chapter not in (ALL, *map(chapter_key, seen.chapters)):
            self._chapter = ALL
        self._show_rows()
        if fresh:
            self._settle_in()
        self.layout_changed()

    def _document_chosen(self) -> None:
        self._policy = self.policies.key()
        self.refresh(None)

    def _settle_in(self) -> None:
        """In another document than before: on what lacks something first, else on the first."""
        wanted, self._wanted = self._wanted, ""
        lacking = next((key_of(s) for s in self._standings() if group_of(s) == "missing"), "")
        if not self.go(wanted or lacking):
            self.show_chapter(ALL)
        if self.isVisible():
            self.list.setFocus()

    def _show_empty(self) -> None:
        empty = Card(flush=True)
        state = EmptyState(self.theme, "file-text", "还没有选按哪份文件办",
                           "选好以后，这里逐条列出文件要什么、本校有什么、还缺什么。",
                           actions=[("settings", "去选文件", "", True)])
        state.acted.connect(lambda key: self.ctx.open_page("settings", section="policy"))
        empty.body.addWidget(state)
        self.stack.show_state(empty)
        self.layout_changed()
        if self.isVisible():
            state.buttons["settings"].setFocus()

    # what is shown

    def _standings(self) -> Sequence[ClauseStanding]:
        return self._seen.standings if self._seen is not None else ()

    def _show_rows(self) -> None:
        """Chapters and the clauses that chapter and filter keep; the place is kept."""
        seen = self._seen
        assert seen is not None
        self.bar.show_states(seen.standings)
        settled = sum(chapter.settled for chapter in seen.chapters)
        parts = [ChapterRow(chapter_key(c), c.title, c.settled, c.clauses) for c in seen.chapters]
        whole = ChapterRow(ALL, "全部条款", settled, len(seen.standings))
        self.chapter_choice.set_choices(
            [(p.key, f"{p.heading}　{p.done}/{p.total}") for p in (whole, *parts)])
        origins = list(dict.fromkeys(chapter.policy for chapter in seen.chapters))
        self.chapters.set_groups([(None, [_row(whole)]), *(
            (Head(self.fitting(self._titles[origin])) if len(origins) > 1 else None,
             [_row(part) for part, chapter in zip(parts, seen.chapters, strict=True)
              if chapter.policy == origin]) for origin in origins)])
        self._show_clauses()

    def _show_clauses(self) -> None:
        seen, group = self._seen, self.bar.current()
        assert seen is not None
        at = self.list.currentIndex().row()
        groups = []
        for chapter in seen.chapters:
            rows = [Row(key_of(s), s, spoken(s)) for s in seen.standings
                    if chapter_key(s) == chapter_key(chapter) and group in ("", group_of(s))]
            if rows and self._chapter in (ALL, chapter_key(chapter)):
                groups.append((Head(chapter.title) if self._chapter == ALL else None, rows))
        title = next((c.title for c in seen.chapters if chapter_key(c) == self._chapter), "")
        self.heading.setText(title or "全部条款")
        self.only.setChecked(group == "missing")
        self.clauses.set_groups(groups)
        self.list.setVisible(bool(groups))
        self.none.setVisible(not groups)
        if not self.list.currentIndex().isValid():
            self._go_near(at)
        self._clause_moved(self.list.currentIndex())

    def _go_near(self, at: int) -> None:
        """The row that moved up into the place of one that has left, else the first."""
        for row in range(min(at, self.clauses.rowCount() - 1), -1, -1):
            if isinstance(self.clauses.line(row), Row):
                self.list.setCurrentIndex(self.clauses.index(row))
                return
        self.list.go_first()

    def _clause_moved(self, index: QModelIndex) -> None:
        """Show the chosen clause; where the filter leaves none, the one of before as it is now."""
        standing = self.list.payload() if index.isValid() else self._shown()
        self.card.setEnabled(standing is not None)
        if standing is not None and self._seen is not None:
            own = standing.policy == self._seen.policy
            self.card.show_clause(standing, self._seen.span.title,
                                  document="" if own else self._titles[standing.policy])

    def _shown(self) -> ClauseStanding | None:
        before = self.card.standing
        return next((s for s in self._standings() if before is not None
                     and key_of(s) == key_of(before)), None)

    # moving about

    def show_chapter(self, chapter: str) -> None:
        """Only the clauses of a chapter, or of all; the filter stays."""
        self._chapter = chapter
        self.chapter_view.go(chapter)
        self.chapter_choice.choose(chapter)
        if self._seen is not None:
            self._show_clauses()

    def go(self, clause: str) -> bool:
        """Show a clause, by its id or with its document before it; False when it is not there."""
        found = next((s for s in self._standings() if clause in (s.id, key_of(s))), None)
        if found is None:
            return False
        if self.bar.current() not in ("", group_of(found)):
            self.bar.choose("")
        if self._chapter != ALL or not self.bar.current():
            self._chapter = chapter_key(found)
        self.show_chapter(self._chapter)
        return self.list.go(key_of(found))

    def next_lacking(self) -> None:
        """The next clause of the document that lacks something, from the top after the last."""
        standings = list(self._standings())
        now = self.list.payload()
        at = next((i for i, s in enumerate(standings) if now is not None
                   and key_of(s) == key_of(now)), -1)
        order = [*standings[at + 1:], *standings[:at + 1]]
        lacking = next((s for s in order if group_of(s) == "missing"), None)
        if lacking is None:
            self.ctx.toast("没有缺材料的条款了")
            return
        self.go(key_of(lacking))
        if not (self._tight and self._open):
            self.list.setFocus()

    def _step(self, by: int) -> None:
        keys = [ALL, *(chapter_key(c) for c in (self._seen.chapters if self._seen else ()))]
        self.show_chapter(keys[(keys.index(self._chapter) + by) % len(keys)])

    def _chapter_moved(self, index: QModelIndex) -> None:
        row = self.chapter_view.payload() if index.isValid() else None
        if isinstance(row, ChapterRow) and row.key != self._chapter:
            self.show_chapter(row.key)

    def _group_chosen(self, group: str) -> None:
        """A part of the bar: its clauses from all over the document."""
        self.show_chapter(ALL)

    def _only(self) -> None:
        self.bar.choose("missing" if self.only.isChecked() else "")
        self._show_clauses()

    def close_inner(self) -> bool:
        focus = self.window().focusWidget()
        inside = focus is not None and self.card.isAncestorOf(focus)
        if inside or (self._tight and self._open):
            self.turn(card=False)
            return True
        return False

    def clear_search(self) -> bool:
        if not self.bar.current():
            return False
        self.bar.choose("")
        self._show_clauses()
        return True

    # doing

    def mend_first(self) -> None:
        """Enter on the clause: the first thing that it lacks, or the sentence of a person."""
        standing = self.list.payload()
        if isinstance(standing, ClauseStanding):
            gap = first_gap(standing) if group_of(standing) == "missing" else None
            if gap is not None:
                self.mend(*gap)
            elif group_of(standing) == "unsaid":
                self.say()
            else:
                self.turn(card=True)

    def mend(self, part: Part | None, proof: Proof | None) -> None:
        """Bring what is missing; without ``part`` the first thing of the shown clause."""
        standing = self.card.standing
        if part is None or proof is None:
            self.mend_first()
        elif standing is not None:
            mend(self.ctx, self, standing, part, proof)

    def say(self) -> None:
        """说明: what a person says of the clause."""
        if self.card.standing is not None:
            StatementForm(self.ctx, self, self.card.standing).open()

    def print_shown(self) -> bool:
        """The catalogue of all clauses, seen before it is printed."""
        seen, store = self._seen, self.ctx.store
        if seen is None or not seen.standings:
            return False
        self.ctx.read(lambda: catalogue_pdf(store, seen), lambda pdf: PagesSheet(
            self.ctx, self, pdf=pdf, title="打印目录", name=seen.title, said="目录",
            kept="对照都在电脑里。", printer=self._printer,
            save_path=self._save_path).open(), owner=self)
        return True

    def export(self) -> None:
        """The same as a sheet of Excel."""
        if self._seen is not None:
            export_sheet(self.ctx, self, self._seen, self._save_path)

    def bind(self) -> None:
        """整理成册 onto a stick or into a folder."""
        if self._seen is not None:
            BindForm(self.ctx, self, self._seen, find=self._find).open()


def _row(part: ChapterRow) -> Row:
    return Row(part.key, part, f"{part.heading}，{part.total}条里{part.done}条不缺")
