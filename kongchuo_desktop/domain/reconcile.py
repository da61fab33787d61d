"""Who is enrolled and not in class, who is in class and not enrolled, and what explains it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile
from typing import Literal

from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.sought import AWAITED
from kongchuo_desktop.domain.facts import LEAVE, Fact, Pupil
from kongchuo_desktop.domain.new_numbers import NEW_GRADES, NUMBER, numbered_classes
from kongchuo_desktop.domain.policy.words import STATES, plain

Side = Literal["在籍不在校", "在校不在籍"]
AWAY: Side = "在籍不在校"
UNLISTED: Side = "在校不在籍"
State = Literal["owed", "told", "unseen"]

TOLD_BY = {AWAY: ("confirmed", "去向"), UNLISTED: ("checked", "在校不在籍")}
"""Side → the fact, and what it is about, by which a person explains it (R141, R146)."""
LASTING = 2
"""From so many registers without the child on it is no matter of one morning any more."""
_MONTH = timedelta(days=31)
"""Who is taught at home is seen at least once in it."""
_APPROVED = frozenset({"延缓入学", "退出A", "退出B"})
"""What a child may be away by, once it is approved."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A child whose 学籍 and whose place in class do not go together.

    Attributes:
        since: the first day of it; None where nobody knows.
        days: registers in a row in which the child was not in class; 0 where it is there.
        state: ``told`` with ``why`` as the explanation, ``owed`` where there is none and ``why``
            says what is known, ``unseen`` where no register speaks of the child.
        fact: id of the fact by which a person explained it, empty for none.
    """

    pupil: str
    side: Side
    since: date | None
    days: int
    state: State
    why: str
    fact: str = ""


class Reconciling:
    """Lays the roll of one situation beside its registers (R141, R146, R148)."""

    def __init__(self, now: Situation) -> None:
        self._now = now
        self._cases = now.judge.cases

    @cached_property
    def all(self) -> list[Apart]:
        """Everybody who stands on one of the two lists, in the order of the roster."""
        return [found for pupil in self._now.world.pupils.values()
                if (found := self._of(pupil)) is not None]

    def _of(self, pupil: Pupil) -> Apart | None:
        if not pupil.enrolled_on(self._now.today):
            return self._suspended(pupil)
        if pupil.placement not in ("送教上门", "特校"):
            last = next(self._registers(pupil), None)
            if last is None:
                return self._unseen(pupil)
            if self._now.attendance.present(pupil, last):
                return self._unlisted(pupil)
            return self._away(pupil, last)
        return self._elsewhere(pupil)

    def _registers(self, pupil: Pupil) -> Iterator[date]:
        """The days on which a register spoke of the pupil, the latest first."""
        days = reversed(self._now.attendance.pupil_days(pupil))
        return (day for day in days if pupil.enrolled_on(day))

    # enrolled, not in class --------------------------------------------------------------------

    def _suspended(self, pupil: Pupil) -> Apart | None:
        """休学 keeps the 学籍 here; whoever left otherwise is on no list any more."""
        moves = self._now.facts.about("moved", pupil=pupil.id)
        if not moves or moves[-1].fields.get("what") != "休学":
            return None
        return Apart(pupil.id, AWAY, moves[-1].day, 0, "told", "休学", moves[-1].id)

    def _unseen(self, pupil: Pupil) -> Apart | None:
        """Its class keeps no register, though others of the unit do."""
        begun, room = self._now.world.begun, self._now.world.classes.get(pupil.class_id)
        if self._now.world.registers_stay:
            return self._by_its_case(pupil)
        if begun is None:
            return None
        if room is not None and self._now.attendance.filed_days(room.id):
            return None  # came after the latest register
        why = "没有分班，没有点名" if room is None else "班里还没有点过名"
        return Apart(pupil.id, AWAY, None, 0, "unseen", why)

    def _by_its_case(self, pupil: Pupil) -> Apart | None:
        """Whom a school whose registers stay there says to be away."""
        case = self._cases.current(pupil)
        if case is None or case.returned is not None:
            return None
        for fact in self._by_a_person(pupil, AWAY, case.start):
            return Apart(pupil.id, AWAY, case.start, 0, "told", said_by(fact), fact.id)
        why = next(self._explained(pupil, case.start, self._now.today), "")
        return Apart(pupil.id, AWAY, case.start, 0, "told" if why else "owed",
                     why or self._known(pupil, self._now.today))

    def _away(self, pupil: Pupil, last: date) -> Apart:
        missed = list(takewhile(lambda day: not self._now.attendance.present(pupil, day),
                                self._registers(pupil)))
        since = missed[-1]
        for fact in self._by_a_person(pupil, AWAY, since):
            return Apart(pupil.id, AWAY, since, len(missed), "told", said_by(fact), fact.id)
        why = next(self._explained(pupil, since, last), "")
        return Apart(pupil.id, AWAY, since, len(missed), "told" if why else "owed",
                     why or self._known(pupil, last))

    def _elsewhere(self, pupil: Pupil) -> Apart:
        """Taught at home, which its lessons prove, or at a special school."""
        for fact in self._by_a_person(pupil, AWAY, self._year):
            return Apart(pupil.id, AWAY, None, 0, "told", said_by(fact), fact.id)
        if pupil.placement == "特校":
            return Apart(pupil.id, AWAY, None, 0, "told", "在特殊教育学校就读")
        today, term = self._now.today, self._now.calendar.term_of(self._now.today)
        lessons = [fact.day for fact in self._now.facts.about("session", pupil=pupil.id)]
        if lessons and today - lessons[-1] <= _MONTH:
            return Apart(pupil.id, AWAY, None, 0, "told", f"送教上门，最近{_dot(lessons[-1])}送教")
        if term is None or today - term.start <= _MONTH:
            return Apart(pupil.id, AWAY, None, 0, "told", "送教上门")
        last = f"最近一次是{_dot(lessons[-1])}" if lessons else "没有送教记录"
        return Apart(pupil.id, AWAY, None, 0, "owed", f"送教上门，一个月没有送教，{last}")

    def _explained(self, pupil: Pupil, since: date, last: date) -> Iterator[str]:
        """What is written down elsewhere and explains that the child is not there."""
        facts = self._now.facts
        for leave in facts.about("leave", pupil=pupil.id):
            until = date.fromisoformat(str(leave.fields.get("until") or leave.day))
            if leave.day <= last <= until:
                yield f"{leave.fields.get('what') or '请假'}，{_dot(leave.day)}至{_dot(until)}"
        for kind in self._marks.get((pupil.id, last), ()):
            if kind in LEAVE:
                yield f"点名写着{kind}"
        case = self._cases.current(pupil) or self._cases.latest(pupil)
        if case is not None and case.way and (case.out or case.closed):
            yield f"{plain(case.way)}，{_dot(case.out or case.closed or last)}"
        for fact in facts.about("approved", pupil=pupil.id):
            if (what := fact.fields.get("what")) in _APPROVED:
                yield f"{plain(str(what))}已批准，{_dot(fact.day)}"
        for fact in facts.about(AWAITED, pupil=pupil.id):
            if fact.day >= since - _MONTH:
                yield f"{fact.fields.get('what') or '转学'}，{_dot(fact.day)}起等接收学校回话"
        if case is not None and case.closed is None and case.acted:
            went = sum(fact.day >= case.start for fact in facts.about("visit", pupil=pupil.id))
            yield f"个案在办：{STATES[case.state]}，{f'已联系{went}次' if went else '还没有联系'}"

    def _known(self, pupil: Pupil, last: date) -> str:
        kind = next(iter(self._marks.get((pupil.id, last), ())), "")
        return f"点名写着{kind}，没有请假、没有人联系" if kind else "没有请假、没有人联系"

    @cached_property
    def _marks(self) -> dict[tuple[str, date], list[str]]:
        found: dict[tuple[str, date], list[str]] = {}
        for mark in self._now.world.marks:
            found.setdefault((mark.pupil, mark.day), []).append(mark.kind)
        return found

    # in class, not enrolled --------------------------------------------------------------------

    def _unlisted(self, pupil: Pupil) -> Apart | None:
        """In class without a 学籍号."""
        if NUMBER in pupil.known or pupil.class_id not in self._numbered:
            return None
        moves = [fact for fact in self._now.facts.about("moved", pupil=pupil.id)
                 if fact.fields.get("what") in ("借读", "转入", "报到")]
        came = moves[-1] if moves else None
        start = next((span.since for span in reversed(pupil.enrolled)
                      if span.covers(self._now.today)), date.min)
        since = start if start != date.min else None
        for fact in self._by_a_person(pupil, UNLISTED, self._year):
            return Apart(pupil.id, UNLISTED, since, 0, "told", said_by(fact), fact.id)
        why = self._coming(pupil, came)
        return Apart(pupil.id, UNLISTED, since, 0, "told" if why else "owed",
                     why or "没有学籍号")

    def _coming(self, pupil: Pupil, came: Fact | None) -> str:
        kind = came.fields.get("what") if came is not None else ""
        if kind == "借读":
            return "借读，学籍在原学校"
        if came is not None and kind == "转入" and self._now.today - came.day <= _MONTH:
            return f"{_dot(came.day)}转入，学籍正在转"
        if pupil.grade in NEW_GRADES and self._now.today <= date(self._year.year, 9, 30):
            return "新生，学籍9月末以前建好"
        return ""

    @cached_property
    def _numbered(self) -> frozenset[str]:
        return numbered_classes(self._now)

    # by a person -------------------------------------------------------------------------------

    @cached_property
    def _year(self) -> date:
        return date(school_year_of(self._now.today), 9, 1)

    def _by_a_person(self, pupil: Pupil, side: Side, since: date) -> Iterator[Fact]:
        """The latest word of a person about it; one from before it began is about another time."""
        kind, what = TOLD_BY[side]
        for fact in reversed(self._now.facts.about(kind, pupil=pupil.id)):
            if fact.fields.get("what") == what and fact.day >= since:
                yield fact


def said_by(fact: Fact) -> str:
    """What a person gave as the reason; that somebody looked into it where no reason is told."""
    return str(fact.fields.get("why") or "") or f"{_dot(fact.day)}核实过"


def _dot(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"
