"""The commands of a store as a whole: demo, init, classes, history, undo, backup, check."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kongchuo_desktop.cli.call import Call, UsageError, write_file
from kongchuo_desktop.cli.parser import Commands, words
from kongchuo_desktop.cli.window import has_display, open_window
from kongchuo_desktop.operations import copies, demo, founding, history, kit_start
from kongchuo_desktop.operations.policies import shipped_book
from kongchuo_desktop.store.backup import restore
from kongchuo_desktop.store.check import check

ROLES = {"class": "班级", "school": "学校", "bureau": "教育局"}
RECOVERY_PAGE = "恢复页.pdf"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def add_commands(commands: Commands) -> None:
    _add_first(commands)
    _add_trail(commands)
    _add_care(commands)


def _add_first(commands: Commands) -> None:
    one = commands.add("demo", "造一套样例：学校、班级、教育局，过完一个月，再打开窗口")
    one.add_argument("--to", metavar="文件夹", type=Path, help="放在哪里；不写就放在新的临时文件夹")
    one.add_argument("--no-window", action="store_true", help="造好就结束，不打开窗口")
    one.set_defaults(run=_demo)
    one = commands.add("init", "在--store的文件夹里新建数据，并写出恢复页",
                       more=words(ROLES, "岗位") + "\n口令从--password-file或环境变量读。")
    way = one.add_choice_of()
    way.add_argument("--role", choices=list(ROLES), help="岗位")
    way.add_argument("--kit", type=Path, metavar="加入文件",
                     help="用上级的加入文件新建：单位、班级、文件都在里面")
    one.add_argument("--name", default="", metavar="单位", help="学校或教育局的全称")
    one.add_argument("--code", default="", metavar="码",
                     help="学校标识码；用--kit时是12位加入码")
    one.add_argument("--class", dest="label", default="", metavar="班级",
                     help="班级岗位必写，例如七年级1班")
    one.add_argument("--policy", default="", metavar="编号", help="按哪份文件办，见policy list")
    one.add_argument("--person", default="", metavar="姓名", help="谁在用，印在记录里")
    one.add_argument("--show-key", action="store_true", help="把恢复码也显示出来")
    one.set_defaults(run=_init)
    rooms = commands.level("class", "班级")
    one = rooms.add("add", "添加一个班")
    one.add_argument("label", metavar="班级", help="例如七年级1班")
    one.add_argument("--head-teacher", default="", metavar="姓名", help="班主任")
    one.add_argument("--phone", default="", metavar="电话", help="班主任电话")
    one.set_defaults(run=_add_class)


def _add_trail(commands: Commands) -> None:
    commands.add("undo", "撤销最近做的一步").set_defaults(run=_undo)
    one = commands.add("history", "谁在什么时候做了什么，新的在前")
    one.add_argument("--pupil", metavar="学生", help="只看一名学生")
    one.set_defaults(run=_history)


def _add_care(commands: Commands) -> None:
    one = commands.add("backup", "写一份加密的备份")
    one.add_argument("--to", required=True, metavar="文件夹", type=Path, help="备份放在哪里")
    one.set_defaults(run=_backup)
    one = commands.add("restore", "把备份恢复到一个空文件夹；用原来的口令打开")
    one.add_argument("file", metavar="备份文件", type=Path, help="以.kcbak结尾的文件")
    one.add_argument("--to", required=True, metavar="文件夹", type=Path, help="恢复到哪里")
    one.set_defaults(run=_restore)
    one = commands.add("check", "检查数据文件和流水账是否完好")
    one.set_defaults(run=_check)


def _demo(call: Call) -> None:
    folder = call.args.to or Path(tempfile.mkdtemp(prefix="kongchuo-"))
    made = demo.live_month(folder, now=call.now)
    value = {
        "folder": str(made.folder), "roster": str(made.roster), "notice": str(made.notice),
        "package": str(made.package), "password": demo.PASSWORD,
        "stores": {role: str(path) for role, path in made.stores.items()},
    }
    call.answer(value, [
        f"样例在：{made.folder}", f"花名册：{made.roster}", f"劝学通知书：{made.notice}",
        f"报送包：{made.package}",
        *(f"{ROLES[role]}的数据：{path}" for role, path in made.stores.items()),
        f"三份数据的口令都是：{demo.PASSWORD}"])
    if not call.args.no_window and has_display():
        call.code = open_window(made.stores["class"], demo.PASSWORD)


def _init(call: Call) -> None:
    args = call.args
    if args.kit is not None:
        _init_by_kit(call)
        return
    if not args.name:
        raise UsageError("新建数据要写--name")
    policy = shipped_book().known_as(args.policy)
    if policy:
        shipped_book().effective(policy)
    answers = founding.Founding(
        role=args.role, unit_name=args.name, unit_code=args.code, class_label=args.label,
        policy=policy, password=call.password(), person=args.person or args.label or args.name)
    _tell_made(call, founding.found_store(call.folder, answers, now=call.now))


def _init_by_kit(call: Call) -> None:
    args = call.args
    offer = kit_start.read_offer(args.kit)
    kit = offer.kit
    begun = kit_start.begin_by_kit(
        offer, folder=call.folder, person=args.person or kit.class_name or kit.unit.name,
        password=call.password(), code=args.code, now=call.now)
    above = begun.joined.kit.superior.name
    _tell_made(call, begun, {"check_code": begun.check_code, "superior": above,
                             "pupils": begun.joined.pupils},
               [f"加入了{above}。打电话念给它听的核对码：{begun.check_code}"])


def _tell_made(call: Call, made: founding.Founded, more: Mapping[str, Any] = _NOTHING,
               said: Sequence[str] = ()) -> None:
    """The store, its recovery page, and what else is to be told of it."""
    store = call.keep(made.store)
    page = write_file(store.folder / RECOVERY_PAGE,
                      founding.recovery_page(store, recovery_key=made.recovery_key))
    value = {"store": str(store.folder), "role": store.role, "recovery_page": str(page), **more}
    lines = [f"建好了：{store.folder}", f"恢复页：{page}", "打印出来锁好，再把这个文件删掉。",
             *said]
    if call.args.show_key:
        value["recovery_key"] = made.recovery_key
        lines.append(f"恢复码：{made.recovery_key}")
    call.answer(value, lines)


def _add_class(call: Call) -> None:
    added = founding.add_class(call.store, actor=call.actor, label=call.args.label,
                               head_teacher=call.args.head_teacher, phone=call.args.phone)
    call.answer({"id": added.id}, f"添加了{call.args.label}。")


def _undo(call: Call) -> None:
    report = history.undo(call.store, actor=call.actor)
    said = history.SAID.get(report.undone.kind, report.undone.kind)
    lines = [f"已撤销：{said}。" if report.changes.rows else f"没有撤销：{said}。"]
    if report.left:
        lines.append(f"有{len(report.left)}处后来又改过或连着别的记录，没有动。")
    call.answer({"undone": report.undone.kind, "rows": len(report.changes.rows),
                 "left": len(report.left)}, lines)


def _history(call: Call) -> None:
    pupil = call.pupil(call.args.pupil) if call.args.pupil else None
    found = history.trail(call.store, pupil=pupil)
    value = [{
        "id": f"{t.info.op[0]}:{t.info.op[1]}", "at": history.local_time(t.info.at),
        "by": t.info.record.actor, "kind": t.info.record.kind, "what": t.said,
        "rows": t.info.rows, "pupils": sorted(t.info.pupils)} for t in found]
    call.answer(value, [f"{v['at']}  {v['by']}  {v['what']}（{v['rows']}行）" for v in value])


def _backup(call: Call) -> None:
    file = copies.back_up_to(call.store, folder=call.args.to)
    call.answer({"file": str(file)}, f"备份写好了：{file}")


def _restore(call: Call) -> None:
    header = restore(call.args.file, call.args.to, now=call.now())
    call.answer({"store": str(call.args.to), "role": header.role, "unit": header.unit_name},
                f"{header.unit_name}{header.name}的数据恢复到了{call.args.to}，用原来的口令打开。")


def _check(call: Call) -> None:
    report = check(call.store)
    for problem in report.problems:
        call.refuse(problem)
    call.answer({"ok": report.ok, "entries": report.entries, "problems": list(report.problems)},
                f"完好，流水账{report.entries}条。" if report.ok
                else "不要再往里写，请用最近的备份恢复。")
