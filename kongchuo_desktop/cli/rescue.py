"""The commands for a lost password and recovery page: ask the superior, answer, open again."""

from pathlib import Path

from kongchuo_desktop.cli.call import Call, read_bytes, write_file
from kongchuo_desktop.cli.parser import Commands
from kongchuo_desktop.cli.stores import RECOVERY_PAGE
from kongchuo_desktop.operations import rescue
from kongchuo_desktop.operations.founding import recovery_page


def add_commands(commands: Commands) -> None:
    level = commands.level("key", "口令和恢复页都没有了：请上级帮忙打开")
    one = level.add("ask", "写一个求助文件，不用口令；再把核对码念给上级听")
    one.add_argument("--to", required=True, type=Path, metavar="文件夹", help="写到哪里")
    one.set_defaults(run=_ask)
    one = level.add("inspect", "上级先看看是谁求助，不给出什么")
    one.add_argument("file", type=Path, metavar="文件", help="求助文件")
    one.set_defaults(run=_inspect)
    one = level.add("answer", "上级核对了核对码，写一个答复文件")
    one.add_argument("file", type=Path, metavar="文件", help="求助文件")
    one.add_argument("--code", required=True, metavar="核对码", help="对方在电话里念的核对码")
    one.add_argument("--to", required=True, type=Path, metavar="文件夹", help="写到哪里")
    one.set_defaults(run=_answer)
    one = level.add("open", "用答复打开：换成新口令，写出新恢复页，原来的都作废",
                    more="新口令从--password-file或环境变量读。")
    one.add_argument("file", type=Path, metavar="文件", help="答复文件")
    one.add_argument("--show-key", action="store_true", help="把恢复码也显示出来")
    one.set_defaults(run=_open)


def _ask(call: Call) -> None:
    asked = rescue.ask(call.folder, to=call.args.to, now=call.now)
    call.answer({"file": str(asked.path), "holder": asked.holder, "check_code": asked.check_code},
                [f"求助文件写好了：{asked.path}",
                 f"交给{asked.holder}，再打电话念核对码：{asked.check_code}"])


def _inspect(call: Call) -> None:
    asker = rescue.look_at_request(call.store, data=read_bytes(call.args.file))
    call.answer({"unit": asker.unit_name, "name": asker.name, "role": asker.role,
                 "made": asker.made.isoformat()},
                f"{asker.unit_name}{asker.name}忘了口令，{asker.made:%Y-%m-%d %H:%M}写的求助。")


def _answer(call: Call) -> None:
    given = rescue.answer(call.store, actor=call.actor, data=read_bytes(call.args.file),
                          check_code=call.args.code, folder=call.args.to)
    call.answer({"file": str(given.path), "for": given.for_whom},
                f"答复写好了：{given.path}（给{given.for_whom}）")


def _open(call: Call) -> None:
    opened = rescue.open_with_answer(call.folder, data=read_bytes(call.args.file),
                                     new_password=call.password(), now=call.now)
    store = call.keep(opened.store)
    page = write_file(store.folder / RECOVERY_PAGE,
                      recovery_page(store, recovery_key=opened.recovery_key))
    value = {"store": str(store.folder), "recovery_page": str(page)}
    lines = [f"打开了，换成了新口令。新恢复页：{page}", "打印出来锁好，再把这个文件删掉。"]
    if call.args.show_key:
        value["recovery_key"] = opened.recovery_key
        lines.append(f"恢复码：{opened.recovery_key}")
    call.answer(value, lines)
