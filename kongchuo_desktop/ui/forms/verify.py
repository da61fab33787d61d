"""核对一张纸: whether the paper in hand is the one that was issued, typed or scanned."""

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.anonymity import names_beside
from kongchuo_desktop.operations.paper_check import Verified, verify_paper, verify_scanned
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.cards import Banner, Facts
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import empty
from kongchuo_desktop.ui.tokens import Px

_KEPT = {"missing": "它的原件不在这台电脑上。", "changed": "它存在这台电脑上的原件坏了。",
         "intact": ""}


class VerifyForm(SavingForm):
    """Number and 校验码 as the paper has them, or what a scanner types into the first field; the
    answer stands below, the form stays open for the next paper."""

    AT_FIELD: ClassVar = {"bad_code": "code", "unknown_paper": "number", "own_paper": "number",
                          "not_ours": "number"}

    def __init__(self, ctx: AppContext, window: QWidget, *, number: str = "") -> None:
        super().__init__(ctx, window, title="核对一张纸", verb="核对",
                         context="用扫码枪扫纸上的二维码；没有扫码枪，就照纸上写文号和8位校验码。")
        self.number = LineInput(ctx.theme, "义劝通字〔2026〕第3号，或者扫码")
        self.number.setText(number)
        self.code = LineInput(ctx.theme, "4821 7390")
        self.add("number", "文号", self.number)
        self.add("code", "校验码", self.code)
        self.answer = QVBoxLayout()
        self.answer.setSpacing(Px.ICON_GAP)
        self.form.addLayout(self.answer)
        self.banner: Banner | None = None
        self.facts: Facts | None = None
        self.leave.setText("关闭")
        self.focus_first(self.code if number else self.number)
        self.submitted.connect(self._verify)

    def _verify(self) -> None:
        store, number, code = self._ctx.store, self.number.text().strip(), self.code.text()
        self.set_errors({})
        # No number has a colon in it; every square does, ours or another's.
        scanned = ":" in number.replace("：", ":")

        def work() -> tuple[Verified, str]:
            found = (verify_scanned(store, text=number) if scanned
                     else verify_paper(store, number=number, code=code))
            return found, names_beside(store, [found.paper])[found.paper.id]

        self._ctx.tasks.run(lambda job: work(), done=lambda found: self._answered(*found),
                            failed=self.refused, owner=self)

    def _answered(self, found: Verified, name: str) -> None:
        good = found.same and found.paper.voided is None
        self._clear()
        theme = self._ctx.theme
        self.banner = Banner(theme, "green" if good else "red",
                             "对得上" if good else "已经作废" if found.same else "对不上",
                             f"{found.sentence}{_KEPT[found.kept]}",
                             icon="circle-check" if good else "circle-x")
        self.answer.addWidget(self.banner)
        if found.same:
            self.facts = Facts(printed_of(found.paper, name))
            self.answer.addWidget(self.facts)
        self.refit()
        self.number.setFocus()
        self.number.selectAll()

    def _clear(self) -> None:
        empty(self.answer)
        self.banner = self.facts = None

    def refused(self, error: KnownError) -> None:
        self._clear()
        super().refused(error)


def printed_of(paper: IssuedPaper, name: str) -> list[tuple[str, str]]:
    """What stands on a paper, to be held against the one in hand."""
    rows = [("文书", paper.title), ("文号", paper.number), ("学生", name),
            ("开出", day_text(paper.day)),
            ("期限", day_text(paper.limit) if paper.limit else ""),
            ("送达", paper.receipt.said if paper.receipt else ""),
            ("页数", f"{paper.pages}页")]
    return [(label, text) for label, text in rows if text]
