"""Asking where issued papers are to be saved, and saving them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.paper_files import paper_file_name, save_paper
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pickers import choose_folder, choose_new_file


class PaperFiles:
    """One paper goes to a file the person names, several to a folder.

    ``ask_file(name)`` and ``ask_folder()`` give a path or None; tests put their own in place.
    """

    def __init__(self, ctx: AppContext, owner: QWidget) -> None:
        self._ctx, self._owner = ctx, owner
        self.ask_file: Callable[[str], Path | None] = self._ask_file
        self.ask_folder: Callable[[], Path | None] = self._ask_folder

    def save(self, papers: Sequence[IssuedPaper], pupils: Sequence[str]) -> None:
        """``pupils`` are the names that go with the papers."""
        names = [paper_file_name(p, pupil=n) for p, n in zip(papers, pupils, strict=True)]
        if len(papers) == 1:
            path = self.ask_file(names[0])
            paths = [path] if path is not None else []
        else:
            folder = self.ask_folder()
            paths = [folder / name for name in names] if folder is not None else []
        if not paths:
            return
        store = self._ctx.store

        def work() -> list[Path]:
            return [save_paper(store, paper=p, path=path)
                    for p, path in zip(papers, paths, strict=True)]

        self._ctx.read(work, self._saved, owner=self._owner)

    def _saved(self, paths: list[Path]) -> None:
        what = paths[0].name if len(paths) == 1 else f"{len(paths)}个PDF"
        self._ctx.toast(f"已存好 {what}")

    def _ask_file(self, name: str) -> Path | None:
        return choose_new_file(self._owner, "存为PDF", name, "PDF (*.pdf)")

    def _ask_folder(self) -> Path | None:
        return choose_folder(self._owner, "存到哪个文件夹")
