"""设置 · 备份: where copies go after work, the last one, and a copy now."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop import platform
from kongchuo_desktop.operations import copies
from kongchuo_desktop.operations.copies import BackupState
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.backup import SUFFIX, BackupResult
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of, note
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.words import Chip, ElidedWords, Words, empty
from kongchuo_desktop.ui.places import PlaceChoice
from kongchuo_desktop.ui.tokens import Px

_MIDDLE = Qt.TextElideMode.ElideMiddle


class CopiesSection(Section):
    """The folders of the automatic backup and what became of it."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._folders: tuple[Path, ...] = ()
        made = card(
            "自动备份",
            "每天用完关窗口时、用的时候每半小时，有改动就备份一次。备份加了密，用同一个口令打开。",
        )
        self.chip = Chip(ctx.theme, "", "grey")
        made.head.addWidget(self.chip)
        holder = QWidget()
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(Px.ICON_GAP)
        made.body.addWidget(holder)
        self.add = Button(ctx.theme, "添加文件夹…", icon="folder-plus", clicked=self._add)
        self.add_stick = Button(ctx.theme, "加上U盘", icon="usb-stick", clicked=self._add_stick)
        self.now = Button(
            ctx.theme, "现在备份", "primary", icon="hard-drive", clicked=self._back_up
        )
        made.body.addLayout(line_of("", QWidget(), self.add, self.add_stick, self.now))
        self.column.addWidget(made)
        once = card("单独备份一份", "写一份到任何文件夹或U盘，例如换电脑以前。")
        self.place = PlaceChoice(ctx.theme, ctx.tasks)
        self.place.setAccessibleName("备份到")
        self.once = Button(ctx.theme, "备份一份", clicked=self._back_up_once)
        once.body.addLayout(line_of("备份到", self.place, self.once))
        self.column.addWidget(once)
        back = card(
            "怎样恢复",
            f"把存着备份（{SUFFIX}）的U盘插到要用的电脑上，打开程序，"
            "在开始画面点“从备份恢复”，选备份文件，再用原来的口令打开。",
        )
        self.column.addWidget(back)
        self.where = ElidedWords("", "small", mode=_MIDDLE)
        place = card("这台电脑上的资料")
        place.body.addLayout(line_of("放在", self.where))
        place.body.addWidget(note("装了还原卡的电脑关机会恢复原样，资料要放在不还原的盘里。"))
        self.column.addWidget(place)
        self.column.addStretch()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.where.setText(str(store.folder))
        self.ctx.read(lambda: copies.backup_state(store), self._show, owner=self)

    def _show(self, state: BackupState) -> None:
        self._folders = state.folders
        now = self.ctx.store.now()
        if state.last is None:
            self.chip.set("还没有备份过", "amber")
        else:
            self.chip.set(f"上次备份 {moment(state.last, now)}", "green")
        empty(self._list)
        for folder in state.folders:
            self._list.addWidget(self._folder_line(folder))
        if not state.folders:
            self._list.addWidget(
                Words(
                    "还没有选备份放在哪里。选另一个盘的文件夹，或者一个U盘。",
                    "small",
                    "amber",
                    wrap=True,
                )
            )
        self.now.setEnabled(bool(state.folders))

    def _folder_line(self, folder: Path) -> QWidget:
        holder = QWidget()
        words = ElidedWords(str(folder), "small", mode=_MIDDLE)
        drop = Button(
            self.theme,
            "不再备份到这里",
            "text",
            size="small",
            clicked=lambda: self._save([f for f in self._folders if f != folder]),
        )
        holder.setLayout(line_of("", words, drop))
        inner = holder.layout()
        if inner is not None:
            inner.setContentsMargins(0, 0, 0, 0)
        return holder

    def _add(self) -> None:
        folder = pickers.choose_folder(self, "选备份放在哪个文件夹")
        if folder is not None:
            self._save([*self._folders, folder])

    def _add_stick(self) -> None:
        self.ctx.read(platform.removable_drives, self._took_drives, owner=self)

    def _took_drives(self, drives: list[platform.Drive]) -> None:
        fresh = [d.root / "控辍保学备份" for d in drives]
        fresh = [folder for folder in fresh if folder not in self._folders]
        if fresh:
            self._save([*self._folders, *fresh])
        else:
            self.ctx.toast("没有看到U盘，插好再点一次" if not drives else "插着的U盘已经在列表里")

    def _save(self, folders: list[Path]) -> None:
        store = self.ctx.store
        unique = list(dict.fromkeys(folders))
        self.ctx.perform(
            lambda: copies.set_backup_folders(store, folders=unique),
            done=lambda result: self.refresh(None),
            owner=self,
        )

    def _back_up(self) -> None:
        self.now.setEnabled(False)
        store = self.ctx.store
        self.ctx.read(lambda: copies.back_up_now(store), self._backed_up, owner=self)

    def _backed_up(self, results: list[BackupResult]) -> None:
        self.refresh(None)
        failed = [r.error for r in results if r.error is not None]
        if failed:
            self.ctx.show_error(failed[0], self._back_up)
        elif all(r.file is None for r in results):
            self.ctx.toast("上次备份以后没有改动，备份还是最新的")
        else:
            self.ctx.toast(f"备份好了，共{len([r for r in results if r.file])}份")

    def _back_up_once(self) -> None:
        folder = self.place.folder()
        if folder is None:
            return
        store = self.ctx.store

        def told(file: Path) -> None:
            self.refresh(None)
            self.ctx.toast(f"备份好了：{file.name}")

        self.ctx.read(lambda: copies.back_up_to(store, folder=folder), told, owner=self)


def moment(then: datetime, now: datetime) -> str:
    """``今天 16:41``, ``9月14日 08:05``."""
    day = "今天" if then.date() == now.date() else day_text(then.date(), today=now.date())
    return f"{day} {then:%H:%M}"
