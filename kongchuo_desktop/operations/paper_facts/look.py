"""The store as the papers of one day see it: each table is read once for all copies, if at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.facts import ClassRoom, Pupil, World
from kongchuo_desktop.domain.inspection.proofs import Passage, Passages
from kongchuo_desktop.domain.journal import split_tips
from kongchuo_desktop.domain.policy.effective import Effective, own_on
from kongchuo_desktop.domain.reconcile import Apart, Reconciling
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.today import situation, situations
from kongchuo_desktop.operations.world import homes_of, load_calendar, reading_of, rows_of
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Projected, PupilRow, Unit
from kongchuo_desktop.store.vocabulary import sql_table


@dataclass(frozen=True, slots=True)
class Whom:
    """What one copy of a paper is about: a pupil, a class, a teacher by name, or the school.

    ``visit`` is the row of the visit that is meant, where it is not the pupil's latest one.
    """

    pupil: str | None = None
    class_id: str | None = None
    teacher: str = ""
    visit: str | None = None

    @property
    def key(self) -> str:
        """What answers of this copy alone go by."""
        return self.pupil or self.class_id or self.teacher


class Look:
    """What the copies of one form are filled from.

    ``batch`` are the pupils of whom tables are read together; whoever is asked about besides
    joins them, and is read with all others who joined in the meantime.
    """

    def __init__(self, store: Store, *, day: date, user: str, form: Form,
                 pupils: Collection[str]) -> None:
        self.store = store
        self.day = day
        self.user = user
        self.form = form
        self._batch = set(pupils)
        self._rows: dict[type[Projected], dict[str, list[RowMapping]]] = {}
        self._people: dict[str, RowMapping] = {}
        self._homes = homes_of(store)
        self._reading = reading_of(store)
        self._situations: dict[str, Situation] = {}
        self._passages: dict[int, Passages] = {}

    @cached_property
    def world(self) -> World:
        """Everything that the store reads, its classes in the grades of the paper's day."""
        return self._reading.world.on(self.day)

    @cached_property
    def own(self) -> Situation:
        """The unit's own pupils on the paper's day."""
        return situation(self.store, day=self.day)

    @cached_property
    def all(self) -> list[Situation]:
        """The unit and those below it, each under what it follows."""
        return situations(self.store, day=self.day)

    def situation_of(self, pupil: str) -> Situation:
        """The situation that a pupil is part of, asked of the store once for each unit."""
        home = self._reading.home_of(pupil)
        if home == self._homes.own:
            return self.own
        if home not in self._situations:
            self._situations[home] = situation(self.store, day=self.day, unit=home)
        return self._situations[home]

    @cached_property
    def apart(self) -> Mapping[str, Apart]:
        """Of the unit and those below it who is enrolled and not in class, or the other way."""
        return {each.pupil: each for now in self.all for each in Reconciling(now).all}

    def passages_of(self, pupil: Pupil) -> list[Passage]:
        """The steps of a pupil for which there must be papers."""
        now = self.situation_of(pupil.id)
        if id(now) not in self._passages:
            self._passages[id(now)] = Passages(now)
        return self._passages[id(now)].of(pupil)

    @cached_property
    def policy(self) -> Effective | None:
        """The profile that the unit follows on the paper's day."""
        return policy_book(self.store).at_hand(policy_in_use(self.world, self.day))

    @cached_property
    def units(self) -> Mapping[str, RowMapping]:
        with self.store.session() as session:
            return {row["row"]: row for row in rows_of(session, Unit)}

    @cached_property
    def unit(self) -> Mapping[str, Any]:
        """The row of the unit that issues the paper."""
        return dict(self.units.get(self.store.home) or {})

    @cached_property
    def rooms(self) -> Mapping[str, RowMapping]:
        with self.store.session() as session:
            return {row["row"]: row for row in rows_of(session, ClassGroup)}

    @cached_property
    def phones(self) -> Mapping[str, str]:
        """The telephones of head teachers by name; of who has two classes that of the first."""
        rooms = sorted(self.rooms.values(), key=lambda row: str(row["row"]), reverse=True)
        return {row["head_teacher"]: row["phone"] for row in rooms
                if row["head_teacher"] and row["phone"]}

    @cached_property
    def calendar(self) -> SchoolCalendar:
        return load_calendar(self.store)

    def title(self, form: Form) -> str:
        """The title that the profile in use gives the paper or ledger, else the form's own."""
        if self.policy is None:
            return form.title
        if form.ledger:
            named = self.policy.ledgers(form.ledger)
            return named[0].title if named else form.title_for(self.policy.policy.id.lower())
        printed = self.policy.title_of(form.paper, own_on(self.world.figures, self.day))
        return printed or form.title_for(self.policy.policy.id.lower())

    def canonical(self, row: str | None) -> str:
        return self._homes.same.get(row or "", row or "")

    @cached_property
    def _records(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for record, read in self._homes.same.items():
            found[read].append(record)
        return found

    def school_of(self, pupil: str) -> str:
        """The name of the school that answers for a pupil."""
        home = self._reading.home_of(pupil)
        return self._homes.names.get(home) or str(self.unit.get("name") or "")

    def join(self, pupils: Iterable[str]) -> None:
        """Have these read with the rest."""
        self._batch.update(pupils)

    def rows(self, table: type[Projected], pupil: str) -> Sequence[RowMapping]:
        """What a table holds about a pupil under any of its records, the first written first."""
        found = self._rows.setdefault(table, {})
        if pupil not in found:
            names = (self._batch | {pupil}) - found.keys()
            found.update((name, []) for name in names)
            for row in self._read(table, names):
                found[self.canonical(row["pupil"])].append(row)
        return found[pupil]

    def _read(self, table: type[Projected], pupils: Collection[str]) -> list[RowMapping]:
        records = [record for pupil in pupils for record in (pupil, *self._records.get(pupil, ()))]
        with self.store.session() as session:
            rows = rows_of(session, table, among(sql_table(table).c.pupil, records))
        return sorted(rows, key=lambda row: (row["recorded"], split_tips(row["tips"])))

    def person(self, pupil: str) -> RowMapping | None:
        """The pupil's own row."""
        if pupil not in self._people:
            names = (self._batch | {pupil}) - self._people.keys()
            with self.store.session() as session:
                rows = rows_of(session, PupilRow, among(sql_table(PupilRow).c.row, names))
            self._people.update((row["row"], row) for row in rows)
        return self._people.get(pupil)

    def members(self, class_id: str) -> list[Pupil]:
        """Who is in a class on the paper's day, by seat; who has none comes last, by name."""
        found = [pupil for pupil in self.world.pupils.values()
                 if pupil.enrolled_on(self.day) and pupil.class_on(self.day) == class_id]
        return sorted(found, key=lambda pupil: (pupil.seat or 10_000, pupil.name, pupil.id))


@dataclass(frozen=True)
class About:
    """One copy: who it is about, with what is worked out for several words kept."""

    look: Look
    whom: Whom
    meant: CaseSpan | None = None
    """The case that is meant, where it is not the pupil's latest one."""

    @cached_property
    def pupil(self) -> Pupil | None:
        return self.look.world.pupils.get(self.whom.pupil or "")

    @cached_property
    def row(self) -> RowMapping | None:
        return self.look.person(self.pupil.id) if self.pupil else None

    @cached_property
    def class_id(self) -> str | None:
        """The class meant, else the pupil's on the paper's day, else the store's only one."""
        if self.pupil is not None:
            return self.pupil.class_on(self.look.day)
        rooms = list(self.look.world.classes)
        return self.whom.class_id or (rooms[0] if len(rooms) == 1 else None)

    @cached_property
    def room(self) -> ClassRoom | None:
        return self.look.world.classes.get(self.class_id or "")

    @cached_property
    def now(self) -> Situation:
        """The situation that the pupil is part of."""
        return self.look.situation_of(self.pupil.id if self.pupil else "")

    @cached_property
    def case(self) -> CaseSpan | None:
        """The case that is meant, else the pupil's case in hand, else the last one."""
        if self.meant is not None:
            return self.meant
        if self.pupil is None or self.pupil.id not in self.now.world.pupils:
            return None
        cases = self.now.judge.cases
        return cases.current(self.pupil) or cases.latest(self.pupil)
