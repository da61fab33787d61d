"""What 今日 shows in one read: the lines to do, today's attendance, the month, this computer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.cases.views import CaseView, cases_of
from kongchuo_desktop.domain.duties.situation import DutyLine, Situation, lines
from kongchuo_desktop.domain.facts import LATE
from kongchuo_desktop.domain.returns import MONTHLY
from kongchuo_desktop.operations.copies import BackupState, backup_state
from kongchuo_desktop.operations.discharge import Way, way_of
from kongchuo_desktop.operations.drafts import drafts
from kongchuo_desktop.operations.own_lines import own_lines
from kongchuo_desktop.operations.paper_forms import papers_with_form
from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.operations.policies import policy_in_use
from kongchuo_desktop.operations.putting_off import PutOff, list_put_off
from kongchuo_desktop.operations.school_day import school_day
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.trust import own_class, superior_of
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

_PUT_OFF = "figures_put_off"


@dataclass(frozen=True, slots=True)
class Person:
    """What stands beside a name: ``room`` is the short class (七1班), ``state`` of the case."""

    name: str
    room: str
    seat: int | None
    tags: tuple[str, ...]
    state: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """One line of 今日; ``person`` is None for a class or the school, ``draft`` half-filled."""

    line: DutyLine
    way: Way
    person: Person | None = None
    draft: bool = False
    put_off: PutOff | None = None


@dataclass(frozen=True, slots=True)
class Attended:
    """Today over all classes; ``counts`` are pupils by kind of mark, presence left out.

    Attributes:
        enrolled, elsewhere: 在册, and taught elsewhere (送教上门, 特校).
        expected: due in the classes that have filed; in all of them while none has.
        filed, classes: how many of the classes have taken a register.
        at: when the first register was taken, local time.
    """

    in_session: bool
    note: str
    enrolled: int
    elsewhere: int
    expected: int
    filed: int
    classes: int
    at: datetime | None
    counts: Mapping[str, int]

    @property
    def present(self) -> int:
        """Late pupils are present."""
        return self.expected - sum(n for kind, n in self.counts.items() if kind not in LATE)


@dataclass(frozen=True, slots=True)
class MonthReturn:
    """The month's return: ``asked`` when a clause gives the date, else it is the month's end."""

    month: int
    due: date
    asked: bool
    days_left: int
    reader: str
    sent: bool
    taken: int
    so_far: int
    school_days: int
    gaps: int
    away: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on 今日."""

    today: date
    week: int | None
    dues: tuple[Due, ...]
    attended: Attended
    month: MonthReturn
    cases: int
    backup: BackupState
    policy: str | None
    lacking: str
    """Id of the file for want of which the profile asks for nothing; empty where it is here."""
    unset: int
    """Figures that decide what is due and that nobody has set; 0 while put off."""
    ahead: tuple[Due, ...] = ()
    """What arises later, by its day."""


def overview(store: Store, *, until: date | None = None) -> Overview:
    """The store as 今日 shows it now; with ``until`` also what is coming until that day."""
    now = situation(store)
    cases = cases_of(now)
    in_use = policy_in_use(now.world, now.today)
    return Overview(
        today=now.today, week=now.calendar.week(now.today),
        dues=tuple(dues_of(store, now, cases, paper_register(store))),
        attended=_attended(store, now), month=_month(store, now, cases),
        cases=len(cases), backup=backup_state(store), policy=in_use,
        lacking=now.lacking, unset=_unset(store, now, in_use),
        ahead=_ahead(store, now, cases, until) if until else ())


def dues_of(store: Store, now: Situation, cases: list[CaseView],
            papers: list[IssuedPaper]) -> list[Due]:
    """The lines of the situation with the way each is done and who it is about."""
    due = sorted([*now.duties, *own_lines(store, now)], key=lambda duty: duty.order)
    return _as_dues(store, now, lines(due), cases, papers)


def _ahead(store: Store, now: Situation, cases: list[CaseView], until: date) -> tuple[Due, ...]:
    """Lines of one day each: of a weekly visit every week is a line of its own."""
    days = groupby(now.coming(until), key=lambda duty: duty.arises)
    found = [line for _, duties in days for line in lines(list(duties))]
    return tuple(_as_dues(store, now, found, cases, []))


def _as_dues(store: Store, now: Situation, found: Iterable[DutyLine], cases: list[CaseView],
             papers: list[IssuedPaper]) -> list[Due]:
    states = {case.pupil: case.state for case in cases}
    begun, noted = drafts(store, prefix="form/"), list_put_off(store)
    forms = papers_with_form(store, policy=policy_in_use(now.world, now.today))
    sends = superior_of(store) is not None
    rooms = {pupil.id: pupil.class_id for pupil in now.world.pupils.values()}
    dues = []
    for line in found:
        duty = line.first
        person = person_of(now, duty.pupil, states) if duty.pupil else None
        way = way_of(now.book, line, papers, forms, rooms=rooms, sends=sends)
        name = draft_name(way.kind, duty.pupil, duty.id)
        dues.append(Due(line, way, person, name in begun, noted.get(duty.id)))
    return dues


def draft_name(kind: str, pupil: str | None, duty: str = "") -> str:
    """Under which name a half-filled form is kept: visits by pupil, short forms by duty."""
    return f"form/{kind}/{pupil if kind in ('visit', 'call') else duty}"


def person_of(now: Situation, pupil: str, states: Mapping[str, str]) -> Person:
    """The pupil as rows show it."""
    known = now.world.pupils[pupil]
    room = now.world.classes.get(known.class_id)
    return Person(known.name, room.title.replace("年级", "", 1) if room else "", known.seat,
                  tuple(sorted(known.tags_on(now.today))), states.get(pupil, ""))


def _attended(store: Store, now: Situation) -> Attended:
    """Of the classes that have filed: who is not counted yet is neither here nor away."""
    found = school_day(store, day=now.today)
    filed = [room for room in found.classes if room.filed]
    elsewhere = sum(room.elsewhere for room in found.classes)
    return Attended(
        found.in_session, found.note, found.expected + elsewhere, elsewhere,
        found.expected_filed if filed else found.expected, len(filed), len(found.classes),
        min((f.at for room in filed for f in room.filings), default=None), dict(found.counts))


def _month(store: Store, now: Situation, cases: list[CaseView]) -> MonthReturn:
    today, world = now.today, now.world
    first, last = today.replace(day=1), month_end(today.year, today.month)
    asked = min((d.due for d in now.duties if d.do == "return" and d.due
                 and today <= d.due <= last and not d.watch), default=None)
    taken = {r.day for r in world.registers if first <= r.day <= today}
    due = asked or last
    superior, room = superior_of(store), own_class(store)
    with store.session() as session:
        # A school also holds what its classes handed over.
        sent = bool(living(session, Return, kind=MONTHLY, period=f"{today:%Y-%m}",
                           unit=room.row if room else store.home))
    return MonthReturn(
        month=today.month, due=due, asked=asked is not None, days_left=(due - today).days,
        reader=superior.name if superior else "教导处" if store.role == "class" else "教育局",
        sent=sent, taken=len(taken), so_far=now.calendar.count(max(first, now.first), today),
        school_days=now.calendar.count(first, last),
        gaps=sum(1 for d in now.duties if d.pupil and d.group == "overdue"),
        away=sum(1 for case in cases if case.state != "returned"))


def _unset(store: Store, now: Situation, policy: str | None) -> int:
    put_off = store.settings.get(_PUT_OFF)
    offered = not put_off or date.fromisoformat(put_off) <= now.today
    if policy is None or now.book.at_hand(policy) is None or not offered:
        return 0
    own = {figure.binding for figure in now.world.figures}
    return sum(1 for found in now.book.open_figures(policy)
               if found.first and found.figure.value is None and found.binding not in own)


def put_off_figures(store: Store, *, until: date) -> None:
    """Do not offer the unset figures again before a day."""
    store.settings.set(_PUT_OFF, until.isoformat())
