"""Undo and redo, the audit trail, and settling what two machines wrote differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kongchuo_desktop.domain.journal import GONE
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.store import history as journal
from kongchuo_desktop.store import undo as taking_back
from kongchuo_desktop.store.conflicts import Conflict, conflicts, conflicts_about
from kongchuo_desktop.store.history import OperationInfo
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.undo import UndoReport
from kongchuo_desktop.store.write import Actor, Changes

SAID: Mapping[str, str] = {
    "found": "建立资料", "take_register": "提交考勤", "correct_mark": "更正考勤",
    "add_visit": "登记家访或电话", "edit_visit": "补记或更正家访",
    "add_pictures": "加照片", "note_picture": "写照片说明", "remove_picture": "删照片",
    "add_leave": "登记请假", "change_leave": "修改请假",
    "end_leave": "销假",
    "withdraw_leave": "撤销请假", "receive_slip": "登记补假条",
    "record_unreturned": "登记未按时返校", "add_pupil": "添加学生",
    "edit_pupil": "修改学生资料", "set_tags": "修改标签", "move_pupil": "登记异动",
    "change_class": "调班", "roll_year": "办理升学", "note_exam": "登记考试",
    "decide_diplomas": "决定发不发毕业证书", "expect_entrants": "登记应入学儿童",
    "note_junior_entry": "记下小升初核对",
    "add_event": "登记经过", "void_event": "作废记录", "disclose": "登记公示",
    "state_clause": "写对照说明",
    "assign_supervisor": "指定督导", "note_call": "记下打电话",
    "set_days": "修改日历",
    "set_term": "修改学期", "import_calendar": "导入日历", "import_roster": "导入花名册",
    "use_policy": "改按另一份文件办", "withdraw_use": "收回换文件",
    "set_figure": "设定本校规定", "unset_figure": "收回本校规定", "choose_title": "选定文书名称",
    "leave_figures": "先照通常的算",
    "choose_number_style": "定文号的写法", "choose_number_word": "定文书的字头",
    "choose_letterhead": "定公文的头",
    "add_class": "添加班级",
    "edit_class": "修改班级资料", "edit_unit": "修改学校资料",
    "issue_papers": "开文书", "note_own_paper": "记本校文书", "deliver_paper": "登记送达",
    "hand_paper": "登记交出", "void_paper": "作废文书", "file_return": "报送",
    "make_kit": "发加入文件", "join": "加入上级", "revoke_machine": "收回下级电脑的证明",
    "help_answered": "答复忘了口令的下级", "opened_by_superior": "请上级帮忙打开",
    "join_pupils": "合并两条档案", "part_pupils": "拆开档案", "hold_apart": "注明不是同一人",
    "receipt": "写回执", "ask_correction": "退回修改", "answer_correction": "回复退回修改",
    "withdraw_correction": "收回退回修改", "hand_file": "交文件给下级",
    "take_back_file": "不再发文件",
    "match_transfers": "核对转学", "confirm_transfer": "注明转学的是同一人",
    "part_transfer": "注明转学的不是同一人", "assign_transfers": "指定转入学校",
    "end_transfer": "注明在外县就读", "reopen_transfer": "重新查找去向",
    "take_transfers": "登记转来的学生", "bring_file": "补入原校资料",
    "tell_where": "写明转去的学校", "new_keys": "换一套新钥匙", "place_school": "归到中心校",
    "take_in_list": "收下比对名单", "drop_list": "清除比对名单", "decide_same": "认定是不是同一人",
    "settle_child": "登记核实结果", "open_found": "立案：比对发现",
    "ask_again": "撤回比对的认定", "correct_numbers": "改正证件号",
    "note_comparison": "登记名单比对",
    "settle_join": "核对合并的资料", "erase_records": "清除到期档案",
    "settle": "选定两边不同的填法", "undo": "撤销", "redo": "恢复",
}
"""Kind of operation → what the user calls it."""


@dataclass(frozen=True, slots=True)
class Trail:
    """One line of the audit trail."""

    info: OperationInfo
    said: str


def undo(store: Store, *, actor: Actor, op: tuple[str, int] | None = None) -> UndoReport:
    """Take back an operation, the last one by default (journal.md §8).

    Raises:
        KnownError: ``nothing_to_undo``, or why this one can't be taken back.
    """
    return taking_back.undo(store, actor, op)


def redo(store: Store, *, actor: Actor) -> UndoReport:
    """Take the last undo back."""
    return taking_back.redo(store, actor)


def trail(store: Store, *, limit: int = 200, pupil: str | None = None) -> list[Trail]:
    """Who did what, newest first; of one pupil where it is named."""
    with store.reading() as connection:
        # Of one pupil all is told: it would be few among the last of the whole school.
        found = (journal.operations(connection, limit=limit) if pupil is None
                 else journal.operations_about(connection, pupil))
    return [Trail(info, SAID.get(info.record.kind, info.record.kind)) for info in found]


def local_time(milliseconds: int) -> str:
    """Local wall time of an entry, ISO to the second."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone()
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def machine_names(store: Store) -> dict[str, str]:
    """Run → name of the store that wrote it, so that a conflict can say where a value is from."""
    with store.reading() as connection:
        return journal.run_names(connection)


def list_conflicts(store: Store, *, quiet: bool = False,
                   pupil: str | None = None) -> list[Conflict]:
    """Fields that two machines wrote differently, of one pupil where it is named; quiet ones only
    where asked for."""
    with store.reading() as connection:
        found = (conflicts(connection) if pupil is None
                 else conflicts_about(connection, pupil))
    return [c for c in found if quiet or not c.quiet]


def find_conflict(store: Store, name: str) -> Conflict:
    """A conflict by its name ``row:field``.

    Raises:
        KnownError: ``unknown_conflict``.
    """
    row = name.partition(":")[0]
    with store.reading() as connection:
        for conflict in conflicts(connection, [row]):
            if conflict.name == name:
                return conflict
    raise KnownError("unknown_conflict", "没有这处不同，可能已经选过了。", todo="重新列一次看看。")


def settle(store: Store, *, actor: Actor, conflict: Conflict, value: Any) -> Changes:
    """Settle a field by any value; what was put aside stays in the history (journal.md §4)."""
    table = BY_NAME[conflict.table]
    with store.operation("settle", actor, roles=EVERYONE) as write:
        if conflict.field == GONE:
            act = write.delete if value else write.restore
            act(table, conflict.row, prior=conflict.tips)
        else:
            write.update(table, conflict.row, prior=conflict.tips, **{conflict.field: value})
    return write.changes
