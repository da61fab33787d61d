"""Makes the line of a duty: how late it is, where it stands in the list, what is missing."""

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
from kongchuo_desktop.domain.policy.model import AllOf, DutyBinding, Pattern


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
            before=window, after=judge.after(anchor),
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
            before=judge.case_window(instance.whom), after=window,
            trace=trace_of(judge, None, period, [], None, instance.due,
                           (instance.base, instance.late_days)),
            figures=figures, missed=missed)

    def coming(self, instance: Instance) -> Duty:
        """The line of what arises later."""
        return self.of_period(instance, 0) if instance.period else self.started(instance)

    def _left(self, binding: DutyBinding, subject: Subject, after: Window) -> list[Pattern]:
        """The parts of a half-done act that are still open."""
        done = binding.act
        if not isinstance(done, AllOf):
            return []
        open_parts = self._judge.missing(done, subject, after)
        return open_parts if len(open_parts) < len(done.parts) else []

    def _line(self, instance: Instance, *, reason: str, ask: str, before: Window, after: Window,
              trace: tuple[tuple[str, str], ...], figures: list[Figure],
              missed: int = 0) -> Duty:
        """``before`` is the window of what must come first, ``after`` that of the act."""
        binding, due, late = instance.binding, instance.due, instance.late_days
        left = self._left(binding, instance.whom, after)
        gaps = self._judge.missing(binding.needs, instance.whom, before) + left
        paper = paper_of(binding) or None
        return Duty(
            id=instance.id, binding=binding.name, do=binding.do, each=binding.each,
            subject=instance.subject, name=instance.name, reason=self._era.printed(reason),
            ask=self._era.printed(ask),
            group=group_of(None if binding.watch else due, late, self._today), due=due,
            overdue_days=late, pupil=instance.pupil, class_id=instance.class_id,
            who=binding.who, helps=binding.helps, to=binding.to, paper=paper,
            paper_title=self._era.title_of(paper) if paper else None, ledger=binding.ledger,
            missing=tuple(map(self._era.printed, dict.fromkeys(map(missing_word, gaps)))),
            period=instance.period.key if instance.period else "", missed=missed,
            watch=binding.watch, since=None if instance.period else instance.since,
            arises=instance.arises,
            clause=ClauseRef.of(instance.bound),
            trace=trace, reading=binding.reading, origin=worst(figures), left=tuple(left))
