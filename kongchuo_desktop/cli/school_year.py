"""The commands of 升学: what a turn of the year brings, doing it, and what hangs on it."""

from collections.abc import Sequence
from typing import Any

from kongchuo_desktop.cli.call import Call, UsageError
from kongchuo_desktop.cli.parser import Commands, day
from kongchuo_desktop.domain.called import Called, meant
from kongchuo_desktop.domain.school_year import (
    Choices,
    ClassKey,
    Leaver,
    Leaving,
    NewClass,
    Newcomer,
    Turn,
    dealt,
    first_rooms,
    usual_leaving,
)
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.diploma_facts import decide_diplomas, note_exam, sitters
from kongchuo_desktop.operations.diplomas import diplomas
from kongchuo_desktop.operations.entrants import entrants
from kongchuo_desktop.operations.junior_entry import Passing, junior_entry
from kongchuo_desktop.operations.new_numbers import new_numbers
from kongchuo_desktop.operations.school_year import roll_year, turn_of

_STAGES = {"primary": "一年级", "junior": "七年级"}


def add_commands(commands: Commands) -> None:
    level = commands.level("year", "升学：新学年、小升初、应入学、毕业证书、新生学籍")
    level.add("preview", "这个夏天哪些班毕业、要新开哪些班，谁先看看").set_defaults(run=_preview)
    one = level.add("roll", "一次办完：毕业班离校、新开班、编班；再办一遍没有改动，可以撤销")
    one.add_argument("--date", type=day, metavar="日期", help="从哪天起不在本校；不写是今天，"
                     "新学年才办的是8月31日")
    one.add_argument("--to", metavar="学校", help="升到哪所学校")
    one.add_argument("--own", action="store_true", help="六年级升入本校七年级，均分到各班")
    one.add_argument("--stay", action="append", default=[], metavar="学生",
                     help="先不毕业的；个案没有结论的本来就先不毕业")
    one.add_argument("--all", action="store_true", help="个案没有结论的也毕业")
    for stage, said in _STAGES.items():
        one.add_argument(f"--{stage}", type=int, metavar="几个", help=f"{said}新开几个班；"
                         "不写就和去年一样")
    one.add_argument("--deal", action="store_true", help="应到我校的都到了，男女均分到七年级各班")
    one.set_defaults(run=_roll)
    level.add("junior", "小升初：每个人到校没有").set_defaults(run=_junior)
    level.add("entrants", "一年级应入学：名单上谁没有报名").set_defaults(run=_entrants)
    level.add("diplomas", "毕业证书：谁还不能发，为什么").set_defaults(run=_diplomas)
    one = level.add("exam", "登记一个班的考试：没有写到的都参加了")
    one.add_argument("exam", metavar="考试", help="例如初三一模")
    one.add_argument("--class", dest="label", metavar="班级", help="只有一个班时不用写")
    one.add_argument("--date", type=day, metavar="日期", help="哪天考的；不写是今天")
    one.add_argument("--absent", default="", metavar="名单",
                     help="没有参加的：张三（因病）、7号（送教上门）")
    one.set_defaults(run=_exam)
    one = level.add("diploma", "决定发不发毕业证书（文件没有写的情况）")
    one.add_argument("--pupil", action="append", required=True, metavar="学生",
                     help="姓名、学籍号或编号；可以写几次")
    one.add_argument("--give", choices=("yes", "no"), required=True, help="yes 发，no 不发")
    one.add_argument("--why", required=True, metavar="原因", help="为什么")
    one.set_defaults(run=_decide)
    level.add("numbers", "新生学籍：谁没有学籍号，还有几天").set_defaults(run=_numbers)


def _preview(call: Call) -> None:
    found = turn_of(call.store)
    call.answer({
        "year": found.year, "done": found.done,
        "leaving": [_leaving(one, found) for one in found.leaving],
        "rising": [{"class": one.title, "becomes": one.becomes, "pupils": one.pupils}
                   for one in found.rising],
        "new": [{"stage": one.stage, "number": one.number} for one in found.new_classes()],
        "begun": [one.title(found.year) for one in found.begun],
        "waiting": [one.name for one in found.waiting]}, _said(found))


def _leaving(one: Leaving, found: Turn) -> dict[str, Any]:
    return {"class": one.cohort.title(found.year - 1), "pupils": len(one.people),
            "gone": one.gone, "late": one.late,
            "look": [{"name": person.name, "why": list(person.why)}
                     for person in one.people if person.why]}


def _said(found: Turn) -> list[str]:
    lines = [f"{found.year}年秋季"]
    for one in found.leaving:
        look = "、".join(f"{p.name}（{'；'.join(p.why)}）" for p in one.people if p.why)
        lines.append(f"{one.cohort.title(found.year - 1)}：毕业{len(one.people)}人"
                     + (f"，先看看：{look}" if look else ""))
    lines += [f"要新开：{_STAGES[one.stage]}{one.number}班" for one in found.new_classes()]
    lines += [f"{one.title}升{one.becomes}，{one.pupils}人，不用办" for one in found.rising]
    if found.waiting:
        lines.append(f"应到我校、还没有编班：{len(found.waiting)}人")
    return lines


def _roll(call: Call) -> None:
    args, store = call.args, call.store
    found, today = turn_of(store), store.now().date()
    new = [*_classes(found, "primary", args.primary), *_classes(found, "junior", args.junior)]
    rooms = first_rooms(found, "junior", new)
    stay = _staying(found, args.stay)
    going = _going(found, stay, args.all)
    leave = {person.pupil: args.to or "" for people in going.values() for person in people}
    place: dict[str, ClassKey] = {}
    if going.get("primary") and "junior" in found.usual and not args.to:
        if not args.own:
            raise UsageError("六年级升到哪里？升入本校七年级写 --own，升到别的学校写 --to 学校。")
        sixth = [Newcomer(p.pupil, p.name, p.male) for p in going["primary"]]
        place = dealt(sixth, _there(rooms))
        leave = {pupil: "" for pupil in leave if pupil not in place}
    take = dealt(found.waiting, _there(rooms)) if args.deal else {}
    done = roll_year(store, actor=call.actor, choices=Choices(
        found.year, args.date or usual_leaving(found.year, today), leave, place,
        found=tuple(new), take=take, came=today))
    call.answer({"left": done.left, "founded": done.founded, "placed": done.placed,
                 "taken": done.taken}, f"{done.said}。")


def _there(rooms: Sequence[ClassKey]) -> Sequence[ClassKey]:
    if not rooms:
        raise UsageError("七年级没有班，请写 --junior 新开几个班。")
    return rooms


def _going(found: Turn, stay: set[str], everyone: bool) -> dict[str, list[Leaver]]:
    """Stage → who leaves it: nobody who was named, or has a case without a conclusion."""
    going: dict[str, list[Leaver]] = {}
    for one in found.leaving:
        if not one.late:
            going.setdefault(one.cohort.stage, []).extend(
                person for person in one.people
                if person.pupil not in stay and (everyone or not person.why))
    return going


def _classes(found: Turn, stage: str, count: int | None) -> list[NewClass]:
    if count is None:
        return [one for one in found.new_classes() if one.stage == stage]
    return [NewClass(stage, number) for number in range(1, count + 1)]


def _staying(found: Turn, texts: Sequence[str]) -> set[str]:
    people = [Called(person.pupil, person.name) for one in found.leaving
              for person in one.people]
    said = meant("、".join(texts), people)
    if said.unknown or said.several:
        who = (*said.unknown, *said.several)[0]
        raise KnownError("unknown_pupil", f"毕业班里“{who}”没有，或者不止一个。",
                         kept="没有改动。", todo="在窗口的升学里办，可以写座号。")
    return set(said.found)


def _junior(call: Call) -> None:
    found = junior_entry(call.store)

    def row(one: Passing) -> dict[str, Any]:
        return {"name": one.name, "class": one.class_name, "school": one.school,
                "other": one.other, "state": one.state, "days": one.days}

    call.answer({"year": found.year, "leavers": [row(one) for one in found.leavers],
                 "newcomers": [row(one) for one in found.newcomers]},
                [f"{one.name} {one.class_name} {one.other} {one.said}".strip()
                 for one in (*found.newcomers, *found.leavers)] or ["没有小升初的学生。"])


def _entrants(call: Call) -> None:
    found = entrants(call.store)
    call.answer({"year": found.year, "born": [each.isoformat() for each in found.born],
                 "children": [{"name": one.person.name, "lists": list(one.kinds),
                               "state": one.state, "pupil": one.pupil, "said": one.said}
                              for one in found.rows]},
                [f"{one.person.name} {one.said or '没有报名'}" for one in found.rows]
                or ["还没有名单。"])


def _diplomas(call: Call) -> None:
    found = diplomas(call.store)
    call.answer({"clauses": list(found.clauses), "exams": dict(found.sat),
                 "pupils": [{"name": one.name, "class": one.class_name, "state": one.state,
                             "why": one.why} for one in found.rows]},
                [*found.clauses, *(f"{one.class_name} {one.name}：{one.why}"
                                   for one in found.without)]
                or ["本县文件没有写毕业证书的条件。"])


def _exam(call: Call) -> None:
    args, when = call.args, call.args.date or call.store.now().date()
    room = call.class_id(args.label)
    people = [Called(pupil.id, pupil.name, pupil.seat)
              for pupil in sitters(call.store, class_id=room, day=when)]
    absent = meant(args.absent, people)
    if absent.problem:
        raise KnownError("unknown_pupil", absent.problem, kept="没有改动。", todo="")
    note_exam(call.store, actor=call.actor, class_id=room, what=args.exam, day=when,
              absent=absent.found)
    sat = len(people) - len(absent.found)
    call.answer({"sat": sat, "absent": len(absent.found)},
                f"{call.class_name(room)}{args.exam}：{sat}人参加，{len(absent.found)}人没有参加。")


def _decide(call: Call) -> None:
    pupils = [call.pupil(text) for text in call.args.pupil]
    decide_diplomas(call.store, actor=call.actor, pupils=pupils, give=call.args.give == "yes",
                    why=call.args.why)
    call.answer({"decided": len(pupils)}, f"写下了{len(pupils)}人。")


def _numbers(call: Call) -> None:
    found = new_numbers(call.store)
    call.answer({"new": found.all, "without": [
        {"name": one.name, "class": one.class_name, "lacks": list(one.lacks),
         "due": one.due.isoformat() if one.due else None, "left": one.left}
        for one in found.rows]},
        [f"{one.class_name} {one.name}"
         + (f"，{one.due.isoformat()}前" if one.due else "") for one in found.rows]
        or ["新生都有学籍号。"])
