"""The commands between units: packages and returns."""

import hashlib
import os
from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, read_bytes
from kongchuo_desktop.cli.parser import Commands, month
from kongchuo_desktop.cli.replies import add_package_commands
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import packages, returns, taking_in
from kongchuo_desktop.operations.periods import period_named
from kongchuo_desktop.operations.returns import FiledReturn
from kongchuo_desktop.operations.sent import sent_packages
from kongchuo_desktop.operations.taking_in import Received

STATUSES = {"imported": "收下了", "already": "早已收过", "waiting": "等着核对", "refused": "没有收"}
RETURNS = {"filed": "已报", "filed_zero": "已报零", "not_filed": "未报"}


def add_commands(commands: Commands) -> None:
    _add_package(commands.level("package", "报送包"))
    one = commands.add("returns", "一个月（学期、学年）里谁报了谁没报",
                       more="、".join(f"{k}（{v}）" for k, v in RETURNS.items()))
    which = one.add_choice_of()
    which.add_argument("--month", type=month, metavar="年-月", help="例如2026-09")
    which.add_argument("--term", metavar="学期",
                       help="学期报，例如2026-2027-1；开学报写2026-2027-1-start")
    which.add_argument("--year", metavar="学年", help="学年报，例如2026-2027")
    one.set_defaults(run=_returns)


def _add_package(level: Commands) -> None:
    one = level.add("export", "封好一个月的报送包；是不是零报告由记录算出")
    which = one.add_choice_of()
    which.add_argument("--month", type=month, metavar="年-月", help="例如2026-09")
    which.add_argument("--term", metavar="学期",
                       help="学期报，例如2026-2027-1；开学报写2026-2027-1-start")
    which.add_argument("--year", metavar="学年", help="学年报，例如2026-2027")
    which.add_argument("--now", action="store_true", help="随时报：不算月报，只把新记的带上去")
    one.add_argument("--to", required=True, type=Path, metavar="文件夹", help="写到哪里")
    one.set_defaults(run=_export)
    add_package_commands(level)
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
    args = call.args
    sealed = packages.seal_now(call.store, actor=call.actor) if args.now else (
        packages.seal_package(call.store, actor=call.actor,
                              period=args.month or args.term or args.year or ""))
    sent = packages.write_package(call.store, sealed=sealed, folder=args.to)
    call.answer(
        {"file": str(sent.path), "sha256": sent.sha256, "bytes": sent.size, "zero": sent.zero,
         "kind": sent.kind, "counts": dict(sent.counts), "to": sent.reader,
         "check_code": sent.check_code},
        [f"写好并核对过了：{sent.path}", f"报给{sent.reader}，本机核对码{sent.check_code}",
         "是零报告。" if sent.zero else f"在办个案{sent.counts['cases']}个。"])


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
    args = call.args
    about = period_named(call.store, args.month or args.term or args.year or "")
    found = returns.returns_of(call.store, periods=[about.text], kind=about.kind)[about.text]
    call.answer([_return(r) for r in found],
                [f"{r.name}  {RETURNS[r.status]}{'（迟报）' if r.late else ''}"
                 f"{'（未核验）' if r.verified is False else ''}" for r in found]
                or ["没有下级单位。"])


def _return(filed: FiledReturn) -> dict[str, Any]:
    return {"from": filed.name, "unit": filed.unit, "status": filed.status, "late": filed.late,
            "verified": filed.verified, "received": filed.received and filed.received.isoformat(),
            "counts": dict(filed.counts)}
