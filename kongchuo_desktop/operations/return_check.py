"""What is still missing of a month before it is handed over: named, never in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.cases.views import cases_of
from kongchuo_desktop.domain.policy.book import policy_missing
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.store.store import Store

_NAMED = 3
"""So many days or names are written out, the rest is counted."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: ``kind`` is policy, register, case, paper, pupil or class.

    Attributes:
        title: how much of what, e.g. ``考勤缺2天``.
        detail: which, one line.
        pupil: the pupil it is about where it is one.
    """

    kind: str
    title: str
    detail: str
    pupil: str | None = None


def month_gaps(store: Store, *, period: str) -> list[Gap]:
    """The gaps of a month up to today (R170): registers, overdue steps, receipts, roster."""
    year, month = int(period[:4]), int(period[5:7])
    first = date(year, month, 1)
    last = min(month_end(year, month), store.now().date())
    return [*_policy(store, last), *_registers(store, first, last), *_classes(store, period),
            *_cases(store, last), *_papers(store, last), *_pupils(store)]


def _policy(store: Store, last: date) -> Iterator[Gap]:
    lacking = situation(store, day=last).lacking
    if lacking:
        missing = policy_missing(lacking)
        yield Gap("policy", f"{missing.sentence.rstrip('。')}，个案数不出来", missing.todo)


def _registers(store: Store, first: date, last: date) -> Iterator[Gap]:
    world = load_world(store)
    days = load_calendar(store).school_days(first, last)
    # Before a store's first register nobody took attendance with it (design §4).
    begun = min((r.day for r in world.registers), default=last)
    for room in world.classes.values():
        taken = {r.day for r in world.registers if r.class_id == room.id}
        if store.role == "school" and not taken:
            continue
        missing = [d for d in days if d not in taken and d >= begun]
        if missing:
            yield Gap("register", f"{room.name}考勤缺{len(missing)}天",
                      _some([day_text(d) for d in missing]))


def _classes(store: Store, period: str) -> Iterator[Gap]:
    if store.role == "school":
        absent = [r.name for r in returns_of_month(store, period=period)
                  if r.status == "not_filed"]
        if absent:
            yield Gap("class", f"{len(absent)}个班的包还没有收到", _some(absent))


def _cases(store: Store, last: date) -> Iterator[Gap]:
    for case in cases_of(situation(store, day=last)):
        if case.overdue_days:
            yield Gap("case", f"{case.name}的个案有一步逾期{case.overdue_days}天", case.next,
                      case.pupil)


def _papers(store: Store, last: date) -> Iterator[Gap]:
    unserved = [p for p in paper_register(store) if p.day <= last and p.to == "guardian"
                and p.served is None and p.voided is None]
    if unserved:
        yield Gap("paper", f"{len(unserved)}份文书没有登记送达",
                  _some([p.number or p.title for p in unserved]))


def _pupils(store: Store) -> Iterator[Gap]:
    lacking = [card for card in list_pupils(store) if card.gaps]
    if lacking:
        yield Gap("pupil", f"{len(lacking)}名学生资料不全",
                  _some([f"{c.name}{next(iter(c.gaps.values()))}" for c in lacking]))


def _some(words: Sequence[str]) -> str:
    rest = f"等{len(words)}项" if len(words) > _NAMED else ""
    return "、".join(words[:_NAMED]) + rest
