"""设置 · 口令: change the password, and make another recovery page."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import opening
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.recovery_paper import RecoveryPaper
from kongchuo_desktop.ui.start.first_password import NO_OTHER_WAY
from kongchuo_desktop.ui.start.passwords import PasswordPair


class PasswordSection(Section):
    """Two cards: the password, and the recovery page."""

    def __init__(
        self, ctx: AppContext, *, printing: Print = print_pdfs, cost: KdfCost = STANDARD_COST
    ) -> None:
        super().__init__(ctx)
        self._printing, self._cost = printing, cost
        deposit = ctx.store.header.deposited
        change = card("改口令", NO_OTHER_WAY if deposit is None else (
            f"口令和恢复页都没有了，只有{deposit['holder']}能帮忙打开，写程序的人也打不开。"))
        self.old = LineInput(ctx.theme)
        self.old.setEchoMode(QLineEdit.EchoMode.Password)
        self.old_field = Field("现在的口令", self.old)
        self.pair = PasswordPair(ctx.theme, "新口令")
        self.button = Button(ctx.theme, "改口令", "primary", clicked=self.change)
        change.body.addWidget(self.old_field)
        change.body.addWidget(self.pair)
        change.body.addLayout(line_of("", QWidget(), self.button))
        self.column.addWidget(change)
        page = card(
            "恢复页", "忘了口令时用它打开。旧的那张丢了，或者别人看过，就另做一张，旧的马上作废。"
        )
        self.renew = Button(ctx.theme, "另做一张恢复页…", icon="printer", clicked=self._ask)
        page.body.addLayout(line_of("", QWidget(), self.renew))
        self.column.addWidget(page)
        self.column.addStretch()

    def change(self) -> None:
        """Check the three fields and change the password."""
        missing = not self.old.text()
        self.old_field.set_error("请输入现在的口令。" if missing else "")
        if missing:
            self.old.setFocus()
        if missing or not self.pair.check():
            return
        self.button.setEnabled(False)
        store, old, new = self.ctx.store, self.old.text(), self.pair.password()
        self.ctx.perform(
            lambda: opening.change_password(store, old=old, new=new, cost=self._cost),
            said="口令改好了，下次打开用新口令",
            done=lambda result: self._changed(),
            failed=self._refused,
            owner=self,
        )

    def _changed(self) -> None:
        self.button.setEnabled(True)
        self.old.clear()
        self.pair.clear()

    def _refused(self, error: KnownError) -> None:
        self.button.setEnabled(True)
        if error.code == "wrong_password":
            self.old_field.set_error("现在的口令不对。看看大写锁定和输入法，再输一遍。")
            self.old.setFocus()
        else:
            self.ctx.show_error(error)

    def _ask(self) -> None:
        form = FormDialog(
            self.theme,
            self,
            title="另做一张恢复页？",
            verb="另做一张",
            context="旧的那张从现在起打不开这份资料。",
        )
        line = LineInput(self.theme)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        form.add("password", "现在的口令", line)
        form.submitted.connect(lambda: self._renew(form))
        form.open()

    def _renew(self, form: FormDialog) -> None:
        store, password = self.ctx.store, form.values()["password"]

        def show(key: str) -> None:
            form.accept()
            RecoverySheet(self.ctx, self, key, self._printing).open()

        def refused(error: KnownError) -> None:
            if error.code == "wrong_password":
                form.set_errors({"password": "口令不对，再输一遍。"})
            else:
                self.ctx.show_error(error)

        self.ctx.tasks.run(
            lambda job: opening.new_recovery_key(store, password=password),
            done=show,
            failed=refused,
            owner=form,
        )


class RecoverySheet(Sheet):
    """The new key: print the page or keep it as PDF."""

    def __init__(self, ctx: AppContext, window: QWidget, key: str, printing: Print) -> None:
        super().__init__(ctx.theme, window)
        self.body.addWidget(Words("新的恢复页", "name"))
        self.body.addWidget(
            Words("印一张，锁在学校档案柜里。没有打印机就照着抄。", "small", "text2", wrap=True)
        )
        self.key = Words(key, "strong", wrap=True)
        self.key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.key)
        line = QHBoxLayout()
        self.said = Words("", "small", "green")
        self._paper = RecoveryPaper(
            tasks=ctx.tasks, store=ctx.store, key=key, owner=self, told=self.said.setText,
            failed=ctx.show_error, printing=printing)
        line.addWidget(self.said)
        line.addStretch()
        self.body.addLayout(line)
        self.print = Button(
            ctx.theme, "打印恢复页", "primary", icon="printer", clicked=self._paper.print
        )
        self.add_buttons(
            Button(ctx.theme, "收好了", clicked=self.accept),
            Button(ctx.theme, "存为PDF…", clicked=self._save),
            self.print,
        )
        self.focus_first(self.print)

    def _save(self) -> None:
        file: Path | None = pickers.choose_new_file(self, "存恢复页", "恢复页.pdf", "PDF (*.pdf)")
        if file is not None:
            self._paper.save(file)
