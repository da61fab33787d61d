"""The banner of 收包: packages on a stick that nobody has looked at yet, or old files to clear."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.stick_contents import Old
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.inbox_clean import offer_words
from kongchuo_desktop.ui.pages.inbox_look import files_on
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.places import DriveWatch, FindSticks


class StickOffer(QObject):
    """Offers what lies on the sticks, until it was dealt with; nothing is opened by itself.

    ``look()`` and ``clean(files)`` are what the banner's button does.
    """

    def __init__(self, page: Page, find: FindSticks | None, *, look: Callable[[], object],
                 clean: Callable[[Sequence[Old]], object]) -> None:
        super().__init__(page)
        self._page, self._look, self._clean = page, look, clean
        self._there: Sequence[tuple[Stick, Collection[Path]]] = ()
        self._looked: set[Path] = set()
        self._old: list[Old] = []
        self.watch = DriveWatch(page, page.ctx.tasks, find)
        self.watch.changed.connect(self._drives_changed)

    def looked_at(self, files: Collection[Path], old: Sequence[Old] | None) -> None:
        """These files are dealt with; of all on the sticks ``old`` may go, None: as before."""
        self._looked |= set(files)
        self._old = list(old) if old is not None else self._old
        self._show()

    def cleaned(self) -> None:
        """The question about old files was answered."""
        self._old = []
        self._show()

    def _drives_changed(self) -> None:
        found = self.watch.sticks()
        self._page.ctx.read(lambda: files_on(found), self._found, owner=self)

    def _found(self, there: Sequence[tuple[Stick, Collection[Path]]]) -> None:
        roots = [stick.root for stick, _ in there]
        self._there = there
        # A stick that comes again has been elsewhere: under an old name may lie something new.
        self._looked = {path for path in self._looked if _on(path, roots)}
        self._old = [old for old in self._old if _on(old.path, roots)]
        self._show()

    def _show(self) -> None:
        counts = [(stick, len(set(files) - self._looked)) for stick, files in self._there]
        said = [f"{stick.name}里有{count}个包" for stick, count in counts if count]
        if said:
            banner = Banner(self._page.theme, "blue", "，".join(said), action="看一看",
                            icon="usb-stick")
            banner.acted.connect(self._look)
        elif self._old:
            banner = Banner(self._page.theme, "blue", offer_words(self._old), action="清理…",
                            icon="eraser")
            banner.acted.connect(lambda: self._clean(self._old))
        else:
            self._page.show_banner(None)
            return
        self._page.show_banner(banner)


def _on(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)
