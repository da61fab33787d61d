"""What two machines filed differently of one register, pupil by pupil (journal.md §4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kongchuo_desktop.operations.attendance import PRESENT, filed_register
from kongchuo_desktop.operations.world import canonical_ids
from kongchuo_desktop.store.conflicts import Choice, Conflict, conflicts
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import MarkRow

AWAY = "缺勤"
"""What a register says of a pupil on its list for whom it has no mark."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A pupil of whom the machines say different things.

    Attributes:
        says: (who and when, kind of mark), the newest first.
    """

    pupil: str
    says: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """``陶主任 8:10 记病假，周老师 8:05 记旷课``."""
        return "，".join(f"{who} 记{kind}" for who, kind in self.says)


def disputes(store: Store, *, class_id: str, day: date, part: str) -> tuple[Dispute, ...]:
    """The pupils of a filed register whom two machines marked differently; settled by filing the
    register again with ``replace``, which writes on top of both."""
    with store.session() as session:
        filed = filed_register(session, class_id=class_id, day=day, part=part)
        if filed is None:
            return ()
        same = canonical_ids(session)
        marks = {row.row: row for row in living(session, MarkRow, day=day.isoformat(), part=part)}
        shown = {same.get(str(m.pupil), str(m.pupil)): str(m.kind) for m in marks.values()}
        found: dict[str, Dispute] = {}
        for conflict in conflicts(session.connection(), [filed.row, *marks]):
            if conflict.row == filed.row and conflict.field == "absent":
                found = _of_lists(conflict, shown, same) | found
            elif conflict.row in marks and conflict.field == "kind":
                pupil = str(marks[conflict.row].pupil)
                pupil = same.get(pupil, pupil)
                found[pupil] = Dispute(pupil, tuple(
                    (_who(c), str(c.value or PRESENT)) for c in conflict.choices))
    return tuple(found[pupil] for pupil in sorted(found))


def _of_lists(conflict: Conflict, shown: Mapping[str, str],
             same: Mapping[str, str]) -> dict[str, Dispute]:
    """Pupils whom one machine has on its list of the absent and another has not."""
    lists = [(_who(c), {same.get(p, p) for p in c.value or ()}) for c in conflict.choices]
    everyone = set().union(*(names for _, names in lists))
    doubtful = everyone - set.intersection(*(names for _, names in lists))
    return {
        pupil: Dispute(pupil, tuple(
            (who, _away_kind(shown.get(pupil, AWAY)) if pupil in names else PRESENT)
            for who, names in lists))
        for pupil in doubtful}


def _away_kind(kind: str) -> str:
    return AWAY if kind == PRESENT else kind


def _who(choice: Choice) -> str:
    at = datetime.fromtimestamp(choice.at / 1000, UTC).astimezone()
    name = choice.operation.actor if choice.operation else ""
    return f"{name} {at.hour}:{at.minute:02}".strip()
