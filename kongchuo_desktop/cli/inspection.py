"""The commands of 迎检对照: the clauses and how they stand, their list as a file, 整理成册."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, UsageError, write_file
from kongchuo_desktop.cli.parser import Commands, day, words
from kongchuo_desktop.domain.inspection.model import (
    STATE_NAMES,
    STATED,
    ClauseStanding,
    Part,
    Proof,
)
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.inspection import Inspection, inspection, state_clause
from kongchuo_desktop.operations.inspection_binding import bind_up
from kongchuo_desktop.operations.inspection_book import bind_book
from kongchuo_desktop.operations.inspection_files import catalogue_pdf, catalogue_sheet, totals

SPANS = {"month": "本月", "term": "本学期", "year": "本学年", "last_year": "上学年"}
PROOFS = {"there": "有", "lacking": "缺", "late": "逾期", "waiting": "等其他单位",
          "ahead": "没到期"}
_SUFFIXES = (".xlsx", ".pdf")
_MISSING = ("lacking", "late")


def add_commands(commands: Commands) -> None:
    level = commands.level("inspection", "迎检对照：文件逐条，本校有什么、缺什么")
    one = level.add("list", "列出各条和它的状态",
                    more="\n".join([words(STATE_NAMES, "state"), words(PROOFS, "proof"),
                                    words(SPANS, "span")]))
    one.add_argument("--missing", action="store_true", help="只列缺材料的和逾期的")
    _add_span(one)
    one.set_defaults(run=_list)
    one = level.add("export", "写成一张对照表", more=words(SPANS, "span"))
    one.add_argument("file", type=Path, metavar="文件", help="以.xlsx或.pdf结尾")
    _add_span(one)
    one.set_defaults(run=_export)
    one = level.add("state", "写明一条不能由程序判断的情况",
                    more=words({state: STATE_NAMES[state] for state in STATED}, "state"))
    one.add_argument("clause", metavar="条款", help="编号，见inspection list")
    one.add_argument("state", choices=STATED, metavar="状态",
                     help="、".join(f"{state}（{STATE_NAMES[state]}）" for state in STATED))
    one.add_argument("--text", required=True, metavar="文字", help="说明，例如材料放在哪里")
    one.set_defaults(run=_state)
    one = level.add("bind", "整理成册：一条一个文件夹，放文书、照片、扫描件；还有台账、卷宗和目录",
                    more=words(SPANS, "span"))
    one.add_argument("--to", required=True, type=Path, metavar="文件夹", help="在哪里新建")
    one.add_argument("--book", action="store_true",
                     help="只把台账和卷宗装成一册PDF，有封面、目录和页码")
    _add_span(one)
    one.set_defaults(run=_bind)


def _add_span(one: Any) -> None:
    one.add_argument("--span", choices=list(SPANS), metavar="span",
                     help="、".join(SPANS) + "；不写是term")
    one.add_argument("--since", type=day, metavar="日期", help="从哪一天起，代替--span")
    one.add_argument("--until", type=day, metavar="日期", help="到哪一天为止，代替--span")
    one.add_argument("--policy", default="", metavar="编号",
                     help="那段时间里换过文件的，看哪一份；不写是后来的")


def _seen(call: Call) -> Inspection:
    args = call.args
    if args.span and (args.since or args.until):
        raise UsageError("--span和--since、--until只能写一样。")
    seen = inspection(call.store, span=args.span or "", since=args.since, until=args.until,
                      policy=args.policy)
    if args.policy not in ("", seen.policy):
        followed = "、".join(policy for policy, _ in seen.policies)
        raise KnownError("policy_not_followed", f"这段时间没有按“{args.policy}”办。",
                         todo=f"可以看的：{followed}。" if followed else "先选按哪份文件办。")
    return seen


def _list(call: Call) -> None:
    seen = _seen(call)
    shown = [s for s in seen.standings if not call.args.missing or s.state in _MISSING]
    lines = [f"{s.id}  {place_in(s.where)}  {s.title}  {s.chip}" for s in shown]
    call.answer(
        {"policy": seen.policy or None, "title": seen.title, "since": _iso(seen.span.since),
         "until": _iso(seen.span.until), "counts": dict(seen.counts),
         "clauses": [_clause(s) for s in shown]},
        [*lines, totals(seen)] if seen.standings else ["还没有选按哪份文件办。"])


def _clause(standing: ClauseStanding) -> dict[str, Any]:
    said = standing.statement
    return {
        "policy": standing.policy, "id": standing.id, "where": standing.where,
        "quote": standing.quote, "title": standing.title, "state": standing.state,
        "found": standing.found, "wanted": standing.wanted, "last": _iso(standing.last),
        "who": standing.who, "materials": list(standing.materials),
        "proofs": [_proof(part, proof) for part in standing.parts for proof in part.proofs],
        "statement": said and {"state": said.state, "text": said.text, "by": said.by,
                               "date": _iso(said.day), "event": said.event},
    }


def _proof(part: Part, proof: Proof) -> dict[str, Any]:
    return {"binding": part.binding, "pupil": proof.pupil, "name": proof.name,
            "what": proof.what, "state": proof.state, "date": _iso(proof.day),
            "facts": list(proof.refs), "duty": proof.duty or None}


def _iso(found: date | None) -> str | None:
    return found.isoformat() if found else None


def _export(call: Call) -> None:
    file: Path = call.args.file
    if file.suffix.lower() not in _SUFFIXES:
        raise UsageError("文件名要以.xlsx或.pdf结尾。")
    seen = _seen(call)
    make = catalogue_pdf if file.suffix.lower() == ".pdf" else catalogue_sheet
    written = write_file(file, make(call.store, seen))
    call.answer({"file": str(written), "clauses": len(seen.standings)},
                f"写好了：{written}（{len(seen.standings)}条）")


def _state(call: Call) -> None:
    args = call.args
    seen = inspection(call.store)
    policy = next((s.policy for s in seen.standings if s.id == args.clause), seen.policy)
    added = state_clause(call.store, actor=call.actor, policy=policy, clause=args.clause,
                         state=args.state, text=args.text)
    call.answer({"id": added.id, "policy": policy, "clause": args.clause, "state": args.state},
                f"写明了{args.clause}：{STATE_NAMES[args.state]}。")


def _bind(call: Call) -> None:
    if call.args.book:
        _bind_book(call)
        return
    bound = bind_up(call.store, _seen(call), folder=call.args.to, user=call.actor.name)
    _tell_absent(call, bound.absent)
    call.answer({"folder": str(bound.folder), "files": bound.files, "absent": list(bound.absent)},
                f"整理好了：{bound.folder}（{bound.files}个文件）")


def _bind_book(call: Call) -> None:
    book = bind_book(call.store, _seen(call), folder=call.args.to, user=call.actor.name)
    _tell_absent(call, book.absent)
    call.answer(
        {"file": str(book.path), "pages": book.pages, "absent": list(book.absent),
         "volumes": [{"group": one.group, "title": one.title, "page": one.page,
                      "pages": one.pages} for one in book.entries]},
        f"装订好了：{book.path}（{len(book.entries)}册，{book.pages}页）")


def _tell_absent(call: Call, absent: Sequence[str]) -> None:
    for name in absent:
        call.refuse(f"不在这台电脑上，没有放进去：{name}。")
