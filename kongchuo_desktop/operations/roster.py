"""The roster: adding, editing, tagging, moving and finding pupils."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain import identity, names
from kongchuo_desktop.domain.facts import Pupil, World
from kongchuo_desktop.domain.finding import Finding, Sought, sought
from kongchuo_desktop.domain.journal import row_id
from kongchuo_desktop.domain.likeness import shared_numbers
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.checks import check_kept_here
from kongchuo_desktop.operations.memory import kept, remembered
from kongchuo_desktop.operations.namesakes import told_apart
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import homes_of, known, rows_named, whole_world
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Projected, PupilRow, Tag
from kongchuo_desktop.store.write import Actor, Changes, Write

FIELDS = tuple(name for name in PupilRow.model_fields
               if name not in Projected.model_fields
               and name not in ("same_as", "apart", "never_enrolled"))
"""Fields of a pupil that a person may fill in."""
_NAMES = frozenset({"name", "guardian1_name", "guardian2_name"})


@dataclass(frozen=True, slots=True)
class PupilCard:
    """One pupil as lists and the card show it; identity numbers in full, masked by who shows them.

    Attributes:
        values: the pupil's own fields (``FIELDS``) that hold something.
        tips: to be handed back when the card is saved (journal.md §4).
        sought: what the pupil is found by.
        gaps: what is missing or doubtful, one short Chinese phrase each.
    """

    id: str
    values: Mapping[str, Any]
    tips: str
    class_name: str
    grade: int
    tags: tuple[str, ...]
    enrolled: bool
    sought: Sought
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
    """The cards of all pupils; only those of whom something changed are made anew."""
    world, today = whole_world(store), store.now().date()
    made = kept(store, "cards", dict[str, tuple[Pupil, PupilCard]])
    changed = [p for p in world.pupils.values() if p.id not in made or made[p.id][0] is not p]
    with store.session() as session:
        rows = {r["row"]: r for r in rows_named(session, PupilRow, [p.id for p in changed])}
    for pupil in changed:
        made[pupil.id] = pupil, _card(rows[pupil.id], pupil, world, today)
    for gone in made.keys() - world.pupils.keys():
        del made[gone]
    cards = {name: card for name, (_, card) in made.items()}
    for name, shared in shared_numbers({n: card.values for n, card in cards.items()}).items():
        twins = {field: f"与{cards[other].name}重号" for field, other in shared.items()}
        cards[name] = replace(cards[name], gaps={**cards[name].gaps, **twins})
    return sorted(cards.values(),
                  key=lambda c: (c.class_name, c.values.get("seat") or 10_000, c.name, c.id))


def _card(row: RowMapping, pupil: Pupil, world: World, today: date) -> PupilCard:
    values = {name: row[name] for name in FIELDS if row[name] is not None}
    room = world.classes.get(pupil.class_id)
    return PupilCard(
        id=pupil.id, values=values | {"class_id": pupil.class_id}, tips=row["tips"],
        class_name=room.title if room else "", grade=pupil.grade,
        tags=tuple(sorted(pupil.tags_on(today))), enrolled=pupil.enrolled_on(today),
        sought=_sought(values), gaps=gaps_of(values))


def find_pupils(cards: Sequence[PupilCard], text: str) -> list[PupilCard]:
    """Pupils by part of a name, its pinyin, initials, a seat or a number; the likeliest first."""
    return [cards[at] for at in Finding([card.sought for card in cards]).best(text)]


def guardians_of(store: Store, *, pupil: str | None) -> dict[str, str]:
    """Name → relation of a pupil's guardians as far as they are known, the first one first."""
    card = next((c for c in list_pupils(store, everyone=True) if c.id == pupil), None)
    values = card.values if card is not None else {}
    return {str(values[f"{who}_name"]): str(values.get(f"{who}_relation") or "")
            for who in ("guardian1", "guardian2") if values.get(f"{who}_name")}


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
        apart = told_apart(found)
        who = "；".join(f"{c.name}（{apart[c.id]}，编号{c.id}）" for c in found)
        raise KnownError("several_pupils", f"有{len(found)}名学生叫“{text}”：{who}。",
                         todo="改用学籍号、身份证号或编号。")
    return found[0].id


def add_pupil(store: Store, *, actor: Actor, class_id: str, values: Mapping[str, Any],
              tags: Sequence[str] = ()) -> Added:
    """Add one pupil by hand; returns the id (R014).

    Raises:
        KnownError: ``no_name``, ``pupil_exists``, ``other_class``.
    """
    check_kept_here(store, class_id)
    fields = _clean(values)
    if not fields.get("name"):
        raise KnownError("no_name", "没有写姓名。", todo="姓名必须有，别的可以以后补。")
    with store.operation("add_pupil", actor, roles=TEACHING) as write:
        refuse_twin(store, write, fields)
        row = write.insert(PupilRow, key=pupil_key(fields), class_id=class_id, **known(fields))
        _add_tags(write, row, tags, since=None)
    return Added(row, write.changes)


def pupil_key(fields: Mapping[str, Any]) -> tuple[str, str] | tuple[()]:
    """The natural key of a pupil with a valid number; empty where the id must be random (§5)."""
    number, name = fields.get("identity_number"), str(fields["name"])
    return (number, names.normal(name)) if number and identity.is_valid(number) else ()


def refuse_twin(store: Store, write: Write, fields: Mapping[str, Any]) -> None:
    """Raises: KnownError ``pupil_exists`` where the roster has a pupil of that number and name."""
    number, name = fields.get("identity_number"), str(fields["name"])
    if not number:
        return
    homes = homes_of(store)
    same = [pupil for pupil in living(write.session, PupilRow, identity_number=number)
            if homes.of(pupil.home)]
    if any(names.normal(pupil.name or "") == names.normal(name) for pupil in same):
        raise KnownError("pupil_exists", f"花名册里已有{name}，身份证号相同。",
                         todo="打开原来那一条修改。")
    # A number that was corrected since made this row's id: writing there would bring it back.
    key = pupil_key(fields)
    there = write.session.get(PupilRow, row_id(write.home, "pupil", key)) if key else None
    if there is not None and not there.gone:
        raise KnownError("pupil_exists", f"这是{there.name}以前的身份证号，后来改过了。",
                         kept="没有改动。", todo="打开原来那条核对；真是另一个人，先不写证件号。")


def edit_pupil(store: Store, *, actor: Actor, pupil: str, prior: str,
               values: Mapping[str, Any]) -> Changes:
    """Change fields of a pupil on top of what was on screen; None empties a field."""
    fields = _clean(values)
    if "name" in fields and not fields["name"]:
        raise KnownError("no_name", "姓名不能空着。", kept="没有改动。",
                         todo="写上姓名；没有这个人，就登记异动或撤销添加。")
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


def _sought(values: Mapping[str, Any]) -> Sought:
    number = str(values.get("identity_number") or "")
    return sought(str(values.get("name") or ""), seat=values.get("seat"),
                  numbers=(number[-4:], str(values.get("student_number") or "")))


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
        elif name in _NAMES and text:
            text = names.without_unseen(text)
        fields[name] = text if text != "" else None
    return fields
