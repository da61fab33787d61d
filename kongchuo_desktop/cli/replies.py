"""The commands by which a superior answers: packages down, questions, receipts, files."""

from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands, words
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.operations import corrections, going_down, handed, receipts
from kongchuo_desktop.operations.corrections import STATE_WORDS, Request
from kongchuo_desktop.operations.going_down import Below, SentDown


def add_commands(commands: Commands) -> None:
    level = commands.level("correction", "退回修改：请下级核对一项，或者回答上级")
    one = level.add("add", "请写这一条的学校或班级再核对一项",
                    more=words(LABELS, "可以核对的项（--field）"))
    one.add_argument("pupil", metavar="学生", help="座号、姓名或编号")
    one.add_argument("--field", default="", choices=tuple(LABELS), metavar="项",
                     help="哪一项；不写就是整条资料")
    one.add_argument("--say", required=True, metavar="一句话", help="对方在今日里看到的话")
    one.set_defaults(run=_ask)
    one = level.add("list", "列出问过的和被问的", more=words(STATE_WORDS, "state"))
    one.set_defaults(run=_list)
    one = level.add("answer", "核对过了，没有要改的")
    one.add_argument("id", metavar="编号", help="见correction list，写开头几位就行")
    one.add_argument("--say", default="核对无误", metavar="一句话", help="给上级的话")
    one.set_defaults(run=_answer)
    one = level.add("withdraw", "收回问过的一条")
    one.add_argument("id", metavar="编号", help="见correction list，写开头几位就行")
    one.set_defaults(run=_withdraw)
    level = commands.level("receipt", "回执")
    level.add("list", "列出上级收下了哪些报送包").set_defaults(run=_receipts)
    one = commands.add("hand", "交一个文件，随下一次下发给下级", more=words(handed.KINDS, "--kind"))
    one.add_argument("file", type=Path, metavar="文件", help="要发下去的文件")
    one.add_argument("--kind", required=True, choices=tuple(handed.KINDS), metavar="种类",
                     help="哪一类文件")
    one.add_argument("--unit", metavar="单位", help="只给这个单位；不写就是给所有下级")
    one.add_argument("--title", default="", metavar="名称", help="显示的名称；不写就用文件名")
    one.set_defaults(run=_hand)


def add_package_commands(level: Commands) -> None:
    """Those that stand beside ``package export``."""
    one = level.add("down", "给下级封好下发的包：回执、退回修改、文件、名单、校历")
    one.add_argument("--to", required=True, type=Path, metavar="文件夹", help="写到哪里")
    one.add_argument("--unit", action="append", metavar="单位",
                     help="只给这个单位或班级，可以写几次；不写就是给所有下级")
    one.set_defaults(run=_down)
    level.add("below", "列出能下发的单位和班级，各有什么新的").set_defaults(run=_below)


def _down(call: Call) -> None:
    units = [_named(call, name) for name in call.args.unit] if call.args.unit else None
    found = going_down.down_packages(call.store, actor=call.actor, folder=call.args.to,
                                     units=units)
    call.answer([_sent(sent) for sent in found],
                [f"写好并核对过了：{sent.path}（给{sent.name}）" for sent in found])


def _named(call: Call, name: str) -> str:
    for below in going_down.units_below(call.store):
        if name in (below.name, below.reader.unit, below.reader.class_id):
            return below.reader.class_id or below.reader.unit
    raise KnownError("unknown_unit", f"没有可以下发的单位“{name}”。", kept="没有写任何文件。",
                     todo="用 package below 查看名称。")


def _sent(sent: SentDown) -> dict[str, Any]:
    return {"file": str(sent.path), "to": sent.name, "sha256": sent.sha256, "bytes": sent.size}


def _below(call: Call) -> None:
    found = going_down.units_below(call.store)
    call.answer([_one_below(one) for one in found],
                [f"{one.name}  {_news(one)}" for one in found] or ["还没有核对过的下级电脑。"])


def _one_below(one: Below) -> dict[str, Any]:
    return {"name": one.name, "unit": one.reader.unit, "class": one.reader.class_id,
            "computers": len(one.reader.keys), "news": dict(one.news),
            "came": one.came.get("received"), "period": one.came.get("period"),
            "last": one.last and one.last.at.isoformat(timespec="seconds")}


def _news(one: Below) -> str:
    said = "，".join(f"{word}{count}" for word, count in one.news.items())
    return said or ("没有新的" if one.last else "还没有下发过")


def _ask(call: Call) -> None:
    asked = corrections.ask(call.store, actor=call.actor, target=call.pupil(call.args.pupil),
                            field=call.args.field, sentence=call.args.say)
    call.answer({"id": asked.id}, "记下了，随下一次下发带给对方。")


def _list(call: Call) -> None:
    found = corrections.requests(call.store)
    call.answer([_request(one) for one in found],
                [f"{one.id[:8]}  {one.name} {one.person} {one.what}：{one.sentence}  "
                 f"{STATE_WORDS[one.state]}{'：' + one.answer if one.answer else ''}"
                 for one in found] or ["没有退回修改的。"])


def _request(one: Request) -> dict[str, Any]:
    return {"id": one.id, "unit": one.name, "pupil": one.pupil, "name": one.person or None,
            "field": one.field or None, "what": one.what, "sentence": one.sentence,
            "day": one.day.isoformat(), "by": one.by, "mine": one.mine, "state": one.state,
            "answer": one.answer or None}


def _answer(call: Call) -> None:
    request = corrections.find(call.store, correction=call.args.id)
    corrections.answer(call.store, actor=call.actor, correction=request.id,
                       sentence=call.args.say)
    call.answer({"id": request.id}, "记下了，随下一次报送带给上级。")


def _withdraw(call: Call) -> None:
    request = corrections.find(call.store, correction=call.args.id)
    corrections.withdraw(call.store, actor=call.actor, correction=request.id)
    call.answer({"id": request.id}, "收回了，随下一次下发告诉对方。")


def _receipts(call: Call) -> None:
    found = receipts.receipts_of(call.store)
    call.answer(
        [{"sha256": one.digest, "by": one.reader, "kind": one.kind, "period": one.period,
          "day": one.day.isoformat(), "added": one.added,
          "file": str(one.sent.path) if one.sent else None} for one in found],
        [f"{one.day.isoformat()}  {one.reader}收下{what_words(one.kind, one.period)}，"
         f"新记录{one.added}条"
         for one in found] or ["还没有收到回执。"])


def _hand(call: Call) -> None:
    args = call.args
    added = handed.hand(call.store, actor=call.actor, file=args.file, kind=args.kind,
                        unit=_named(call, args.unit) if args.unit else None, title=args.title)
    call.answer({"id": added.id}, "记下了，随下一次下发带给对方。")
