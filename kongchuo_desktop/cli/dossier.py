"""The command of 卷宗: everything about one pupil as one PDF."""

from pathlib import Path

from kongchuo_desktop.cli.call import Call, write_file
from kongchuo_desktop.cli.parser import Commands
from kongchuo_desktop.cli.roster import PUPIL
from kongchuo_desktop.operations.dossier_file import Line, bind_dossier


def add_commands(commands: Commands) -> None:
    one = commands.add("dossier", "把一名学生的全部材料装成一册：封面、目录、文书、家访记录、照片")
    one.add_argument("pupil", metavar="学生", help=PUPIL)
    one.add_argument("--out", required=True, type=Path, metavar="文件", help="写成哪个PDF文件")
    one.add_argument("--voided", action="store_true", help="作废的文书也装进去；不写就只列在目录里")
    one.set_defaults(run=_dossier)


def _dossier(call: Call) -> None:
    args = call.args
    bound = bind_dossier(call.store, pupil=call.pupil(args.pupil), user=call.actor.name,
                         voided=args.voided)
    written = write_file(args.out, bound.pdf)
    for lacking in bound.lacking:
        call.refuse(f"没有装进去：{lacking.said}。")
    call.answer(
        {"file": str(written), "pages": bound.pages,
         "lacking": [lacking.said for lacking in bound.lacking],
         "contents": [{"order": line.order, "title": line.title, "number": line.number or None,
                       "date": line.day.isoformat() if line.day else None, "page": line.page,
                       "note": line.note or None} for line in bound.lines]},
        [*map(_said, bound.lines), f"装好了：{written}（{bound.pages}页）"])


def _said(line: Line) -> str:
    where = f"第{line.page}页" if line.page else line.note
    return "  ".join(filter(None, (where, line.title, line.number)))
