"""Charts of the cases: by state, by cause, and by the class or township they are in."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.cases.views import spans_of
from kongchuo_desktop.domain.charts.model import Bar, Bars, Chart, Legend, Piece, Role
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.policy.words import STATES

NOT_KNOWN = "没有核实"
_ROLES: Mapping[str, Role] = {
    "dropout": "bad", "never_enrolled": "bad", "suspected": "bad", "open": "doubt",
    "absent": "doubt", "sign": "doubt", "returned": "good", "closed": "plain", "left": "plain",
    "exempt": "plain"}
"""State of a case → how it is shown, the gravest first."""
_ALWAYS = ("dropout", "suspected", "open", "returned", "closed")
"""States that are shown with their 0."""
_GROUPS: Mapping[Role, str] = {
    "bad": "辍学、疑似辍学", "doubt": "在办、缺勤", "good": "复学回访",
    "plain": "已离校、已批准退出"}
_ABOUT = ("visit", "opened")
"""Facts that tell why a child is away."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case with why the child is away, as it was said last, and the class it is in."""

    span: CaseSpan
    cause: str
    room: str

    @property
    def in_hand(self) -> bool:
        return self.span.state != "closed"


def found_in(now: Situation, since: date) -> list[Found]:
    """The cases in hand on the day of the situation, and those that were struck off since a day."""
    pupils = now.world.pupils
    return [Found(span, cause_of(now, span), pupils[span.pupil].class_id)
            for span in spans_of(now)
            if span.state != "closed" or (span.closed is not None and span.closed >= since)]


def cause_of(now: Situation, span: CaseSpan) -> str:
    """The cause that the latest visit of a case says, else how it was opened; empty for neither."""
    for kind in _ABOUT:
        told = [fact for fact in now.facts.about(kind, pupil=span.pupil)
                if fact.fields.get("cause") and span.start <= fact.day <= (
                    span.closed or now.today)]
        if told:
            return str(told[-1].fields["cause"])
    return ""


def states_chart(cases: Sequence[Found]) -> Chart:
    """How many cases are in which state; of those struck off the ones of the span."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in cases:
        groups[one.span.state].append(one.span.pupil)
    shown = [state for state in _ROLES if state in _ALWAYS or groups[state]]
    in_hand = sum(one.in_hand for one in cases)
    said = (f"在办{in_hand}人，其中辍学和疑似辍学"
            f"{sum(len(groups[s]) for s in groups if _ROLES[s] == 'bad')}人；"
            f"这段时间销号{len(groups['closed'])}人。")
    return _lines("states", "个案现在怎样", said if cases else "没有个案。", [
        (STATES[state], _ROLES[state], groups[state]) for state in shown])


def causes_chart(cases: Iterable[Found]) -> Chart:
    """Why children are away whose cases are in hand, the most frequent cause first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in cases:
        if one.in_hand:
            groups[one.cause or NOT_KNOWN].append(one.span.pupil)
    order = sorted(groups, key=lambda cause: (cause == NOT_KNOWN, -len(groups[cause]), cause))
    known = [cause for cause in order if cause != NOT_KNOWN]
    said = "没有在办的个案。" if not groups else (
        f"最多的是{known[0]}（{len(groups[known[0]])}人）" if known else "原因都还没有核实")
    if known and NOT_KNOWN in groups:
        said += f"，{len(groups[NOT_KNOWN])}人的原因没有核实"
    return _lines("causes", "没有到校的原因", said if said.endswith("。") else f"{said}。", [
        (cause, "missing" if cause == NOT_KNOWN else "plain", groups[cause]) for cause in order])


def places_chart(cases: Sequence[Found], places: Sequence[str], place: Callable[[Found], str],
                 what: str) -> Chart:
    """The cases in hand of each class or township that has any."""
    in_hand = [one for one in cases if one.in_hand]
    of_place: dict[str, list[Found]] = defaultdict(list)
    for one in in_hand:
        of_place[place(one)].append(one)
    bars = tuple(Bar(name, tuple(_groups(name, of_place[name])), f"{len(of_place[name])}人")
                 for name in places if of_place[name])
    said = (f"{len(places)}个{what}里有{len(bars)}个有在办的个案，一共{len(in_hand)}人。"
            if in_hand else "没有在办的个案。")
    return Chart("places", f"各{what}的个案", said, Bars(
        bars, max((len(own) for own in of_place.values()), default=0) or 1, tuple(
            Legend(role, word, sum(_ROLES[one.span.state] == role for one in in_hand))
            for role, word in _GROUPS.items())))


def _groups(name: str, cases: Sequence[Found]) -> Iterator[Piece]:
    for role, word in _GROUPS.items():
        who = tuple(one.span.pupil for one in cases if _ROLES[one.span.state] == role)
        if who:
            yield Piece(f"{name}.{role}", f"{name} {word}{len(who)}人", str(len(who)), role,
                        len(who), who)


def _lines(name: str, title: str, said: str,
           groups: Sequence[tuple[str, Role, Sequence[str]]]) -> Chart:
    most = max((len(who) for _, _, who in groups), default=0)
    return Chart(name, title, said, Bars(tuple(
        Bar(word, (Piece(word, f"{word} {len(who)}人", str(len(who)), role if who else "pale",
                         len(who), tuple(who)),)) for word, role, who in groups), max(most, 1)))
