"""What 比对 works on: the lists that were taken in, which are compared, and what they yield."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from kongchuo_desktop.domain.comparison.lists import KINDS
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.comparison import Compared, compare, decide_all
from kongchuo_desktop.operations.comparison_lists import OWN, OWN_KINDS, KeptList, child_lists
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.comparison_rows import LEAST, Row, Slot


class ComparisonDesk(QObject):
    """Signals: ``listed`` when the lists changed, ``compared`` when there are results, ``failed``
    with what stood in the way.

    Attributes:
        said: answers that are being written down, by the key of their row.
    """

    listed = Signal()
    compared = Signal()
    failed = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._lists: Sequence[KeptList] = ()
        self._picked: dict[str, str] = {}
        self._running = self._again = False
        self.result: Compared | None = None
        self.said: dict[str, bool] = {}

    @property
    def running(self) -> bool:
        return self._running

    def read(self) -> None:
        """Read the lists again, and compare again what was compared."""
        store = self._ctx.store
        self._ctx.read(lambda: child_lists(store), self._listed, owner=self)

    def _listed(self, lists: Sequence[KeptList]) -> None:
        self._lists = lists
        self.listed.emit()
        if self.result is None:
            return
        if sum(slot.ready for slot in self.slots()) >= LEAST:
            self.compare()
        else:
            self.result = None
            self.compared.emit()

    # the lists

    def slots(self) -> list[Slot]:
        """Each kind with what stands for it."""
        return [self._slot(kind) for kind in KINDS]

    def _slot(self, kind: str) -> Slot:
        here = [one for one in self._lists if one.kind == kind]
        chosen = self.chosen(kind)
        kept = next((one for one in here if one.id == chosen), None)
        return Slot(kind, kept, chosen == OWN, bool(here) or kind in OWN_KINDS)

    def chosen(self, kind: str) -> str:
        """Id of the list of a kind: what the person picked, else the newest, for 在校 else the
        roster."""
        here = [one.id for one in self._lists if one.kind == kind]
        picked = self._picked.get(kind)
        if picked is not None and (picked in here or picked in ("", OWN)):
            return picked
        return here[0] if here else OWN if kind == "in_school" else ""

    def lists_of(self, kind: str) -> list[KeptList]:
        return [one for one in self._lists if one.kind == kind]

    def pick(self, kind: str, list_id: str) -> None:
        """Another list stands for its kind from now on; what was compared is compared anew."""
        self._picked[kind] = list_id
        self._listed(self._lists)

    # comparing

    def compare(self) -> None:
        """Lay the chosen lists together; asked again meanwhile, once more afterwards."""
        if self._running:
            self._again = True
            return
        self._running, self._again = True, False
        store = self._ctx.store
        lists = {kind: chosen for kind in KINDS if (chosen := self.chosen(kind))}
        self._ctx.tasks.run(lambda job: compare(store, lists=lists), done=self._compared,
                            failed=self._refused, owner=self)

    def _compared(self, found: Compared) -> None:
        self._running = False
        if self._again:
            self.compare()
            return
        self.result, self.said = found, {}
        self.compared.emit()

    def _refused(self, error: KnownError) -> None:
        self._running, self.result = False, None
        self.failed.emit(error)

    # deciding

    def decide(self, rows: Sequence[Row], *, same: bool) -> None:
        """Write down whether the two lines of each row are one child."""
        pairs: list[tuple[Person, Person]] = [
            (row.person, row.doubt.other) for row in rows
            if row.doubt is not None and row.doubt.other is not None]
        self.said |= {row.key: same for row in rows}
        ctx = self._ctx
        what = "是同一个孩子" if same else "不是同一个孩子"
        who = rows[0].person.name if len(rows) == 1 else f"{len(rows)}处"
        ctx.perform(lambda: decide_all(ctx.store, actor=ctx.actor, pairs=pairs, same=same),
                    said=f"已写下：{who} {what}", failed=self._not_written)

    def _not_written(self, error: KnownError) -> None:
        self.said = {}
        self._ctx.show_error(error)
        self.compared.emit()
