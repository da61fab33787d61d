"""自己写的文件: a profile of the unit's own, clause by clause, in fields or as text."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kongchuo_desktop.domain.policy.draft import Draft, split_draft
from kongchuo_desktop.domain.policy.load import OWN
from kongchuo_desktop.domain.policy.titles import Titles
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import profile_drafts, profiles
from kongchuo_desktop.operations.profile_drafts import Opened
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.policy_file_clause import ClauseForm
from kongchuo_desktop.ui.pages.policy_file_head import HeadForm
from kongchuo_desktop.ui.pages.policy_file_list import ClauseList
from kongchuo_desktop.ui.pages.policy_file_text import ClauseText, GuideSheet
from kongchuo_desktop.ui.pages.settings_profiles import tell_changed
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px

CHECK_AFTER_MS = 400
"""Rest of the keys after which the whole is checked."""
NEW_CLAUSE = {"quote": "照抄原文", "where": "第几条", "bind": [{"is": "note", "why": "principle"}]}


class PolicyFilePage(Page):
    """Left the clauses, right the one that is chosen; below, what is wrong and where."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="自己写的文件")
        self.policy, self.used, self.error_at = "", False, (-1, 0)
        self.draft = self.saved = Draft("", ())
        self._titles: Titles | None = None
        self._wanted = ""
        self.guide = self.add_action("写法和样例", lambda: GuideSheet(ctx, self).open())
        self.save = self.add_action("存下来", self._save, primary=True)
        self.list = ClauseList(ctx.theme)
        self.list.moved.connect(self._show_current)
        self.list.added.connect(self._add)
        self.list.removed.connect(self._remove)
        self.tabs = Segments(ctx.theme, [("form", "逐项填"), ("text", "文本")])
        self.tabs.chosen.connect(lambda key: self._show_current())
        self.head_form, self.clause_form = HeadForm(ctx), ClauseForm(ctx)
        self.text = ClauseText(ctx.theme)
        self.head_form.edited.connect(self._edited)
        self.clause_form.edited.connect(self._edited)
        self.text.edited.connect(self._text_edited)
        self.stack = QStackedWidget()
        for part in (self.head_form, self.clause_form, self.text):
            self.stack.addWidget(part)
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        line.addWidget(self.list)
        right = QVBoxLayout()
        right.setSpacing(Px.ICON_GAP)
        right.addWidget(self.tabs)
        right.addWidget(self.stack, 1)
        right.addLayout(self._foot())
        line.addLayout(right, 1)
        self.body.addLayout(line, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check)
        self.commands.add("text", "逐项填和文本", "Ctrl+Tab", self._turn)
        self.help_lines = [("↑ ↓", "换一条"), ("F6", "到右边去填")]
        self.layout_changed()

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(Px.ICON_GAP)
        self.said = Words("", "small", "text2", wrap=True)
        foot.addWidget(self.said, 1)
        self.where = Button(self.theme, "看错在哪里", size="small", clicked=self._go_to_error)
        self.back = Button(self.theme, "放弃改动", size="small", clicked=self._give_up)
        foot.addWidget(self.where)
        foot.addWidget(self.back)
        return foot

    def opened(self, *, policy: str = "", clause: str = "", **args: Any) -> None:
        at = self.list.at()
        self._wanted = clause or (
            self.draft.blocks[at].id if policy == self.policy and at >= 0 else "")
        # Its file may have been replaced meanwhile; what was typed and not saved stays.
        if policy and (policy != self.policy or self.draft.text == self.saved.text):
            # What stands here is still the file of before: nobody writes into it any more.
            self.stack.setEnabled(policy == self.policy)
            store = self.ctx.store
            self.ctx.tasks.run(
                lambda job: profile_drafts.open_draft(store, policy=policy),
                done=lambda opened: self._show(policy, opened), failed=self._not_opened,
                owner=self)
        elif clause:
            self._go(clause)

    def _not_opened(self, error: KnownError) -> None:
        self.stack.setEnabled(True)
        self.ctx.show_error(error)
        self.ctx.back()

    def _show(self, policy: str, opened: Opened) -> None:
        self.policy, self._titles, self.used = policy, opened.titles, opened.used
        self.draft, self.saved = opened.draft, opened.saved
        self.stack.setEnabled(True)
        self.list.show_draft(self.draft)
        self.list.go(-1 if self.policy != OWN or not self.draft.blocks else 0)
        self._show_used()
        self._go(self._wanted)
        self._show_current()
        self.check()

    def _show_used(self) -> None:
        banner = None
        if self.used and self.policy != OWN:
            banner = Banner(
                self.theme, "amber",
                "这份文件已经选用：改了以后，以前的日子也按改后的算。要从某一天起改，先复制一份。")
        self.show_banner(banner)

    def _show_current(self) -> None:
        """Fill the right side for the clause that is chosen on the left."""
        at = self.list.at()
        title = str(self.draft.head_table.get("title") or "没有名称")
        self.header.set_context(title)
        if self.tabs.current() == "text":
            block = self.draft.head if at < 0 else self.draft.blocks[at].text
            self.text.show_text(block, self.error_at[1] if self.error_at[0] == at else 0)
            self.stack.setCurrentWidget(self.text)
        elif at < 0:
            self.head_form.show_head(self.draft)
            self.stack.setCurrentWidget(self.head_form)
        else:
            assert self._titles is not None
            self.clause_form.show_clause(self.draft, at, self._titles, own=self.policy == OWN)
            self.stack.setCurrentWidget(self.clause_form)

    # what was typed

    def _edited(self, draft: Draft) -> None:
        self.draft = draft
        self.list.show_draft(draft)
        self.said.setText("改了，正在检查…")
        self._timer.start()

    def _text_edited(self, text: str) -> None:
        at = self.list.at()
        if at < 0:
            self._edited(Draft(text if text.endswith("\n") else text + "\n", self.draft.blocks))
        else:
            self._edited(self.draft.with_block(at, text))

    def _add(self) -> None:
        at = self.list.at()
        lead = "本校" if self.policy == OWN else f"{self.policy}-"
        table = {"id": _free_id(self.draft, lead), **NEW_CLAUSE}
        if self.policy == OWN:
            table = {**table, "where": "本校规定"}
            table.pop("quote")
        self._edited(self.draft.added(at, table))
        self.list.go(at + 1)
        self._show_current()

    def _remove(self) -> None:
        at = self.list.at()
        if at < 0:
            return
        before = self.draft
        self._edited(before.without(at))
        self.list.go(min(at, len(self.draft.blocks) - 1))
        self._show_current()
        self.ctx.toast(f"去掉了“{before.blocks[at].id}”条", lambda: self._put_back(before, at))

    def _put_back(self, draft: Draft, at: int) -> None:
        self._edited(draft)
        self.list.go(at)
        self._show_current()

    # checking and saving

    def check(self) -> None:
        """Read the whole as the program will, and keep what was typed until it is saved."""
        self._timer.stop()
        store, policy, text = self.ctx.store, self.policy, self.draft.text
        changed = text != self.saved.text

        def work() -> None:
            if changed:
                profile_drafts.keep_text(store, policy=policy, text=text)
            else:
                profile_drafts.drop_text(store, policy=policy)
            profiles.check_profile(store, text=text, name=f"{policy}.toml")

        def told(then: Callable[[], None]) -> None:
            # What was typed since is checked by itself.
            if (policy, text) == (self.policy, self.draft.text):
                then()

        self.ctx.tasks.run(
            lambda job: work(), done=lambda _: told(self._checked),
            failed=lambda error: told(lambda: self._wrong(error)), owner=self)

    def _checked(self) -> None:
        self.error_at = (-1, 0)
        changed = self.draft.text != self.saved.text
        self._say("没有错，还没有存下来" if changed else "没有错，都存下来了", "")
        self.save.setEnabled(changed)
        self.text.mark(0)

    def _wrong(self, error: KnownError) -> None:
        self.error_at = self.draft.place(profiles.place_of(error))
        self._say(error.sentence, "red")
        self.save.setEnabled(False)
        self.text.mark(self.error_at[1] if self.error_at[0] == self.list.at() else 0)

    def _say(self, sentence: str, tone: str) -> None:
        self.said.setText(sentence)
        self.said.set_tone(tone or "text2")
        self.where.setVisible(tone == "red")
        self.back.setVisible(self.draft.text != self.saved.text)
        self.list.mark(self.error_at[0] if tone == "red" else None)

    def _save(self) -> None:
        store, policy, text = self.ctx.store, self.policy, self.draft.text
        self.ctx.perform(
            lambda: profiles.save_profile(
                store, text=text, name=f"{policy}.toml", policy=policy),
            said="存下来了", done=lambda saved: self._saved(text), failed=self._wrong, owner=self)

    def _saved(self, text: str) -> None:
        self.saved = split_draft(text)
        self.check()
        tell_changed(self.ctx)

    def _give_up(self) -> None:
        self.draft = self.saved
        self.list.show_draft(self.draft)
        self._show_current()
        self.check()

    def _go_to_error(self) -> None:
        self.list.go(self.error_at[0])
        self.tabs.choose("text")
        self._show_current()
        self.text.editor.setFocus()

    def _go(self, clause: str) -> None:
        found = [at for at, block in enumerate(self.draft.blocks) if clause and block.id == clause]
        if found:
            self.list.go(found[0])

    def _turn(self) -> None:
        self.tabs.step(1)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._timer.isActive():
            self.check()
        super().hideEvent(event)

    def panes(self) -> tuple[QWidget, ...]:
        return (self.list.view, self.tabs, self.stack.currentWidget())

    def kept_args(self) -> dict[str, Any]:
        return {"policy": self.policy}

    def layout_changed(self) -> None:
        if hasattr(self, "list"):
            self.list.setFixedWidth(Px.SIDEBAR_WIDTH if self.narrow else Px.SIDE_PANEL)


def _free_id(draft: Draft, lead: str) -> str:
    """The first number that no clause has, behind the file's own id: the school's figures go by
    the id of the clause, which no other file may have."""
    taken = {block.id for block in draft.blocks}
    numbers = (f"{lead}{n}" for n in range(1, len(taken) + 2))
    return next(name for name in numbers if name not in taken)
