"""The commands of what two computers wrote differently: listed, settled one by one or many."""

import json
from typing import Any

from kongchuo_desktop.cli.call import Call, UsageError
from kongchuo_desktop.cli.parser import Commands
from kongchuo_desktop.domain.journal import entry_name
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history
from kongchuo_desktop.operations.disagreements import (
    Line,
    by_sender,
    disagreements,
    senders,
)
from kongchuo_desktop.operations.settling import Chosen, settle_all
from kongchuo_desktop.store.conflicts import Choice, Conflict


def add_commands(commands: Commands) -> None:
    level = commands.level("conflict", "两台电脑填得不一样的地方")
    level.add("list", "列出每一处的各种填法").set_defaults(run=_conflicts)
    one = level.add("settle", "选定一处，或者一次选定许多处",
                    more="一次选定许多处：--all 或 --all-field 写明哪些，--keep-from 写明用谁填的。"
                         "不能在这里定的不动，一一列出。")
    one.add_argument("id", metavar="编号", nargs="?", help="见conflict list")
    one.add_argument("--all-field", metavar="项", help="这一项的全部，例如 学生电话 或 pupil.phone")
    one.add_argument("--all", action="store_true", help="全部")
    which = one.add_choice_of()
    which.add_argument("--keep", metavar="编号", help="用这一条的填法，见values里的entry")
    which.add_argument("--value", metavar="值", help="另填一个值")
    which.add_argument("--keep-from", metavar="谁", help="用这台电脑填的，见values里的from")
    one.set_defaults(run=_settle)


def _conflicts(call: Call) -> None:
    machines = history.machine_names(call.store)
    found = history.list_conflicts(call.store, quiet=True)
    value = [{"id": c.name, "table": c.table, "row": c.row, "field": c.field,
              "values": [_choice(v, machines) for v in c.choices]} for c in found]
    call.answer(value, [_conflict_line(v) for v in value] or ["没有填得不一样的地方。"])


def _conflict_line(value: dict[str, Any]) -> str:
    said = (f"{v['value']}（{v['by']} {v['at']} {v['entry']}）" for v in value["values"])
    return f"{value['id']}：{'；'.join(said)}"


def _choice(choice: Choice, machines: dict[str, str]) -> dict[str, Any]:
    record = choice.operation
    return {"entry": entry_name(choice.entry), "value": choice.value,
            "by": record.actor if record else None, "at": history.local_time(choice.at),
            "from": machines.get(choice.entry[0])}


def _settle(call: Call) -> None:
    args = call.args
    if sum((bool(args.id), bool(args.all_field), args.all)) != 1:
        raise UsageError("请写一处的编号，或者 --all-field 项，或者 --all。")
    if args.id is None or args.keep_from:
        _settle_many(call)
        return
    conflict = history.find_conflict(call.store, call.args.id)
    value = _kept(conflict, call.args.keep) if call.args.keep else _typed(
        conflict, call.args.value)
    history.settle(call.store, actor=call.actor, conflict=conflict, value=value)
    call.answer({"id": conflict.name, "value": value}, f"选定了：{value}")


def _settle_many(call: Call) -> None:
    args = call.args
    if not args.keep_from:
        raise UsageError("一次选定许多处，要写明用谁填的：--keep-from。")
    lines = [line for line in disagreements(call.store).lines if _is_meant(line, call)]
    known = dict(senders(lines))
    if args.keep_from not in known:
        todo = f"填过的有：{'、'.join(known)}。" if known else "用 conflict list 查看。"
        raise KnownError("unknown_sender", f"这里没有“{args.keep_from}”填的。", kept="没有改动。",
                         todo=todo)
    done = settle_all(call.store, actor=call.actor, chosen=[
        Chosen(question, at) for question, at in by_sender(lines, args.keep_from)])
    left = [{"id": question.id.partition(":")[2], "reason": reason}
            for question, reason in done.left]
    call.answer({"settled": done.settled, "left": left}, [
        f"选定了{done.settled}处。", *(f"没有动：{one['id']}，{one['reason']}" for one in left)])


def _is_meant(line: Line, call: Call) -> bool:
    args, source = call.args, line.question.source
    if args.id:
        return bool(line.question.id == f"conflict:{args.id}")
    if args.all:
        return True
    field = f"{source.table}.{source.field}" if isinstance(source, Conflict) else ""
    return args.all_field in (line.group, field)


def _kept(conflict: Conflict, entry: str) -> Any:
    for choice in conflict.choices:
        if entry_name(choice.entry) == entry:
            return choice.value
    raise KnownError("unknown_entry", f"这一处没有“{entry}”这条填法。",
                     todo="用 conflict list 查看entry。")


def _typed(conflict: Conflict, text: str) -> Any:
    """A typed value in the type of the values that it takes the place of."""
    if all(isinstance(c.value, str | None) for c in conflict.choices):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if type(value) not in {type(c.value) for c in conflict.choices}:
        raise KnownError("bad_value", f"“{text}”不是这一项能填的值。", kept="两种填法都还在。",
                         todo="照conflict list里value的样子写。")
    return value
