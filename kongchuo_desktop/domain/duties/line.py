"""Makes the line of a duty: how late it is, where it stands in the list, what is missing."""

import re

from kongchuo_desktop.domain.duties.instance import Instance
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.model import ClauseRef, Duty, group_of
from kongchuo_desktop.domain.duties.reason import (
    figures_in,
    periodic_words,
    reason_of,
    trace_of,
    worst,
)
from kongchuo_desktop.domain.duties.recurring import rhythm
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.words import asking, missing_word, paper_of
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import AllOf, DutyBinding

_NAMED = re.compile("《([^《》]+)》")


class Lines:
    """Makes duties under the profile of one judge."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._era = judge.era
        self._today = judge.today

    def started(self, instance: Instance) -> Duty:
        """The line of something that an act, an absence or a day of the calendar started."""
        judge, binding, subject = self._judge, instance.binding, instance.whom
        anchor = instance.anchor
        assert anchor is not None
        within, after = (self._era.figure(f) if f else None
                         for f in (binding.within, binding.after))
        spans = [(label, figure) for label, figure in (("先等", after), ("期限", within))
                 if figure is not None and figure.value is not None]
        trigger = [self._era.figure(f) for f in figures_in(binding.on)]
        window = judge.after(anchor) if anchor.kind == "absence" else judge.case_window(subject)
        waits = instance.arises > self._today
        return self._line(
            instance, reason=reason_of(judge, binding, subject, anchor, waits=waits),
            ask=asking(binding, within),
            missing=self._missing(binding, subject, window, judge.after(anchor)),
            trace=trace_of(judge, anchor, None, spans, instance.arises, instance.due,
                           (instance.base, instance.late_days)),
            figures=[*trigger, *(figure for _, figure in spans)])

    def of_period(self, instance: Instance, missed: int) -> Duty:
        """The line of a period; ``missed`` are the periods of the school year without the act."""
        judge, binding, period = self._judge, instance.binding, instance.period
        assert period is not None
        assert instance.due is not None
        reason, ask = periodic_words(
            judge, binding, instance.whom, rhythm(binding) or "", period,
            (instance.done, instance.times), instance.due, missed)
        window = Window(period.start, period.start, period.start, self._today, self._today,
                        period=period)
        figures = [self._era.figure(f) for f in (binding.times, binding.within) if f]
        return self._line(
            instance, reason=reason, ask=ask,
            missing=self._missing(binding, instance.whom, judge.case_window(instance.whom), window),
            trace=trace_of(judge, None, period, [], None, instance.due,
                           (instance.base, instance.late_days)),
            figures=figures, missed=missed)

    def coming(self, instance: Instance) -> Duty:
        """The line of what arises later."""
        return self.of_period(instance, 0) if instance.period else self.started(instance)

    def _missing(self, binding: DutyBinding, subject: Subject, before: Window,
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

    def _line(self, instance: Instance, *, reason: str, ask: str, missing: tuple[str, ...],
              trace: tuple[tuple[str, str], ...], figures: list[Figure],
              missed: int = 0) -> Duty:
        binding, due, late = instance.binding, instance.due, instance.late_days
        policy, clause = instance.bound.policy, instance.bound.clause
        paper = paper_of(binding) or None
        title = self._title(paper) if paper else None
        return Duty(
            id=instance.id, binding=binding.name, do=binding.do, each=binding.each,
            subject=instance.subject, name=instance.name, reason=self._titled(reason),
            ask=self._titled(ask),
            group=group_of(None if binding.watch else due, late, self._today), due=due,
            overdue_days=late, pupil=instance.pupil, class_id=instance.class_id,
            who=binding.who, helps=binding.helps, to=binding.to, paper=paper,
            paper_title=title, ledger=binding.ledger,
            missing=tuple(map(self._titled, missing)),
            period=instance.period.key if instance.period else "", missed=missed,
            watch=binding.watch, since=None if instance.period else instance.since,
            arises=instance.arises,
            clause=ClauseRef(policy.id, clause.id, clause.where, clause.quote, policy.title,
                             policy.number),
            trace=trace, reading=binding.reading, origin=worst(figures))

    def _title(self, paper: str) -> str:
        """What the profile prints on a paper; the vocabulary's word where it says nothing."""
        return self._era.title_of(paper)

    def _titled(self, text: str) -> str:
        """The sentence with every paper called as the profile prints it."""
        return _NAMED.sub(lambda named: f"《{self._title(named[1])}》", text)
