"""The lines of 今日 behind which no clause stands: what machines and schools ask of each other."""

from collections.abc import Iterator
from datetime import timedelta

from kongchuo_desktop.domain.duties.model import Duty, group_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.new_numbers import new_numbers_of
from kongchuo_desktop.domain.transfers import WAIT_DAYS
from kongchuo_desktop.operations import corrections
from kongchuo_desktop.operations.questions import asked_lines
from kongchuo_desktop.operations.reconcile import reconcile_lines
from kongchuo_desktop.operations.transfer_lines import Line, passages
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store

TRANSFER = "transfer"
"""Binding of a line about a child between two schools, its button, and the way it is done."""
NEW_NUMBERS = "new_numbers"
"""Binding of the line about new pupils without a 学籍号, where the school itself named the day;
and its button."""
CORRECT = "correct"
"""Binding of a line about a field that a superior asks to look at again; and its button."""
_LEFT = {"转学": "转出", "小升初": "毕业"}
_GONE = {"转学": "转出", "小升初": "起该上初中"}


def own_lines(store: Store, now: Situation) -> list[Duty]:
    """All of them, for the unit of the store itself."""
    return [*asked_lines(store, now), *_transfers(store, now), *_corrections(store, now),
            *reconcile_lines(store, now), *_numbers(store, now)]


def _numbers(store: Store, now: Situation) -> Iterator[Duty]:
    """New pupils without a 学籍号 by the school's own day; that of a document is its own duty."""
    days = [row.due for row in new_numbers_of(now).rows
            if row.origin == "own" and row.due is not None] if store.role == "school" else []
    if not days:
        return
    due = min(days)
    late = max(0, (now.today - due).days)
    yield Duty(
        id=f"{NEW_NUMBERS}:{due}", binding=NEW_NUMBERS, do=NEW_NUMBERS, each="school", subject="",
        name=now.world.unit, reason=f"{len(days)}名新生没有学籍号",
        ask=f"应在{day_text(due)}前建好", group=group_of(due, late, now.today), due=due,
        overdue_days=late, who="registrar", since=now.today, origin="own")


def _corrections(store: Store, now: Situation) -> Iterator[Duty]:
    """What a superior asks to look at again (退回修改); it goes with the change or the answer."""
    for request in corrections.requests(store):
        if request.state != "open" or request.mine:
            continue
        pupil = now.world.pupils.get(request.pupil or "")
        yield Duty(
            id=f"{CORRECT}:{request.id}", binding=CORRECT, do=CORRECT,
            each="pupil" if request.pupil else "school", subject=request.pupil or "",
            name=request.person or request.what,
            reason=f"{request.asker}退回：{request.what}，{request.sentence}",
            ask="改好，或者写明核对无误", group="today", pupil=pupil.id if pupil else None,
            class_id=pupil.class_id if pupil else None,
            who="head_teacher" if request.pupil else "registrar", since=request.day,
            origin="unset")


def _transfers(store: Store, now: Situation) -> Iterator[Duty]:
    """Children whom a superior announced or looks for; asked of both schools (R192, R197).

    A class is told of its own who leave; who comes is its school's to put into a class.
    """
    school = store.role == "school"
    for line in passages(store).lines if store.role != "bureau" else ():
        if not line.transfer or not (school or line.pupil in now.world.pupils):
            continue
        if school and line.mine_to and line.open and line.match is None:
            late = f"，{line.days}天还没到校" if line.state == "lost" else "要来我校"
            yield _duty(line, now, f"从{line.from_name or '外校'}{line.kind}{late}",
                        "来了请登记，没来请问家长", here=False)
        elif line.mine_from and line.state == "lost":
            yield _duty(line, now, f"{day_text(line.day)}{_GONE[line.kind]}，"
                        f"{line.days}天了还没有学校收下", "应问清孩子去了哪里")
        elif line.mine_from and line.state == "arrived" and line.here:
            whose = "我校" if school else "班里"
            yield _duty(line, now, f"{line.to_name or '别的学校'}已经收下，{whose}还在册",
                        f"应登记{_LEFT[line.kind]}")
        elif not school and line.mine_from and line.state == "expected" and line.match is None:
            yield _duty(line, now, f"{day_text(line.day)}{_GONE[line.kind]}，要去{line.to_name}，"
                        "还没有到校", "可以问问家长哪天去")


def _duty(line: Line, now: Situation, reason: str, ask: str, *, here: bool = True) -> Duty:
    """``here``: the child is on this school's own list."""
    pupil = now.world.pupils.get(line.pupil) if here else None
    due = line.since + timedelta(days=WAIT_DAYS)
    late = max(0, (now.today - due).days)
    return Duty(
        id=f"{TRANSFER}:{line.key}", binding=TRANSFER, do=TRANSFER, each="pupil",
        subject=line.pupil, name=line.name or "转来的学生", reason=reason, ask=ask,
        group=group_of(due, late, now.today), due=due, overdue_days=late,
        pupil=pupil.id if pupil else None, class_id=pupil.class_id if pupil else None,
        who="registrar", since=line.since, origin="unset")
