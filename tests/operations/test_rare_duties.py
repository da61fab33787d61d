"""Duties that seldom come up: the facts that make each arise, and its button makes it go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from people import NOW, TEACHER, Clock
from pressing import due, press_until_gone, standing
from registers import TRUANT, class_of, seat, take

from kongchuo_desktop.operations import events, moves, policies, roster, visits
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
TERM = date(2026, 9, 1)
WINTER = date(2027, 3, 10)
"""After the first term has ended and the second has begun."""
NOT_BACK = ("recorded", {"ledger": "未及时返校登记册"})
SAID_DROPOUT = ("opened", {"state": "dropout", "cause": "厌学"})
REFUSED = ("visit", {"mode": "家访", "outcome": "拒绝"})
WITH_TOWNSHIP = ("visit", {"mode": "家访", "outcome": "拒绝", "joint": ["乡镇政府"]})
WORKS = ("visit", {"mode": "家访", "outcome": "拒绝", "whereabouts": "务工"})
TAUGHT_AT_HOME = {"name": "柳禾", "placement": "送教上门", "birth_date": "2015-03-04"}
NO_DUTY_LEFT = [("confirmed", {"what": "监护人已履行法定义务"}),
                ("confirmed", {"what": "学生本人拒不返校"})]


@dataclass(frozen=True)
class Rare:
    """One duty of a profile and what must have happened before it stands in 今日.

    Attributes:
        told: facts about the pupil of seat 1, who has been truant for three days.
        chain: what follows: the duties whose buttons are pressed, and days that pass.
        figures: what the school set for figures that the document leaves open.
        card: a pupil who is added instead, never truant; ``tags`` are the pupil's.
        first: the day of the first register, if not three days ago.
        at: today, if not the day of the other tests.
        ways: the buttons that are pressed until it is gone.
    """

    policy: str
    binding: str
    ways: Sequence[str]
    told: Sequence[tuple[str, Mapping[str, object]]] = ()
    chain: Sequence[str | int] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    card: Mapping[str, object] | None = None
    tags: Sequence[str] = ()
    first: date | None = None
    at: date | None = None


RARE = [
    Rare("XY24", "R231/plan", ["issue"], card=TAUGHT_AT_HOME, tags=["重度残疾"]),
    Rare("XY24", "R049/campaign", ["event"], at=WINTER),
    Rare("XY24", "R096/notice", ["issue", "serve"], [NOT_BACK]),
    Rare("D08", "R085/survey", ["event", "event"], [SAID_DROPOUT], at=WINTER),
    Rare("D09", "R120/report", ["issue", "hand"], [REFUSED, REFUSED],
         figures={"R120/report.on.times": "2"}),
    Rare("D10", "R107/notice", ["event"], [SAID_DROPOUT]),
    Rare("D10", "R108/notice", ["event"], [SAID_DROPOUT], ["R107/notice", 4],
         figures={"R108/notice.after": "3"}),
    Rare("D10", "R482/justice", ["event"], [SAID_DROPOUT], ["R107/notice", 1, "R108/notice", 6],
         figures={"R108/notice.after": "0"}),
    Rare("D12", "R109/notice", ["event"], [REFUSED], figures={"R109/notice.on.times": "1"}),
    Rare("D12", "R071/visit", ["visit"], [SAID_DROPOUT]),
    Rare("D12", "R071/study", ["event"], [SAID_DROPOUT, WITH_TOWNSHIP, WITH_TOWNSHIP],
         figures={"R071/study.on.times": "2"}),
    Rare("XC20", "R297/helper", ["event"], [SAID_DROPOUT, ("returned", {})]),
    # plans: who issues the paper has drawn the plan up
    Rare("XC20", "R076/plan", ["issue"], [SAID_DROPOUT]),
    Rare("D10", "R089/plan", ["issue"], [SAID_DROPOUT]),
    Rare("D10", "R245/plan", ["issue"], card=TAUGHT_AT_HOME),
    Rare("GD18", "R156/cause", ["visit"], [NOT_BACK], first=TERM),
    Rare("GD18", "R186/explain", ["visit"], [("moved", {"kind": "其他离校"})]),
    Rare("GD18", "R217/bed", ["event"], [("applied", {"what": "住宿"})], tags=["留守"]),
    Rare("GD18", "R476/court", ["event"], [SAID_DROPOUT], ["R116/dropout", "R475/correct", 6]),
    Rare("GD18", "R499/clue", ["event"], [WORKS]),
    Rare("GD20", "R017/mark", ["event"], [SAID_DROPOUT]),
    # what other bodies do, once more after the form for it was changed
    Rare("AH20", "R017/mark", ["event"], [SAID_DROPOUT]),
    Rare("AH20", "R306/report", ["event"],
         [SAID_DROPOUT, WITH_TOWNSHIP, WITH_TOWNSHIP, WITH_TOWNSHIP, *NO_DUTY_LEFT],
         tags=["建档立卡"]),
    Rare("AH20", "R306/approve", ["event"],
         [SAID_DROPOUT, WITH_TOWNSHIP, WITH_TOWNSHIP, WITH_TOWNSHIP, *NO_DUTY_LEFT],
         ["R306/report"], tags=["建档立卡"]),
    Rare("XC20", "R304/report", ["event"],
         [SAID_DROPOUT, ("attached", {"what": "判决裁定"}), *NO_DUTY_LEFT], tags=["建档立卡"]),
    Rare("GD20", "R306/report", ["event"],
         [SAID_DROPOUT, WITH_TOWNSHIP, WITH_TOWNSHIP, WITH_TOWNSHIP, *NO_DUTY_LEFT],
         tags=["建档立卡"]),
    Rare("GD20", "R306/approve", ["event"],
         [SAID_DROPOUT, ("attached", {"what": "判决裁定"}), *NO_DUTY_LEFT], ["R306/report"],
         tags=["建档立卡"]),
    Rare("D05", "R104/notice", ["event"], [SAID_DROPOUT], [8, "R117/list", "R117/report"]),
    Rare("D08", "R105/notice", ["event"], [SAID_DROPOUT]),
    Rare("D09", "R106/return_notice", ["event"], [REFUSED], ["R120/report"],
         figures={"R120/report.on.times": "1"}),
    Rare("LX16", "R098/notice", ["event"], [SAID_DROPOUT],
         ["R074/parents", "R074/village", "R113/report"]),
]


def tell(store: Store, pupil: str, kind: str, fields: Mapping[str, object]) -> None:
    """One fact about the pupil, by the form that is its own."""
    day = store.now().date()
    if kind == "visit":
        visits.add_visit(store, actor=TEACHER, visit=VisitInput(
            pupil=pupil, day=day, **fields))  # type: ignore[arg-type]
    elif kind == "moved":
        moves.move_pupil(store, actor=TEACHER, pupil=pupil, day=day, kind=str(fields["kind"]))
    else:
        events.add_event(store, actor=TEACHER, kind=kind, day=day, pupil=pupil, fields=fields)


def prepare(store: Store, clock: Clock, rare: Rare) -> None:
    """The school with all that the duty waits for."""
    policies.use_policy(store, actor=TEACHER, policy=rare.policy)
    for binding, value in rare.figures.items():
        policies.set_figure(store, actor=TEACHER, policy=rare.policy, binding=binding,
                            value=value, why="校务会议")
    if rare.card:
        pupil = roster.add_pupil(store, actor=TEACHER, class_id=class_of(store), values=rare.card,
                                 tags=rare.tags).id
    else:
        pupil = seat(store, 1)
        roster.set_tags(store, actor=TEACHER, pupil=pupil, tags=rare.tags)
    for day in school_days(rare):
        take(store, day, {} if rare.card else {pupil: TRUANT})
    for kind, fields in rare.told:
        tell(store, pupil, kind, fields)
    for step in rare.chain:
        if isinstance(step, int):
            clock.at += timedelta(days=step)
        else:
            assert press_until_gone(store, step), (step, standing(store))
    if rare.at:
        clock.at = datetime.combine(rare.at, time(8))


def school_days(rare: Rare) -> Iterator[date]:
    """The days of which a register was taken."""
    if rare.first:
        yield rare.first
    for days in (3, 2, 1):
        yield TODAY - timedelta(days=days)


@pytest.mark.parametrize("rare", RARE, ids=lambda rare: f"{rare.policy} {rare.binding}")
def test_a_rare_duty_comes_and_its_button_makes_it_go(class_store: Store, clock: Clock,
                                                      rare: Rare) -> None:
    prepare(class_store, clock, rare)
    found = due(class_store, rare.binding)
    assert found is not None, standing(class_store)
    of_school = found.line.first.each in ("school", "staff")
    assert of_school or rare.binding in {duty.binding for duty in duties_of(class_store)}
    assert press_until_gone(class_store, rare.binding) == rare.ways
