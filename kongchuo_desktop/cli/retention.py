"""The commands that end the keeping of records: what has been kept long enough, and erasing it."""

from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands
from kongchuo_desktop.operations.retention import erase_records, retention


def add_commands(commands: Commands) -> None:
    level = commands.level("retention", "满保存年限的档案")
    one = level.add("list", "离校满年限、可以清除的学生；本校没有定年限就一个也不列")
    one.set_defaults(run=_list)
    one = level.add("erase", "清除列出来的学生的全部记录，找不回来")
    one.add_argument("pupil", metavar="学生", nargs="*", help="学生的编号")
    one.add_argument("--all", action="store_true", help="列出来的全部")
    one.set_defaults(run=_erase)


def _list(call: Call) -> None:
    found = retention(call.store)
    years = "本校还没有定保存几年。" if found.years is None else f"离校后保存{found.years}年。"
    call.answer(
        {"years": found.years, "pupils": [
            {"id": line.pupil, "name": line.name, "left": line.left.isoformat(),
             "until": line.until.isoformat()} for line in found.due]},
        [years, *(f"{line.pupil}  {line.name}  {line.left}离校，保存到{line.until}"
                  for line in found.due)])


def _erase(call: Call) -> None:
    pupils = call.args.pupil
    if call.args.all:
        pupils = [line.pupil for line in retention(call.store).due]
    erase_records(call.store, actor=call.actor, pupils=pupils)
    call.answer({"erased": len(pupils)}, f"清除了{len(pupils)}人的档案。")
