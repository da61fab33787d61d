"""What is still missing before a return is handed over: named, never in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.cases.views import cases_of
from kongchuo_desktop.domain.policy.book import policy_missing
from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.homes import own_rows, rows_of
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.periods import AT_ANY_TIME, OPENING, Period
from kongchuo_desktop.operations.reports import open_report
from kongchuo_desktop.operations.returns import MONTHLY, returns_of_month
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import homes_of, load_calendar, load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

_NAMED = 3
"""So many days or names are written out, the rest is counted."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: ``kind`` is policy, register, case, paper, pupil, class or month.

    Attributes:
        title: how much of what, e.g. ``考勤缺2天``.
        detail: which, one line.
        pupil: the pupil it is about where it is one.
    """

    kind: str
    title: str
    detail: str
    pupil: str | None = None


def period_gaps(store: Store, about: Period) -> list[Gap]:
    """The gaps of a return up to today (R170): registers, returns from below, months
    left out, overdue steps, receipts, roster. What goes up between returns lacks nothing."""
    if about.kind == AT_ANY_TIME:
        return []
    last = min(about.last, store.now().date())
    return [*_sums(store, about), *_policy(store, last), *_registers(store, about.first, last),
            *_below(store, about), *_months(store, about), *_cases(store, last),
            *_papers(store, last), *_pupils(store)]


def _policy(store: Store, last: date) -> Iterator[Gap]:
    lacking = situation(store, day=last).lacking
    if lacking:
        missing = policy_missing(lacking)
        yield Gap("policy", f"{missing.sentence.rstrip('。')}，个案数不出来", missing.todo)


def _sums(store: Store, about: Period) -> Iterator[Gap]:
    """What does not add up in the table (勾稽), with the children it turns on."""
    pupils = load_world(store).pupils
    for check in open_report(store, period=about.text).checks:
        names = [pupils[name].name for name in check.pupils if name in pupils]
        yield Gap("pupil", check.sentence, _some(names))


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


def _below(store: Store, about: Period) -> Iterator[Gap]:
    """Classes hand in months, schools under this one terms and years too."""
    if store.role != "school":
        return
    if about.kind == MONTHLY:
        absent = [r.name for r in returns_of_month(store, period=about.text)
                  if r.status == "not_filed"]
        if absent:
            yield Gap("class", f"{len(absent)}个班的包还没有收到", _some(absent))
        return
    homes = homes_of(store)
    with store.session() as session:
        filed = {homes.tree.read(row["home"]) for row in rows_of(session, Return)
                 if (row["kind"], row["period"]) == (about.kind, about.text)}
    absent = sorted(homes.names.get(unit, "") for unit in homes.within - {homes.own} - filed)
    if absent:
        yield Gap("class", f"{len(absent)}所学校的{about.kind}还没有收到", _some(absent))


def _months(store: Store, about: Period) -> Iterator[Gap]:
    """Months within a term or year that this unit itself left out since it first filed one."""
    if about.kind in (MONTHLY, OPENING):
        return
    with store.session() as session:
        filed = {row["period"] for row in own_rows(session, store.home, Return)
                 if row["kind"] == MONTHLY and row["unit"] == row["home"]}
    today = store.now().date()
    missing = [month for month in _months_between(about.first, about.last)
               if min(filed, default="9") < month < f"{today:%Y-%m}" and month not in filed]
    if missing:
        yield Gap("month", f"{len(missing)}个月的月报没有报过",
                  _some([period_words(month) for month in missing]))


def _months_between(first: date, last: date) -> list[str]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{at // 12}-{at % 12 + 1:02}" for at in months]


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
