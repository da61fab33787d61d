"""Leave slips: a span of days on which absence is excused."""

from datetime import date, timedelta

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Leave, PupilRow
from kongchuo_desktop.store.write import Actor

LEAVE_KINDS = ("病假", "事假")
LONGEST = timedelta(days=200)
"""A term; who is away longer has 休学, and a wrong year would excuse a child for ever."""


def add_leave(store: Store, *, actor: Actor, pupil: str, since: date, until: date, kind: str,
              by_phone: bool = False, approver: str = "", note: str = "") -> Added:
    """Write a leave down; both days included (R042 to R048).

    Raises:
        KnownError: ``bad_span``, ``unknown_kind``, ``unknown_pupil``.
    """
    if until < since:
        raise KnownError("bad_span", "请假的结束日期早于开始日期。", todo="核对这两个日期。")
    if until - since > LONGEST:
        raise KnownError("bad_span", f"一次请假最长{LONGEST.days}天。", kept="没有登记。",
                         todo="核对这两个日期；长期不来的，办休学。")
    if kind not in LEAVE_KINDS:
        raise KnownError("unknown_kind", f"没有“{kind}”这种假。", todo="可以用：病假、事假。")
    with store.operation("add_leave", actor, roles=TEACHING) as write:
        if write.session.get(PupilRow, pupil) is None:
            raise KnownError("unknown_pupil", "花名册里没有这名学生。")
        row = write.insert(Leave, pupil=pupil, since=since.isoformat(),
                           until=until.isoformat(), kind=kind, by_phone=by_phone,
                           **known({"approver": approver, "note": note}))
    return Added(row, write.changes)
