"""What is open about one child: two values of one thing, chosen between or asked by telephone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.questions import Asked, question_lines
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.operations.history import list_conflicts, machine_names, settle
from kongchuo_desktop.operations.joins import differences, settle_difference
from kongchuo_desktop.operations.twin_marks import TwinMark, settle_mark, twin_marks
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import class_title
from kongchuo_desktop.store.history import Conflict
from kongchuo_desktop.store.joins import Unseen
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes

_ASKED = "asked"
_TABLES = {"pupil": "", "visit": "家访或电话", "leave": "请假", "mark": "考勤", "movement": "异动",
           "event": "经过", "tag": "标签", "paper_event": "文书", "enrollment": "学籍"}
_GONE = {True: "已删除", False: "还留着"}


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
    asked = {kept.id: kept for kept in _asked(store)}
    machines = machine_names(store)
    found = [_of_conflict(store, pupil, c, machines, asked)
             for c in list_conflicts(store, quiet=True, pupil=pupil)]
    found += [_of_difference(store, pupil, d, machines, asked)
              for d in differences(store, pupil=pupil)]
    found += [_of_marks(pupil, twin, asked) for twin in twin_marks(store, pupil=pupil)]
    return sorted(found, key=lambda question: question.quiet)


def _of_conflict(store: Store, pupil: str, c: Conflict, machines: dict[str, str],
                 asked: dict[str, Asked]) -> Question:
    answers = tuple(
        Answer(choice.value, _text(store, c.field, choice.value),
               choice.operation.actor if choice.operation else "", choice.at,
               machines.get(choice.entry[0], "")) for choice in c.choices)
    table = _TABLES.get(c.table, "")
    what = LABELS.get(c.field, "" if table else "这一项")
    name = f"conflict:{c.name}"
    return Question(name, pupil, " ".join(filter(None, (table, what))), c.field, answers, c,
                    c.quiet, asked.get(name))


def _of_difference(store: Store, pupil: str, d: Unseen, machines: dict[str, str],
                   asked: dict[str, Asked]) -> Question:
    name = f"joined:{d.row}:{d.field}"
    answers = (Answer(d.shown, _text(store, d.field, d.shown)),
               Answer(d.value, _text(store, d.field, d.value), at=d.entry.at,
                      machine=machines.get(d.entry.run, "")))
    return Question(name, pupil, LABELS.get(d.field, "班级"), d.field, answers, d,
                    asked=asked.get(name))


def _of_marks(pupil: str, twin: TwinMark, asked: dict[str, Asked]) -> Question:
    name = f"mark:{pupil}:{twin.day.isoformat()}:{twin.part}"
    answers = tuple(
        Answer(t.kind, t.kind + (f"（第{'、'.join(map(str, t.lessons))}节）" if t.lessons else ""),
               t.by) for t in twin.told)
    part = "" if twin.part == "全天" else twin.part
    return Question(name, pupil, f"{day_text(twin.day)}{part}考勤", "kind", answers, twin,
                    asked=asked.get(name))


def _text(store: Store, field: str, value: Any) -> str:
    if field == "_gone":
        return _GONE[bool(value)]
    return class_title(store, str(value)) if field == "class_id" and value else ""


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
    store.local(_ASKED).delete(question.id)
    return changes


def ask_first(store: Store, *, actor: Actor, question: Question) -> None:
    """Leave a question open and put a line into 今日: somebody will telephone and then choose."""
    store.local(_ASKED).set(question.id, {
        "pupil": question.pupil, "what": question.what, "by": actor.name,
        "since": store.now().date().isoformat()})


def _asked(store: Store) -> list[Asked]:
    return [Asked(name, kept["pupil"], kept["what"], kept["by"],
                  date.fromisoformat(kept["since"]))
            for name, kept in store.local(_ASKED).items()]


def asked_lines(store: Store, now: Situation) -> list[Duty]:
    """The lines of questions that are still open; those answered elsewhere are left out."""
    asked = _asked(store)
    still = {question.id for pupil in {kept.pupil for kept in asked}
             for question in questions_of(store, pupil=pupil)}
    return list(question_lines((kept for kept in asked if kept.id in still), now.world))
