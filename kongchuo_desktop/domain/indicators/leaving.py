"""辍学率 and heads: who dropped out, again, who is gone, and where they are."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import told
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.indicators.asked import Answer, Asked, side
from kongchuo_desktop.domain.indicators.choices import (
    BY_LOSS,
    BY_NET,
    DROPOUT_RATE,
    DROPOUTS,
    STILL,
)
from kongchuo_desktop.domain.indicators.model import Side, Term
from kongchuo_desktop.domain.indicators.people import ABROAD, DROPPED, People

_LESS = ("休学", "转出", "死亡", "其他离校")
_MORE = ("转入", "复学", "借读")


def dropout_rate(asked: Asked) -> Answer:
    """Who dropped out in the span ÷ who was in school when the school year began.

    Two other formulas that are in use can be chosen (paperwork §16).
    """
    people, choice = asked.people, asked.people.chosen.reading(DROPOUT_RATE)
    counted = people.chosen.reading(DROPOUTS)
    base = side("期初在校", [p.id for p in _at_start(asked)])
    start = f"{people.first.year}年{people.first.month}月期初在校人数（含新报到的）"
    dropouts = [pupil.id for pupil in _newly(asked)]
    if choice.chosen == BY_NET:
        terms = [Term("辍学", tuple(dropouts)),
                 *(Term(kind, tuple(_moved(asked, kind))) for kind in _LESS),
                 *(Term(kind, tuple(_moved(asked, kind)), minus=True) for kind in _MORE)]
        return Answer(Side(tuple(terms)), base,
                      f"（辍学＋休学＋转出＋死亡＋其他离校－转入－复学－借读）÷{start}",
                      readings=(choice, counted))
    if choice.chosen == BY_LOSS:
        terms = [Term("辍学", tuple(dropouts)), Term("休学", tuple(_moved(asked, "休学"))),
                 Term("离校没有就读", tuple(_vanished(asked)))]
        return Answer(Side(tuple(terms)), base, f"（辍学＋休学＋离校没有就读）÷{start}",
                      readings=(choice, counted))
    return Answer(side("辍学", dropouts), base, f"本学年辍学人数÷{start}",
                  readings=(choice, counted))


def _at_start(asked: Asked) -> Iterator[Pupil]:
    """In school on the first day; who came newly in the span belongs to that start."""
    people, group = asked.people, asked.group
    for pupil in people.everybody(group.room):
        if people.there(pupil, people.first):
            if people.member(group, pupil, people.first):
                yield pupil
        elif _new(people, pupil) and people.member(group, pupil, people.last):
            yield pupil


def _new(people: People, pupil: Pupil) -> bool:
    """Whether a pupil came for the first time in the span and from no other school."""
    since = min((span.since for span in pupil.enrolled), default=None)
    if since is None or not people.first < since <= people.last:
        return False
    return not any(move.day == since for kind in _MORE
                   for move in people.moves(pupil, kind, people.first))


def _newly(asked: Asked) -> Iterator[Pupil]:
    """Who became a dropout in the span; whether also who is back, the school has chosen."""
    people = asked.people
    for pupil in people.everybody(asked.group.room):
        days = [day for case in people.cases(pupil) for day, state in case.history
                if state in DROPPED and people.span.since <= day <= people.until]
        if days and people.member(asked.group, pupil, days[0]) and (
                people.chosen.of(DROPOUTS) != STILL or people.dropped(pupil, people.until)):
            yield pupil


def _moved(asked: Asked, kind: str) -> list[str]:
    """A pupil for each change of a kind in the span."""
    people = asked.people
    eve = people.span.since - timedelta(days=1)
    return [pupil.id for pupil in people.everybody(asked.group.room)
            for move in people.moves(pupil, kind, eve)
            if people.member(asked.group, pupil, move.day)]


def _vanished(asked: Asked) -> list[str]:
    """Who left by 其他离校 for no school: neither abroad nor counted as a dropout already."""
    people = asked.people
    dropped = {pupil.id for pupil in _newly(asked)}
    eve = people.span.since - timedelta(days=1)
    return [pupil.id for pupil in people.everybody(asked.group.room) if pupil.id not in dropped
            and any(not any(word in str(move.fields.get("why")) for word in ABROAD)
                    and people.member(asked.group, pupil, move.day)
                    for move in people.moves(pupil, "其他离校", eve))]


# heads ----------------------------------------------------------------------------------------


def dropouts(asked: Asked) -> Answer:
    """Who was a dropout on a day of the span."""
    return _heads(asked, "辍学", _was_out, "这段时间里有一天是辍学的学生，一人算一次")


def again(asked: Asked) -> Answer:
    """Who dropped out once more after a return."""
    return _heads(asked, "反复辍学", lambda people, case: (
        (case.number > 1 or case.relapsed) and _was_out(people, case)),
        "复学以后又辍学的学生，一人算一次")


def lost(asked: Asked) -> Answer:
    """流失: dropouts, and who left for nobody knows where."""
    gone = dropouts(asked).numerator.pupils
    vanished = [name for name in _vanished(asked) if name not in gone]
    return Answer(side("辍学", gone, Term("离校去向不明", tuple(vanished))), None,
                  "辍学的和离校去向不明的学生，一人算一次")


def _was_out(people: People, case: CaseSpan) -> bool:
    ends = [since - timedelta(days=1) for since, _ in case.history[1:]]
    # Who came back on the very day was a dropout on it: 辍学率 counts it, so the heads do too.
    return any(state in DROPPED and since <= people.until and people.span.since <= max(since, end)
               for (since, state), end in zip(case.history, [*ends, people.until], strict=True))


def _heads(asked: Asked, said: str, counts: Callable[[People, CaseSpan], bool],
           formula: str) -> Answer:
    found = [pupil.id for pupil, case in meant_cases(asked) if counts(asked.people, case)]
    return Answer(side(said, list(dict.fromkeys(found))), None, formula)


def meant_cases(asked: Asked) -> Iterator[tuple[Pupil, CaseSpan]]:
    """The cases that were open in the span, of those whom the rate is about."""
    people, group = asked.people, asked.group
    for pupil in people.everybody(group.room):
        for case in people.cases(pupil):
            if case.opened > people.until or (
                    case.closed is not None and case.closed < people.span.since):
                continue
            if group.room is not None and pupil.class_on(people.last) != group.room:
                continue
            if group.of is None or people.means(group.of, pupil, people.last, case):
                yield pupil, case


def whereabouts(asked: Asked) -> Answer:
    """去向掌握率: of the children with a case, those of whom somebody wrote where they are."""
    out = _each(pupil for pupil, case in meant_cases(asked) if not case.returned)
    context = asked.people.judge.context
    known = [pupil.id for pupil in out if told(context, pupil, "whereabouts")]
    return Answer(side("登记了去向", known), side("没有返校", [pupil.id for pupil in out]),
                  "登记了去向的÷立了个案、没有返校的")


def persuaded(asked: Asked) -> Answer:
    """劝返成功率: of the children who were to be brought back, those who came."""
    people = asked.people
    cases = [(pupil, case) for pupil, case in meant_cases(asked)
             if case.acted and case.peak != "sign"]
    back = _each(pupil for pupil, case in cases
                 if case.returned and case.returned <= people.until)
    return Answer(side("已返校", [pupil.id for pupil in back]),
                  side("要劝返", [pupil.id for pupil in _each(p for p, _ in cases)]),
                  "劝返以后回来的÷这段时间要劝返的，一人算一次")


def _each(pupils: Iterable[Pupil]) -> list[Pupil]:
    return list({pupil.id: pupil for pupil in pupils}.values())
