"""What happened in the demo's class, day by day, and on which days of the year it can."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates, guessed_term
from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.operations import attendance, events, leaves, papers, roster, visits
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

TEACHER = Actor("周老师", "class")
TRUANT, BACK, DOUBTFUL = "郭小军", "马兰花", "𠮷田海"
SIGNS = {3: ("林果果", "作业连续几天不交，说不想念了"), 2: ("范青山", "同学说他想跟表哥去打工")}
"""Days before today → who showed a sign, and which; one visit falls due today, one tomorrow."""
ILL, AWAY, TARDY = "安文博", "潘多", "白露"

_SPAN = timedelta(days=32)
_SERVED_BEFORE = timedelta(days=10)
"""A week after service and the school's two days are over, so the report is overdue."""
_LEAD = 5
"""School days from the first absence to the service of the notice."""
EARLY = time(7, 30)
"""When the stores are made, on the first day."""
_MORNING, _AFTERNOON = time(8, 5), time(16, 30)


class Clock:
    """The clock of the three stores."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def set(self, day: date, hour: time) -> None:
        self.at = datetime.combine(day, hour)


@dataclass(frozen=True, slots=True)
class Plan:
    """The school days of the story, the last of them today, and the term around them."""

    days: tuple[date, ...]
    term: TermDates

    @property
    def today(self) -> date:
        return self.days[-1]

    @property
    def served(self) -> int:
        """Index of the day on which the notice is served."""
        latest = self.today - _SERVED_BEFORE
        return max(i for i, day in enumerate(self.days) if day <= latest)

    @property
    def first_absence(self) -> int:
        return max(0, self.served - _LEAD)


def plan_of(today: date) -> Plan:
    """School days of about a month; they begin with the school year where that leaves enough."""
    earliest = today - _SPAN
    term = _term_around(earliest, today)
    known = SchoolCalendar({today: (True, "")}, [term])
    opening = date(school_year_of(today), 9, 1)
    if earliest < opening <= today - _SERVED_BEFORE and known.count(
            opening, today - _SERVED_BEFORE) >= _LEAD:
        earliest = opening
    return Plan(tuple(known.school_days(earliest, today)), term)


def _term_around(first: date, today: date) -> TermDates:
    """The term of today, stretched so that the story lies in it whatever the season."""
    year = school_year_of(today)
    usual = guessed_term(year, 1 if today.month >= 9 or today.month == 1 else 2)
    return TermDates(
        year, usual.term, start=min(usual.start, first),
        end=max(usual.end, min(today + timedelta(days=30), date(year + 1, 8, 31))))


class Story:
    """What happened in the class, day by day."""

    def __init__(self, room: Store, clock: Clock, plan: Plan) -> None:
        self._room = room
        self._clock = clock
        self._plan = plan
        cards = roster.list_pupils(room)
        self._ids = {card.name: card.id for card in cards}
        self._class_id = str(cards[0].values["class_id"])

    def live(self) -> None:
        """All days before today; of today nothing is written, so that it is still to do."""
        today = self._plan.today
        signs = {today - timedelta(days=before): sign for before, sign in SIGNS.items()}
        school_days = {day: i for i, day in enumerate(self._plan.days[:-1])}
        for day in sorted(signs.keys() | school_days.keys()):
            if day in school_days:
                self._school_day(school_days[day], day)
            if day in signs:
                self._clock.set(day, _AFTERNOON)
                name, what = signs[day]
                events.add_event(self._room, actor=TEACHER, kind="sign", day=day,
                                 pupil=self._ids[name], fields={"what": what}, note=what)

    def _school_day(self, i: int, day: date) -> None:
        self._clock.set(day, _MORNING)
        left = len(self._plan.days) - 1 - i
        self._take_leaves(left, day)
        attendance.take_register(
            self._room, actor=TEACHER, class_id=self._class_id, day=day,
            marks={self._ids[name]: MarkInput(kind) for name, kind in self._marks(i, left).items()})
        self._clock.set(day, _AFTERNOON)
        self._persuade_truant(i, day)
        self._bring_back(left, day)

    def _marks(self, i: int, left: int) -> dict[str, str]:
        """Who was not simply there; ``left`` counts the school days until today."""
        marks = {}
        first = self._plan.first_absence
        if i >= first:
            marks[TRUANT] = "未到待查" if i == first else "旷课"
        if 5 <= left <= 7:
            marks[BACK] = "旷课"
        if 1 <= left <= 3:
            marks[DOUBTFUL] = "旷课"
        if left in (8, 9):
            marks[ILL] = "病假"
        if left == 2:
            marks[AWAY] = "事假"
        if left in (3, 6):
            marks[TARDY] = "迟到"
        return marks

    def _take_leaves(self, left: int, day: date) -> None:
        days = self._plan.days
        if left == 9:
            leaves.add_leave(self._room, actor=TEACHER, pupil=self._ids[ILL], since=day,
                             until=days[days.index(day) + 1], kind="病假", note="感冒发烧")
        if left == 2:
            leaves.add_leave(self._room, actor=TEACHER, pupil=self._ids[AWAY], since=day,
                             until=day, kind="事假", by_phone=True)

    def _persuade_truant(self, i: int, day: date) -> None:
        """A call, two visits, the notice, its service; and the child stays away."""
        after = i - self._plan.first_absence
        if after == 0:
            self._visit(TRUANT, day, "电话", "联系不上", note="监护人的电话没有人接")
        elif after == 2:
            self._visit(TRUANT, day, "家访", "不在家", joint=("村委会",), met="奶奶",
                        whereabouts="省外务工", note="奶奶说孩子跟叔叔去了外地")
        elif after == 3:
            self._visit(TRUANT, day, "家访", "拒绝", joint=("村委会",), met="父亲", cause="厌学",
                        whereabouts="省外务工", note="父亲说孩子不愿再念")
        elif after == 4:
            papers.issue_papers(self._room, actor=TEACHER, form_id="persuasion_notice",
                                pupils=[self._ids[TRUANT]], day=day)
        if i == self._plan.served:
            paper = paper_register(self._room)[0]
            papers.deliver_paper(self._room, actor=TEACHER, paper=paper.id, day=day, how="直接",
                                 to="郭某", relation="父亲")

    def _bring_back(self, left: int, day: date) -> None:
        """A visit that helps: the child is back the day after."""
        if left == 5:
            self._visit(BACK, day, "家访", "同意", met="母亲", cause="厌学", promised=left - 1)
        if left == 4:
            events.add_event(self._room, actor=TEACHER, kind="returned", day=day,
                             pupil=self._ids[BACK], fields={"how": "劝返"})
        if left == 3:
            self._visit(DOUBTFUL, day, "电话", "联系不上", note="电话关机")

    def _visit(self, name: str, day: date, mode: str, outcome: str, *, joint: tuple[str, ...] = (),
               met: str = "", cause: str = "", whereabouts: str = "", note: str = "",
               promised: int | None = None) -> None:
        """One visit or call; ``promised`` counts the school days until today."""
        visits.add_visit(self._room, actor=TEACHER, visit=VisitInput(
            pupil=self._ids[name], day=day, mode=mode, outcome=outcome, joint=joint, met=met,
            cause=cause, whereabouts=whereabouts, note=note,
            promised=None if promised is None else self._plan.days[-1 - promised]))
