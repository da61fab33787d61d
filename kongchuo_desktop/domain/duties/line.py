"""Makes the line of a duty: how late it is, where it stands in the list, what is missing."""

from datetime import date

from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.model import ClauseRef, Duty, group_of
from kongchuo_desktop.domain.duties.reason import worst
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.words import missing_word, paper_of
from kongchuo_desktop.domain.policy.book import Bound
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import AllOf, DutyBinding


class Lines:
    """Makes duties under the profile of one judge."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._era = judge.era
        self._today = judge.today

    def missing(self, binding: DutyBinding, subject: Subject, before: Window,
                 after: Window) -> tuple[str, ...]:
        """Needs that are not met, and the parts of a half-done act that are still open."""
        judge = self._judge
        gaps = judge.missing(binding.needs, subject, before)
        done = judge.done_of(binding)
        if isinstance(done, AllOf):
            open_parts = judge.missing(done, subject, after)
            if len(open_parts) < len(done.parts):
                gaps += open_parts
        return tuple(dict.fromkeys(missing_word(gap) for gap in gaps))

    def late(self, binding: DutyBinding, base: date | None) -> int:
        """Days late since ``base``; what another body must do is never late for us."""
        if binding.watch or base is None:
            return 0
        return max(0, (self._today - base).days)

    def line(self, bound: Bound, binding: DutyBinding, subject: Subject, due: date | None,
              late: int, *, start: date | None, key: str, reason: str, ask: str,
              missing: tuple[str, ...], trace: tuple[tuple[str, str], ...],
              figures: list[Figure], missed: int = 0) -> Duty:
        """The duty. ``key`` is the day or period it started with, ``figures`` made it due."""
        policy, clause = bound.policy, bound.clause
        paper = paper_of(binding) or None
        title = self._title(paper) if paper else None
        pupil = subject.pupil
        room = subject.room.id if subject.room else pupil.class_id if pupil else None
        return Duty(
            id=f"{policy.id}:{binding.name}:{subject.id or 'school'}:{key}",
            binding=binding.name, do=binding.do, each=binding.each, subject=subject.id,
            name=subject.name, reason=_titled(reason, paper, title),
            ask=_titled(ask, paper, title),
            group=group_of(None if binding.watch else due, late, self._today), due=due,
            overdue_days=late, pupil=pupil.id if pupil else None, class_id=room,
            who=binding.who, helps=binding.helps, to=binding.to, paper=paper,
            paper_title=title, ledger=binding.ledger, missing=missing, missed=missed,
            watch=binding.watch, since=start,
            clause=ClauseRef(policy.id, clause.id, clause.where, clause.quote, policy.title,
                             policy.number),
            trace=trace, reading=binding.reading, origin=worst(figures))

    def _title(self, paper: str) -> str:
        """What the profile prints on a paper; the vocabulary's word where it says nothing."""
        effective = self._era.policy
        found = effective.papers(paper) if effective else []
        return found[0].title if found else paper



def _titled(text: str, paper: str | None, title: str | None) -> str:
    return text.replace(f"《{paper}》", f"《{title}》") if paper and title else text
