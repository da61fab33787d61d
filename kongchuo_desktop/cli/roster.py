"""The commands of the roster: by hand, from Excel, lists and searches."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kongchuo_desktop.cli import records, roster_import
from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands, Parser, birth_day, day, number
from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.policy.words import PLACEMENTS
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.operations import roster
from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.operations.unprintable import BadCharacter, unprintable_names

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
    _add_reading(level)
    records.add_commands(level, PUPIL)


def _add_reading(level: Commands) -> None:
    roster_import.add_command(level)
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


def _card(call: Call, text: str) -> PupilCard:
    pupil = call.pupil(text)
    return next(c for c in roster.list_pupils(call.store, everyone=True) if c.id == pupil)


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
    bad = unprintable_names(call.store)
    value: list[dict[str, Any]] = [{
        "id": c.id, "student_number": shown(c.values.get("student_number") or "") or None,
        "identity_number": shown(c.values.get("identity_number") or "") or None,
        "name": c.name, "gender": c.values.get("gender"),
        "birth_date": c.values.get("birth_date"), "grade": c.grade, "class": c.class_name,
        "tags": list(c.tags), **_unprintable(bad.get(c.id, ()))} for c in cards]
    call.answer(value, [_line(v) for v in value] or ["没有找到。"])


def _unprintable(bad: Sequence[BadCharacter]) -> dict[str, Any]:
    """What stands with a pupil in whose names some character can't be printed."""
    if not bad:
        return {}
    return {"unprintable": [{"character": one.char, "code": one.code, "sentence": one.sentence,
                             "todo": one.todo} for one in bad]}


def _line(v: Mapping[str, Any]) -> str:
    said = [v["class"], v["name"], v["gender"] or "", v["identity_number"] or "缺证件号",
            " ".join(v["tags"])]
    said += [one["sentence"] + one["todo"] for one in v.get("unprintable", ())]
    return "  ".join(said).rstrip()


def _masked(number: str) -> str:
    """An identity number masked, also inside a 学籍号 (a letter before the number)."""
    if identity.has_shape(number[1:]):
        return number[0] + identity.mask(number[1:])
    return identity.mask(number) if identity.has_shape(number) else number
