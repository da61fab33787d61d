"""An invented county lived through the real operations: a month of a class, and its package.

Nothing is written past the operations: the clock of the three stores is set day by day, so that
every fact is recorded on the day it tells of.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import BugError
from kongchuo_desktop.exchange import stick
from kongchuo_desktop.operations import (
    calendar,
    founding,
    importing,
    joining,
    packages,
    papers,
    policies,
    taking_in,
)
from kongchuo_desktop.operations.demo_story import (
    EARLY,
    TEACHER,
    TRUANT,
    Clock,
    Plan,
    Story,
    plan_of,
)
from kongchuo_desktop.operations.founding import Founding
from kongchuo_desktop.operations.known_stores import PRACTICE_PASSWORD, mark_practice
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.sheets.problems import ImportPlan
from kongchuo_desktop.store.folder import make_empty
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

PASSWORD = PRACTICE_PASSWORD
BUREAU, SCHOOL = "云岭县教育局", "青石镇中心学校"
LABEL = ClassLabel(7, 1)
POLICY = "XY24"
OFFICE, DESK = Actor("陶主任", "school"), Actor("林科长", "bureau")
OWN_FIGURES = {
    "R050/absent.on.absent": "3", "R050/sign.within": "3 days", "R095/notice.on.times": "3",
    "R110/report.within": "2 days",
}
"""What the school decided where the document gives no figure; without them duties sleep."""
WHY = "校务会议决定（样例）"

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


def live_month(folder: Path, *, now: Now = local_now, cost: KdfCost = STANDARD_COST) -> Demo:
    """Make bureau, school and class in a folder and live about a month up to today.

    Raises:
        KnownError: ``folder_not_empty``, ``store_read_only``, and what writing says.
    """
    make_empty(folder)
    plan = plan_of(now().date())
    clock = Clock(datetime.combine(plan.days[0], EARLY))
    with ExitStack() as stack:
        bureau, school, room = (stack.enter_context(store)
                                for store in _found(folder, clock, cost))
        for store in (bureau, school, room):
            mark_practice(store.folder)
        _join(folder, bureau, school, room)
        _set_up(room, plan)
        sheet = _fill_roster(folder, room, plan.days[0])
        Story(room, clock, plan).live()
        notice = _save_notice(folder, room)
        clock.at = now()
        package = _report(folder, bureau, school, room, f"{plan.today:%Y-%m}")
        return Demo(folder, sheet, notice, package, {
            "class": room.folder, "school": school.folder, "bureau": bureau.folder})


def _found(folder: Path, clock: Clock, cost: KdfCost) -> tuple[Store, Store, Store]:
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


def _set_up(room: Store, plan: Plan) -> None:
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


def _save_notice(folder: Path, room: Store) -> Path:
    """The notice as it was issued, beside the stores."""
    paper = paper_register(room)[0]
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
    received = taking_in.import_package(store, actor=actor, path=path)
    if received.status == "waiting":
        received = taking_in.accept_waiting(store, actor=actor, digest=received.digest,
                                           check_code=check_code)
    if received.status != "imported":
        raise BugError(f"package {received.status}")
