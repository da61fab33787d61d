"""The command that issues papers: for pupils, a whole class, classes, teachers or the school."""

from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, UsageError, write_file
from kongchuo_desktop.cli.cases import pair
from kongchuo_desktop.cli.parser import Commands, day
from kongchuo_desktop.cli.roster import PUPIL
from kongchuo_desktop.operations import papers
from kongchuo_desktop.operations.anonymity import names_beside
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.paper_answers import read_answers
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_files import paper_file_name, papers_in_one
from kongchuo_desktop.papers.form import Form

_OF_PUPILS = ("pupil", "case")


def add_commands(level: Commands) -> None:
    one = level.add("issue", "编号开出文书，并写成PDF")
    one.add_argument("form", metavar="文书", help="编号或名称，见paper list --all")
    one.add_argument("--pupil", action="append", default=[], metavar="学生",
                     help=PUPIL + "；可以写几次")
    one.add_argument("--class", dest="labels", action="append", default=[], metavar="班级",
                     help="给学生开的：全班每人一份，按座号；给班级开的：这个班；可以写几次")
    one.add_argument("--teacher", action="append", default=[], metavar="姓名",
                     help="给教师开的：每位一份；可以写几次")
    one.add_argument("--visit", metavar="编号", help="按哪一次家访填；不写是最近的一次")
    one.add_argument("--date", type=day, metavar="日期", help="印在上面的日期；不写是今天")
    one.add_argument("--out", type=Path, default=Path(), metavar="文件夹",
                     help="PDF放在哪里；不写是当前文件夹")
    one.add_argument("--together", type=Path, metavar="文件",
                     help="再把这一批写成一个PDF，一次打印")
    one.add_argument("--set", dest="fields", action="append", default=[], type=pair,
                     metavar="栏=值", help="开出时要填的栏，例如limit=2026-09-24；空着就是留空手填")
    one.set_defaults(run=_issue)


def _issue(call: Call) -> None:
    args, form = call.args, form_by_id(call.store, call.args.form)
    on = args.date or call.now().date()
    issue = papers.issue_papers(
        call.store, actor=call.actor, form_id=form.id, day=on, whom=_whom(call, form),
        asked=read_answers(form, dict(args.fields)))
    names = names_beside(call.store, issue.papers)
    value: list[dict[str, Any]] = []
    for paper in issue.papers:
        about = names[paper.id] or (
            call.class_name(paper.class_id) if paper.class_id else "")
        name = paper_file_name(paper, pupil=about)
        file = write_file(args.out / name, papers.reprint(call.store, paper=paper.id))
        value.append({
            "id": paper.id, "number": paper.number or None, "form": paper.form,
            "pupil": paper.pupil, "class": paper.class_id, "file": str(file),
            "pages": paper.pages, "sha256": paper.digest})
    if args.together:
        write_file(args.together, papers_in_one(call.store, papers=issue.papers))
    call.answer(value, [f"{v['number'] or v['id']}  {v['file']}" for v in value])


def _whom(call: Call, form: Form) -> list[Whom]:
    """Who each copy is about, by what the form is for.

    Raises:
        UsageError: for options that do not belong to such a form.
    """
    args = call.args
    if args.visit and len(args.pupil) != 1:
        raise UsageError("--visit 要和一个 --pupil 一起写。")
    if form.subject in _OF_PUPILS:
        batch = [one for label in args.labels for one in papers.class_batch(
            call.store, class_id=call.class_id(label), day=args.date or call.now().date())]
        return [*(Whom(pupil=call.pupil(who), visit=args.visit) for who in args.pupil), *batch]
    if args.pupil:
        raise UsageError(f"《{form.title}》不是给学生开的，不写 --pupil。")
    if form.subject == "class":
        return [Whom(class_id=call.class_id(label)) for label in args.labels or [None]]
    if form.subject == "teacher":
        return [Whom(teacher=name) for name in args.teacher]
    return [Whom()]
