"""What 比对 works on: the lists that were taken in, which are compared, and what they yield."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from kongchuo_desktop.domain.comparison.lists import KINDS
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.comparison import Compared, Hit, compare, with_outcomes
from kongchuo_desktop.operations.comparison_decisions import ask_again, decide_all
from kongchuo_desktop.operations.comparison_handed import hits_to_check
from kongchuo_desktop.operations.comparison_lists import (
    OWN,
    OWN_KINDS,
    KeptList,
    child_lists,
    roster_people,
)
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.comparison_rows import LEAST, Row, Slot
from kongchuo_desktop.ui.tasks import Job

_OUTCOMES: Final = frozenset({"child_found", "attached"})
"""Tables after a change of which nothing has to be compared again."""


class ComparisonDesk(QObject):
    """Signals: ``listed`` when the lists changed, ``compared`` when there are results, ``moved``
    (done, total, what) meanwhile, ``stopped`` when it was given up, ``failed`` with what stood in
    the way.

    Attributes:
        said: answers that are being written down, by the key of their row.
        to_check: the children that those above sent here to be looked for.
    """

    listed = Signal()
    compared = Signal()
    moved = Signal(int, int, str)
    stopped = Signal()
    failed = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._lists: Sequence[KeptList] = ()
        self._picked: dict[str, str] = {}
        self._peopled = False
        self._again = self._quiet = False
        self._job: Job[Compared] | None = None
        self.result: Compared | None = None
        self.said: dict[str, bool] = {}
        self.to_check: tuple[Hit, ...] = ()

    @property
    def running(self) -> bool:
        return self._job is not None

    def cancel(self) -> None:
        """Give a comparison under way up; what was compared before stays."""
        if self._job is not None:
            self._job.cancel()

    def read(self, changes: Changes | None = None) -> None:
        """Read the lists again, and compare again what was compared; after it was only written
        down what became of children, that alone is read."""
        store, result = self._ctx.store, self.result
        if changes is not None and result is not None and changes.tables <= _OUTCOMES:
            self._ctx.read(lambda: (with_outcomes(store, result), hits_to_check(store)),
                           self._settled, owner=self)
            return
        self._ctx.read(lambda: (child_lists(store), hits_to_check(store),
                                store.role != "bureau" or bool(roster_people(store))),
                       self._read, owner=self)

    def _read(self, read: tuple[Sequence[KeptList], tuple[Hit, ...], bool]) -> None:
        lists, self.to_check, self._peopled = read
        self._listed(lists)

    def _settled(self, read: tuple[Compared, tuple[Hit, ...]]) -> None:
        self.result, self.to_check = read
        self.compared.emit()

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
        roster; a bureau's only where there is anybody on it."""
        here = [one.id for one in self._lists if one.kind == kind]
        picked = self._picked.get(kind)
        if picked is not None and (picked in here or picked in ("", OWN)):
            return picked
        return here[0] if here else OWN if kind == "in_school" and self._peopled else ""

    def lists(self) -> dict[str, str]:
        """Kind → what stands for it."""
        return {kind: chosen for kind in KINDS if (chosen := self.chosen(kind))}

    def lists_of(self, kind: str) -> list[KeptList]:
        return [one for one in self._lists if one.kind == kind]

    def pick(self, kind: str, list_id: str) -> None:
        """Another list stands for its kind from now on; what was compared is compared anew."""
        self._picked[kind] = list_id
        self._listed(self._lists)

    # comparing

    def compare(self) -> None:
        """Lay the chosen lists together; asked again meanwhile, once more afterwards."""
        if self._job is not None:
            self._again = True
            return
        self._again = self._quiet = False
        store = self._ctx.store
        lists = self.lists()

        def work(job: Job[Compared]) -> Compared:
            return compare(store, lists=lists,
                           told=lambda done, total, word: job.hear(word, done, total))

        self._job = self._ctx.tasks.run(
            work, done=self._compared, failed=self._refused, stopped=self._given_up,
            progress=self.moved.emit, owner=self)

    def _given_up(self) -> None:
        self._job = None
        if not self._quiet:
            self.stopped.emit()

    def _compared(self, found: Compared) -> None:
        self._job = None
        if self._again:
            self.compare()
            return
        self.result, self.said = found, {}
        self.compared.emit()

    def _refused(self, error: KnownError) -> None:
        self._job = self.result = None
        self.failed.emit(error)

    # deciding

    def decide(self, rows: Sequence[Row], *, same: bool) -> None:
        """Write down whether the two lines of each row are one child."""
        pairs: list[tuple[Person, Person]] = [
            (row.person, row.doubt.other) for row in rows
            if row.doubt is not None and row.doubt.other is not None]
        self.said |= {row.key: same for row in rows}
        self._make_way()
        ctx = self._ctx
        what = "是同一个孩子" if same else "不是同一个孩子"
        who = rows[0].person.name if len(rows) == 1 else f"{len(rows)}处"
        ctx.perform(lambda: decide_all(ctx.store, actor=ctx.actor, pairs=pairs, same=same),
                    said=f"已写下：{who} {what}", failed=self._not_written)

    def ask_again(self, rows: Sequence[Row]) -> None:
        """Take back what was said of the lines of each row."""
        ctx, said = self._ctx, [row.said for row in rows if row.said is not None]
        self._make_way()
        who = rows[0].person.name if len(rows) == 1 else f"{len(rows)}处"
        ctx.perform(lambda: ask_again(ctx.store, actor=ctx.actor, said=said),
                    said=f"已撤回，{who}重新核对", failed=ctx.show_error)

    def _make_way(self) -> None:
        """What is written now must not wait for a comparison that it makes stale; once it is
        written, all is compared anew."""
        if self._job is not None:
            self._quiet = True
            self._job.cancel()

    def _not_written(self, error: KnownError) -> None:
        self.said = {}
        self._ctx.show_error(error)
        self.compared.emit()
