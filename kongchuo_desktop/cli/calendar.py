"""The commands of the school calendar."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, read_bytes, read_text
from kongchuo_desktop.cli.parser import YEARS, Commands, day, month, number
from kongchuo_desktop.domain.calendar import Day, TermDates
from kongchuo_desktop.domain.calendar_import import parse_calendar_rows, parse_calendar_text
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import calendar
from kongchuo_desktop.operations.words import weekday_text
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.sheets.reader import read_workbook

SESSION = {"上课": True, "放假": False}
_SAID = {True: "上课", False: "不上课"}
_SHEETS = (".xlsx", ".xls")


def add_commands(commands: Commands) -> None:
    level = commands.level("calendar", "学期、放假和补课")
    one = level.add("import", "读入日历文件：.csv、.txt、.xlsx或.xls", more=(
        "每行：日期,上课或放假,说明；或者：学期,开始日期,结束日期。\n"
        "例：2026-10-10,上课,国庆节调休    学期,2026-09-01,2027-01-22"))
    one.add_argument("file", metavar="文件", type=Path, help="日历文件")
    one.set_defaults(run=_import)
    one = level.add("show", "一个月里哪些天上课")
    one.add_argument("--month", required=True, type=month, metavar="年-月", help="例如2026-09")
    one.set_defaults(run=_show)
    level = level.level("set", "改一天，或者定一个学期")
    one = level.add("day", "把一天改成上课或放假")
    one.add_argument("date", type=day, metavar="日期", help="例如2026-10-10")
    one.add_argument("session", choices=list(SESSION), metavar="上课|放假", help="上课还是放假")
    one.add_argument("--note", default="", metavar="说明", help="为什么")
    one.set_defaults(run=_set_day)
    one = level.add("term", "定一个学期的开始和结束")
    one.add_argument("--year", type=number(YEARS[0], YEARS[-1]), required=True,
                     metavar="学年", help="开学那年，例如2026")
    one.add_argument("--term", type=int, required=True, choices=(1, 2), metavar="1|2",
                     help="1 秋季学期，2 春季学期")
    one.add_argument("--from", dest="start", type=day, required=True, metavar="日期", help="第一天")
    one.add_argument("--to", dest="end", type=day, required=True, metavar="日期", help="最后一天")
    one.set_defaults(run=_set_term)


def _import(call: Call) -> None:
    path: Path = call.args.file
    if path.suffix.lower() in _SHEETS:
        book = read_workbook(read_bytes(path), path.name)
        file = parse_calendar_rows(line for sheet in book.sheets for line in sheet.rows)
    else:
        file = parse_calendar_text(read_text(path))
    calendar.import_calendar(call.store, actor=call.actor, file=file)
    known = load_calendar(call.store)
    call.answer(_days(known.day(d) for d in sorted(file.days)),
                f"读入{len(file.days)}天、{len(file.terms)}个学期。")


def _show(call: Call) -> None:
    year, number = (int(part) for part in call.args.month.split("-"))
    days = load_calendar(call.store).month(year, number)
    call.answer(_days(days), [
        f"{d.date} {weekday_text(d.date)}  {_SAID[d.in_session]}  {d.note}".rstrip() for d in days])


def _set_day(call: Call) -> None:
    args = call.args
    calendar.set_days(call.store, actor=call.actor,
                      days={args.date: (SESSION[args.session], args.note)})
    call.answer(_days([load_calendar(call.store).day(args.date)]),
                f"{args.date}改成{args.session}。")


def _set_term(call: Call) -> None:
    args = call.args
    if args.end < args.start:
        raise KnownError("bad_span", "学期的最后一天早于第一天。", todo="核对这两个日期。")
    calendar.set_term(call.store, actor=call.actor,
                      term=TermDates(args.year, args.term, args.start, args.end))
    call.answer({"school_year": args.year, "term": args.term, "start": args.start.isoformat(),
                 "end": args.end.isoformat()}, f"{args.year}学年第{args.term}学期定好了。")


def _days(days: Iterable[Day]) -> list[dict[str, Any]]:
    return [{"date": d.date.isoformat(), "in_session": d.in_session, "note": d.note}
            for d in days]
