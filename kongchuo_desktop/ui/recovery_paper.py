"""The recovery page on paper, or as a file where there is no printer."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.founding import recovery_page
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.tasks import Tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPaper:
    """The page of one key; ``told(sentence)`` once it was printed or kept."""

    tasks: Tasks
    store: Store
    key: str
    owner: QObject
    told: Callable[[str], object]
    failed: Callable[[KnownError], object]
    printing: Print | None = None

    def print(self) -> None:
        """On ``printing``, else on the computer's printer."""
        printing = self.printing or print_pdfs
        self._make(lambda pdf: printing([pdf], 1), "已送到打印机")

    def save(self, file: Path) -> None:
        """As PDF."""
        self._make(lambda pdf: save_file(file, pdf), f"已存为{file.name}")

    def _make(self, use: Callable[[bytes], object], said: str) -> None:
        self.tasks.run(
            lambda job: use(recovery_page(self.store, recovery_key=self.key)),
            done=lambda _: self.told(said), failed=self.failed, owner=self.owner)
