"""开机口令: choose the password, and then print or keep the recovery page."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.operations.first_run import Answers
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Banner, Card
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.words import ElidedWords, Words
from kongchuo_desktop.ui.start.first_steps import Step
from kongchuo_desktop.ui.start.passwords import PasswordPair
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

NO_OTHER_WAY = "口令和恢复页都没有了，谁也打不开这份资料，写程序的人也打不开。"


class PasswordStep(Step):
    """The password twice, and where the store will lie."""

    def __init__(self, theme: Theme, offered: Callable[[Answers], Path]) -> None:
        super().__init__(
            theme, "定一个开机口令", "每次打开都要输。资料加了密，没有口令的人看不到。"
        )
        self._offered = offered
        self.column.addWidget(
            Banner(
                theme,
                "amber",
                "请记住这个口令",
                NO_OTHER_WAY + "下一步会打印恢复页。",
                icon="key-round",
            )
        )
        self.pair = PasswordPair(theme, "口令")
        self.column.addWidget(self.pair)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        line.addWidget(Words("资料放在", "small", "text2"))
        self.folder = ElidedWords("", "small", mode=Qt.TextElideMode.ElideMiddle)
        line.addWidget(self.folder, 1)
        line.addWidget(Button(theme, "换个文件夹…", size="small", clicked=self._choose))
        self.column.addLayout(line)
        self.column.addStretch()

    def fill(self, answers: Answers) -> None:
        self.folder.setText(answers.folder or str(self._offered(answers)))

    def read(self, answers: Answers) -> Answers:
        # The offered folder follows the names; only one that was chosen is an answer.
        chosen = self.folder.whole()
        return replace(answers, folder="" if chosen == str(self._offered(answers)) else chosen)

    def check(self) -> bool:
        return self.pair.check()

    def clear(self) -> None:
        self.pair.clear()

    def first(self) -> QWidget:
        return self.pair.first

    def _choose(self) -> None:
        folder = pickers.choose_folder(self, "选一个空文件夹")
        if folder is not None:
            self.folder.setText(str(folder))
            self.changed.emit()


class RecoveryStep(Step):
    """The recovery key, to be kept on paper. Signals: ``print_asked``, ``save_asked(Path)``."""

    print_asked = Signal()
    save_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme, "打印恢复页", "忘了口令，或者换了老师，就用它打开。印一张，锁在学校档案柜里。"
        )
        self.kept = False
        card = Card("恢复码")
        self.key = Words("", "name", wrap=True)
        self.key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(self.key)
        card.body.addWidget(
            Words("没有打印机就照着抄一遍，一组一组核对。", "small", "text2", wrap=True)
        )
        self.column.addWidget(card)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        self.print = Button(theme, "打印恢复页", icon="printer", clicked=self.print_asked.emit)
        line.addWidget(self.print)
        line.addWidget(Button(theme, "存为PDF…", icon="download", clicked=self._save))
        self.said = Words("", "small", "green")
        line.addWidget(self.said)
        line.addStretch()
        self.column.addLayout(line)
        self.column.addWidget(Words("不要拍照，不要和电脑放在一起。", "small", "text2", wrap=True))
        self.column.addStretch()

    def ask_to_skip(self, skip: Callable[[], object]) -> None:
        """Whether one really goes on without the page; then it is asked no more."""

        def skipped() -> None:
            self.kept = True
            skip()

        dialog = ConfirmDialog(
            self.theme, self, question="先不打印恢复页？",
            text="恢复页还没有打印，也没有存。以后可以在“设置 → 口令”里另做一张，"
            "但在那以前忘了口令就打不开了。", verb="先不打印", refuse="回去打印")
        dialog.accepted.connect(skipped)
        dialog.open()

    def show_key(self, key: str) -> None:
        self.kept = False
        self.key.setText(key)

    def done(self, sentence: str) -> None:
        """The page was printed or written."""
        self.kept = True
        self.said.setText(sentence)

    def first(self) -> QWidget:
        return self.print

    def _save(self) -> None:
        file = pickers.choose_new_file(self, "存恢复页", "恢复页.pdf", "PDF (*.pdf)")
        if file is not None:
            self.save_asked.emit(file)
