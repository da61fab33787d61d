"""The commands of leave."""

from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands, Parser, day
from kongchuo_desktop.cli.roster import PUPIL
from kongchuo_desktop.operations import leaves
from kongchuo_desktop.operations.leaves import APPROVERS, ASKED_BY, LeaveLine
from kongchuo_desktop.operations.words import day_text


def add_commands(commands: Commands) -> None:
    level = commands.level("leave", "请假")
    one = level.add("add", "登记请假；两头的日子都算")
    one.add_argument("--pupil", required=True, metavar="学生", help=PUPIL)
    one.add_argument("--from", dest="since", required=True, type=day, metavar="日期", help="第一天")
    one.add_argument("--to", dest="until", required=True, type=day, metavar="日期", help="最后一天")
    one.add_argument("--kind", required=True, choices=leaves.LEAVE_KINDS, metavar="假",
                     help="、".join(leaves.LEAVE_KINDS))
    one.add_argument("--by-phone", action="store_true", help="电话请的假，假条后补")
    one.add_argument("--asked-by", choices=ASKED_BY, default="", metavar="谁",
                     help="谁来请的：" + "、".join(ASKED_BY))
    one.add_argument("--approved-by", choices=APPROVERS, default="", metavar="谁",
                     help="谁批的：" + "、".join(APPROVERS))
    one.add_argument("--note", default="", metavar="说明", help="原因")
    one.set_defaults(run=_add)
    one = level.add("list", "请假单；欠假条的在前")
    one.add_argument("--owed", action="store_true", help="只列欠假条的")
    one.set_defaults(run=_list)
    one = _of_leave(level.add("slip", "收到补交的假条"))
    one.add_argument("--date", type=day, metavar="日期", help="不写是今天")
    one.set_defaults(run=_slip)
    one = _of_leave(level.add("end", "销假：假没到期就回校了"))
    one.add_argument("--back", required=True, type=day, metavar="日期", help="哪天到校的")
    one.set_defaults(run=_end)
    one = _of_leave(level.add("withdraw", "撤销请假；原来的也留着"))
    one.add_argument("--why", required=True, metavar="原因", help="为什么撤销")
    one.set_defaults(run=_withdraw)


def _of_leave(one: Parser) -> Parser:
    one.add_argument("--leave", required=True, metavar="编号", help="请假单的编号，leave list 列出")
    return one


def _add(call: Call) -> None:
    args = call.args
    added = leaves.add_leave(
        call.store, actor=call.actor, pupil=call.pupil(args.pupil), since=args.since,
        until=args.until, kind=args.kind, by_phone=args.by_phone, asked_by=args.asked_by,
        approver_role=args.approved_by, note=args.note)
    span = f"{day_text(args.since)}到{day_text(args.until)}"
    call.answer({"id": added.id}, f"登记了{args.kind}：{span}。")


def _list(call: Call) -> None:
    lines = [line for line in leaves.list_leaves(call.store)
             if not call.args.owed or (line.owed and line.back)]
    call.answer([_row(line) for line in lines],
                "\n".join(_said(line) for line in lines) or "没有人请假。")


def _row(line: LeaveLine) -> dict[str, object]:
    return {
        "id": line.id, "pupil": line.pupil, "name": line.name, "class": line.room,
        "from": line.since.isoformat(), "to": line.until.isoformat(), "kind": line.kind,
        "days": line.days, "school_days": line.school_days, "by_phone": line.by_phone,
        "approved_by": line.approver_role, "needs": line.needs.who,
        "slip": line.slip.isoformat() if line.slip else None,
        "owed": line.owed and line.back, "due": line.due.isoformat() if line.due else None,
    }


def _said(line: LeaveLine) -> str:
    owed = "，欠假条" if line.owed and line.back else ""
    return (f"{line.name} {line.kind} {day_text(line.since)}到{day_text(line.until)}"
            f"{owed}（{line.id}）")


def _slip(call: Call) -> None:
    day_ = call.args.date or call.store.now().date()
    leaves.receive_slip(call.store, actor=call.actor, leave=call.args.leave, day=day_)
    call.answer({"id": call.args.leave}, "假条收到了。")


def _end(call: Call) -> None:
    leaves.end_leave(call.store, actor=call.actor, leave=call.args.leave, back=call.args.back)
    call.answer({"id": call.args.leave}, f"{day_text(call.args.back)}起销假。")


def _withdraw(call: Call) -> None:
    leaves.withdraw_leave(call.store, actor=call.actor, leave=call.args.leave, why=call.args.why)
    call.answer({"id": call.args.leave}, "撤销了，原来的也留着。")
