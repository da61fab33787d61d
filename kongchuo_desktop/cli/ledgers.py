"""The commands of ledgers: which there are, one written, a row explained, a list put up."""

from pathlib import Path

from kongchuo_desktop.cli.call import Call, UsageError
from kongchuo_desktop.cli.parser import Commands, day, words
from kongchuo_desktop.cli.roster import PUPIL
from kongchuo_desktop.domain.reconcile import TOLD_BY
from kongchuo_desktop.operations.disclosing import disclose
from kongchuo_desktop.operations.ledgers import EXCEL, PDF, ledgers, open_ledger, save_ledger
from kongchuo_desktop.operations.reconcile import explain
from kongchuo_desktop.operations.roster import resolve_pupil
from kongchuo_desktop.operations.saving import save_file

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
    one = level.add("explain", "给在籍不在校、在校不在籍的一个学生写明情况")
    one.add_argument("side", choices=tuple(TOLD_BY), metavar="哪一本",
                     help="、".join(TOLD_BY))
    one.add_argument("--pupil", required=True, metavar="学生", help=PUPIL)
    one.add_argument("--why", required=True, metavar="情况", help="孩子在哪里、怎么回事")
    one.add_argument("--date", type=day, metavar="日期", help="哪天核实的；不写是今天")
    one.set_defaults(run=_explain)
    one = level.add("disclose", "登记一次公示，写成姓名遮住的PDF")
    one.add_argument("ledger", metavar="台账", help="帮扶情况公示名单、劝返情况公示名单")
    one.add_argument("--place", required=True, metavar="地点", help="公示范围和地点")
    one.add_argument("--from", dest="since", required=True, type=day, metavar="日期",
                     help="从哪天公示")
    one.add_argument("--to", dest="until", required=True, type=day, metavar="日期",
                     help="公示到哪天")
    one.add_argument("--out", required=True, type=Path, metavar="文件", help="写成哪个PDF")
    one.set_defaults(run=_disclose)


def _list(call: Call) -> None:
    found = ledgers(call.store)
    call.answer(
        [{"id": one.id, "ledger": one.ledger, "title": one.title, "span": one.stretch,
          "named": one.named, "owed": one.owed} for one in found],
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


def _explain(call: Call) -> None:
    args = call.args
    done = explain(call.store, actor=call.actor, pupil=resolve_pupil(call.store, args.pupil),
                   side=args.side, day=args.date or call.store.now().date(), why=args.why)
    call.answer({"id": done.id}, [f"已写明：{args.why}"])


def _disclose(call: Call) -> None:
    args = call.args
    ledger = open_ledger(call.store, ledger=args.ledger, user=call.actor.name)
    if not ledger.form.public:
        raise UsageError(f"《{ledger.title}》不是公示用的。")
    done = disclose(call.store, actor=call.actor, ledger=ledger, place=args.place,
                    since=args.since, until=args.until)
    save_file(args.out, done.pdf)
    call.answer({"id": done.event, "file": str(args.out), "rows": len(ledger.values)},
                [f"{args.out}：{ledger.title}，{len(ledger.values)}行，已记入公示登记册。"])
