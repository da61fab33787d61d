"""The commands of packs of forms: check, add, remove, list."""

from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands
from kongchuo_desktop.operations.form_pack_files import read_pack
from kongchuo_desktop.operations.form_packs import (
    PackReport,
    add_pack,
    check_pack,
    packs,
    remove_pack,
)

_CHANGES = {"new": "新的", "replaces": "换掉", "again": "原样"}
_PACK = "放着表样（.toml）的文件夹，它的.zip压缩包，或者一个.toml文件"


def add_commands(commands: Commands) -> None:
    level = commands.level("pack", "县里或学校自己的文书样式")
    one = level.add("check", "看一包样式对不对、会换掉什么，不收下")
    one.add_argument("pack", type=Path, metavar="文件", help=_PACK)
    one.set_defaults(run=_check)
    one = level.add("add", "收下一包样式；有一处不对就一份都不收")
    one.add_argument("pack", type=Path, metavar="文件", help=_PACK)
    one.set_defaults(run=_add)
    one = level.add("remove", "收回一包样式，程序原来的样式又用上")
    one.add_argument("title", metavar="名称",
                     help="包的名称，或者一份样式的编号，见paper pack list")
    one.set_defaults(run=_remove)
    one = level.add("list", "收过哪些样式，什么时候、谁收的")
    one.set_defaults(run=_list)


def _check(call: Call) -> None:
    report = check_pack(call.store_if_named, read_pack(call.args.pack), day=call.now().date())
    for error in report.wrong:
        call.refuse(error.sentence)
    call.answer(_said(report), _lines(report))


def _add(call: Call) -> None:
    report = add_pack(call.store, by=call.actor.name, pack=read_pack(call.args.pack))
    call.answer(_said(report), ["收下了：", *_lines(report)])


def _said(report: PackReport) -> dict[str, Any]:
    return {"title": report.pack.title, "forms": [
        {"id": form.id, "title": form.title, "change": form.change, "file": form.file,
         "replaced": form.replaced or None} for form in report.forms],
        "parts": list(report.parts), "ignored": list(report.pack.ignored),
        "wrong": [error.sentence for error in report.wrong]}


def _lines(report: PackReport) -> list[str]:
    lines = [f"{_CHANGES[form.change]}  {form.id}  {form.title}"
             + (f"（原来的《{form.replaced}》）" if form.change == "replaces" else "")
             for form in report.forms]
    lines += [f"共用部分  {part}" for part in report.parts]
    return [*lines, *(f"没有用到  {name}" for name in report.pack.ignored)]


def _remove(call: Call) -> None:
    ids = remove_pack(call.store, title=call.args.title)
    call.answer({"forms": list(ids)}, f"收回了：{'、'.join(ids) or call.args.title}。")


def _list(call: Call) -> None:
    found = packs(call.store)
    call.answer(
        [{"title": pack.title or None, "date": pack.added.isoformat() if pack.added else None,
          "by": pack.by or None, "forms": list(pack.forms), "parts": list(pack.parts)}
         for pack in found],
        [f"{pack.added or ''}  {pack.title or '放进文件夹的'}  {pack.by}  "
         + "、".join((*pack.forms, *pack.parts)) for pack in found] or ["没有收过别的样式。"])
