"""The roster: adding, editing, tagging, moving and finding pupils."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kongchuo_desktop.domain import identity, names
from kongchuo_desktop.domain.pinyin import search_keys
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import known, load_world, rows_of
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Movement, Projected, PupilRow, Tag
from kongchuo_desktop.store.write import Actor, Changes, Write

FIELDS = tuple(name for name in PupilRow.model_fields
               if name not in Projected.model_fields and name != "same_as")
"""Fields of a pupil that a person may fill in."""
MOVES = ("报到", "转入", "转出", "休学", "复学", "借读", "其他离校", "死亡", "毕业")


@dataclass(frozen=True, slots=True)
class PupilCard:
    """One pupil as lists and the card show it; identity numbers in full, masked by who shows them.

    Attributes:
        values: the pupil's own fields (``FIELDS``) that hold something.
        tips: to be handed back when the card is saved (journal.md §4).
        keys: lower-case search keys: name, pinyin, initials, numbers.
        gaps: what is missing or doubtful, one short Chinese phrase each.
    """

    id: str
    values: Mapping[str, Any]
    tips: str
    class_name: str
    grade: int
    tags: tuple[str, ...]
    enrolled: bool
    keys: tuple[str, ...]
    gaps: Mapping[str, str]

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")


def list_pupils(store: Store, *, class_id: str | None = None,
                everyone: bool = False) -> list[PupilCard]:
    """Pupils by class and seat; only those enrolled today unless ``everyone``."""
    return [card for card in remembered(store, "cards", lambda: _read_cards(store))
            if class_id in (None, card.values.get("class_id")) and (everyone or card.enrolled)]


def _read_cards(store: Store) -> list[PupilCard]:
    today = store.now().date()
    world = load_world(store)
    with store.session() as session:
        rows = {r["row"]: r for r in rows_of(session, PupilRow)}
    cards = []
    for pupil in world.pupils.values():
        row = rows[pupil.id]
        values = {name: row[name] for name in FIELDS if row[name] is not None}
        room = world.classes.get(pupil.class_id)
        cards.append(PupilCard(
            id=pupil.id, values=values | {"class_id": pupil.class_id}, tips=row["tips"],
            class_name=room.name if room else "", grade=pupil.grade,
            tags=tuple(sorted(pupil.tags_on(today))), enrolled=pupil.enrolled_on(today),
            keys=_keys(values), gaps=gaps_of(values)))
    return sorted(cards, key=lambda c: (c.class_name, c.values.get("seat") or 10_000, c.name, c.id))


def find_pupils(cards: Iterable[PupilCard], text: str) -> list[PupilCard]:
    """Pupils that match part of a name, pinyin, initials, a seat or the end of a number."""
    wanted = names.search_form(text)
    return [c for c in cards if not wanted or any(wanted in key for key in c.keys)
            or wanted == str(c.values.get("seat") or "")]


def resolve_pupil(store: Store, text: str) -> str:
    """The pupil that an id, a 学籍号, a full identity number or a unique name means (cli.md).

    Raises:
        KnownError: ``unknown_pupil`` or ``several_pupils`` with what tells them apart.
    """
    cards = list_pupils(store, everyone=True)
    number = identity.normalise(text)
    found = [c for c in cards if text in (c.id, c.values.get("student_number"))
             or number == c.values.get("identity_number")]
    found = found or [c for c in cards if names.normal(c.name) == names.normal(text)]
    if not found:
        raise KnownError("unknown_pupil", f"花名册里没有“{text}”。",
                         todo="用全名、学籍号或身份证号再试。")
    if len(found) > 1:
        who = "；".join(f"{c.class_name}{c.values.get('seat') or ''}号 {c.name}" for c in found)
        raise KnownError("several_pupils", f"有{len(found)}名学生叫“{text}”：{who}。",
                         todo="改用学籍号或身份证号。")
    return found[0].id


def add_pupil(store: Store, *, actor: Actor, class_id: str, values: Mapping[str, Any],
              tags: Sequence[str] = ()) -> Added:
    """Add one pupil by hand; returns the id (R014).

    Raises:
        KnownError: ``no_name``, ``pupil_exists``.
    """
    fields = _clean(values)
    if not fields.get("name"):
        raise KnownError("no_name", "没有写姓名。", todo="姓名必须有，别的可以以后补。")
    with store.operation("add_pupil", actor, roles=TEACHING) as write:
        _refuse_twin(write, fields)
        row = write.insert(PupilRow, key=pupil_key(fields), class_id=class_id, **known(fields))
        _add_tags(write, row, tags, since=None)
    return Added(row, write.changes)


def pupil_key(fields: Mapping[str, Any]) -> tuple[str, str] | tuple[()]:
    """The natural key of a pupil with a valid number; empty where the id must be random (§5)."""
    number, name = fields.get("identity_number"), str(fields["name"])
    return (number, names.normal(name)) if number and identity.is_valid(number) else ()


def _refuse_twin(write: Write, fields: Mapping[str, Any]) -> None:
    number, name = fields.get("identity_number"), str(fields["name"])
    if not number:
        return
    same = living(write.session, PupilRow, identity_number=number)
    if any(names.normal(pupil.name or "") == names.normal(name) for pupil in same):
        raise KnownError("pupil_exists", f"花名册里已有{name}，身份证号相同。",
                         todo="打开原来那一条修改。")


def edit_pupil(store: Store, *, actor: Actor, pupil: str, prior: str,
               values: Mapping[str, Any]) -> Changes:
    """Change fields of a pupil on top of what was on screen; None empties a field."""
    fields = _clean(values)
    if "name" in fields and not fields["name"]:
        raise KnownError("no_name", "姓名不能空着。")
    with store.operation("edit_pupil", actor, roles=TEACHING) as write:
        write.update(PupilRow, pupil, prior=prior, **fields)
    return write.changes


def set_tags(store: Store, *, actor: Actor, pupil: str, tags: Iterable[str]) -> Changes:
    """Make ``tags`` the pupil's tags from today on; what was before stays in the history."""
    today = store.now().date()
    yesterday = (today - timedelta(days=1)).isoformat()
    with store.operation("set_tags", actor, roles=TEACHING) as write:
        worn = {r.tag: r for r in _worn(write, pupil)}
        wanted = set(tags)
        for tag, row in worn.items():
            if tag not in wanted:
                write.update(Tag, row.row, prior=row.tips, until=yesterday)
        _add_tags(write, pupil, sorted(wanted - set(worn)), since=today)
    return write.changes


def tag_pupils(store: Store, *, actor: Actor, pupils: Sequence[str],
               tags: Sequence[str]) -> Changes:
    """Give several pupils some tags from today on, as one step; who wears one keeps it."""
    today = store.now().date()
    with store.operation("set_tags", actor, roles=TEACHING) as write:
        for pupil in pupils:
            worn = {r.tag for r in _worn(write, pupil)}
            _add_tags(write, pupil, [tag for tag in tags if tag not in worn], since=today)
    return write.changes


def _worn(write: Write, pupil: str) -> list[Tag]:
    """The tags that the pupil wears, on whichever of its joined records they stand."""
    return [tag for record in members(write.connection, pupil)
            for tag in living(write.session, Tag, pupil=record) if not tag.until]


def _add_tags(write: Write, pupil: str, tags: Iterable[str], *, since: date | None) -> None:
    for tag in tags:
        first = since.isoformat() if since else ""
        write.insert(Tag, key=(pupil, tag, first), pupil=pupil, tag=tag, **known({"since": first}))


def move_pupil(store: Store, *, actor: Actor, pupil: str, kind: str, day: date, other: str = "",
               note: str = "") -> Added:
    """Write an enrollment change down (R183); there is no 开除 or 劝退 to choose (R511)."""
    if kind not in MOVES:
        raise KnownError("unknown_kind", f"没有“{kind}”这种异动。",
                         todo="可以用：" + "、".join(MOVES) + "。")
    with store.operation("move_pupil", actor, roles=TEACHING) as write:
        if write.session.get(PupilRow, pupil) is None:
            raise KnownError("unknown_pupil", "花名册里没有这名学生。")
        row = write.insert(Movement, pupil=pupil, kind=kind, day=day.isoformat(),
                           **known({"other": other, "note": note}))
    return Added(row, write.changes)


def note_reveal(store: Store, *, actor: Actor, pupil: str) -> None:
    """Note that somebody looked at the unmasked numbers of a pupil (design §5)."""
    at = store.now().isoformat(timespec="seconds")
    store.local("reveal").set(f"{at} {pupil}", {"pupil": pupil, "by": actor.name})


def gaps_of(values: Mapping[str, Any]) -> dict[str, str]:
    """What a roster row lacks: field → short phrase for its cell."""
    gaps: dict[str, str] = {}
    number = values.get("identity_number")
    if not number:
        gaps["identity_number"] = "缺证件号"
    elif (why := identity.problem(number)) is not None:
        gaps["identity_number"] = why
    if not values.get("guardian1_name"):
        gaps["guardian1_name"] = "缺监护人"
    elif not values.get("guardian1_phone") and not values.get("guardian2_phone"):
        gaps["guardian1_phone"] = "缺电话"
    if not values.get("birth_date"):
        gaps["birth_date"] = "缺出生日期"
    return gaps


def _keys(values: Mapping[str, Any]) -> tuple[str, ...]:
    number = str(values.get("identity_number") or "").lower()
    return (*search_keys(str(values.get("name") or "")), number[-4:],
            str(values.get("student_number") or "").lower())


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed-in values in the form in which they are kept; empty text becomes None."""
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise KnownError("unknown_field", f"学生资料里没有“{'、'.join(sorted(unknown))}”这一项。")
    fields: dict[str, Any] = {}
    for name, value in values.items():
        text = value.strip() if isinstance(value, str) else value
        if name == "identity_number" and text:
            text = identity.normalise(text)
        fields[name] = text if text != "" else None
    return fields
