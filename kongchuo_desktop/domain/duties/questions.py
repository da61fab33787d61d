"""Lines of 今日 for what a person wants to ask the family before choosing; no clause behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.facts import World

ASK = "ask"
"""Binding of such a line, its button, and the way it is done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put off until somebody has telephoned; ``what`` is what is unclear: ``电话``."""

    id: str
    pupil: str
    what: str
    by: str
    since: date


def question_lines(asked: Iterable[Asked], world: World) -> Iterator[Duty]:
    """One line a question about a pupil who is here; it goes when the question is answered."""
    for question in asked:
        pupil = world.pupils.get(question.pupil)
        if pupil is not None:
            yield Duty(
                id=f"{ASK}:{question.id}", binding=ASK, do=ASK, each="pupil", subject=pupil.id,
                name=pupil.name, reason=f"{question.what}两边填得不一样",
                ask="可以打电话问清楚，再选定", group="undated", pupil=pupil.id,
                class_id=pupil.class_id, who="head_teacher", since=question.since)
