"""The commands of papers: list, note, specimen, register, verify, reprint, void, deliver, hand."""

from pathlib import Path
from typing import Any

from kongchuo_desktop.cli import paper_issue, paper_packs
from kongchuo_desktop.cli.call import Call, read_scans, write_file
from kongchuo_desktop.cli.parser import Commands, day, month, words
from kongchuo_desktop.cli.roster import PUPIL
from kongchuo_desktop.operations import forms, papers
from kongchuo_desktop.operations.anonymity import names_beside
from kongchuo_desktop.operations.own_papers import note_own_paper
from kongchuo_desktop.operations.paper_check import (
    duties_if_voided,
    missing_numbers,
    verify_paper,
    verify_scanned,
)
from kongchuo_desktop.operations.paper_register import (
    IssuedPaper,
    class_of_papers,
    find_paper,
    numbers_twice,
    paper_register,
)
from kongchuo_desktop.operations.words import day_text

SUBJECTS = {"pupil": "学生", "case": "个案", "class": "班级", "school": "学校", "teacher": "教师"}
KINDS = {"ordinary": "平常的", "empty": "大多空着", "longest": "最长的", "rare": "生僻字",
         "many": "很多行"}
NUMBER = "印在文书上的文号，或它的编号"
FORM = "编号或名称，见paper list --all"
OFFICES = {"乡镇政府": "township", "县教育局": "county", "学区中心校": "center_school",
           "接收学校": "receiving_school"}


def add_commands(commands: Commands) -> None:
    level = commands.level("paper", "文书")
    one = level.add("list", "列出本单位所按文件里的文书", more=words(SUBJECTS, "for"))
    one.add_argument("--all", action="store_true", help="列出所有的文书（不用数据文件夹）")
    one.set_defaults(run=_list)
    paper_issue.add_commands(level)
    _add_note(level)
    paper_packs.add_commands(level)
    one = level.add("specimen", "写一份印着“样张”的样子，不占文号（不用数据文件夹）",
                    more=words(KINDS, "样子"))
    one.add_argument("form", metavar="文书", help=FORM)
    one.add_argument("--kind", choices=list(KINDS), default="ordinary", metavar="样子",
                     help="填什么样的内容，见下")
    _add_out(one)
    one.set_defaults(run=_specimen)
    _add_register(level)


def _add_note(level: Commands) -> None:
    one = level.add("note", "记下用本校自己的纸办的一份文书（程序里没有样式的）")
    one.add_argument("paper", metavar="文书", help="文书的名称，例如辍学报告书")
    whom = one.add_choice_of()
    whom.add_argument("--pupil", metavar="学生", help=PUPIL)
    whom.add_argument("--class", dest="label", metavar="班级", help="一个班的，不是一个学生的")
    one.add_argument("--date", required=True, type=day, metavar="日期", help="文书上写的日期")
    one.add_argument("--number", default="", metavar="文号", help="学校自己编的文号；没有就不写")
    one.add_argument("--to", action="append", default=[], choices=list(OFFICES), metavar="机关",
                     help="同一天交到的机关，可以写几次：" + "、".join(OFFICES))
    one.add_argument("--scan", action="append", default=[], type=Path, metavar="文件",
                     help="照片或扫描件；可以写几次")
    one.set_defaults(run=_note)


def _add_register(level: Commands) -> None:
    _add_list_of_numbers(level)
    one = level.add("verify", "手里这张纸是不是登记簿里开出的那一份")
    one.add_argument("number", metavar="文号", help=NUMBER + "；或者扫二维码得到的“KC1:…”")
    one.add_argument("code", nargs="?", default="", metavar="校验码",
                     help="纸上印的8位数字，扫码的不用写；或者PDF的sha256的前8位以上")
    one.set_defaults(run=_verify)
    one = level.add("reprint", "把开出过的文书原样再写一份")
    one.add_argument("number", metavar="文号", help=NUMBER)
    _add_out(one)
    one.set_defaults(run=_reprint)
    one = level.add("void", "作废一个文号；登记簿里留着")
    one.add_argument("number", metavar="文号", help=NUMBER)
    one.add_argument("--why", required=True, metavar="原因", help="为什么作废")
    one.set_defaults(run=_void)
    one = level.add("deliver", "登记送达；期限从这一天起算", more="方式：" + "、".join(papers.WAYS))
    one.add_argument("number", metavar="文号", help=NUMBER)
    one.add_argument("--date", required=True, type=day, metavar="日期", help="哪天送到")
    one.add_argument("--how", required=True, choices=papers.WAYS, metavar="方式",
                     help="、".join(papers.WAYS))
    one.add_argument("--to", required=True, metavar="姓名", help="谁签收的")
    one.add_argument("--relation", default="", metavar="关系", help="签收人是孩子的什么人")
    one.add_argument("--witness", action="append", default=[], metavar="姓名",
                     help="见证人，留置送达时写；可以写几次")
    one.add_argument("--scan", action="append", default=[], type=Path, metavar="文件",
                     help="回证的照片或扫描件；可以写几次")
    one.set_defaults(run=_deliver)
    one = level.add("hand", "登记交到机关（例如辍学报告书交乡镇政府）")
    one.add_argument("number", metavar="文号", help=NUMBER)
    one.add_argument("--date", required=True, type=day, metavar="日期", help="哪天交到")
    one.add_argument("--to", required=True, choices=list(OFFICES), metavar="机关",
                     help="、".join(OFFICES))
    one.set_defaults(run=_hand)


def _add_list_of_numbers(level: Commands) -> None:
    one = level.add("register", "发出登记簿：开出过的文书，新的在前；缺号、重号也列出来")
    one.add_argument("--form", metavar="文书", help=FORM)
    one.add_argument("--class", dest="label", metavar="班级", help="只看一个班的")
    one.add_argument("--month", type=month, metavar="月份", help="只看一个月的，如2026-09")
    one.add_argument("--voided", action="store_true", help="只看作废的")
    one.add_argument("--unserved", action="store_true", help="只看还没有送达的")
    one.add_argument("--twice", action="store_true", help="只看文号重了的")
    one.set_defaults(run=_register)


def _add_out(one: Any) -> None:
    one.add_argument("--out", required=True, type=Path, metavar="文件", help="写成哪个PDF文件")


def _list(call: Call) -> None:
    if call.args.all:
        found = list(forms.forms_of(call.store_if_named).values())
    else:
        found = forms.forms_of_profile(call.store)
    for error in forms.refused_forms(call.store_if_named).values():
        call.refuse(error.message)
    call.answer(
        [{"id": f.id, "title": f.title, "for": f.subject, "source": f.basis} for f in found],
        [f"{f.id}  {f.title}（{SUBJECTS[f.subject]}）  {f.basis}" for f in found])


def _note(call: Call) -> None:
    args = call.args
    added = note_own_paper(
        call.store, actor=call.actor, paper=args.paper, day=args.date, number=args.number,
        pupil=call.pupil(args.pupil) if args.pupil else None,
        class_id=call.class_id(args.label) if args.label else None,
        to=[OFFICES[office] for office in args.to], scans=read_scans(args.scan))
    call.answer({"id": added.id}, f"记下了{day_text(args.date)}本校自己的一份，编号{added.id}。")


def _specimen(call: Call) -> None:
    found = papers.specimen(call.args.form, day=call.now().date(), store=call.store_if_named,
                            kind=call.args.kind)
    file = write_file(call.args.out, found.pdf)
    call.answer({"file": str(file), "pages": found.pages}, f"样张：{file}（{found.pages}页）")


def _register(call: Call) -> None:
    args, found = call.args, paper_register(call.store)
    names = names_beside(call.store, found)
    twice = numbers_twice(found)
    missing = missing_numbers(call.store, found)
    form = forms.form_by_id(call.store, args.form).id if args.form else None
    room = call.class_id(args.label) if args.label else None
    rooms = class_of_papers(call.store, found)
    kept = [p for p in found if form in (None, p.form) and room in (None, rooms.get(p.id))
            and (args.month is None or p.day.isoformat().startswith(args.month))
            and (not args.voided or p.voided is not None)
            and (not args.unserved or p.unserved)
            and (not args.twice or p.number in twice)]
    lines = [
        f"{day_text(p.day)}  {_numbered(p)}  {p.title}  {names[p.id]}"
        f"  {_state(p)}{f'  文号重了，请作废一份（{p.id}）' if p.number in twice else ''}".rstrip()
        for p in kept]
    gaps = [f"登记簿里没有{number}：可能还在别的电脑上，没有随包报来。" for number in missing]
    call.answer([{**_registered(p), "twice": p.number in twice} for p in kept],
                [*lines, *gaps] if lines or gaps else ["没有这样的文书。" if found
                                                       else "还没有开出过文书。"])


def _verify(call: Call) -> None:
    number, code = call.args.number, call.args.code
    scanned = not code and number.upper().startswith("KC1")
    found = (verify_scanned(call.store, text=number) if scanned
             else verify_paper(call.store, number=number, code=code))
    paper = found.paper
    if not found.same:
        call.refuse(found.sentence)
    call.answer({"number": paper.number or None, "id": paper.id, "same": found.same,
                 "form": paper.form, "pupil": paper.pupil, "date": paper.day.isoformat(),
                 "voided": paper.voided, "bytes": found.kept, "sentence": found.sentence},
                found.sentence)


def _numbered(paper: IssuedPaper) -> str:
    """What the commands call it by: its number, else its plain id."""
    if paper.own:
        return paper.numbered if paper.number else f"{paper.numbered} {paper.id}"
    return paper.number or paper.id


def _registered(paper: IssuedPaper) -> dict[str, Any]:
    return {"id": paper.id, "number": paper.number or None, "form": paper.form or None,
            "title": paper.title, "pupil": paper.pupil, "date": paper.day.isoformat(),
            "limit": paper.limit and paper.limit.isoformat(),
            "served": paper.served and paper.served.isoformat(), "voided": paper.voided,
            "receipt": paper.receipt.said if paper.receipt else None,
            "scans": [photo.digest for photo in paper.photos], "code": paper.code or None,
            "pages": paper.pages, "sha256": paper.digest or None}


def _state(paper: IssuedPaper) -> str:
    if paper.voided is not None:
        return f"作废：{paper.voided}"
    return paper.receipt.said if paper.receipt else ""


def _reprint(call: Call) -> None:
    paper = find_paper(call.store, call.args.number)
    file = write_file(call.args.out, papers.reprint(call.store, paper=paper.id))
    call.answer({"number": paper.number or None, "file": str(file), "pages": paper.pages,
                 "sha256": paper.digest}, f"原样写好了：{file}")


def _void(call: Call) -> None:
    paper = find_paper(call.store, call.args.number)
    again = [] if paper.voided is not None else duties_if_voided(call.store, paper=paper.id)
    papers.void_paper(call.store, actor=call.actor, paper=paper.id, why=call.args.why)
    call.answer({"number": call.args.number, "due": [duty.id for duty in again]},
                [f"{call.args.number}作废了，登记簿里留着。",
                 *(f"又要办：{duty.sentence}" for duty in again)])


def _deliver(call: Call) -> None:
    args = call.args
    added = papers.deliver_paper(
        call.store, actor=call.actor, paper=args.number, day=args.date, how=args.how, to=args.to,
        relation=args.relation, witnesses=args.witness, scans=read_scans(args.scan))
    call.answer({"id": added.id}, f"登记了{day_text(args.date)}{args.how}送达，{args.to}签收。")


def _hand(call: Call) -> None:
    args = call.args
    added = papers.hand_paper(call.store, actor=call.actor, paper=args.number, day=args.date,
                              to=OFFICES[args.to])
    call.answer({"id": added.id}, f"登记了{day_text(args.date)}交到{args.to}。")
