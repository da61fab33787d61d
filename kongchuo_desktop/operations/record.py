"""What is filled in about one pupil beyond the roster: who wrote it, old numbers, tags, family."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.likeness import Alike
from kongchuo_desktop.operations.enrollment import EnrollmentCard, enrollment_of
from kongchuo_desktop.operations.joins import Record, Told, alike_to, records_of
from kongchuo_desktop.operations.questions import Question, questions_of
from kongchuo_desktop.operations.world import iso
from kongchuo_desktop.store.history import row_history, run_names
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Tag

_KEPT_IN_SIGHT = ("name", "identity_number", "student_number")
"""Fields whose former values stand on the card: papers and lists may still carry them."""


@dataclass(frozen=True, slots=True)
class TagSpan:
    """A tag with its days; ``since`` None from the start, ``until`` None while it is worn."""

    tag: str
    since: date | None
    until: date | None
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class PupilRecord:
    """Everything of the tab 资料.

    Attributes:
        told: field → the value shown with who wrote it and when.
        former: field → values it had before, newest first, of names and numbers.
        questions: what is open, to be chosen or asked by telephone.
        records: the records that are read as this pupil, the one shown first.
        alike: other pupils that may be the same child.
    """

    told: Mapping[str, Told]
    former: Mapping[str, tuple[Told, ...]]
    tags: tuple[TagSpan, ...]
    enrollment: EnrollmentCard
    questions: tuple[Question, ...]
    records: tuple[Record, ...]
    alike: tuple[Alike, ...]


def pupil_record(store: Store, *, pupil: str) -> PupilRecord:
    """The record of a pupil; ``pupil`` is the id under which it is read."""
    records = records_of(store, pupil=pupil)
    return PupilRecord(
        told=records[0].told, former=_former(store, pupil), tags=_tags(store, pupil),
        enrollment=enrollment_of(store, pupil=pupil),
        questions=tuple(questions_of(store, pupil=pupil)), records=tuple(records),
        alike=tuple(alike_to(store, pupil=pupil)))


def _former(store: Store, pupil: str) -> dict[str, tuple[Told, ...]]:
    with store.reading() as connection:
        items = row_history(connection, [pupil])
        machines = run_names(connection)
    found: dict[str, list[Told]] = {}
    for item in items:
        for name in _KEPT_IN_SIGHT:
            value = item.entry.set.get(name)
            if value is not None and name not in item.current:
                found.setdefault(name, []).append(Told(
                    value, item.operation.actor if item.operation else "", item.entry.at,
                    machines.get(item.entry.run, "")))
    return {name: tuple(told) for name, told in found.items()}


def _tags(store: Store, pupil: str) -> tuple[TagSpan, ...]:
    with store.session() as session:
        rows = [tag for record in members(session.connection(), pupil)
                for tag in living(session, Tag, pupil=record)]
    spans = {TagSpan(str(t.tag), iso(t.since), iso(t.until), t.note or "", t.author)
             for t in rows}
    return tuple(sorted(spans, key=lambda s: (s.until is not None, s.tag, s.since or date.min)))
