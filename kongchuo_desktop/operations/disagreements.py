"""Everything that two computers wrote differently, over the whole store, for a person to settle.

One child's are asked on its card (``questions``); here stand those of all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from kongchuo_desktop.domain.journal import GONE
from kongchuo_desktop.operations.field_words import TABLES, field_word
from kongchuo_desktop.operations.history import list_conflicts
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.questions import (
    Answer,
    Question,
    Telling,
    asked_by_id,
    mark_question,
    names_of,
)
from kongchuo_desktop.operations.roster import FIELDS
from kongchuo_desktop.operations.twin_marks import TwinMark, twin_marks
from kongchuo_desktop.operations.world import canonical_ids, homes_of
from kongchuo_desktop.store import conflicts as journal
from kongchuo_desktop.store import joins
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.conflicts import Conflict
from kongchuo_desktop.store.joins import Unseen
from kongchuo_desktop.store.projection import chunks
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import MarkRow, PupilRow, RegisterRow
from kongchuo_desktop.store.vocabulary import sql_table

_PUPIL, _MARK, _REGISTER = (str(t.__tablename__) for t in (PupilRow, MarkRow, RegisterRow))
AT_ROLL_CALL = "请到考勤里重新核对这一天"
"""A register and its marks belong together: filing it again settles all of them."""
OTHERS = "别的学校的记录，在这里只能看"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was written differently.

    Attributes:
        who: the pupil's name, or the class or unit that the row is about; ``where`` the class.
        group: the field without its day: all of a group may be settled at once.
        held: why it can't be settled here; empty where it can.
        class_id, day: the register to be filed again, where that is the way.
    """

    question: Question
    who: str
    where: str
    group: str
    held: str = ""
    class_id: str = ""
    day: date | None = None

    @property
    def id(self) -> str:
        return self.question.id

    def answer_of(self, sender: str) -> int | None:
        """The place of the newest answer of a sender."""
        return next((at for at, found in enumerate(self.question.answers)
                     if sender_of(found) == sender), None)

    def other_than(self, sender: str) -> int | None:
        """The place of the newest answer of anybody else."""
        return next((at for at, found in enumerate(self.question.answers)
                     if sender_of(found) != sender), None)


@dataclass(frozen=True, slots=True)
class Disagreements:
    """What is asked, and what is only shown (journal.md §4: ``quiet``)."""

    lines: tuple[Line, ...] = ()
    quiet: tuple[Line, ...] = ()

    @property
    def count(self) -> int:
        """How many wait for a person here."""
        return sum(not line.held for line in self.lines)


def sender_of(found: Answer) -> str:
    """Whose word an answer is: the computer, else the person."""
    return found.machine or found.by


def disagreements(store: Store) -> Disagreements:
    """All that is in conflict: fields, what joins had not seen, days marked on two records.

    Children first by class and name, then what is about no child. A few queries for however many.
    """
    notes = repr(sorted(asked_by_id(store)))
    return remembered(store, f"disagreements {notes}", lambda: _read(store))


def _read(store: Store) -> Disagreements:
    shown = [c for c in list_conflicts(store, quiet=True) if _is_asked(c)]
    told = Telling(store, shown, _differences(store))
    asked = asked_by_id(store)
    place = _Places(store, told)
    lines = [place.of_conflict(c, told.conflict(c, asked)) for c in shown]
    lines += [place.of_pupil(d.row, told.difference(d, asked), _PUPIL, d.field)
              for d in told.differences]
    lines += [place.of_pupil(pupil, mark_question(pupil, twin, asked), _MARK, "kind")
              for pupil, twin in _twin_marks(store)]
    lines.sort(key=order_of)
    return Disagreements(tuple(line for line in lines if not line.question.quiet),
                         tuple(line for line in lines if line.question.quiet))


def order_of(line: Line) -> tuple[bool, str, str, str]:
    """Children by class and name, then what is about no child."""
    return line.question.pupil == "", line.where, line.who, line.id


def _is_asked(c: Conflict) -> bool:
    """Nobody is asked about a field of a row that is deleted for good."""
    return not c.gone or c.field == GONE


def waiting(store: Store) -> int:
    """How many things wait for a person here: fields to settle, and children who may stand twice.

    A bureau's doubles are its schools' to join.
    """
    return disagreements(store).count + (0 if store.role == "bureau" else len(alike(store)))


class _Places:
    """Who and where each line is, read for all of them at once."""

    def __init__(self, store: Store, told: Telling) -> None:
        self._told, self._store = told, store
        self._homes = homes = homes_of(store)
        abouts = {c.about for c in told.conflicts if c.about} | {
            d.read for d in told.differences} | {d.row for d in told.differences}
        with store.session() as session:
            self._same = canonical_ids(session)
            abouts |= {self._same.get(row, row) for row in abouts}
            self._called = names_of(store, session, abouts)
            pupils = sql_table(PupilRow)
            self._pupils = {
                row: (class_id or "", home) for portion in chunks(abouts)
                for row, class_id, home in session.execute(
                    select(pupils.c.row, pupils.c.class_id, pupils.c.home).where(
                        among(pupils.c.row, portion)))}
        self._rooms = {row: room.title for rooms in homes.classes.values()
                       for row, room in rooms.items()}

    def of_conflict(self, c: Conflict, question: Question) -> Line:
        held = "" if self._homes.of(c.home) is not None else OTHERS
        values = self._told.rows.get(c.row, {})
        if c.about:
            return self.of_pupil(c.about, question, c.table, c.field, held)
        class_id = c.row if c.table == "class" else str(values.get("class_id") or "")
        where = self._room(class_id) or self._called(c.row if c.table == "unit" else c.home)
        group = f"{TABLES[c.table]} {field_word(c.table, c.field)}"
        if c.table != _REGISTER:
            return Line(question, where, "", group, held)
        day = values.get("day")
        return Line(question, where, "", group, held or AT_ROLL_CALL, class_id,
                    date.fromisoformat(day) if day else None)

    def of_pupil(self, about: str, question: Question, table: str, name: str,
                 held: str = "") -> Line:
        read = self._same.get(about, about)
        class_id, home = self._pupils.get(read, ("", ""))
        if not held and home and self._homes.of(home) is None:
            held = OTHERS
        told = field_word(table, name)
        return Line(question, self._called(read) or "（资料还没到）", self._room(class_id),
                    told if table == _PUPIL else f"{TABLES[table]} {told}", held)

    def _room(self, class_id: str) -> str:
        return self._rooms.get(self._same.get(class_id, class_id), "")


def _differences(store: Store) -> list[Unseen]:
    with store.reading() as connection:
        return [found for found in joins.all_unseen(connection) if found.field in FIELDS]


def _twin_marks(store: Store) -> list[tuple[str, TwinMark]]:
    with store.reading() as connection:
        rows = [row for pair in journal.twins(connection) if pair.table == _MARK
                for row in pair.rows]
        marks = sql_table(MarkRow)
        about = {pupil for portion in chunks(rows) for pupil in connection.scalars(
            select(marks.c.pupil).where(among(marks.c.row, portion)))}
    with store.session() as session:
        same = canonical_ids(session)
    return [(pupil, twin) for pupil in sorted({same.get(one, one) for one in about})
            for twin in twin_marks(store, pupil=pupil)]


# -- choosing for many -------------------------------------------------------------------------


def senders(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """Whose answers stand in the lines, with in how many of them, the most first."""
    counts = Counter(name for line in lines
                     for name in {sender_of(found) for found in line.question.answers} if name)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def by_sender(lines: Iterable[Line], sender: str) -> list[tuple[Question, int]]:
    """全部以……为准: each question with the sender's answer, wherever there is one."""
    return _chosen((line, line.answer_of(sender)) for line in lines)


def against_sender(lines: Iterable[Line], sender: str) -> list[tuple[Question, int]]:
    """The newest answer of anybody else, wherever the sender has said something different."""
    return _chosen((line, line.other_than(sender)) for line in lines
                   if line.answer_of(sender) is not None)


def _chosen(found: Iterable[tuple[Line, int | None]]) -> list[tuple[Question, int]]:
    return [(line.question, at) for line, at in found if at is not None]
