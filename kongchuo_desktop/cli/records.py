"""The commands of a child's records: enrollment changes, 调班, joining and parting two records."""

import argparse
from collections.abc import Iterable
from typing import Any

from kongchuo_desktop.cli.call import Call, UsageError
from kongchuo_desktop.cli.parser import Commands, day, number
from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import joins, moves, parting, roster
from kongchuo_desktop.operations.joins import Pair
from kongchuo_desktop.operations.moves import CLASS_CHANGE

_NUMBERS = frozenset({"identity_number", "student_number"})
_KINDS = (*moves.MOVES, CLASS_CHANGE)


def add_commands(level: Commands, pupil: str) -> None:
    """``pupil`` says what may stand for a pupil."""
    one = level.add("move", "登记异动；调班可以写几名学生", more="异动：" + "、".join(_KINDS))
    one.add_argument("pupil", metavar="学生", nargs="+", help=pupil)
    one.add_argument("--kind", required=True, choices=_KINDS, metavar="异动", help="哪种异动")
    one.add_argument("--date", required=True, type=day, metavar="日期", help="从哪一天起")
    one.add_argument("--other", default="", metavar="去处", help="对方学校或原因")
    one.add_argument("--class", dest="label", metavar="班级", help="调到或回到哪个班")
    one.add_argument("--seat", type=number(1, 999), metavar="座号",
                     help="新班的座号；几名学生就从这个号往下排")
    one.set_defaults(run=_move)
    one = level.add("twins", "可能是同一人的档案，最有把握的在前")
    one.set_defaults(run=_twins)
    one = level.add("join", "把两条档案合并成一名学生的",
                    more="不写--take时，只填写对方空着的项，其余以显示的那条为准。")
    one.add_argument("pupil", metavar="学生", nargs="*", help="两条档案，用编号最清楚")
    one.add_argument("--take", action="append", default=[], choices=roster.FIELDS, metavar="项",
                     help="这一项用另一条的；可以写几次")
    one.add_argument("--certain", action="store_true", help="证件号和姓名都相同的，一次全合并")
    one.set_defaults(run=_join)
    one = level.add("apart", "注明两条档案不是同一人，以后不再列出")
    one.add_argument("pupil", metavar="学生", nargs=2, help="两条档案")
    one.set_defaults(run=_apart)
    one = level.add("records", "一名学生合并了哪些档案，还有哪些不同没有定")
    one.add_argument("pupil", metavar="学生", help=pupil)
    one.set_defaults(run=_records)
    one = level.add("settle", "合并时没有见过的一项，用哪条的")
    one.add_argument("record", metavar="档案", help="records列出的编号")
    one.add_argument("field", metavar="项", choices=roster.FIELDS, help="哪一项")
    choice = one.add_choice_of()
    choice.add_argument("--take", action="store_true", help="用这条档案的")
    choice.add_argument("--keep", action="store_true", help="还用现在显示的")
    one.set_defaults(run=_settle)
    one = level.add("unjoin", "拆开合并错的档案；合并以后的记录写明的才移过去")
    one.add_argument("record", metavar="档案", help="records列出的编号")
    one.add_argument("--hand-over", action="append", default=[], metavar="记录",
                     help="移给这条档案的记录编号；可以写几次")
    one.add_argument("--dry-run", action="store_true", help="只列出合并以后的记录，什么也不写")
    one.set_defaults(run=_unjoin)


def _move(call: Call) -> None:
    args = call.args
    pupils = [call.pupil(text) for text in args.pupil]
    class_id = call.class_id(args.label) if args.label else None
    if args.kind == CLASS_CHANGE:
        if class_id is None:
            raise UsageError("调班要写明调到哪个班：--class 七年级2班。")
        seats = {pupil: args.seat + at for at, pupil in enumerate(pupils)} if args.seat else {}
        moves.change_class(call.store, actor=call.actor, pupils=pupils, class_id=class_id,
                           day=args.date, seats=seats, note=args.other)
        call.answer({"pupils": pupils}, f"登记了{len(pupils)}人{CLASS_CHANGE}。")
        return
    if len(pupils) > 1:
        raise UsageError(f"{args.kind}一次只登记一名学生。")
    added = moves.move_pupil(call.store, actor=call.actor, pupil=pupils[0], kind=args.kind,
                             day=args.date, other=args.other, class_id=class_id, seat=args.seat)
    call.answer({"id": added.id}, f"登记了{args.kind}。")


def _twins(call: Call) -> None:
    found = joins.alike(call.store)
    names = call.names()
    call.answer(
        [{"one": a.one, "other": a.other, "names": [names[a.one], names[a.other]], "why": a.why,
          "certain": a.certain} for a in found],
        [f"{names[a.one]}（{a.one}）和{names[a.other]}（{a.other}）：{a.why}" for a in found]
        or ["没有像是同一人的档案。"])


def _pair(call: Call, args: argparse.Namespace) -> Pair:
    if len(args.pupil) != 2:
        raise UsageError("写两条档案的编号，或者写 --certain。")
    one, other = (call.pupil(text) for text in args.pupil)
    return joins.pair(call.store, one=one, other=other)


def _join(call: Call) -> None:
    if call.args.certain:
        pairs = joins.certain_pairs(call.store)
        if not pairs:
            raise KnownError("nothing_to_join", "没有证件号和姓名都相同的两条档案。",
                             kept="没有改动。")
        joins.join_certain(call.store, actor=call.actor, pairs=pairs)
        call.answer({"joined": len(pairs)}, f"合并了{len(pairs)}对。")
        return
    pair = _pair(call, call.args)
    take = pair.filling | set(call.args.take) & set(pair.differing)
    joins.join(call.store, actor=call.actor, pair=pair, take=take)
    call.answer({"id": pair.kept.id, "record": pair.other.id, "taken": sorted(take)},
                f"合并了，以后都在{pair.kept.name}（{pair.kept.id}）这一条里看。")


def _apart(call: Call) -> None:
    pair = _pair(call, call.args)
    joins.hold_apart(call.store, actor=call.actor, pair=pair)
    call.answer({"one": pair.kept.id, "other": pair.other.id}, "已注明不是同一人。")


def _records(call: Call) -> None:
    pupil = call.pupil(call.args.pupil)
    records = joins.records_of(call.store, pupil=pupil)
    open_ones = joins.differences(call.store, pupil=pupil)
    call.answer(
        {"records": [{"id": r.id, "name": r.name, "class": r.class_name} for r in records],
         "differences": [{"record": d.row, "field": d.field, "value": _shown(d.field, d.value),
                          "shown": _shown(d.field, d.shown)} for d in open_ones]},
        [*(f"{r.id}  {r.name}  {r.class_name}".rstrip() for r in records),
         *(f"还没有定：{LABELS.get(d.field, '班级')} 显示{_shown(d.field, d.shown) or '空着'}，"
           f"{d.row}写的是{_shown(d.field, d.value)}" for d in open_ones)])


def _shown(field: str, value: Any) -> Any:
    if value is None:
        return None
    if field in _NUMBERS:
        return identity.mask(str(value))
    return mask_phone(str(value)) if "phone" in field else value


def _settle(call: Call) -> None:
    args = call.args
    for found in joins.differences(call.store, pupil=args.record):
        if (found.row, found.field) == (args.record, args.field):
            joins.settle_difference(call.store, actor=call.actor, difference=found,
                                    take=args.take)
            call.answer({"record": found.row, "field": found.field}, "已选定。")
            return
    raise KnownError("unknown_difference", "没有这一处不同，可能已经选过了。",
                     todo="用roster records重新列一次。")


def _unjoin(call: Call) -> None:
    args = call.args
    found = parting.look_at_parting(call.store, record=args.record)
    unknown = set(args.hand_over) - {line.row for line in found.since if line.movable}
    if unknown:
        raise KnownError("unknown_fact", f"“{sorted(unknown)[0]}”不是合并以后能移过去的记录。",
                         kept="没有改动。", todo="先用--dry-run列一次。")
    if not args.dry_run:
        parting.part(call.store, actor=call.actor, parting=found, hand_over=args.hand_over)
    since = [{"row": s.row, "table": s.table, "date": s.day.isoformat() if s.day else None,
              "what": s.said, "by": s.by, "movable": s.movable} for s in found.since]
    call.answer({"record": found.record, "kept": found.kept, "since": since},
                [*_lines(found.since), "没有改动。" if args.dry_run else "已拆开。"])


def _lines(since: Iterable[parting.Since]) -> Iterable[str]:
    for line in since:
        can = "" if line.movable else "（印给原来那条的，移不过去，错了就作废重开）"
        yield f"{line.row}  {line.day or ''}  {line.said}  {line.by}{can}"
