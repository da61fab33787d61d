"""What the rules say of leave: who approves which length, and which figures a school sets itself.

No document here gives lengths for everyone: a profile may say who approves by its rules
``leave_approver`` (each from a length on, ``after``), and where it is silent the school sets its
own figures (本校规定). Nothing is filled in otherwise (policy.md §2).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.times import add
from kongchuo_desktop.domain.facts import UNEXCUSED, Fact, OwnFigure
from kongchuo_desktop.domain.policy.figures import Figure, Origin
from kongchuo_desktop.domain.policy.model import Pattern, RuleBinding
from kongchuo_desktop.domain.policy.words import WHO

HEAD_TEACHER_UP_TO = "school/leave.head_teacher"
OFFICE_UP_TO = "school/leave.office"
LONGEST = "school/leave.longest"
SLIP_WITHIN = "school/leave.slip.within"
HOLIDAY_FROM = "school/return.holiday"


def _unset(name: str, unit: str = "days") -> Figure:
    return Figure(None, unit, "unset", name=name, open=True)


QUESTIONS: dict[str, tuple[str, Figure]] = {
    HEAD_TEACHER_UP_TO: ("一次请假不超过几天，班主任批就行？", _unset(HEAD_TEACHER_UP_TO)),
    OFFICE_UP_TO: ("再长的假，不超过几天由教导处批（更长的由校长批）？", _unset(OFFICE_UP_TO)),
    LONGEST: ("一次请假最长几天（再长的办休学）？", _unset(LONGEST)),
    SLIP_WITHIN: ("电话请的假，回校后最晚几天内补假条？", _unset(SLIP_WITHIN, "school days")),
    HOLIDAY_FROM: ("连着放假满几天，收假那天要查谁没有按时返校？",
                   Figure(3, "days", "reading", name=HOLIDAY_FROM, open=True)),
}
"""Figure that a school may set → the question, and what holds until then."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who has to approve a leave.

    Attributes:
        who: a word of the policy vocabulary; empty where nobody has laid it down.
        origin: whose rule it is.
        up_to: longest leave that he approves, with its unit; None without a limit.
    """

    who: str = ""
    origin: Origin = "unset"
    up_to: Figure | None = None

    @property
    def said(self) -> str:
        return WHO.get(self.who, "")


def school_figure(figures: Iterable[OwnFigure], name: str, day: date) -> Figure:
    """One of ``QUESTIONS`` as it holds on a day; the first value that was set reaches back (§9)."""
    asked = QUESTIONS[name][1]
    found = sorted((f for f in figures if f.binding == name), key=lambda f: f.since)
    holding = [f for f in found if f.since <= day] or found[:1]
    try:
        return asked.own(holding[-1].value) if holding else asked
    except ValueError:
        # A value that is no figure may have come from another machine.
        return asked


def length(calendar: SchoolCalendar, since: date, until: date, unit: str) -> int:
    """Days of a leave, both ends included: calendar days, or days in session."""
    if unit == "school days":
        return calendar.count(since, until)
    return (until - since).days + 1


def approval(calendar: SchoolCalendar, since: date, until: date, *,
             rules: Sequence[RuleBinding], figures: Iterable[OwnFigure],
             figure: Callable[[Figure], Figure],
             concerns: Callable[[Pattern], bool]) -> Approval:
    """Who approves a leave of these days: by the profile's rules, else by the school's figures.

    Args:
        rules: the profile's bindings of ``leave_approver``; ``after`` is the length above which
            one holds, the longest that is exceeded wins.
        figure: puts the school's own in the place of an open figure of the profile.
        concerns: whether a rule's ``if`` is about this pupil (R048: 补偿班).
    """
    holding: list[tuple[bool, int, Approval]] = []
    for rule in rules:
        if rule.only_if is not None and not concerns(rule.only_if):
            continue
        after = figure(rule.after) if rule.after is not None else None
        beyond = 0 if after is None else after.value
        if beyond is None or not isinstance(rule.value, str):
            continue
        if after is None or length(calendar, since, until, after.unit) > beyond:
            holding.append((rule.only_if is not None, beyond,
                            Approval(rule.value, after.origin if after else "document")))
    if holding:
        return max(holding, key=lambda found: found[:2])[2]
    return _by_own_figures(calendar, since, until, list(figures))


def _by_own_figures(calendar: SchoolCalendar, since: date, until: date,
                    figures: list[OwnFigure]) -> Approval:
    for who, name in (("head_teacher", HEAD_TEACHER_UP_TO), ("office", OFFICE_UP_TO)):
        most = school_figure(figures, name, since)
        if most.value is None:
            # What lies above a limit that nobody has set is nobody's rule either.
            return Approval()
        if length(calendar, since, until, most.unit) <= most.value:
            return Approval(who, most.origin, most)
    return Approval("principal", "own")


class Excuses:
    """Which days leave excuses, whatever the mark of the day says (policy.md §4)."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._spans: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
        for fact in facts:
            if fact.kind == "leave" and fact.pupil:
                until = date.fromisoformat(str(fact.fields.get("until") or fact.day.isoformat()))
                self._spans[fact.pupil].append((fact.day, until, str(fact.fields["what"])))

    @property
    def pupils(self) -> Iterable[str]:
        """Whoever was or will be on leave."""
        return self._spans.keys()

    def on(self, pupil: str, day: date) -> str:
        """``病假`` or ``事假`` where a leave covers the day, else empty."""
        return next((kind for since, until, kind in self._spans.get(pupil, ())
                     if since <= day <= until), "")

    def kind(self, pupil: str, day: date, marked: str) -> str:
        """What a mark counts as: absent without excuse is leave where a leave was written later."""
        return (self.on(pupil, day) or marked) if marked in UNEXCUSED else marked


def slip_due(calendar: SchoolCalendar, back: date, figures: Iterable[OwnFigure]) -> date | None:
    """Last day for the slip of a leave asked for by telephone (R045); None where nobody set one."""
    within = school_figure(figures, SLIP_WITHIN, back)
    return None if within.value is None else add(calendar, back, within)


@dataclass(frozen=True, slots=True)
class Reopening:
    """A school day on which school begins again; ``after`` is what was over: 开学, 国庆节."""

    day: date
    after: str
    days_off: int
    term: bool = False


def reopening(calendar: SchoolCalendar, day: date,
              figures: Iterable[OwnFigure]) -> Reopening | None:
    """Whether children come back to school on this day: a term's first, or after a holiday.

    A holiday is a stretch without school of at least the days that ``HOLIDAY_FROM`` says (R046,
    R152).
    """
    if not calendar.in_session(day):
        return None
    term = calendar.term_of(day)
    opened = next(iter(calendar.school_days(term.start, term.end)), None) if term else None
    before = calendar.school_days(day - timedelta(days=120), day - timedelta(days=1))
    off = (day - before[-1]).days - 1 if before else 120
    if day == opened:
        return Reopening(day, "开学", off, term=True)
    least = school_figure(figures, HOLIDAY_FROM, day).value
    if least is None or off < least:
        return None
    names = [calendar.day(before[-1] + timedelta(days=n)).note for n in range(1, off + 1)]
    said = next((name for name in names if name and name != "周末"), "放假")
    return Reopening(day, said, off)


def last_reopening(calendar: SchoolCalendar, today: date,
                   figures: Sequence[OwnFigure]) -> Reopening | None:
    """The latest such day of the term up to ``today``."""
    term = calendar.term_of(today)
    days = calendar.school_days(term.start, today) if term else []
    return next((found for day in reversed(days)
                 if (found := reopening(calendar, day, figures)) is not None), None)
