"""The whole school on one day: every class with who is expected, who came, and whether it filed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kongchuo_desktop.domain.facts import LATE, UNSEEN, Pupil, Register, World
from kongchuo_desktop.domain.leave import Excuses
from kongchuo_desktop.operations.attendance import PRESENT, MarkInput, rolls
from kongchuo_desktop.operations.world import canonical_ids, load_calendar, load_world
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import RegisterRow

_GRAVITY = ("旷课", UNSEEN, "事假", "病假", "早退", "迟到")
"""Of several marks of a day the first of these stands for the day."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One register: which part, when it was filed first (local time) and by whom."""

    part: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Away:
    """A pupil with a mark that day; ``kind`` is the gravest of its parts."""

    pupil: str
    name: str
    kind: str
    lessons: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassDay:
    """One class on one day.

    Attributes:
        expected: due in class; ``elsewhere`` are enrolled and taught elsewhere (送教上门, 特校).
        filings: empty while no register was filed: its counts are then unknown, never zero.
        away: pupils with a mark, absentees first.
    """

    class_id: str
    name: str
    head_teacher: str
    expected: int
    elsewhere: int
    filings: tuple[Filing, ...]
    away: tuple[Away, ...]

    @property
    def filed(self) -> bool:
        return bool(self.filings)

    @property
    def counts(self) -> Counter[str]:
        """Pupils by kind of mark; only of meaning where the class has filed."""
        return Counter(pupil.kind for pupil in self.away)

    @property
    def present(self) -> int | None:
        """Who is late or leaves early is present; None while nobody took the register."""
        if not self.filed:
            return None
        return self.expected - sum(n for kind, n in self.counts.items() if kind not in LATE)


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """All classes on one day (R030)."""

    day: date
    in_session: bool
    note: str
    classes: tuple[ClassDay, ...]

    @property
    def unfiled(self) -> list[ClassDay]:
        """Classes with pupils that have not filed, on a school day."""
        return [c for c in self.classes if self.in_session and c.expected and not c.filed]

    @property
    def expected(self) -> int:
        return sum(c.expected for c in self.classes)

    @property
    def present(self) -> int:
        """Of the classes that have filed."""
        return sum(c.present or 0 for c in self.classes)

    @property
    def expected_filed(self) -> int:
        """Expected in the classes that have filed: what ``present`` is to be compared with."""
        return sum(c.expected for c in self.classes if c.filed)

    @property
    def counts(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for room in self.classes:
            if room.filed:
                total.update(room.counts)
        return total


def school_day(store: Store, *, day: date) -> SchoolDay:
    """Every class of the store on a day, by grade and name."""
    world = load_world(store)
    said = load_calendar(store).day(day)
    filings = _filings(store, day)
    marks = _marks_of(world, day)
    registers: dict[str, list[Register]] = {}
    for register in world.registers:
        if register.day == day:
            registers.setdefault(register.class_id, []).append(register)
    rooms = sorted(world.classes.values(), key=lambda room: room.place)
    pupils = rolls(world, day)
    classes = []
    for room in rooms:
        expected, elsewhere = pupils.get(room.id, ((), ()))
        if expected or elsewhere or room.id in filings:
            away = _away(expected, registers.get(room.id, ()), marks)
            classes.append(ClassDay(room.id, room.name, room.head_teacher, len(expected),
                                    len(elsewhere), tuple(filings.get(room.id, ())), away))
    return SchoolDay(day, said.in_session, said.note, tuple(classes))


def _filings(store: Store, day: date) -> dict[str, list[Filing]]:
    """Class → its registers of the day with their first filing."""
    with store.session() as session:
        rows = living(session, RegisterRow, day=day.isoformat())
        same = canonical_ids(session)
    with store.reading() as connection:
        first: dict[str, int] = {}
        for item in row_history(connection, [row.row for row in rows]):
            earliest = first.get(item.entry.row, item.entry.at)
            first[item.entry.row] = min(earliest, item.entry.at)
    found: dict[str, list[Filing]] = {}
    for row in sorted(rows, key=lambda r: (str(r.part), r.row)):
        room = same.get(str(row.class_id), str(row.class_id))
        at = datetime.fromtimestamp(first[row.row] / 1000, UTC).astimezone()
        found.setdefault(room, []).append(Filing(str(row.part), at, row.author))
    return found


def _marks_of(world: World, day: date) -> dict[str, dict[str, MarkInput]]:
    marks: dict[str, dict[str, MarkInput]] = {}
    excuses = Excuses(world.facts)
    for mark in world.marks:
        if mark.day == day and mark.kind != PRESENT:
            kind = excuses.kind(mark.pupil, day, mark.kind)
            marks.setdefault(mark.pupil, {})[mark.part] = MarkInput(kind, mark.lessons)
    return marks


def _away(expected: Sequence[Pupil], registers: Sequence[Register],
          marks: Mapping[str, Mapping[str, MarkInput]]) -> tuple[Away, ...]:
    """Who has a mark in a filed part, or was silently counted absent."""
    parts = {register.part for register in registers}
    found = []
    for pupil in expected:
        given = [mark for part, mark in marks.get(pupil.id, {}).items() if part in parts]
        if not given and any(pupil.id in register.absent for register in registers):
            given = [MarkInput(UNSEEN)]
        if given:
            worst = min(given, key=lambda mark: _GRAVITY.index(mark.kind))
            found.append(Away(pupil.id, pupil.name, worst.kind, worst.lessons))
    return tuple(sorted(found, key=lambda a: (_GRAVITY.index(a.kind), a.name)))
