"""核对手里的纸: whether the paper in hand is the one that was issued."""

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.paper_check import Verified, verify_paper
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import Words

_KEPT = {"missing": "它的原件不在这台电脑上。", "changed": "它存在这台电脑上的原件坏了。",
         "intact": ""}


class VerifyForm(SavingForm):
    """Number and 校验码 as the paper has them; the answer stands below, the form stays open."""

    AT_FIELD: ClassVar = {"bad_code": "code", "unknown_paper": "number", "own_paper": "number"}

    def __init__(self, ctx: AppContext, window: QWidget, *, number: str = "") -> None:
        super().__init__(ctx, window, title="核对手里的纸", verb="核对",
                         context="照纸上印的写：文号，和页脚的8位校验码。")
        self.number = LineInput(ctx.theme, "义劝通字〔2026〕第3号")
        self.number.setText(number)
        self.code = LineInput(ctx.theme, "4821 7390")
        self.add("number", "文号", self.number)
        self.add("code", "校验码", self.code)
        self.answer = Words("", "strong", wrap=True)
        self.answer.hide()
        self.form.addWidget(self.answer)
        self.leave.setText("关闭")
        self.focus_first(self.code if number else self.number)
        self.submitted.connect(self._verify)

    def _verify(self) -> None:
        store, number, code = self._ctx.store, self.number.text().strip(), self.code.text()
        self.set_errors({})
        self._ctx.tasks.run(lambda job: verify_paper(store, number=number, code=code),
                            done=self._answered, failed=self.refused, owner=self)

    def _answered(self, found: Verified) -> None:
        good = found.same and found.paper.voided is None
        self._say(f"{found.sentence}{_KEPT[found.kept]}", "green" if good else "red")

    def _say(self, sentence: str, tone: str) -> None:
        self.answer.set_tone(tone)
        self.answer.setText(sentence)
        self.answer.setVisible(bool(sentence))
        self.refit()

    def refused(self, error: KnownError) -> None:
        self._say("", "")
        super().refused(error)
