"""The commands of the roster: by hand, from Excel, lists and searches."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kongchuo_desktop.cli.call import Call, read_bytes
from kongchuo_desktop.cli.parser import Commands, Parser, birth_day, day, number, words
from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.policy.words import PLACEMENTS
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.operations import importing, roster
from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.sheets.problems import ImportPlan

SEVERITIES = {"error": "不改不能导入", "doubt": "要看一眼", "note": "只是说明"}
_YES_NO = {"是": True, "否": False}
_TYPED: dict[str, dict[str, Any]] = {
    "gender": {"choices": ["男", "女"]}, "birth_date": {"type": birth_day},
    "entered": {"type": lambda text: day(text).isoformat()}, "seat": {"type": number(1, 999)},
    "boarding": {"choices": list(_YES_NO)}, "placement": {"choices": sorted(PLACEMENTS)},
}
"""Options that take more than free text."""
FIELDS = tuple(name for name in roster.FIELDS if name != "class_id")


def add_commands(commands: Commands) -> None:
    level = commands.level("roster", "花名册")
    one = level.add("add", "添加一名学生")
    _add_fields(one)
    one.set_defaults(run=_add)
    one = level.add("edit", "修改一名学生；写空的值就是清空这一项")
    one.add_argument("pupil", metavar="学生", help=PUPIL)
    _add_fields(one)
    one.add_argument("--untag", action="append", default=[], metavar="标签", help="去掉标签")
    one.set_defaults(run=_edit)
    one = level.add("move", "登记异动", more="异动：" + "、".join(roster.MOVES))
    one.add_argument("pupil", metavar="学生", help=PUPIL)
    one.add_argument("--kind", required=True, choices=roster.MOVES, metavar="异动", help="哪种异动")
    one.add_argument("--date", required=True, type=day, metavar="日期", help="哪一天")
    one.add_argument("--other", default="", metavar="去处", help="对方学校或原因")
    one.set_defaults(run=_move)
    _add_reading(level)


def _add_reading(level: Commands) -> None:
    one = level.add("import", "从.xlsx或.xls导入花名册；要看一眼的行不导入，逐条说明",
                    more=words(SEVERITIES, "problems里的severity"))
    one.add_argument("file", metavar="文件", type=Path, help="花名册表格")
    one.add_argument("--sheet", metavar="工作表", help="表里有几张时写明是哪张")
    one.add_argument("--class", dest="label", metavar="班级", help="表里没写班级时导入哪个班")
    one.add_argument("--dry-run", action="store_true", help="只看会怎样，什么也不写")
    one.set_defaults(run=_import)
    one = level.add("list", "列出在册学生")
    one.add_argument("--class", dest="label", metavar="班级", help="只列一个班")
    _add_full(one)
    one.set_defaults(run=_list)
    one = level.add("find", "按姓名、拼音、首字母或号码查找")
    one.add_argument("text", metavar="文字", help="拼音首字母、全拼、名字或号码的一部分")
    _add_full(one)
    one.set_defaults(run=_find)


PUPIL = "编号、学籍号、身份证号，或不重名的姓名"


def _add_full(one: Parser) -> None:
    one.add_argument("--full", action="store_true", help="显示完整的证件号（会记下来）")


def _add_fields(one: Parser) -> None:
    one.add_argument("--class", dest="label", metavar="班级", help="只有一个班时可以不写")
    for name in FIELDS:
        said = LABELS[name]
        one.add_argument("--" + name.replace("_", "-"), dest=name, metavar=said,
                         help=said, **_TYPED.get(name, {}))
    one.add_argument("--tag", action="append", default=[], metavar="标签",
                     help="留守、脱贫户等；可以写几次")


def _values(call: Call) -> dict[str, Any]:
    """The fields that the call names."""
    given = {name: getattr(call.args, name) for name in FIELDS}
    if given["boarding"] is not None:
        given["boarding"] = _YES_NO[given["boarding"]]
    return {name: value for name, value in given.items() if value is not None}


def _add(call: Call) -> None:
    added = roster.add_pupil(call.store, actor=call.actor, class_id=call.class_id(call.args.label),
                             values=_values(call), tags=call.args.tag)
    call.answer({"id": added.id}, f"添加了{call.args.name}，编号{added.id}。")


def _edit(call: Call) -> None:
    card = _card(call, call.args.pupil)
    values = _values(call)
    if call.args.label:
        values["class_id"] = call.class_id(call.args.label)
    if values:
        roster.edit_pupil(call.store, actor=call.actor, pupil=card.id, prior=card.tips,
                          values=values)
    tags = (set(card.tags) | set(call.args.tag)) - set(call.args.untag)
    if tags != set(card.tags):
        roster.set_tags(call.store, actor=call.actor, pupil=card.id, tags=tags)
    call.answer({"id": card.id}, f"{card.name}的资料改好了。")


def _move(call: Call) -> None:
    args = call.args
    added = roster.move_pupil(call.store, actor=call.actor, pupil=call.pupil(args.pupil),
                              kind=args.kind, day=args.date, other=args.other)
    call.answer({"id": added.id}, f"登记了{args.kind}。")


def _card(call: Call, text: str) -> PupilCard:
    pupil = call.pupil(text)
    return next(c for c in roster.list_pupils(call.store, everyone=True) if c.id == pupil)


def _import(call: Call) -> None:
    path: Path = call.args.file
    class_id = call.class_id(call.args.label) if call.args.label else None
    found = importing.plan_roster(call.store, data=read_bytes(path), name=path.name,
                                  sheet=call.args.sheet, class_id=class_id)
    plan = found.plan
    if not call.args.dry_run and plan.count("create", "update"):
        importing.commit_roster(call.store, actor=call.actor, plan=plan, class_id=class_id)
    call.answer({**plan.counts, "problems": _problems(plan)}, _said(plan, call.args.dry_run))


def _problems(plan: ImportPlan) -> list[dict[str, Any]]:
    return [{"row": p.row, "column": p.column, "value": p.value, "sentence": p.sentence,
             "severity": p.severity} for p in plan.problems]


def _said(plan: ImportPlan, dry_run: bool) -> Iterable[str]:
    counts = plan.counts
    would = "会" if dry_run else ""
    yield (f"共{counts['rows']}行：{would}新增{counts['created']}，{would}更新{counts['updated']}，"
           f"没有变化{counts['unchanged']}，要处理{counts['rejected']}。")
    yield from plan.remarks
    for problem in plan.problems:
        where = f"（{problem.column}：{problem.value}）" if problem.column else ""
        yield f"第{problem.row}行{where}{problem.sentence}"


def _list(call: Call) -> None:
    class_id = call.class_id(call.args.label) if call.args.label else None
    _show(call, roster.list_pupils(call.store, class_id=class_id))


def _find(call: Call) -> None:
    _show(call, roster.find_pupils(roster.list_pupils(call.store), call.args.text))


def _show(call: Call, cards: list[PupilCard]) -> None:
    if call.args.full:
        with call.store.transaction():
            for card in cards:
                roster.note_reveal(call.store, actor=call.actor, pupil=card.id)
    shown: Callable[[str], str] = str if call.args.full else _masked
    value: list[dict[str, Any]] = [{
        "id": c.id, "student_number": shown(c.values.get("student_number") or "") or None,
        "identity_number": shown(c.values.get("identity_number") or "") or None,
        "name": c.name, "gender": c.values.get("gender"),
        "birth_date": c.values.get("birth_date"), "grade": c.grade, "class": c.class_name,
        "tags": list(c.tags)} for c in cards]
    call.answer(value, [
        f"{v['class']}  {v['name']}  {v['gender'] or ''}  {v['identity_number'] or '缺证件号'}"
        f"  {' '.join(v['tags'])}".rstrip() for v in value] or ["没有找到。"])


def _masked(number: str) -> str:
    """An identity number masked, also inside a 学籍号 (a letter before the number)."""
    if identity.has_shape(number[1:]):
        return number[0] + identity.mask(number[1:])
    return identity.mask(number) if identity.has_shape(number) else number
