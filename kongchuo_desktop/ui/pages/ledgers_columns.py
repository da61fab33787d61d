"""栏目…: which columns of a ledger are shown on this computer, and the form that chooses them."""

import json
from collections.abc import Callable, Sequence, Set
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop import platform
from kongchuo_desktop.ui.parts.checks import Check
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.theme import Theme

_FILE = "ledger_columns.json"


def hidden_columns(ledger: str, heads: Sequence[str], away: Set[int]) -> frozenset[str]:
    """The heads of the columns that are not shown: those that were put away; ``away``, their
    places, as long as nobody chose."""
    found = _kept().get(ledger)
    if isinstance(found, list):
        return frozenset(head for head in found if isinstance(head, str))
    return frozenset(heads[at] for at in away)


def hide_columns(ledger: str, heads: Sequence[str]) -> None:
    """Put columns of a ledger away, and no others, for whoever uses this computer."""
    kept = {**_kept(), ledger: list(heads)}
    _path().parent.mkdir(parents=True, exist_ok=True)
    platform.write_atomically(_path(), json.dumps(kept, ensure_ascii=False).encode("utf-8"))


def shown_columns(ledger: str, heads: Sequence[str], away: Set[int]) -> list[int]:
    """Places of the columns to show; all where a changed form left none."""
    hidden = hidden_columns(ledger, heads, away)
    found = [at for at, head in enumerate(heads) if head not in hidden]
    return found or list(range(len(heads)))


def _kept() -> dict[str, object]:
    try:
        raw = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _path() -> Path:
    return platform.data_folder() / _FILE


class ColumnsForm(FormDialog):
    """A box for each column; what is printed and exported does not change."""

    def __init__(self, theme: Theme, window: QWidget, *, ledger: str, title: str,
                 heads: Sequence[str], away: Set[int], done: Callable[[], object]) -> None:
        super().__init__(theme, window, title=f"{title}的栏目", verb="显示这些栏",
                         context="只管这台电脑的屏幕；打印和导出不变。")
        self._ledger, self._done = ledger, done
        hidden = hidden_columns(ledger, heads, away)
        self.boxes = {head: Check(theme, head, checked=head not in hidden) for head in heads}
        for box in self.boxes.values():
            self.form.addWidget(box)
            box.toggled.connect(lambda _: self._look())
        self.focus_first(next(iter(self.boxes.values())))
        self.submitted.connect(self._keep)

    def _look(self) -> None:
        some = any(box.isChecked() for box in self.boxes.values())
        self.send.setEnabled(some)
        self.note.setText("" if some else "至少留一栏。")

    def _keep(self) -> None:
        hide_columns(self._ledger, [head for head, box in self.boxes.items()
                                    if not box.isChecked()])
        self.accept()
        self._done()
