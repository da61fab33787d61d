"""The commands of roll call."""

import argparse
from datetime import date
from pathlib import Path

from kongchuo_desktop.cli.call import Call, UsageError, write_file
from kongchuo_desktop.cli.parser import Commands, Parser, day
from kongchuo_desktop.cli.roster import PUPIL
from kongchuo_desktop.domain.facts import KINDS
from kongchuo_desktop.operations import attendance
from kongchuo_desktop.operations.attendance import WHOLE_DAY, MarkInput
from kongchuo_desktop.operations.month_sheet import month_grid, month_sheet
from kongchuo_desktop.operations.school_day import ClassDay, school_day
from kongchuo_desktop.operations.words import day_text

PARTS = (WHOLE_DAY, "上午", "下午")
_KINDS_SAID = "考勤：" + "、".join(KINDS)


def add_commands(commands: Commands) -> None:
    level = commands.level("attendance", "考勤")
    one = level.add("take", "提交一个班一天的考勤；没有写到的学生都是出勤", more=_KINDS_SAID)
    one.add_argument("--class", dest="label", metavar="班级", help="只有一个班时可以不写")
    _add_day(one)
    one.add_argument("--mark", action="append", default=[], type=_mark, metavar="学生=考勤",
                     help="例如“张三=旷课”；只缺几节写“张三=旷课:1,2”；可以写几次")
    one.add_argument("--replace", action="store_true", help="已经提交过的，按这次的重新提交")
    one.set_defaults(run=_take)
    one = level.add("correct", "更正一名学生一天的考勤；原来的也留着", more=_KINDS_SAID)
    one.add_argument("--pupil", required=True, metavar="学生", help=PUPIL)
    _add_day(one)
    one.add_argument("--kind", required=True, choices=KINDS, metavar="考勤", help="改成什么")
    one.set_defaults(run=_correct)
    one = level.add("day", "全校一天的考勤：每个班的人数、谁没来、提交了没有")
    one.add_argument("--date", type=day, metavar="日期", help="不写是今天")
    one.set_defaults(run=_day)
    one = level.add("month", "一个班一个月的考勤表，存成PDF")
    one.add_argument("--class", dest="label", metavar="班级", help="只有一个班时可以不写")
    one.add_argument("--month", required=True, type=month, metavar="月份", help="例如2026-09")
    one.add_argument("--out", required=True, type=Path, metavar="文件", help="PDF存到哪里")
    one.set_defaults(run=_month)


def _add_day(one: Parser) -> None:
    one.add_argument("--date", required=True, type=day, metavar="日期", help="例如2026-09-17")
    one.add_argument("--part", choices=PARTS, default=WHOLE_DAY, metavar="时段",
                     help="、".join(PARTS) + "；不写是全天")


def month(text: str) -> date:
    """The first day of ``2026-09``."""
    return day(f"{text}-01")


def _mark(text: str) -> tuple[str, MarkInput]:
    """``张三=旷课`` or ``张三=旷课:1,2``."""
    pupil, _, rest = text.rpartition("=")
    kind, _, lessons = rest.partition(":")
    if not pupil or kind not in KINDS:
        raise argparse.ArgumentTypeError(
            f"“{text}”看不懂，写成“张三=旷课”；考勤可以是{'、'.join(KINDS)}。")
    try:
        return pupil, MarkInput(kind, tuple(int(n) for n in lessons.split(",") if lessons))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{lessons}”不是节次，写成1,2,3这样。") from None


def _take(call: Call) -> None:
    args = call.args
    class_id = call.class_id(args.label)
    filed = attendance.take_register(
        call.store, actor=call.actor, class_id=class_id, day=args.date, part=args.part,
        marks=_marks(call), replace=args.replace)
    name = call.class_name(class_id)
    call.answer(
        {"class": name, "date": args.date.isoformat(), "present": filed.present,
         "absent": filed.absent, "corrected": filed.corrected},
        f"{name}{day_text(args.date)}{args.part}：到校{filed.present}人，缺勤{filed.absent}人。")


def _marks(call: Call) -> dict[str, MarkInput]:
    marks: dict[str, MarkInput] = {}
    for who, mark in call.args.mark:
        if marks.setdefault(call.pupil(who), mark) is not mark:
            raise UsageError(f"“{who}”写了两次，只能写一次。")
    return marks


def _correct(call: Call) -> None:
    args = call.args
    added = attendance.correct_mark(call.store, actor=call.actor, pupil=call.pupil(args.pupil),
                                    day=args.date, part=args.part, mark=MarkInput(args.kind))
    call.answer({"id": added.id}, f"{day_text(args.date)}改成{args.kind}，原来的也留着。")


def _day(call: Call) -> None:
    found = school_day(call.store, day=call.args.date or call.store.now().date())
    rows = [{
        "class": room.name, "expected": room.expected, "present": room.present,
        "filed": [{"part": f.part, "at": f.at.replace(tzinfo=None).isoformat(timespec="seconds"),
                   "by": f.by} for f in room.filings],
        "away": [{"pupil": one.pupil, "name": one.name, "kind": one.kind,
                  "lessons": list(one.lessons)} for one in room.away],
    } for room in found.classes]
    value = {"date": found.day.isoformat(), "in_session": found.in_session, "note": found.note,
             "classes": rows}
    call.answer(value, "\n".join(_class_line(room) for room in found.classes))


def _class_line(room: ClassDay) -> str:
    if not room.filed:
        return f"{room.name}：还没有提交，应到{room.expected}人"
    away = "、".join(f"{one.name}{one.kind}" for one in room.away)
    return f"{room.name}：应到{room.expected}，到校{room.present}" + (f"；{away}" if away else "")


def _month(call: Call) -> None:
    args = call.args
    class_id = call.class_id(args.label)
    grid = month_grid(call.store, class_id=class_id, month=args.month)
    write_file(args.out, month_sheet(call.store, class_id=class_id, month=args.month))
    missed = len(grid.missed)
    gaps = f"，{missed}天没有点名" if missed else ""
    call.answer({"class": grid.class_name, "file": str(args.out), "gaps": missed},
                f"{grid.class_name}{args.month.month}月的考勤表存到了{args.out}{gaps}。")
