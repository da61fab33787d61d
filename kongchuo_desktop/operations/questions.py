"""What is open about one child: two values of one thing, chosen between or asked by telephone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.questions import Asked, question_lines
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.operations.field_words import (
    NAMED,
    field_word,
    row_words,
    value_words,
)
from kongchuo_desktop.operations.history import list_conflicts, machine_names, settle
from kongchuo_desktop.operations.joins import differences, settle_difference
from kongchuo_desktop.operations.twin_marks import TwinMark, settle_mark, twin_marks
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import homes_of
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.conflicts import Conflict
from kongchuo_desktop.store.joins import Unseen
from kongchuo_desktop.store.projection import chunks, current_rows
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes

ASKED = "asked"
"""Kind of the local notes of questions that somebody means to telephone about first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the values: ``text`` where the value itself does not read well; who, when, where."""

    value: Any
    text: str = ""
    by: str = ""
    at: int = 0
    """Wall clock in ms since 1970; 0 where it is not known."""
    machine: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A thing about a child of which two records or two computers say different things.

    ``field`` tells how a value is masked; ``quiet`` ones are shown, not asked (journal.md §4).
    ``asked`` is set once somebody means to telephone first.
    """

    id: str
    pupil: str
    what: str
    field: str
    answers: tuple[Answer, ...]
    source: Conflict | Unseen | TwinMark
    quiet: bool = False
    asked: Asked | None = None


def questions_of(store: Store, *, pupil: str) -> list[Question]:
    """Everything that is open about a pupil, quiet ones last."""
    asked = asked_by_id(store)
    told = Telling(store, list_conflicts(store, quiet=True, pupil=pupil),
                   differences(store, pupil=pupil))
    found = [told.conflict(c, asked, pupil) for c in told.conflicts]
    found += [told.difference(d, asked, pupil) for d in told.differences]
    found += [mark_question(pupil, twin, asked) for twin in twin_marks(store, pupil=pupil)]
    return sorted(found, key=lambda question: question.quiet)


class Telling:
    """Conflicts and differences in words; what they name is read for all of them at once."""

    def __init__(self, store: Store, conflicts: Sequence[Conflict],
                 differences: Sequence[Unseen] = ()) -> None:
        self.conflicts, self.differences = conflicts, differences
        self._machines = machine_names(store)
        with store.session() as session:
            rows = current_rows(session.connection(), ((c.table, c.row) for c in conflicts))
            self.rows: Mapping[str, Mapping[Any, Any]] = {
                row: shown._mapping for row, shown in rows.items()}
            self.called = names_of(store, session, {
                *(named for c in conflicts for choice in c.choices
                  for named in _named(c.field, choice.value)),
                *(named for d in differences for value in (d.value, d.shown)
                  for named in _named(d.field, value))})

    def conflict(self, c: Conflict, asked: Mapping[str, Asked], pupil: str = "") -> Question:
        """``pupil``: the one under whose card it is asked; else the one it is about."""
        answers = tuple(
            Answer(choice.value, value_words(c.field, choice.value, self.called),
                   choice.operation.actor if choice.operation else "", choice.at,
                   self._machines.get(choice.entry[0], "")) for choice in c.choices)
        name = f"conflict:{c.name}"
        which = row_words(c.table, self.rows.get(c.row, {}))
        return Question(name, pupil or c.about or "",
                        " ".join(filter(None, (which, field_word(c.table, c.field)))),
                        c.field, answers, c, c.quiet, asked.get(name))

    def difference(self, d: Unseen, asked: Mapping[str, Asked], pupil: str = "") -> Question:
        name = f"joined:{d.row}:{d.field}"
        answers = (Answer(d.shown, value_words(d.field, d.shown, self.called)),
                   Answer(d.value, value_words(d.field, d.value, self.called), at=d.entry.at,
                          machine=self._machines.get(d.entry.run, "")))
        return Question(name, pupil or d.read, field_word("pupil", d.field), d.field, answers, d,
                        asked=asked.get(name))


def mark_question(pupil: str, twin: TwinMark, asked: Mapping[str, Asked]) -> Question:
    """A day that is marked on two records of one child."""
    name = f"mark:{pupil}:{twin.day.isoformat()}:{twin.part}"
    answers = tuple(
        Answer(t.kind, t.kind + (f"（第{'、'.join(map(str, t.lessons))}节）" if t.lessons else ""),
               t.by) for t in twin.told)
    part = "" if twin.part == "全天" else twin.part
    return Question(name, pupil, f"{day_text(twin.day)}{part}考勤", "kind", answers, twin,
                    asked=asked.get(name))


def names_of(store: Store, session: Session, rows: Collection[str]) -> Callable[[str], str]:
    """What rows of pupils, classes and units are called; empty for unknown ones."""
    homes = homes_of(store)
    called = {row: room.title for rooms in homes.classes.values() for row, room in rooms.items()}
    called |= homes.names
    pupils = sql_table(PupilRow)
    for portion in chunks(rows):
        query = select(pupils.c.row, pupils.c.name).where(among(pupils.c.row, portion))
        called |= {row: name or "" for row, name in session.execute(query)}
    return lambda row: called.get(homes.same.get(row, row)) or called.get(row, "")


def _named(name: str, value: Any) -> Sequence[str]:
    """The rows that a value may name."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return [value] if isinstance(value, str) and name in NAMED else []


def answer(store: Store, *, actor: Actor, question: Question, choice: int) -> Changes:
    """Choose one of the answers; what was put aside stays in the history."""
    source = question.source
    if isinstance(source, Conflict):
        changes = settle(store, actor=actor, conflict=source,
                         value=source.choices[choice].value)
    elif isinstance(source, Unseen):
        changes = settle_difference(store, actor=actor, difference=source, take=choice == 1)
    else:
        changes = settle_mark(store, actor=actor, twin=source, chosen=source.told[choice])
    store.local(ASKED).delete(question.id)
    return changes


def ask_first(store: Store, *, actor: Actor, question: Question) -> None:
    """Leave a question open and put a line into 今日: somebody will telephone and then choose."""
    store.local(ASKED).set(question.id, {
        "pupil": question.pupil, "what": question.what, "by": actor.name,
        "since": store.now().date().isoformat()})


def asked_by_id(store: Store) -> dict[str, Asked]:
    """Question → the note that somebody means to telephone about it first."""
    return {name: Asked(name, kept["pupil"], kept["what"], kept["by"],
                        date.fromisoformat(kept["since"]))
            for name, kept in store.local(ASKED).items()}


def asked_lines(store: Store, now: Situation) -> list[Duty]:
    """The lines of questions that are still open; those answered elsewhere are left out."""
    asked = asked_by_id(store).values()
    still = {question.id for pupil in {kept.pupil for kept in asked}
             for question in questions_of(store, pupil=pupil)}
    return list(question_lines((kept for kept in asked if kept.id in still), now.world))
