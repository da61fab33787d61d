"""Leave: asked for, approved, changed, its slip handed in; and the list of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from kongchuo_desktop.domain import leave as rules
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.subjects import Window
from kongchuo_desktop.domain.leave import Approval
from kongchuo_desktop.domain.policy.model import Pattern
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.attachments import attach_pictures
from kongchuo_desktop.operations.checks import check_not_future, check_pupil
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.today import situation, situation_of
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import canonical_ids, known, rows_of
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Leave
from kongchuo_desktop.store.write import Actor, Changes, Write

LEAVE_KINDS = ("病假", "事假")
GUARDIAN = "监护人"
ASKED_BY = (GUARDIAN, "本人", "代请")
APPROVERS = ("head_teacher", "office", "principal", "township")
"""Who may approve a leave, as words of the policy vocabulary, the highest last."""
_TERM = timedelta(days=200)
"""The longest leave; who is away longer has 休学, and a wrong year would excuse for ever."""


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """One leave as the lists show it.

    Attributes:
        days, school_days: length with both ends, and how many of them are in session.
        needs: who has to approve this length.
        slip: day on which the slip came in; None while ``owed`` or where none is asked for.
        owed: asked for by telephone and no slip yet; ``due`` is its last day once the child is
            back and the school has set one, ``late`` days since then.
        came: first day on which a register saw the child in class although the leave covers it.
        tips: to be handed back as ``prior`` when the leave is changed.
    """

    id: str
    pupil: str
    name: str
    room: str
    class_id: str
    since: date
    until: date
    kind: str
    by_phone: bool
    approver: str
    approver_role: str
    asked_by: str
    asked_name: str
    phone: str
    asked_at: str
    slip: date | None
    note: str
    tips: str
    days: int
    school_days: int
    needs: Approval
    back: bool
    came: date | None = None
    due: date | None = None
    late: int = 0

    @property
    def owed(self) -> bool:
        return self.by_phone and self.slip is None

    @property
    def unapproved(self) -> bool:
        """Whether somebody higher than the one who approved has to."""
        if self.needs.who not in APPROVERS:
            return False
        given = APPROVERS.index(self.approver_role) if self.approver_role in APPROVERS else -1
        return given < APPROVERS.index(self.needs.who)


def add_leave(store: Store, *, actor: Actor, pupil: str, since: date, until: date, kind: str,
              by_phone: bool = False, approver: str = "", approver_role: str = "",
              asked_by: str = "", asked_name: str = "", phone: str = "", asked_at: str = "",
              note: str = "") -> Added:
    """Write a leave down; both days included (R042 to R048).

    Raises:
        KnownError: ``bad_span``, ``too_long``, ``unknown_kind``, ``guardian_only``,
            ``unknown_pupil``, ``overlap``.
    """
    _check_span(store, since, until)
    _check_kind(kind)
    _check_asker(store, pupil, since, asked_by)
    with store.operation("add_leave", actor, roles=TEACHING) as write:
        check_pupil(write, pupil)
        _check_overlap(write, pupil, since, until)
        row = write.insert(Leave, pupil=pupil, since=since.isoformat(),
                           until=until.isoformat(), kind=kind, by_phone=by_phone,
                           **known({"approver": approver, "approver_role": approver_role,
                                    "asked_by": asked_by, "asked_name": asked_name,
                                    "phone": phone, "asked_at": asked_at, "note": note}))
    return Added(row, write.changes)


def change_leave(store: Store, *, actor: Actor, leave: str, prior: str = "", since: date,
                 until: date, kind: str, **fields: Any) -> Changes:
    """Make a leave longer or shorter, or correct it; the journal keeps what stood there.

    ``prior`` are the tips as they were on screen, by default as they are now; ``fields`` are
    further fields of the leave as ``add_leave`` takes them.

    Raises:
        KnownError: ``unknown_leave`` and those of ``add_leave``.
    """
    _check_span(store, since, until)
    _check_kind(kind)
    with store.operation("change_leave", actor, roles=TEACHING) as write:
        row = _row(write.session, leave)
        _check_asker(store, str(row.pupil), since, fields.get("asked_by", row.asked_by) or "")
        _check_overlap(write, str(row.pupil), since, until, leave)
        write.update(Leave, leave, prior=prior or row.tips, since=since.isoformat(),
                     until=until.isoformat(), kind=kind, **fields)
    return write.changes


def end_leave(store: Store, *, actor: Actor, leave: str, back: date) -> Changes:
    """销假: the child was back on a day; the leave ends the day before, or never was.

    Raises:
        KnownError: ``unknown_leave``, ``bad_span`` when the leave was over by then.
    """
    with store.operation("end_leave", actor, roles=TEACHING) as write:
        row = _row(write.session, leave)
        if back > date.fromisoformat(str(row.until)):
            raise KnownError("bad_span", f"这个假{day_text(date.fromisoformat(str(row.until)))}"
                             "就到期了，不用销假。", kept="没有改动。",
                             todo="核对到校的日期；请假的日期写错了，就改请假。")
        if back <= date.fromisoformat(str(row.since)):
            _withdraw(write, row, f"{day_text(back)}已到校")
        else:
            last = back - timedelta(days=1)
            write.update(Leave, leave, prior=row.tips, until=last.isoformat())
    return write.changes


def withdraw_leave(store: Store, *, actor: Actor, leave: str, why: str) -> Changes:
    """Take a leave back as if it had not been asked for; the journal keeps it with the reason.

    Raises:
        KnownError: ``no_reason``, ``unknown_leave``.
    """
    if not why.strip():
        raise KnownError("no_reason", "没有写为什么撤销。", todo="写一句原因。")
    with store.operation("withdraw_leave", actor, roles=TEACHING) as write:
        _withdraw(write, _row(write.session, leave), why.strip())
    return write.changes


def receive_slip(store: Store, *, actor: Actor, leave: str, day: date,
                 pictures: Sequence[Picture] = ()) -> Changes:
    """The slip of a leave came in on a day (补假, R045), with photos or scans of it.

    Raises:
        KnownError: ``unknown_leave``, ``future_date``.
    """
    check_not_future(store, day)
    with store.operation("receive_slip", actor, roles=TEACHING) as write:
        row = _row(write.session, leave)
        write.update(Leave, leave, prior=row.tips, slip=day.isoformat())
        attach_pictures(write, leave, pictures, pupil=row.pupil, home=row.home)
    return write.changes


def _row(session: Session, leave: str) -> Leave:
    row = session.get(Leave, leave)
    if row is None or row.gone:
        raise KnownError("unknown_leave", "没有找到这条请假，可能已经撤销了。", kept="没有改动。",
                         todo="重新打开请假单看看。")
    return row


def _withdraw(write: Write, row: Leave, why: str) -> None:
    write.update(Leave, row.row, prior=row.tips, note=why)
    write.delete(Leave, row.row, prior=row.tips)


def _check_span(store: Store, since: date, until: date) -> None:
    if until < since:
        raise KnownError("bad_span", "请假的结束日期早于开始日期。", todo="核对这两个日期。")
    if until - since > _TERM:
        raise KnownError("bad_span", f"一次请假最长{_TERM.days}天。", kept="没有登记。",
                         todo="核对这两个日期；长期不来的，办休学。")
    now = situation(store)
    most = rules.school_figure(now.world.figures, rules.LONGEST, since)
    if most.value is not None and rules.length(
            now.calendar, since, until, most.unit) > most.value:
        raise KnownError("too_long", f"本校规定一次请假最长{most.value}天。", kept="没有登记。",
                         todo="核对这两个日期；确实要这么久的，办休学。")


def _check_kind(kind: str) -> None:
    if kind not in LEAVE_KINDS:
        raise KnownError("unknown_kind", f"没有“{kind}”这种假。", todo="可以用：病假、事假。")


def _check_asker(store: Store, pupil: str, since: date, asked_by: str) -> None:
    """Who does not come back in time is excused by the guardian alone, where the profile says so
    by its rule ``late_return_asker`` (R046); who asked may still be written down later."""
    now = situation(store)
    policy = now.judge.era.policy
    rule = next((rule for rule in policy.rules("late_return_asker") if _concerns(
        now, pupil, since, rule.only_if)), None) if policy else None
    if rule is None or rule.value != "guardian" or asked_by in ("", GUARDIAN):
        return
    back = rules.reopening(now.calendar, since, now.world.figures)
    if back is not None:
        raise KnownError("guardian_only", f"{day_text(since)}{back.after}返校，这天起的假要由"
                         f"{GUARDIAN}来请。", kept="没有登记。",
                         todo=f"请{GUARDIAN}打电话或到校说明，再登记。")


def _check_overlap(write: Write, pupil: str, since: date, until: date, but: str = "") -> None:
    """A day is excused once: a leave that goes on is made longer, not asked for again."""
    of_pupil = members(write.connection, pupil)
    for row in living(write.session, Leave):
        first, last = date.fromisoformat(str(row.since)), date.fromisoformat(str(row.until))
        if row.pupil in of_pupil and row.row != but and first <= until and since <= last:
            span = day_text(first) if first == last else f"{day_text(first)}到{day_text(last)}"
            raise KnownError("overlap", f"{span}已经登记了{row.kind}。", kept="没有登记。",
                             todo="要续假或改日期，打开那一条来改。")


# what is read -----------------------------------------------------------------------------


def approval_of(store: Store, *, pupil: str, since: date, until: date) -> Approval:
    """Who has to approve a leave of these days for this pupil (R044, R047, R048)."""
    return _approval(situation_of(store, pupil=pupil), pupil, since, until)


def _approval(now: Situation, pupil: str, since: date, until: date) -> Approval:
    judge = now.judge
    policy = judge.era.policy
    return rules.approval(
        now.calendar, since, until, rules=policy.rules("leave_approver") if policy else [],
        figures=now.world.figures, figure=judge.era.figure,
        concerns=lambda pattern: _concerns(now, pupil, since, pattern))


def _concerns(now: Situation, pupil: str, day: date, pattern: Pattern | None) -> bool:
    """Whether the ``if`` of a rule is about this pupil."""
    person = now.world.pupils.get(pupil)
    return pattern is None or (person is not None and bool(
        now.judge.holds(pattern, now.judge.subject(person), Window(day=day))))


def list_leaves(store: Store, *, class_id: str | None = None, pupil: str | None = None,
                since: date | None = None) -> list[LeaveLine]:
    """Leaves of a class, a pupil or all, slips owed first, then the latest; those that ended
    before ``since`` are left out unless their slip is owed."""
    now = situation(store)
    with store.session() as session:
        same = canonical_ids(session)
        found = [_line(now, row, same.get(row["pupil"], row["pupil"]))
                 for row in rows_of(session, Leave)]
    lines = [line for line in found if line is not None
             and class_id in (None, line.class_id) and pupil in (None, line.pupil)
             and (since is None or line.until >= since or line.owed)]
    return sorted(lines, key=lambda x: (not (x.owed and x.back), -x.since.toordinal(), x.name))


def leave_line(store: Store, leave: str) -> LeaveLine:
    """One leave by its id.

    Raises:
        KnownError: ``unknown_leave``.
    """
    found = next((line for line in list_leaves(store) if line.id == leave), None)
    if found is None:
        raise KnownError("unknown_leave", "没有找到这条请假，可能已经撤销了。",
                         todo="重新打开请假单看看。")
    return found


def _line(now: Situation, row: RowMapping, pupil: str) -> LeaveLine | None:
    person = now.world.pupils.get(pupil)
    if person is None:
        return None
    since, until = date.fromisoformat(row["since"]), date.fromisoformat(row["until"])
    seen = now.attendance.present_days(person, since)
    back = bool(seen) or until < now.today
    slip = date.fromisoformat(row["slip"]) if row["slip"] else _told_slip(now, pupil, since)
    room = now.world.classes.get(person.class_id)
    due = None
    if row["by_phone"] and slip is None and back:
        due = rules.slip_due(now.calendar, seen[0] if seen else until + timedelta(days=1),
                             now.world.figures)
    return LeaveLine(
        id=row["row"], pupil=pupil, name=person.name, room=room.name if room else "",
        class_id=person.class_id, since=since, until=until, kind=row["kind"],
        by_phone=bool(row["by_phone"]), approver=row["approver"] or "",
        approver_role=row["approver_role"] or "", asked_by=row["asked_by"] or "",
        asked_name=row["asked_name"] or "", phone=row["phone"] or "",
        asked_at=row["asked_at"] or "", slip=slip,
        note=row["note"] or "", tips=row["tips"], days=(until - since).days + 1,
        school_days=now.calendar.count(since, until),
        needs=_approval(now, pupil, since, until), back=back,
        came=next((day for day in seen if day <= until), None), due=due,
        late=max(0, (now.today - due).days) if due else 0)


def _told_slip(now: Situation, pupil: str, since: date) -> date | None:
    """A slip noted as a fact of its own, without naming its leave."""
    return next((f.day for f in now.facts.about("slip", pupil=pupil)
                 if f.day >= since and not f.fields.get("leave")), None)
