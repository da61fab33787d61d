"""The commands of what is due and of cases: today, case, event."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, read_scans
from kongchuo_desktop.cli.parser import Commands, day, words
from kongchuo_desktop.cli.roster import PUPIL
from kongchuo_desktop.domain.cases.views import CaseView
from kongchuo_desktop.domain.duties.model import GROUP_NAMES, Duty, last_day
from kongchuo_desktop.domain.policy.book import policy_missing
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.domain.policy.words import DO, FACTS, STATES, WHO
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import cases, events
from kongchuo_desktop.operations.today import coming_of, duties_of, situation
from kongchuo_desktop.operations.words import day_text


def add_commands(commands: Commands) -> None:
    one = commands.add("today", "到期的事，逾期的在前", more="\n".join([
        words(DO, "duty"), words(GROUP_NAMES, "group"), words(WHO, "who")]))
    one.add_argument("--date", type=day, metavar="日期", help="看那一天；不写是今天")
    one.add_argument("--class", dest="label", metavar="班级", help="只看一个班")
    one.add_argument("--until", choices=["week", "month"], metavar="到哪天",
                     help="week到星期日，month到月底：另列那天以前要开始办的")
    one.set_defaults(run=_today)
    level = commands.level("case", "个案")
    one = level.add("list", "在办的个案", more=words(STATES, "state"))
    one.add_argument("--closed", action="store_true", help="改列已销号的")
    one.set_defaults(run=_list)
    one = level.add("show", "一名学生的个案和经过", more=words(STATES, "state"))
    one.add_argument("pupil", metavar="学生", help=PUPIL)
    one.set_defaults(run=_show)
    _add_event(commands.level("event", "个案的其他经过"))


def _add_event(level: Commands) -> None:
    one = level.add("add", "登记一件事", more=words(events.EVENT_KINDS, "KIND"))
    one.add_argument("--pupil", metavar="学生", help=PUPIL + "；学校的事不写")
    one.add_argument("--kind", required=True, choices=list(events.EVENT_KINDS), metavar="KIND",
                     help="见event kinds")
    one.add_argument("--date", required=True, type=day, metavar="日期", help="哪一天")
    one.add_argument("--note", default="", metavar="文字", help="说明")
    one.add_argument("--scan", action="append", default=[], type=Path, metavar="文件",
                     help="照片或扫描件；可以写几次")
    one.add_argument("--set", dest="fields", action="append", default=[], type=pair,
                     metavar="名=值", help="这件事的细项，例如to=township；见event kinds")
    one.set_defaults(run=_event)
    level.add("kinds", "列出可以登记哪些事").set_defaults(run=_kinds)
    one = level.add("void", "作废一件登记过的事；流水账里留着")
    one.add_argument("id", metavar="编号", help="登记时给的编号")
    one.add_argument("--why", required=True, metavar="原因", help="为什么作废")
    one.set_defaults(run=_void)


def pair(text: str) -> tuple[str, str]:
    """The type of ``名=值``."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"“{text}”要写成“名=值”。")
    return name.strip(), value.strip()


def _today(call: Call) -> None:
    class_id = call.class_id(call.args.label) if call.args.label else None
    today = call.args.date or call.store.now().date()
    found = duties_of(call.store, day=call.args.date, class_id=class_id)
    if call.args.until:
        found += coming_of(call.store, day=call.args.date, class_id=class_id,
                           until=last_day(call.args.until, today))
    lacking = situation(call.store, day=call.args.date).lacking
    if lacking:
        call.refuse(policy_missing(lacking).message)
    none = [] if lacking else ["今天的事都办完了。"]
    call.answer([_duty(d) for d in found], [_duty_line(d, today) for d in found] or none)


def _duty(duty: Duty) -> dict[str, Any]:
    clause = duty.clause and {"policy": duty.clause.policy, "id": duty.clause.id,
                              "where": duty.clause.where, "quote": duty.clause.quote}
    return {
        "id": duty.id, "duty": duty.do, "pupil": duty.pupil, "name": duty.name,
        "reason": duty.reason, "ask": duty.ask, "group": duty.group,
        "due": duty.due and duty.due.isoformat(), "overdue_days": duty.overdue_days,
        "arises": duty.arises and duty.arises.isoformat(), "who": duty.who,
        "paper": duty.paper, "clause": clause}


def _duty_line(duty: Duty, today: date) -> str:
    if duty.arises and duty.arises > today:
        due = f"{day_text(duty.arises)}起"
    elif duty.overdue_days:
        due = f"逾期{duty.overdue_days}天"
    else:
        due = day_text(duty.due) if duty.due else GROUP_NAMES[duty.group]
    clause = f"  〔{place_in(duty.clause.where) or duty.clause.id}〕" if duty.clause else ""
    return f"{due}  {duty.name}  {duty.sentence}{clause}"


def _list(call: Call) -> None:
    found = cases.list_cases(call.store, closed=call.args.closed)
    call.answer([_case(c) for c in found], [
        f"{c.name}  {c.state_name}  从{day_text(c.since)}起  {c.next}".rstrip() for c in found]
        or ["没有个案。"])


def _case(case: CaseView) -> dict[str, Any]:
    return {"pupil": case.pupil, "name": case.name, "state": case.state,
            "since": case.since.isoformat(), "next": case.next}


def _show(call: Call) -> None:
    pupil = call.pupil(call.args.pupil)
    case = cases.case_of_pupil(call.store, pupil=pupil)
    if case is None:
        raise KnownError("no_case", f"“{call.args.pupil}”没有个案。",
                         todo="用case list看看有哪些；要立案用event add --kind opened。")
    timeline = [{"date": h.day.isoformat(), "what": h.what, "by": h.by, "id": h.fact}
                for h in case.timeline]
    lines = [f"{case.name}  {case.state_name}  {case.stage}  {case.next}",
             *(f"{h['date']}  {h['what']}  {h['by']}".rstrip() for h in timeline)]
    ways = [{"way": way.way, "name": way.name, "since": way.taken and way.taken.isoformat(),
             "missing": [item.text for item in way.missing]} for way in case.ways]
    call.answer({**_case(case), "stage": case.stage, "number": case.number, "ways": ways,
                 "timeline": timeline}, lines)


def _event(call: Call) -> None:
    args = call.args
    unknown = {name for name, _ in args.fields} - FACTS[args.kind][2]
    if unknown:
        said = "、".join(sorted(unknown))
        raise KnownError("unknown_field", f"“{args.kind}”没有“{said}”这一项。",
                         todo="用 event kinds 查看能写哪些项。")
    added = events.add_event(
        call.store, actor=call.actor, kind=args.kind, day=args.date,
        pupil=call.pupil(args.pupil) if args.pupil else None, fields=dict(args.fields),
        note=args.note, scans=read_scans(args.scan))
    call.answer({"id": added.id}, f"登记了：{events.EVENT_KINDS[args.kind]}，编号{added.id}。")


def _kinds(call: Call) -> None:
    value = [{"kind": kind, "title": said, "about": FACTS[kind][1],
              "fields": sorted(FACTS[kind][2])} for kind, said in events.EVENT_KINDS.items()]
    call.answer(value, [
        f"{v['kind']}  {v['title']}" + (f"（{'、'.join(v['fields'])}）" if v["fields"] else "")
        for v in value])


def _void(call: Call) -> None:
    events.void_event(call.store, actor=call.actor, event=call.args.id, why=call.args.why)
    call.answer({"id": call.args.id}, "作废了，流水账里留着。")
