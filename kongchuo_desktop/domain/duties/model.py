"""A duty as everybody sees it: what, for whom, why, until when, and the clause that says so."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from kongchuo_desktop.domain.calendar import monday, month_end
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.figures import Origin
from kongchuo_desktop.domain.policy.model import Pattern

Group = Literal["overdue", "today", "week", "later", "undated"]
GROUPS: tuple[Group, ...] = ("overdue", "today", "week", "later", "undated")
GROUP_NAMES: dict[str, str] = {
    "overdue": "逾期", "today": "今天", "week": "本周", "later": "以后", "undated": "没有期限",
}


def group_of(due: date | None, late: int, today: date) -> Group:
    """Where a line stands in the list: by how late it is, else by its last day in time."""
    if late:
        return "overdue"
    if due is None:
        return "undated"
    if due <= today:
        return "today"
    return "week" if due <= last_day("week", today) else "later"


def last_day(span: Literal["week", "month"], today: date) -> date:
    """The Sunday of a day's week, or the last day of its month: how far a list looks ahead."""
    if span == "week":
        return monday(today) + timedelta(days=6)
    return month_end(today.year, today.month)


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """Where a duty comes from; ``title`` and ``number`` are the document's."""

    policy: str
    id: str
    where: str
    quote: str
    title: str
    number: str

    @classmethod
    def of(cls, bound: Bound) -> "ClauseRef":
        """The place that a binding comes from."""
        policy, clause = bound.policy, bound.clause
        return cls(policy.id, clause.id, clause.where, clause.quote, policy.title, policy.number)


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is due, of one binding, about one pupil, class or the school.

    Attributes:
        id: stable: profile, binding, subject and the day or period it started with.
        do: which button: ``visit``, ``call``, ``paper`` … and ``register`` for the program's own.
        each: what the subject is: ``pupil``, ``case``, ``class``, ``school`` …
        subject: id of the pupil, class, or ``""`` for the school; ``name`` what it is called.
        reason, ask: fact, then duty: ``连续旷课3天`` and ``应当天家访``.
        due: last day in time; None where the document gives no time.
        overdue_days: days late, counted from the later of ``due`` and the day the facts behind
            it were recorded; 0 while in time and always for ``watch``.
        who: actor as a word of the vocabulary; ``to`` the addressees.
        paper: the word of the vocabulary, ``paper_title`` what the profile prints.
        missing: what should have come first and is not there, in words.
        left: of an act of several parts that is half done the parts still to do.
        period: what the period that owes it is called: ``2026-09``, else its first day.
        missed: earlier periods in which a periodic duty was not met.
        since: the day that started it, None for standing and periodic duties.
        arises: the first day on which it is asked for; after today for what is coming. None for
            the program's own.
        trace: how the date was computed: label and text.
        reading: how an unclear clause was read.
        origin: whose the figures are that made it due.
    """

    id: str
    binding: str
    do: str
    each: str
    subject: str
    name: str
    reason: str
    ask: str
    group: Group
    due: date | None = None
    overdue_days: int = 0
    pupil: str | None = None
    class_id: str | None = None
    who: str = ""
    helps: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    paper: str | None = None
    paper_title: str | None = None
    ledger: str | None = None
    missing: tuple[str, ...] = ()
    period: str = ""
    missed: int = 0
    watch: bool = False
    since: date | None = None
    arises: date | None = None
    clause: ClauseRef | None = None
    trace: tuple[tuple[str, str], ...] = ()
    reading: str = ""
    origin: Origin = "document"
    left: tuple[Pattern, ...] = field(default=(), compare=False)

    @property
    def sentence(self) -> str:
        """Fact, then duty: ``连续旷课3天 · 应当天家访``."""
        return f"{self.reason} · {self.ask}"

    @property
    def order(self) -> tuple[int, int, date, bool, str, str, str]:
        """Overdue first, the latest of them on top; then by due date."""
        return (GROUPS.index(self.group), -self.overdue_days, self.due or date.max,
                self.watch, self.class_id or "", self.name, self.id)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Duties of one subject with the same button: one line of the window with all its clauses.

    ``first`` is the most urgent; the others stay duties of their own in the data (§6).
    """

    first: Duty
    others: tuple[Duty, ...] = field(default=())
