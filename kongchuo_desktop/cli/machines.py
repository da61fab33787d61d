"""The commands of computers: kits to join by, certificates of those below, this one's code."""

from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, read_bytes
from kongchuo_desktop.cli.parser import Commands
from kongchuo_desktop.operations import joining, taking_in, trust
from kongchuo_desktop.operations.machines import (
    STATE_WORDS,
    Machine,
    find_machine,
    machines_below,
    own_standing,
)


def add_commands(commands: Commands) -> None:
    _add_kits(commands.level("kit", "加入文件：班级加入学校，学校加入教育局"))
    level = commands.level("unit", "本机")
    level.add("code", "本机的核对码，第一次报送时念给上级听").set_defaults(run=_code)
    level = commands.level("machine", "下级的电脑：核对和收回")
    level.add("list", "列出下级的电脑，等着核对的在前",
              more="、".join(f"{k}（{v}）" for k, v in STATE_WORDS.items())).set_defaults(run=_list)
    one = level.add("certify", "核对码对上了：收下等着的包，或者给收回、到期的电脑重新核对")
    one.add_argument("code", metavar="核对码", help="对方在电话里念的核对码")
    one.set_defaults(run=_certify)
    one = level.add("revoke", "收回一台电脑：它的包从此不再收")
    one.add_argument("code", metavar="核对码", help="那台电脑的核对码，见machine list")
    one.add_argument("--why", required=True, metavar="原因", help="为什么收回，会留下记录")
    one.set_defaults(run=_revoke)


def _add_kits(level: Commands) -> None:
    one = level.add("export", "给下级发一个加入文件")
    one.add_argument("--to", required=True, type=Path, metavar="文件夹", help="写到哪里")
    whom = one.add_choice_of()
    whom.add_argument("--class", dest="label", metavar="班级", help="给哪个班")
    whom.add_argument("--school", metavar="校名", help="给哪所学校（学校发给村小、教学点）")
    whom.add_argument("--own", action="store_true", help="给本单位的另一台电脑")
    one.add_argument("--code", default="", metavar="标识码", help="那所学校的标识码")
    one.add_argument("--with-roster", action="store_true",
                     help="带上名册，用12位加入码锁住；加入码只显示一次")
    one.set_defaults(run=_make_kit)
    one = level.add("import", "读入上级发来的加入文件")
    one.add_argument("file", type=Path, metavar="文件", help="加入文件")
    one.add_argument("--code", default="", metavar="加入码", help="带名册的加入文件要12位加入码")
    one.set_defaults(run=_join)


def _make_kit(call: Call) -> None:
    args = call.args
    made = joining.make_kit(
        call.store, actor=call.actor, folder=args.to, school=args.school, school_code=args.code,
        class_id=call.class_id(args.label) if args.label else None, own=args.own,
        with_roster=args.with_roster)
    said = f"带{made.pupils}名学生，加入码{made.code}，只显示这一次。" if made.code else ""
    call.answer({"file": str(made.path), "for": made.for_whom, "code": made.code or None,
                 "pupils": made.pupils},
                [f"加入文件写好了：{made.path}（给{made.for_whom}）", *([said] if said else [])])


def _join(call: Call) -> None:
    joined = joining.join(call.store, actor=call.actor, data=read_bytes(call.args.file),
                          code=call.args.code)
    kit, code = joined.kit, trust.machine_keys(call.store).public.check_code
    said = f"{kit.for_whom}加入了{kit.superior.name}。"
    if joined.brought is not None:
        said += f"带来{joined.pupils}名学生。"
    if joined.pairs:
        said += f"有{joined.pairs}对可能是同一人，请核对。"
    call.answer({"superior": kit.superior.name, "unit": kit.unit.name,
                 "class": kit.class_name or None, "policy": kit.policy,
                 "pupils": joined.pupils, "pairs": joined.pairs, "check_code": code},
                [said, f"打电话念给{kit.superior.name}听的核对码：{code}"])


def _code(call: Call) -> None:
    mine = own_standing(call.store)
    call.answer({"code": mine.code, "state": mine.state, "by": mine.by or None,
                 "until": mine.until and mine.until.isoformat(), "seat": mine.seat or None},
                f"本机核对码：{mine.code}")


def _list(call: Call) -> None:
    found = machines_below(call.store)
    call.answer([_machine(machine) for machine in found],
                [f"{m.code}  {m.name}  {STATE_WORDS[m.state]}"
                 f"{f'，到{m.until}' if m.until else ''}{f'，最近{m.last}' if m.last else ''}"
                 for m in found] or ["还没有下级的电脑。"])


def _machine(machine: Machine) -> dict[str, Any]:
    days = {"certified": machine.certified, "until": machine.until, "last": machine.last}
    return {"code": machine.code, "name": machine.name, "unit": machine.unit,
            "class": machine.class_id, "state": machine.state, "by": machine.by or None,
            **{name: day and day.isoformat() for name, day in days.items()},
            "period": machine.period or None, "waiting": machine.waiting or None}


def _certify(call: Call) -> None:
    """What waits is taken in; a machine that was certified before gets a new certificate."""
    machine = find_machine(call.store, code=call.args.code)
    if machine.waiting:
        received = taking_in.accept_waiting(call.store, actor=call.actor, digest=machine.waiting,
                                            check_code=call.args.code)
        said = received.sentence
    else:
        trust.certify_again(call.store, actor=call.actor, sign=machine.sign,
                            check_code=call.args.code)
        said = f"重新核对了{machine.name}的电脑。"
    call.answer({"code": machine.code, "name": machine.name}, said)


def _revoke(call: Call) -> None:
    machine = find_machine(call.store, code=call.args.code)
    trust.revoke(call.store, actor=call.actor, sign=machine.sign, why=call.args.why)
    call.answer({"code": machine.code, "name": machine.name},
                f"收回了{machine.name}的电脑，它的包从此不再收。")
