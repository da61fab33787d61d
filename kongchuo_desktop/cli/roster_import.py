"""The command that imports a roster from Excel or a pasted range."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kongchuo_desktop import platform
from kongchuo_desktop.cli.call import Call, read_bytes
from kongchuo_desktop.cli.parser import Commands, words
from kongchuo_desktop.domain.enrollment import DETAILS
from kongchuo_desktop.domain.roster import LABELS, heading_key, meaning_label
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import importing
from kongchuo_desktop.operations.importing import RosterPlan, RosterSource
from kongchuo_desktop.sheets.table import Table

SEVERITIES = {"error": "不改不能导入", "doubt": "要看一眼", "note": "只是说明"}


def add_command(level: Commands) -> None:
    one = level.add("import", "从.xlsx或.xls导入花名册；要看一眼的行不导入，逐条说明",
                    more=words(SEVERITIES, "problems里的severity"))
    one.add_argument("file", metavar="文件", type=Path,
                     help="花名册表格；写 - 就读从表里复制、粘贴到标准输入的内容")
    one.add_argument("--sheet", metavar="工作表", help="表里有几张时写明是哪张")
    one.add_argument("--all-sheets", dest="sheet", action="store_const", const=importing.ALL,
                     help="表头一样的几张都导入")
    one.add_argument("--column", action="append", default=[], metavar="表头=意思", type=_column,
                     help="一列表头的意思，以后都这样认；等号后面空着就是不用这一列")
    one.add_argument("--doubtful", metavar="新文件", type=Path,
                     help="要看一眼的行存成.xlsx，改好再导入")
    one.add_argument("--class", dest="label", metavar="班级", help="表里没写班级时导入哪个班")
    one.add_argument("--dry-run", action="store_true", help="只看会怎样，什么也不写")
    one.set_defaults(run=_import)


def _import(call: Call) -> None:
    args = call.args
    class_id = call.class_id(args.label) if args.label else None
    source = _source(args.file)
    found = importing.plan_source(call.store, source=source, sheet=args.sheet, class_id=class_id)
    if args.column:
        meanings = _meanings(found.table, args.column)
        if not args.dry_run:
            for index, meaning in meanings.items():
                importing.remember_heading(call.store, table=found.table, index=index,
                                           meaning=meaning)
        found = importing.plan_source(call.store, source=source, sheet=args.sheet,
                                      class_id=class_id, meanings=meanings)
    plan = found.plan
    if args.doubtful and plan.count("ask", "reject"):
        platform.write_atomically(args.doubtful, importing.doubtful_sheet(
            call.store, found=found, source=source.name))
    if not args.dry_run and plan.count("create", "update"):
        importing.commit_roster(call.store, actor=call.actor, plan=plan, class_id=class_id)
    call.answer({**plan.counts, "problems": _problems(found)}, _said(found, args.dry_run))


def _source(path: Path) -> RosterSource:
    if str(path) == "-":
        return importing.paste_roster(sys.stdin.read())
    return importing.read_roster(read_bytes(path), path.name)


def _column(text: str) -> tuple[str, str | None]:
    """``特长=notes`` or ``特长=备注``; ``特长=`` for a column that is not used."""
    heading, _, said = text.partition("=")
    named = {meaning_label(name): name for name in (*LABELS, *DETAILS)}
    meaning = named.get(said, said)
    if not heading or (said and meaning not in LABELS and meaning not in DETAILS
                       and not meaning.startswith("tag:")):
        raise argparse.ArgumentTypeError(
            f"“{text}”要写成“表头=意思”，意思可以是：{'、'.join(named)}，或“tag:标签”")
    return heading, meaning or None


def _meanings(table: Table, columns: Iterable[tuple[str, str | None]]) -> dict[int, str | None]:
    """Column index → meaning. Raises: KnownError ``unknown_column``."""
    places = {heading_key(c.heading): c.index for c in reversed(table.columns) if c.heading}
    found = {}
    for heading, meaning in columns:
        if heading_key(heading) not in places:
            raise KnownError("unknown_column", f"表里没有“{heading}”这一列。", kept="没有改动。",
                             todo="表里有：" + "、".join(c.heading for c in table.columns
                                                         if c.heading) + "。")
        found[places[heading_key(heading)]] = meaning
    return found


def _problems(found: RosterPlan) -> list[dict[str, Any]]:
    table = found.table
    several = len(table.parts) > 1
    return [{"row": table.row(p.row), **_sheet(table, p.row, several), "column": p.column,
             "value": p.value, "sentence": p.sentence, "severity": p.severity}
            for p in found.plan.problems]


def _sheet(table: Table, number: int, several: bool) -> dict[str, str]:
    return {"sheet": table.part_of(number).sheet} if several else {}


def _said(found: RosterPlan, dry_run: bool) -> Iterable[str]:
    plan, table = found.plan, found.table
    counts = plan.counts
    would = "会" if dry_run else ""
    yield (f"共{counts['rows']}行：{would}新增{counts['created']}，{would}更新{counts['updated']}，"
           f"没有变化{counts['unchanged']}，要处理{counts['rejected']}。")
    yield from found.remarks
    if table.unknown:
        yield ("不认识的列：" + "、".join(c.heading for c in table.unknown)
               + "。用 --column 表头=意思 告诉一次，以后都认得。")
    for problem in plan.problems:
        column = f"（{problem.column}：{problem.value}）" if problem.column else ""
        yield f"{table.place(problem.row)}{column}{problem.sentence}"
