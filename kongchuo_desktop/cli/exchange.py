"""The commands between units: kits, packages, returns, conflicts, and this machine's code."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, read_bytes
from kongchuo_desktop.cli.parser import Commands, month
from kongchuo_desktop.domain.journal import entry_name
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, joining, packages, returns, taking_in
from kongchuo_desktop.operations.returns import FiledReturn
from kongchuo_desktop.operations.sent import sent_packages
from kongchuo_desktop.operations.taking_in import Received
from kongchuo_desktop.store.history import Choice, Conflict

STATUSES = {"imported": "收下了", "already": "早已收过", "waiting": "等着核对", "refused": "没有收"}
RETURNS = {"filed": "已报", "filed_zero": "已报零", "not_filed": "未报"}


def add_commands(commands: Commands) -> None:
    _add_package(commands.level("package", "报送包"))
    one = commands.add("returns", "一个月里谁报了谁没报",
                       more="、".join(f"{k}（{v}）" for k, v in RETURNS.items()))
    one.add_argument("--month", required=True, type=month, metavar="年-月", help="例如2026-09")
    one.set_defaults(run=_returns)
    level = commands.level("conflict", "两台电脑填得不一样的地方")
    level.add("list", "列出每一处的各种填法").set_defaults(run=_conflicts)
    one = level.add("settle", "选定一处")
    one.add_argument("id", metavar="编号", help="见conflict list")
    which = one.add_choice_of()
    which.add_argument("--keep", metavar="编号", help="用这一条的填法，见values里的entry")
    which.add_argument("--value", metavar="值", help="另填一个值")
    one.set_defaults(run=_settle)
    level = commands.level("kit", "加入文件：班级加入学校，学校加入教育局")
    one = level.add("export", "给下级发一个加入文件")
    one.add_argument("--to", required=True, type=Path, metavar="文件夹", help="写到哪里")
    one.add_argument("--class", dest="label", metavar="班级", help="给哪个班（学校用）")
    one.add_argument("--school", metavar="校名", help="给哪所学校（教育局用）")
    one.add_argument("--code", default="", metavar="标识码", help="那所学校的标识码")
    one.set_defaults(run=_make_kit)
    one = level.add("import", "读入上级发来的加入文件")
    one.add_argument("file", type=Path, metavar="文件", help="加入文件")
    one.set_defaults(run=_join)
    level = commands.level("unit", "本机")
    level.add("code", "本机的核对码，第一次报送时念给上级听").set_defaults(run=_code)


def _add_package(level: Commands) -> None:
    one = level.add("export", "封好一个月的报送包；是不是零报送由记录算出")
    one.add_argument("--month", required=True, type=month, metavar="年-月", help="例如2026-09")
    one.add_argument("--to", required=True, type=Path, metavar="文件夹", help="写到哪里")
    one.set_defaults(run=_export)
    level.add("sent", "列出本机写出过的报送包，新的在前").set_defaults(run=_sent)
    one = level.add("inspect", "不收下，先看看是谁的什么包")
    one.add_argument("file", type=Path, metavar="文件", help="报送包")
    one.set_defaults(run=_inspect)
    one = level.add("import", "核验并收下报送包；一个不收不影响别的",
                    more="status：" + "、".join(f"{k}（{v}）" for k, v in STATUSES.items()))
    one.add_argument("files", type=Path, nargs="+", metavar="文件", help="一个或几个报送包")
    one.set_defaults(run=_import)
    level.add("waiting", "列出等着核对的包").set_defaults(run=_waiting)
    one = level.add("accept", "核对码对上了，收下等着的包，以后这台电脑的包直接收")
    one.add_argument("package", metavar="文件或编号",
                     help="那个包的文件，或package waiting里的编号")
    one.add_argument("--code", required=True, metavar="核对码", help="对方在电话里念的核对码")
    one.set_defaults(run=_accept)


def _export(call: Call) -> None:
    sent = packages.export_package(call.store, actor=call.actor, period=call.args.month,
                                   folder=call.args.to)
    call.answer(
        {"file": str(sent.path), "sha256": sent.sha256, "bytes": sent.size, "zero": sent.zero,
         "counts": dict(sent.counts), "to": sent.reader, "check_code": sent.check_code},
        [f"写好并核对过了：{sent.path}", f"报给{sent.reader}，本机核对码{sent.check_code}",
         "这个月是零报送。" if sent.zero else f"在办个案{sent.counts['cases']}个。"])


def _sent(call: Call) -> None:
    found = sent_packages(call.store)
    call.answer([sent.as_json() for sent in found],
                [f"{s.at:%Y-%m-%d %H:%M}  {s.period}  {s.by} → {s.reader}  {s.place}  "
                 f"{s.path.name}  {s.short_hash}" for s in found] or ["还没有写出过报送包。"])


def _inspect(call: Call) -> None:
    found = taking_in.inspect_package(call.store_if_named, call.args.file)
    head = found.heading
    call.answer({
        "kind": head.kind, "from": head.sender.name, "to": head.reader.unit_name,
        "month": head.period, "made": head.made.isoformat(), "verified": found.verified,
        "counts": found.counts and dict(found.counts), "check_code": found.check_code,
        "sentence": found.sentence}, found.sentence)


def _import(call: Call) -> None:
    intake = taking_in.Intake(call.store, actor=call.actor)
    found = [intake.take(path) for path in call.args.files]
    _answer_received(call, found)


def _answer_received(call: Call, found: list[Received]) -> None:
    for received in found:
        if received.status == "refused":
            call.refuse(f"{received.file}：{received.sentence}")
    call.answer([_received(r) for r in found],
                [f"{r.file}：{STATUSES[r.status]}。{r.sentence}" for r in found])


def _received(received: Received) -> dict[str, Any]:
    return {"file": received.file, "status": received.status, "verified": received.verified,
            "sentence": received.sentence, "added": received.added,
            "conflicts": received.conflicts, "digest": received.digest or None,
            "check_code": received.check_code or None}


def _waiting(call: Call) -> None:
    value = [{"digest": digest, **about}
             for digest, about in taking_in.waiting_packages(call.store).items()]
    call.answer(value, [f"{v['digest'][:12]}  {v['from']}  {v['file']}" for v in value]
                or ["没有等着核对的包。"])


def _accept(call: Call) -> None:
    named: str = call.args.package
    # os.path says False where a word is too long for a file name; Path.is_file says OSError.
    digest = (hashlib.sha256(read_bytes(Path(named))).hexdigest() if os.path.isfile(named)  # noqa: PTH113
              else _waiting_digest(call, named))
    _answer_received(call, [taking_in.accept_waiting(
        call.store, actor=call.actor, digest=digest, check_code=call.args.code)])


def _waiting_digest(call: Call, start: str) -> str:
    """The waiting package whose digest begins so; lists show only the beginning."""
    found = [d for d in taking_in.waiting_packages(call.store) if d.startswith(start)]
    if len(found) != 1:
        raise KnownError("not_waiting", "没有找到这个等着核对的包。",
                         todo="用 package waiting 查看，或写出文件名。")
    return found[0]


def _returns(call: Call) -> None:
    found = returns.returns_of_month(call.store, period=call.args.month)
    call.answer([_return(r) for r in found],
                [f"{r.name}  {RETURNS[r.status]}{'（迟报）' if r.late else ''}"
                 f"{'（未核验）' if r.verified is False else ''}" for r in found]
                or ["没有下级单位。"])


def _return(filed: FiledReturn) -> dict[str, Any]:
    return {"from": filed.name, "unit": filed.unit, "status": filed.status, "late": filed.late,
            "verified": filed.verified, "received": filed.received and filed.received.isoformat(),
            "counts": dict(filed.counts)}


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
    conflict = history.find_conflict(call.store, call.args.id)
    value = _kept(conflict, call.args.keep) if call.args.keep else _typed(
        conflict, call.args.value)
    history.settle(call.store, actor=call.actor, conflict=conflict, value=value)
    call.answer({"id": conflict.name, "value": value}, f"选定了：{value}")


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


def _make_kit(call: Call) -> None:
    args = call.args
    made = joining.make_kit(
        call.store, actor=call.actor, folder=args.to, school=args.school, school_code=args.code,
        class_id=call.class_id(args.label) if args.label else None)
    call.answer({"file": str(made.path), "for": made.for_whom},
                f"加入文件写好了：{made.path}（给{made.for_whom}）")


def _join(call: Call) -> None:
    kit = joining.join(call.store, actor=call.actor, data=read_bytes(call.args.file)).kit
    group = kit.group.name if kit.group else ""
    call.answer({"superior": kit.superior.name, "unit": kit.unit.name, "class": group or None,
                 "policy": kit.policy}, f"{kit.unit.name}{group}加入了{kit.superior.name}。")


def _code(call: Call) -> None:
    code = joining.machine_keys(call.store).public.check_code
    call.answer({"code": code}, f"本机核对码：{code}")
