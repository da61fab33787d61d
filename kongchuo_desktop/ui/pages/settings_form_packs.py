"""县定的样式 in 设置 · 文书样式: taking a pack in after it was looked over, and taking it back."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.form_pack_files import read_pack
from kongchuo_desktop.operations.form_packs import (
    InstalledPack,
    PackForm,
    PackReport,
    add_pack,
    check_pack,
    remove_pack,
)
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_section import line_of, note
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Banner, Card
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.words import ElidedWords, Words, empty
from kongchuo_desktop.ui.tokens import Px

_FILES = "文书样式 (*.zip *.toml)"
_BY_HAND = "自己放进文件夹的"


class PacksCard(Card):
    """The packs of this unit; ``changed()`` is called after one was taken in or back."""

    def __init__(self, ctx: AppContext, changed: Callable[[], object]) -> None:
        super().__init__("县定的样式")
        self._ctx, self._changed = ctx, changed
        self.body.addWidget(note("教育局发来的样式，替换同编号的，或者加新的。"
                                 "以前开出的文书不变，文号接着编。"))
        self.wrong = Words("", "small", "red", wrap=True)
        self.body.addWidget(self.wrong)
        self._packs = QVBoxLayout()
        self._packs.setSpacing(Px.ICON_GAP)
        self.body.addLayout(self._packs)
        self.take_file = Button(ctx.theme, "装入压缩包或文件…", icon="file-input",
                                clicked=self._choose_file)
        self.take_folder = Button(ctx.theme, "装入文件夹…", icon="folder-open",
                                  clicked=self._choose_folder)
        self.body.addLayout(line_of("", QWidget(), self.take_folder, self.take_file))
        self.take_back: dict[str, Button] = {}

    def show_packs(self, packs: Sequence[InstalledPack],
                   refused: Mapping[str, KnownError]) -> None:
        """The packs in use, and what of them is not used and why."""
        self.wrong.setText("\n".join(error.sentence for error in refused.values()))
        self.wrong.setVisible(bool(refused))
        empty(self._packs)
        self.take_back.clear()
        for pack in packs:
            title = pack.title or _BY_HAND
            when = day_text(pack.added, today=self._ctx.today()) if pack.added else ""
            words = " · ".join(filter(None, (title, f"{len(pack.forms)}份样式", when, pack.by)))
            back = []
            if pack.title:
                button = Button(self._ctx.theme, "收回…", size="small",
                                clicked=lambda pack=pack: self.ask_back(pack))
                self.take_back[pack.title] = button
                back = [button]
            self._packs.addLayout(line_of("", ElidedWords(words, "small"), *back))
        if not packs:
            self._packs.addWidget(Words("没有装过，用的都是随程序来的样式。", "small", "text2"))

    def _choose_file(self) -> None:
        self.look(pickers.choose_file(self, "装入县定的样式", _FILES))

    def _choose_folder(self) -> None:
        self.look(pickers.choose_folder(self, "放着样式文件的文件夹"))

    def look(self, path: Path | None) -> None:
        """Look a pack over and show what it would change, before anything is taken in."""
        if path is None:
            return
        store, day = self._ctx.store, self._ctx.today()
        self._ctx.tasks.run(
            lambda job: check_pack(store, read_pack(path), day=day),
            done=lambda report: PackSheet(self._ctx, self, report, self._changed).open(),
            failed=self._ctx.show_error, owner=self)

    def ask_back(self, pack: InstalledPack) -> None:
        """What is taken back is gone from this computer, so it is asked for."""
        form = FormDialog(self._ctx.theme, self, title=f"收回“{pack.title}”？", verb="收回",
                          context=f"这{len(pack.forms)}份样式不再用，同编号的恢复成随程序来的。"
                                  "以前开出的文书不变。")
        form.leave.setText("不收回")
        form.focus_first(form.leave)
        form.submitted.connect(lambda: self._back(form, pack.title))
        form.open()

    def _back(self, form: FormDialog, title: str) -> None:
        store = self._ctx.store
        form.accept()
        self._ctx.perform(lambda: remove_pack(store, title=title), said=f"收回了“{title}”",
                          done=lambda _: self._changed(), failed=self._ctx.show_error, owner=self)


class PackSheet(FormDialog):
    """What a pack replaces, what is new, and what is wrong with it; only a sound one is taken."""

    def __init__(self, ctx: AppContext, over: QWidget, report: PackReport,
                 changed: Callable[[], object]) -> None:
        super().__init__(ctx.theme, over, title=f"装入“{report.pack.title}”",
                         verb=f"装入{len(report.forms)}份样式", context=_summary(report))
        self._ctx, self._report, self._changed = ctx, report, changed
        if report.wrong:
            self.form.addWidget(Banner(
                ctx.theme, "red", f"有{len(report.wrong)}处要改，整包都没有装",
                "改好再装，或者问发来的人。", icon="circle-x"))
            for error in report.wrong:
                self.form.addWidget(Words(error.sentence, "small", "red", wrap=True))
            self.send.setEnabled(False)
        for one in report.forms:
            self.form.addWidget(Words(told(one), "small", wrap=True))
        if report.parts:
            self.form.addWidget(Words(f"公用部件：{'、'.join(report.parts)}", "small", "text2",
                                      wrap=True))
        if report.pack.ignored:
            self.form.addWidget(Words(f"不是样式，不管：{'、'.join(report.pack.ignored)}",
                                      "caption", wrap=True))
        self.leave.setText("不装")
        self.submitted.connect(self._take)
        self.refit()

    def _take(self) -> None:
        store, actor, pack = self._ctx.store, self._ctx.actor, self._report.pack
        self.accept()
        self._ctx.perform(lambda: add_pack(store, by=actor.name, pack=pack),
                          said=lambda report: f"装入了{len(report.forms)}份样式",
                          done=lambda _: self._changed(), failed=self._ctx.show_error)


def _summary(report: PackReport) -> str:
    counts = {word: sum(one.change == change for one in report.forms)
              for change, word in (("replaces", "替换"), ("new", "新加"), ("again", "没有变"))}
    return "，".join(f"{word}{count}份" for word, count in counts.items() if count)


def told(one: PackForm) -> str:
    """``替换《劝学通知书》：notice.toml``."""
    if one.change == "replaces":
        old = f"，原来叫《{one.replaced}》" if one.replaced not in ("", one.title) else ""
        return f"替换《{one.title}》{old}（{one.file}）"
    word = "新加" if one.change == "new" else "没有变"
    return f"{word}《{one.title}》（{one.file}）"
