"""Many questions answered as one operation; what can't be settled is left and named."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kongchuo_desktop.domain.journal import GONE
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.disagreements import AT_ROLL_CALL, OTHERS
from kongchuo_desktop.operations.questions import ASKED, Question
from kongchuo_desktop.operations.twin_marks import TwinMark
from kongchuo_desktop.operations.world import homes_of
from kongchuo_desktop.store import conflicts as journal
from kongchuo_desktop.store.conflicts import Conflict
from kongchuo_desktop.store.joins import Unseen
from kongchuo_desktop.store.projection import current_rows
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, MarkRow, PupilRow, RegisterRow
from kongchuo_desktop.store.write import Actor, Changes, Write

_PUPIL, _MARK, _REGISTER = (str(t.__tablename__) for t in (PupilRow, MarkRow, RegisterRow))
_CHANGED = "刚才已经变了"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer chosen; ``tips`` are the row's as it was settled before, to choose another."""

    question: Question
    answer: int
    tips: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling came to; ``left`` are questions that stay open, with the reason."""

    changes: Changes
    settled: int
    left: tuple[tuple[Question, str], ...] = ()
    stands: Mapping[str, "SettledField"] = field(default_factory=dict)
    """How the fields settled stand now, where that was asked for."""


def settle_one(store: Store, *, actor: Actor, chosen: Chosen) -> Settled:
    """``settle_all`` for one, with how it stands then: another answer may be chosen after it."""
    done = settle_all(store, actor=actor, chosen=[chosen])
    return replace(done, stands=standing(store, [chosen.question])) if done.settled else done


def settle_all(store: Store, *, actor: Actor, chosen: Sequence[Chosen]) -> Settled:
    """Settle as one operation; what was put aside stays in the history (journal.md §4).

    Left and named: rows of schools that this one is not above, registers, and whatever is no
    longer as it was shown, for then somebody else has settled or written it meanwhile.
    """
    with store.operation("settle", actor, roles=EVERYONE) as write:
        plan = _Plan(store, write, chosen)
        plan.write()
    box = store.local(ASKED)
    for name in {name for name, _ in box.items()} & {q.id for q in plan.settled}:
        box.delete(name)
    return Settled(write.changes, len(plan.settled), tuple(plan.left))


@dataclass(slots=True)
class _Fields:
    """What is written of one row, on top of what was shown."""

    prior: str
    values: dict[str, Any] = field(default_factory=dict)


class _Plan:
    """What is to be written for the answers chosen, looked up for all of them at once."""

    def __init__(self, store: Store, write: Write, chosen: Sequence[Chosen]) -> None:
        self._write, self._homes = write, homes_of(store)
        self.settled: list[Question] = []
        self.left: list[tuple[Question, str]] = []
        self._fields: dict[str, dict[str, _Fields]] = defaultdict(dict)
        self._gone: dict[str, dict[str, tuple[str, bool]]] = defaultdict(dict)
        asked = [one.question.source for one in chosen if isinstance(one.question.source, Conflict)]
        rows = {c.row for c in asked}
        self._open = {c.name: c for c in journal.conflicts(write.connection, rows)}
        self._tips = _tips_of(write, asked)
        for one in chosen:
            reason = self._add(one)
            if reason:
                self.left.append((one.question, reason))
            else:
                self.settled.append(one.question)

    def _add(self, one: Chosen) -> str:
        """Notes what is to be written; the reason where it is not."""
        source = one.question.source
        if isinstance(source, Conflict):
            return self._of_conflict(source, one)
        if isinstance(source, Unseen):
            return self._of_difference(source, take=one.answer == 1)
        return self._of_marks(source, one.answer)

    def _of_conflict(self, seen: Conflict, one: Chosen) -> str:
        if self._homes.of(seen.home) is None:
            return OTHERS
        if seen.table == _REGISTER:
            return AT_ROLL_CALL
        now = self._open.get(seen.name)
        if one.tips:
            # Settled here before, and another answer is chosen now.
            if now is not None or self._tips.get(seen.row) != one.tips:
                return _CHANGED
        elif now is None or {c.entry for c in now.choices} != {c.entry for c in seen.choices}:
            return _CHANGED
        value, prior = seen.choices[one.answer].value, one.tips or seen.tips
        if seen.field == GONE:
            self._gone[seen.table][seen.row] = (prior, bool(value))
        else:
            self._set(seen.table, seen.row, prior, seen.field, value)
        return ""

    def _of_difference(self, seen: Unseen, *, take: bool) -> str:
        rows = {row.row: row for row in (
            self._write.session.get(PupilRow, seen.row),
            self._write.session.get(PupilRow, seen.read)) if row is not None}
        if len(rows) < 2 or any(self._homes.of(row.home) is None for row in rows.values()):
            return OTHERS
        if (rows[seen.row].tips, rows[seen.read].tips) != (seen.tips, seen.read_tips):
            return _CHANGED
        if take:
            self._set(_PUPIL, seen.read, seen.read_tips, seen.field, seen.value)
        else:
            self._set(_PUPIL, seen.row, seen.tips, seen.field, seen.shown)
        return ""

    def _of_marks(self, twin: TwinMark, answer: int) -> str:
        now = self._write.tips(MarkRow, [told.row for told in twin.told])
        if now != {told.row: told.tips for told in twin.told}:
            return _CHANGED
        chosen = twin.told[answer]
        for told in twin.told:
            self._set(_MARK, told.row, told.tips, "kind", chosen.kind)
            self._set(_MARK, told.row, told.tips, "lessons", list(chosen.lessons) or None)
        return ""

    def _set(self, table: str, row: str, prior: str, name: str, value: Any) -> None:
        self._fields[table].setdefault(row, _Fields(prior)).values[name] = value

    def write(self) -> None:
        """Table by table, one entry a row."""
        for table, rows in self._fields.items():
            self._write.update_many(BY_NAME[table], [
                {"row": row, "prior": one.prior, **one.values} for row, one in rows.items()])
        for table, gone in self._gone.items():
            model = BY_NAME[table]
            self._write.delete_many(
                model, {row: prior for row, (prior, off) in gone.items() if off})
            self._write.restore_many(
                model, {row: prior for row, (prior, off) in gone.items() if not off})


def _tips_of(write: Write, asked: Iterable[Conflict]) -> dict[str, str]:
    by_table: dict[str, set[str]] = defaultdict(set)
    for conflict in asked:
        by_table[conflict.table].add(conflict.row)
    return {row: tips for table, rows in by_table.items()
            for row, tips in write.tips(BY_NAME[table], rows).items()}


# -- settled a moment ago ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SettledField:
    """What a settled field shows now: which answer (None: none of them), on which tips."""

    answer: int | None
    tips: str


def standing(store: Store, questions: Collection[Question]) -> Mapping[str, SettledField]:
    """Question → how its field stands, of fields that are in conflict no more."""
    sources = {q.id: q.source for q in questions if isinstance(q.source, Conflict)}
    with store.reading() as connection:
        still = {c.name for c in journal.conflicts(
            connection, {source.row for source in sources.values()})}
        rows = current_rows(connection, ((s.table, s.row) for s in sources.values()))
    found: dict[str, SettledField] = {}
    for name, source in sources.items():
        row = rows.get(source.row)
        if row is not None and source.name not in still:
            value = row.gone if source.field == GONE else getattr(row, source.field)
            found[name] = SettledField(_place_of(source, value), row.tips)
    return found


def _place_of(source: Conflict, value: Any) -> int | None:
    return next((at for at, choice in enumerate(source.choices) if choice.value == value), None)
