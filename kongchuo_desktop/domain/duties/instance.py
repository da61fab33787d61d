"""One time that something fell due for somebody: when it arose, until when, and how it ended."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.duties.times import Period
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.model import DutyBinding

State = Literal["met", "ended", "missed", "open", "coming"]


@dataclass(frozen=True, slots=True)
class Instance:
    """One time that a duty or watch fell due; what is due today are those in state ``open``.

    Attributes:
        whom: the pupil (as of the case it was about), the class, or the school.
        anchor: what started it, None for a period.
        period: the week, month, term or year that owes it, None for what something started.
        arises: the first day on which it can be asked for.
        due: the last day in time, None where the document gives no time.
        proof: what met it.
        times, done: how often the act is owed in a period, and how often it was done.
        late_days: from the later of ``due`` and the day the facts behind it were recorded, to
            the day it was met or, while it is open, to today; 0 for what others must do.
    """

    bound: Bound
    binding: DutyBinding
    whom: Subject
    state: State
    arises: date
    due: date | None
    base: date | None
    """The day from which lateness counts."""
    anchor: Anchor | None = None
    period: Period | None = None
    proof: Anchor | None = None
    times: int = 1
    done: int = 0
    late_days: int = 0

    @property
    def subject(self) -> str:
        """Id of the pupil or class, ``""`` for the school."""
        return self.whom.id

    @property
    def name(self) -> str:
        return self.whom.name

    @property
    def pupil(self) -> str | None:
        return self.whom.pupil.id if self.whom.pupil else None

    @property
    def class_id(self) -> str | None:
        """The class it is about, or today's class of the pupil."""
        if self.whom.room:
            return self.whom.room.id
        return self.whom.pupil.class_id if self.whom.pupil else None

    @property
    def since(self) -> date | None:
        """The day that started it, the first of the period, None for what simply stands."""
        if self.period:
            return self.period.start
        return self.anchor.day if self.anchor and self.anchor.day > date.min else None

    @property
    def key(self) -> str:
        """The day or period it started with; stable from day to day."""
        return self.since.isoformat() if self.since else "standing"

    @property
    def id(self) -> str:
        """Profile, binding, subject and the day it started with: the id of its ``Duty``."""
        return f"{self.bound.policy.id}:{self.binding.name}:{self.subject or 'school'}:{self.key}"

    @property
    def day(self) -> date:
        """The day on which it fell due: the last in time, else the first it could be asked."""
        return self.due or self.arises

    @property
    def met(self) -> date | None:
        return self.proof.day if self.proof else None

    @property
    def ended(self) -> bool:
        """Over without the act: what the clause names came true, the child left, the case closed.

        A period that has passed without the act is ``missed``, not ended.
        """
        return self.state == "ended"

    @property
    def refs(self) -> tuple[str, ...]:
        """Ids of the facts that met it."""
        return tuple(dict.fromkeys(fact.id for fact in self.proof.facts)) if self.proof else ()
