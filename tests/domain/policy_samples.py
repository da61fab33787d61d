"""A small invented school, and profiles written for one test each."""

from collections.abc import Iterable, Mapping
from datetime import date

from kongchuo_desktop.domain.calendar import National, SchoolCalendar
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    FactValue,
    Mark,
    OwnFigure,
    PolicyUse,
    Pupil,
    Register,
    Span,
    Tagged,
    World,
)
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.store.policies import load_titles

TITLES = load_titles()
START = date(2026, 9, 1)
"""A Tuesday, first day of the term."""


def weekdays(day: date) -> National:
    """A year without holidays: Monday to Friday are in session."""
    return National(day.weekday() < 5, "" if day.weekday() < 5 else "周末", True)


def calendar(off: Iterable[date] = ()) -> SchoolCalendar:
    return SchoolCalendar(dict.fromkeys(off, (False, "放假")), national=weekdays)


def sep(day: int) -> date:
    return date(2026, 9, day)


def clause(bind: str, name: str = "C1", quote: str = "条文") -> str:
    return f'[[clause]]\nid = "{name}"\nquote = "{quote}"\nwhere = "一"\nbind = [\n{bind}\n]\n'


def profile(*clauses: str, name: str = "T", top: str = "") -> str:
    head = f'id = "{name}"\ntitle = "样本方案"\nkind = "county"\n{top}\n'
    return head + "\n".join(clauses)


def book(*texts: str) -> PolicyBook:
    return PolicyBook([load_policy(text, "t.toml", titles=TITLES) for text in texts], TITLES)


def pupil(name: str = "p1", *, room: str = "c1", grade: int = 7, enrolled: tuple[Span, ...] = (),
          tags: Iterable[str] = (), placement: str = "在校") -> Pupil:
    return Pupil(name, f"学生{name}", room, grade, enrolled or (Span(date(2025, 9, 1)),),
                 birth=date(2013, 5, 5), placement=placement,
                 tags=tuple(Tagged(tag, Span(date(2025, 9, 1))) for tag in tags))


def fact(kind: str, day: date, *, pupil: str | None = "p1", recorded: date | None = None,
         **fields: FactValue) -> Fact:
    return Fact(f"{kind}-{day}-{sorted(fields.items())}", kind, day, recorded or day, pupil=pupil,
                fields=fields)


def world(*, pupils: Iterable[Pupil] = (), absent: Mapping[date, str] | None = None,
          until: date, since: date = START, unfiled: Iterable[date] = (),
          facts: Iterable[Fact] = (), policy: str = "T", uses: Iterable[PolicyUse] = (),
          figures: Iterable[OwnFigure] = (), late: Mapping[date, date] | None = None,
          off: Iterable[date] = ()) -> World:
    """A class whose register is filed on every school day; ``absent`` marks the first pupil."""
    people = list(pupils) or [pupil()]
    marked = dict(absent or {})
    recorded = dict(late or {})
    filed = [day for day in calendar(off).school_days(since, until) if day not in set(unfiled)]
    marks = [Mark(people[0].id, day, "全天", kind, recorded.get(day, day))
             for day, kind in marked.items()]
    registers = [
        Register("c1", day, "全天", frozenset({people[0].id} if day in marked else ()),
                 len(people), recorded.get(day, day)) for day in filed]
    return World("青石镇样本学校", {p.id: p for p in people},
                 {"c1": ClassRoom("c1", "七年级1班", 7)}, registers, marks, tuple(facts),
                 tuple(uses) or (PolicyUse(policy, START),), tuple(figures))
