"""The foot of 发出登记簿: what is known of the chosen paper and what can be done with it."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.ui.pages.papers_register_model import Line
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_BUTTONS = {"void": ("作废", ""), "save": ("存为PDF", "download"), "again": ("再打一次", "printer"),
            "scans": ("看回证", "image"), "add": ("加扫描件", "image"),
            "serve": ("登记送达", "")}


class RegisterFoot(QFrame):
    """``acts`` holds what each of the buttons ``void save again scans add serve`` does."""

    def __init__(self, theme: Theme, acts: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self.setFixedHeight(Px.HEADER_NARROW)
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE, 0, Px.GAP, 0)
        line.setSpacing(Px.ICON_GAP)
        words = QVBoxLayout()
        self.words = ElidedWords("", "small", "text2")
        words.addWidget(self.words)
        line.addLayout(words, 1)
        kinds = {"void": "danger", "serve": "primary"}
        self.buttons = {
            key: Button(theme, word, kinds.get(key, "plain"), icon=icon, size="small",
                        clicked=acts[key])  # type: ignore[arg-type]
            for key, (word, icon) in _BUTTONS.items()}
        for button in self.buttons.values():
            line.addWidget(button)
        self.void, self.save, self.serve = (self.buttons[k] for k in ("void", "save", "serve"))

    def show_line(self, line: Line | None, *, found: bool) -> None:
        """Tell of the paper that is chosen; ``found`` is False when the filters leave none."""
        offered = _offered(line) if line else frozenset()
        for key, button in self.buttons.items():
            button.setVisible(key in offered)
        if line is not None:
            self.words.setText(_said(line.paper))
        else:
            self.words.setText("" if found else "没有找到，按Esc清除条件")


def _offered(line: Line) -> frozenset[str]:
    paper = line.paper
    return frozenset(key for key, on in {
        "void": paper.voided is None, "save": not paper.own, "again": not paper.own,
        "scans": bool(paper.photos), "add": not paper.photos and not paper.unserved,
        "serve": paper.unserved}.items() if on)


def _said(paper: IssuedPaper) -> str:
    if paper.voided is not None:
        return f"作废原因：{paper.voided}"
    if paper.receipt is not None:
        return paper.receipt.said
    return "本校自己的纸，原件在学校" if paper.own else f"{paper.pages}页，校验码{paper.code}"
