"""The commands of ledgers: which there are, and one written as Excel or PDF."""

from pathlib import Path

from kongchuo_desktop.cli.call import Call, UsageError
from kongchuo_desktop.cli.parser import Commands, day, words
from kongchuo_desktop.operations.ledgers import EXCEL, PDF, ledgers, open_ledger, save_ledger

STRETCHES = {"day": "某一天的情况", "month": "这个月", "term": "这个学期",
             "school_year": "这个学年"}


def add_commands(commands: Commands) -> None:
    level = commands.level("ledger", "台账和登记册")
    one = level.add("list", "列出有哪些台账，文件里要的在前",
                    more=words(STRETCHES, "span（不写从哪天时写的是）"))
    one.set_defaults(run=_list)
    one = level.add("export", "把一本台账写成Excel或PDF")
    one.add_argument("ledger", metavar="台账", help="编号或名称，见ledger list")
    one.add_argument("--from", dest="since", type=day, metavar="日期",
                     help="从哪天；不写就是这个月、学期或学年的第一天")
    one.add_argument("--to", dest="until", type=day, metavar="日期", help="到哪天；不写就是今天")
    one.add_argument("--class", dest="label", metavar="班级", help="只写一个班的")
    one.add_argument("--out", required=True, type=Path, metavar="文件",
                     help="写成哪个文件，以.xlsx或.pdf结尾")
    one.set_defaults(run=_export)


def _list(call: Call) -> None:
    found = ledgers(call.store)
    call.answer(
        [{"id": one.id, "ledger": one.ledger, "title": one.title, "span": one.stretch,
          "named": one.named} for one in found],
        [f"{one.id}  {one.title}（{STRETCHES[one.stretch]}）{'  文件要的' if one.named else ''}"
         for one in found])


def _export(call: Call) -> None:
    args = call.args
    if args.out.suffix.lower() not in (EXCEL, PDF):
        raise UsageError("--out 的文件名要以.xlsx或.pdf结尾。")
    room = call.class_id(args.label) if args.label else None
    ledger = open_ledger(call.store, ledger=args.ledger, since=args.since, until=args.until,
                         within=room, user=call.actor.name)
    saved = save_ledger(call.store, ledger, path=args.out)
    told = [f"{saved.path}：{ledger.title}，{saved.rows}行。"]
    if saved.missing:
        told.append(f"这些字没有字体能印出来：{'、'.join(saved.missing)}，纸上空着，请手写。")
    call.answer({"file": str(saved.path), "rows": saved.rows}, told)
