"""The commands of 转学衔接: children between schools, and sixth-grade leavers."""

from collections.abc import Iterable
from pathlib import Path

from kongchuo_desktop.cli.call import Call, UsageError, read_bytes
from kongchuo_desktop.cli.parser import Commands, Parser, day
from kongchuo_desktop.domain import names
from kongchuo_desktop.domain.transfers import PROOFS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import transfers
from kongchuo_desktop.operations.transfer_leavers import Graduate, graduates
from kongchuo_desktop.operations.transfer_lines import Line, passages
from kongchuo_desktop.operations.transfer_sheet import read_schools
from kongchuo_desktop.operations.words import day_text

_STATES = {"offered": "在途", "expected": "待到校", "lost": "去向待查", "arrived": "已到校",
           "ended": "在外县", "stayed": "没有转走"}
_CHILD = "姓名，同名的写transfer list列出的编号"


def add_commands(commands: Commands) -> None:
    level = commands.level("transfer", "转学衔接：转学和小升初")
    one = level.add("list", "在两所学校之间的学生，要找的在前")
    one.add_argument("--open", action="store_true", help="只列还没有学校收下的")
    one.set_defaults(run=_list)
    one = level.add("match", "核对转学：对得准的收下，没有列过的列上（局、中心校）")
    one.set_defaults(run=_match)
    one = level.add("assign", "指定要去的学校；毕业班的学生也可以（局、中心校）")
    one.add_argument("--pupil", action="append", default=[], metavar="学生",
                     help=_CHILD + "；可以写几次")
    one.add_argument("--school", metavar="学校", help="学校全称")
    one.add_argument("--list", dest="file", type=Path, metavar="文件",
                     help="小升初名单（Excel）：姓名、身份证号、升入初中")
    one.set_defaults(run=_assign)
    one = level.add("take", "新学校登记到校：资料从原来的学校带过来")
    one.add_argument("--pupil", action="append", required=True, metavar="学生",
                     help=_CHILD + "；可以写几次")
    one.add_argument("--class", dest="label", metavar="班级", help="只有一个班时不用写")
    one.add_argument("--date", type=day, metavar="日期", help="哪天到校的；不写是今天")
    one.set_defaults(run=_take)
    _same(level.add("same", "写下到校记录就是这个孩子（局、中心校）"), _confirm)
    _same(level.add("apart", "写下到校记录不是这个孩子（局、中心校）"), _apart)
    one = level.add("end", "孩子在外县就读，有证明（局、中心校）")
    one.add_argument("--pupil", required=True, metavar="学生", help=_CHILD)
    one.add_argument("--where", required=True, metavar="学校", help="在哪所学校")
    one.add_argument("--proof", required=True, choices=PROOFS, metavar="证明",
                     help="、".join(PROOFS))
    one.set_defaults(run=_end)


def _same(one: Parser, run: object) -> None:
    one.add_argument("--pupil", required=True, metavar="学生", help=_CHILD)
    one.add_argument("--record", required=True, metavar="编号", help="到校记录的编号")
    one.set_defaults(run=run)


def _list(call: Call) -> None:
    lines = [line for line in passages(call.store).lines if line.open or not call.args.open]
    call.answer([_row(line) for line in lines],
                "\n".join(map(_said, lines)) or "没有在两所学校之间的学生。")


def _row(line: Line) -> dict[str, object]:
    return {
        "id": line.key, "pupil": line.pupil, "name": line.name, "kind": line.kind,
        "from": line.from_name, "to": line.to_name, "day": line.day.isoformat(),
        "state": line.state, "days": line.days, "arrival": line.arrival,
        "arrived": line.arrived.isoformat() if line.arrived else None, "how": line.how,
        "match": line.match.arrival if line.match else "",
        "doubts": [{"record": d.arrival, "why": d.why} for d in line.doubts],
        "ended": line.ended, "proof": line.proof,
    }


def _said(line: Line) -> str:
    to = f"→{line.to_name or line.ended}" if line.to_name or line.ended else ""
    waited = f"，{line.days}天" if line.open else ""
    doubts = "".join(f"；{d.why}（{d.arrival}）" for d in line.doubts)
    return (f"{line.name} {line.kind} {line.from_name}{to} {day_text(line.day)} "
            f"{_STATES[line.state]}{waited}{doubts}（{line.key}）")


def _match(call: Call) -> None:
    done = transfers.match_all(call.store, actor=call.actor)
    call.answer({"arrived": done.arrived, "noted": done.noted},
                f"对上{done.arrived}人，新列{done.noted}人。")


def _assign(call: Call) -> None:
    args, store = call.args, call.store
    if args.file is not None:
        found = read_schools(store, data=read_bytes(args.file), name=args.file.name)
        for doubt in found.doubts:
            call.refuse(doubt)
        transfers.assign_graduates(store, actor=call.actor, schools=found.schools)
        call.answer({"assigned": len(found.schools), "doubts": list(found.doubts)},
                    f"指定了{len(found.schools)}人。")
        return
    if not args.pupil or not args.school:
        raise UsageError("请写 --pupil 学生 和 --school 学校，或者 --list 文件。")
    unit = _unit(call, args.school)
    leavers = graduates(store)
    chosen = [_one(text, leavers, passages(store).lines) for text in args.pupil]
    going = {one.pupil: unit for one in chosen if isinstance(one, Graduate)}
    lines = [one for one in chosen if isinstance(one, Line)]
    if going:
        transfers.assign_graduates(store, actor=call.actor, schools=going)
    if lines:
        transfers.assign(store, actor=call.actor, lines=lines, unit=unit)
    call.answer({"assigned": len(chosen)}, f"指定了{len(chosen)}人。")


def _unit(call: Call, text: str) -> str:
    units = passages(call.store).units
    found = [unit for unit, name in units.items()
             if text == unit or names.normal(name) == names.normal(text)]
    if len(found) != 1:
        raise KnownError("unknown_unit", f"没有叫“{text}”的学校。", kept="没有改动。",
                         todo="有这些：" + "、".join(sorted(filter(None, units.values()))) + "。")
    return found[0]


def _one(text: str, leavers: Iterable[Graduate], lines: Iterable[Line]) -> Graduate | Line:
    """Whom a name or number of a list means, a pupil of a sixth grade before all others."""
    called = names.normal(text)
    going = {one.pupil: one for one in leavers}
    found: list[Graduate | Line] = [one for one in going.values()
                                    if text == one.pupil or names.normal(one.name) == called]
    found += [line for line in lines if line.pupil not in going and (
        text in (line.key, line.pupil) or names.normal(line.name) == called)]
    if len(found) != 1:
        raise KnownError(
            "several_pupils" if found else "unknown_pupil",
            f"有{len(found)}个叫“{text}”的。" if found else f"名单里没有“{text}”。",
            kept="没有改动。", todo="用transfer list列出的编号再试。")
    return found[0]


def _line(text: str, lines: Iterable[Line]) -> Line:
    one = _one(text, (), lines)
    assert isinstance(one, Line)
    return one


def _take(call: Call) -> None:
    waiting = transfers.expected(call.store)
    lines = [_line(text, waiting) for text in call.args.pupil]
    room = call.class_id(call.args.label)
    transfers.take(call.store, actor=call.actor, lines=lines, class_id=room,
                   day=call.args.date or call.store.now().date())
    call.answer({"taken": len(lines)}, f"登记了{len(lines)}人到校，编入{call.class_name(room)}。")


def _confirm(call: Call) -> None:
    line = _line(call.args.pupil, passages(call.store).lines)
    transfers.confirm(call.store, actor=call.actor, line=line, arrival=call.args.record)
    call.answer({"id": line.key}, f"{line.name}已经到校。")


def _apart(call: Call) -> None:
    line = _line(call.args.pupil, passages(call.store).lines)
    transfers.hold_apart(call.store, actor=call.actor, line=line, arrival=call.args.record)
    call.answer({"id": line.key}, f"写下了：{line.name}不是这一个。")


def _end(call: Call) -> None:
    line = _line(call.args.pupil, passages(call.store).lines)
    transfers.end(call.store, actor=call.actor, line=line, where=call.args.where,
                  proof=call.args.proof)
    call.answer({"id": line.key}, f"写下了：{line.name}在{call.args.where}。")
