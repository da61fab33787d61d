"""The commands of visits and calls, and of the photos and scans on any record."""

from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, read_scans, write_file
from kongchuo_desktop.cli.parser import Commands, day
from kongchuo_desktop.cli.roster import PUPIL
from kongchuo_desktop.domain.dates import parse_iso
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import attachments, visits
from kongchuo_desktop.operations.attachments import Photo
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.portraits import set_portrait
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.operations.words import day_text

_TEXTS = {"time": "时间", "met": "见到谁", "cause": "没来的原因", "whereabouts": "现在在哪",
          "needs": "要什么帮助", "next-step": "下一步", "note": "谈了什么"}
_RECORD = "登记时给的编号，见visit list或case show"
_PHOTO = "照片的编号（sha256，写前8位就行），见photo list"
_SHORTEST = 8
_KINDS = {"photo": "照片", "scan": "扫描件"}


def add_commands(commands: Commands) -> None:
    level = commands.level("visit", "家访和电话")
    one = level.add("add", "登记一次家访或电话", more="结果：" + "、".join(visits.OUTCOMES))
    one.add_argument("--pupil", required=True, metavar="学生", help=PUPIL)
    _add_fields(one, needed=True)
    one.set_defaults(run=_add)
    one = level.add("edit", "补记或更正一次家访；原来写的流水账里留着")
    one.add_argument("id", metavar="编号", help=_RECORD)
    _add_fields(one, needed=False)
    one.set_defaults(run=_edit)
    one = level.add("list", "一名学生的家访和电话，新的在前")
    one.add_argument("--pupil", required=True, metavar="学生", help=PUPIL)
    one.set_defaults(run=_list)
    _add_photo(commands.level("photo", "家访、经过和文书上的照片、扫描件"))


def _add_fields(one: Any, *, needed: bool) -> None:
    one.add_argument("--date", required=needed, type=day, metavar="日期", help="哪一天")
    one.add_argument("--kind", required=needed, choices=visits.MODES, metavar="方式",
                     help="、".join(visits.MODES))
    one.add_argument("--outcome", required=needed, choices=visits.OUTCOMES, metavar="结果",
                     help="、".join(visits.OUTCOMES))
    one.add_argument("--by", action="append", default=[], metavar="姓名", help="谁去的；可以写几次")
    one.add_argument("--joint", action="append", default=[], metavar="单位",
                     help="同去的单位，例如村委会；可以写几次")
    for name, said in _TEXTS.items():
        one.add_argument(f"--{name}", default="", metavar="文字", help=said)
    one.add_argument("--promised", type=day, metavar="日期", help="答应哪天返校")
    one.add_argument("--photo", action="append", default=[], type=Path, metavar="文件",
                     help="照片，缩小后存起来，不带拍摄地点；可以写几次")


def _add_photo(level: Commands) -> None:
    one = level.add("list", "一条记录上的照片和扫描件")
    one.add_argument("id", metavar="编号", help=_RECORD)
    one.set_defaults(run=_photos)
    one = level.add("add", "给一条记录加照片或扫描件")
    one.add_argument("id", metavar="编号", help=_RECORD)
    one.add_argument("files", nargs="+", type=Path, metavar="文件", help="照片、PDF")
    one.set_defaults(run=_add_photos)
    one = level.add("save", "把一张照片或扫描件另存成文件")
    one.add_argument("id", metavar="编号", help=_RECORD)
    one.add_argument("photo", metavar="照片", help=_PHOTO)
    one.add_argument("--out", required=True, type=Path, metavar="文件", help="写成哪个文件")
    one.set_defaults(run=_save)
    one = level.add("note", "给一张照片写一句说明")
    one.add_argument("id", metavar="编号", help=_RECORD)
    one.add_argument("photo", metavar="照片", help=_PHOTO)
    one.add_argument("text", metavar="文字", help="照片上是什么；写空的就是去掉说明")
    one.set_defaults(run=_note)
    one = level.add("remove", "从一条记录上删掉一张照片；可以撤销")
    one.add_argument("id", metavar="编号", help=_RECORD)
    one.add_argument("photo", metavar="照片", help=_PHOTO)
    one.set_defaults(run=_remove)
    one = level.add("portrait", "给一名学生存一张证件照，印在表的照片处；再存一张就换成新的")
    one.add_argument("--pupil", required=True, metavar="学生", help=PUPIL)
    one.add_argument("file", type=Path, metavar="文件", help="JPG、PNG照片")
    one.set_defaults(run=_portrait)


def _add(call: Call) -> None:
    args = call.args
    added = visits.add_visit(call.store, actor=call.actor, visit=VisitInput(
        pupil=call.pupil(args.pupil), day=args.date, mode=args.kind, outcome=args.outcome,
        by=args.by, joint=args.joint, promised=args.promised, pictures=read_scans(args.photo),
        **_texts(call)))
    call.answer({"id": added.id}, f"登记了{day_text(args.date)}的{args.kind}：{args.outcome}。")


def _texts(call: Call) -> dict[str, str]:
    names = [name.replace("-", "_") for name in _TEXTS]
    return {name: getattr(call.args, name).strip() for name in names}


def _edit(call: Call) -> None:
    args = call.args
    view = visits.visit_view(call.store, visit=args.id)
    old = view.values
    texts = {name: value or old.get(name, "") for name, value in _texts(call).items()}
    promised = args.promised or (parse_iso(old["promised"]).exact if "promised" in old else None)
    visits.edit_visit(call.store, actor=call.actor, visit=view.id, prior=view.tips,
                      wanted=VisitInput(
        pupil=view.pupil, day=args.date or day(old["day"]), mode=args.kind or old["mode"],
        outcome=args.outcome or old["outcome"], by=args.by or old.get("by", ()),
        joint=args.joint or old.get("joint", ()), promised=promised,
        pictures=read_scans(args.photo), **texts))
    call.answer({"id": view.id}, "记下了；原来写的流水账里留着。")


def _list(call: Call) -> None:
    found = [h for h in dossier(call.store, pupil=call.pupil(call.args.pupil)).happened
             if h.kind in ("visit", "call")]
    call.answer(
        [{"id": h.id, "date": h.day.isoformat(), "what": h.title, "text": h.text, "by": h.by,
          "photos": [_photo(p) for p in h.photos]} for h in found],
        [f"{day_text(h.day)}  {h.title}  {h.by}"
         + (f"  照片{len(h.photos)}张" if h.photos else "") + f"  {h.id}" for h in found]
        or ["还没有家访或电话。"])


def _photo(photo: Photo) -> dict[str, Any]:
    return {"sha256": photo.digest, "kind": photo.kind, "name": photo.name or None,
            "taken": photo.day and photo.day.isoformat(), "note": photo.note or None}


def _photos(call: Call) -> None:
    found = attachments.photos_of(call.store, call.args.id)
    call.answer([_photo(p) for p in found], [
        f"{p.digest[:_SHORTEST]}  {_KINDS[p.kind]}  {p.name}  {p.note}".rstrip() for p in found]
        or ["没有照片。"])


def _portrait(call: Call) -> None:
    (picture,) = read_scans([call.args.file])
    added = set_portrait(call.store, actor=call.actor, pupil=call.pupil(call.args.pupil),
                         picture=picture)
    call.answer({"id": added.id}, "存下了学生照片。")


def _add_photos(call: Call) -> None:
    pictures = read_scans(call.args.files)
    attachments.add_pictures(call.store, actor=call.actor, target=call.args.id, pictures=pictures)
    _photos(call)


def _save(call: Call) -> None:
    photo = _named(call)
    data = attachments.stored_bytes(call.store, photo.digest, called=photo.called)
    file = write_file(call.args.out, data)
    call.answer({"file": str(file), "sha256": photo.digest}, f"存好了：{file}")


def _note(call: Call) -> None:
    photo = _named(call)
    attachments.note_picture(call.store, actor=call.actor, photo=photo, note=call.args.text)
    _photos(call)


def _remove(call: Call) -> None:
    photo = _named(call)
    attachments.remove_picture(call.store, actor=call.actor, photo=photo)
    call.answer({"sha256": photo.digest}, f"删掉了{photo.called}；undo可以撤销。")


def _named(call: Call) -> Photo:
    text = call.args.photo.lower()
    found = [p for p in attachments.photos_of(call.store, call.args.id)
             if len(text) >= _SHORTEST and p.digest.startswith(text)]
    if len(found) != 1:
        raise KnownError("unknown_photo", f"这条记录上没有“{call.args.photo}”这张照片。",
                         kept="没有改动。", todo="用photo list查看编号。")
    return found[0]
