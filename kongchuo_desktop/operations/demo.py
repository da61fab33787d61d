"""An invented county lived through the real operations: a month of a class, and its package.

Nothing is written past the operations: the clock of the three stores is set day by day, so that
every fact is recorded on the day it tells of.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates, guessed_term
from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.exchange import stick
from kongchuo_desktop.operations import (
    attendance,
    calendar,
    events,
    founding,
    importing,
    joining,
    leaves,
    packages,
    papers,
    policies,
    roster,
    visits,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.founding import Founding
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.sheets.problems import ImportPlan
from kongchuo_desktop.store.keys import STANDARD_COST, KdfCost
from kongchuo_desktop.store.store import Now, Store, local_now
from kongchuo_desktop.store.write import Actor

PASSWORD = "qingshi-yangli"
BUREAU, SCHOOL = "云岭县教育局", "青石镇中心学校"
LABEL = ClassLabel(7, 1)
POLICY = "XY24"
TEACHER, OFFICE, DESK = (Actor("周老师", "class"), Actor("陶主任", "school"),
                         Actor("林科长", "bureau"))
OWN_FIGURES = {
    "R050/absent.on.absent": "3", "R050/sign.within": "3 days", "R095/notice.on.times": "3",
    "R110/report.within": "2 days",
}
"""What the school decided where the document gives no figure; without them duties sleep."""
WHY = "校务会议决定（样例）"

TRUANT, BACK, DOUBTFUL = "郭小军", "马兰花", "𠮷田海"
SIGNS = {3: ("林果果", "作业连续几天不交，说不想念了"), 2: ("范青山", "同学说他想跟表哥去打工")}
"""Days before today → who showed a sign, and which; one visit falls due today, one tomorrow."""
ILL, AWAY, TARDY = "安文博", "潘多", "白露"

_SPAN = timedelta(days=32)
_SERVED_BEFORE = timedelta(days=10)
"""A week after service and the school's two days are over, so the report is overdue."""
_LEAD = 5
"""School days from the first absence to the service of the notice."""
_MORNING, _AFTERNOON = time(8, 5), time(16, 30)
_FIRST_ROW = 4
"""Row of the first pupil in the sample sheet."""
_SAID = {"birth_date.unreadable": "number", "identity_number.check": "fix", "name.dot": "dot"}
"""Doubt of the sample sheet → the choice of a teacher who knows the children."""


def settle_doubts(plan: ImportPlan, label: ClassLabel, *, on: date) -> dict[tuple[int, str], str]:
    """The answers of a teacher who knows the fifty children of the sample sheet.

    Args:
        label: the class of ``sample.write_sample``; ``on`` the day it was written for.
    """
    truth = sample.sample_pupils(label, on=on)
    answers = {}
    for doubt in plan.questions:
        pupil = truth[doubt.row - _FIRST_ROW]
        if doubt.code == "identity_number.ruined":
            answers[doubt.row, doubt.code] = f"={pupil.identity_number}"
        elif doubt.code == "name.lost":
            answers[doubt.row, doubt.code] = f"={pupil.name}"
        elif doubt.code in _SAID:
            answers[doubt.row, doubt.code] = _SAID[doubt.code]
        else:
            raise BugError(f"no answer for {doubt.code}")
    return answers


@dataclass(frozen=True, slots=True)
class Demo:
    """Where everything lies; ``stores`` by role. All three open with ``PASSWORD``."""

    folder: Path
    roster: Path
    notice: Path
    package: Path
    stores: Mapping[str, Path]


class _Clock:
    """The clock of the three stores."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def set(self, day: date, hour: time) -> None:
        self.at = datetime.combine(day, hour)


@dataclass(frozen=True, slots=True)
class _Plan:
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


def live_month(folder: Path, *, now: Now = local_now, cost: KdfCost = STANDARD_COST) -> Demo:
    """Make bureau, school and class in a folder and live about a month up to today.

    Raises:
        KnownError: ``folder_not_empty``, and what writing says.
    """
    if folder.exists() and any(folder.iterdir()):
        raise KnownError("folder_not_empty", f"文件夹“{folder}”里已经有东西了。",
                         kept="里面的文件没有改动。", todo="换一个空文件夹，或者新建一个。")
    folder.mkdir(parents=True, exist_ok=True)
    plan = _plan(now().date())
    clock = _Clock(datetime.combine(plan.days[0], time(7, 30)))
    with ExitStack() as stack:
        bureau, school, room = (stack.enter_context(store)
                                for store in _found(folder, clock, cost))
        _join(folder, bureau, school, room)
        _set_up(room, plan)
        sheet = _fill_roster(folder, room, plan.days[0])
        _Story(room, clock, plan).live()
        notice = _save_notice(folder, room)
        clock.at = now()
        package = _report(folder, bureau, school, room, f"{plan.today:%Y-%m}")
        return Demo(folder, sheet, notice, package, {
            "class": room.folder, "school": school.folder, "bureau": bureau.folder})


def _plan(today: date) -> _Plan:
    """School days of about a month; they begin with the school year where that leaves enough."""
    earliest = today - _SPAN
    term = _term_around(earliest, today)
    known = SchoolCalendar({today: (True, "")}, [term])
    opening = date(school_year_of(today), 9, 1)
    if earliest < opening <= today - _SERVED_BEFORE and known.count(
            opening, today - _SERVED_BEFORE) >= _LEAD:
        earliest = opening
    return _Plan(tuple(known.school_days(earliest, today)), term)


def _term_around(first: date, today: date) -> TermDates:
    """The term of today, stretched so that the story lies in it whatever the season."""
    year = school_year_of(today)
    usual = guessed_term(year, 1 if today.month >= 9 or today.month == 1 else 2)
    return TermDates(
        year, usual.term, start=min(usual.start, first),
        end=max(usual.end, min(today + timedelta(days=30), date(year + 1, 8, 31))))


def _found(folder: Path, clock: _Clock, cost: KdfCost) -> tuple[Store, Store, Store]:
    """The three stores, as three people would answer the first run."""
    answers = {
        "教育局的数据": Founding(
            role="bureau", unit_name=BUREAU, unit_code="9901020000", person=DESK.name,
            password=PASSWORD, county="云岭县", policy=POLICY),
        "学校的数据": Founding(
            role="school", unit_name=SCHOOL, unit_code="9901020001", person=OFFICE.name,
            password=PASSWORD, phone="000-00000000", township="青石镇", county="云岭县",
            policy=POLICY),
        f"{LABEL.title}的数据": Founding(
            role="class", unit_name=SCHOOL, person=TEACHER.name, password=PASSWORD,
            class_label=LABEL.title, phone="000-00000001", township="青石镇", county="云岭县",
            policy=POLICY),
    }
    bureau, school, room = (founding.found_store(folder / name, given, now=clock, cost=cost).store
                            for name, given in answers.items())
    return bureau, school, room


def _join(folder: Path, bureau: Store, school: Store, room: Store) -> None:
    """The bureau's kit for the school, the school's for the class."""
    kit = joining.make_kit(bureau, actor=DESK, folder=folder, school=SCHOOL,
                           school_code=school.header.unit_code or "")
    joining.join(school, actor=OFFICE, data=stick.read_file(kit.path))
    group = founding.add_class(school, actor=OFFICE, label=LABEL.title, head_teacher=TEACHER.name)
    kit = joining.make_kit(school, actor=OFFICE, folder=folder, class_id=group.id)
    joining.join(room, actor=TEACHER, data=stick.read_file(kit.path))


def _set_up(room: Store, plan: _Plan) -> None:
    """The calendar and the school's own figures."""
    calendar.set_term(room, actor=TEACHER, term=plan.term)
    usual = SchoolCalendar(terms=[plan.term])
    if not usual.in_session(plan.today):
        calendar.set_days(room, actor=TEACHER, days={plan.today: (True, "样例：照常上课")})
    for binding, value in OWN_FIGURES.items():
        policies.set_figure(room, actor=TEACHER, policy=POLICY, binding=binding, value=value,
                            why=WHY)


def _fill_roster(folder: Path, room: Store, day: date) -> Path:
    """The school's Excel file, taken in with every doubtful row decided."""
    data = sample.write_sample(school=SCHOOL, label=LABEL, on=day)
    path = stick.write_verified(data, folder, f"{LABEL.title}花名册.xlsx").path
    first = importing.plan_roster(room, data=data, name=path.name)
    answers = settle_doubts(first.plan, LABEL, on=day)
    plan = importing.plan_roster(room, data=data, name=path.name, decisions=answers)
    importing.commit_roster(room, actor=TEACHER, plan=plan.plan)
    return path


class _Story:
    """What happened in the class, day by day."""

    def __init__(self, room: Store, clock: _Clock, plan: _Plan) -> None:
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
            paper = papers.paper_register(self._room)[0]
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


def _save_notice(folder: Path, room: Store) -> Path:
    """The notice as it was issued, beside the stores."""
    paper = papers.paper_register(room)[0]
    data = papers.reprint(room, paper=paper.id)
    return stick.write_verified(data, folder, f"{paper.title}-{TRUANT}.pdf").path


def _report(folder: Path, bureau: Store, school: Store, room: Store, period: str) -> Path:
    """The month goes up: class to school, school to bureau, each sender's code compared once."""
    up = packages.export_package(room, actor=TEACHER, period=period, folder=folder)
    _take_in(school, OFFICE, up.path, up.check_code)
    sent = packages.export_package(school, actor=OFFICE, period=period, folder=folder)
    _take_in(bureau, DESK, sent.path, sent.check_code)
    return sent.path


def _take_in(store: Store, actor: Actor, path: Path, check_code: str) -> None:
    received = packages.import_package(store, actor=actor, path=path)
    if received.status == "waiting":
        received = packages.accept_waiting(store, actor=actor, digest=received.digest,
                                           check_code=check_code)
    if received.status != "imported":
        raise BugError(f"package {received.status}")
