"""What the page 花名册 shows, read and counted in the worker."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kongchuo_desktop.domain.finding import Finding
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.standing import IN_CLASS, RosterLine, roster_lines
from kongchuo_desktop.operations.unprintable import BadCharacter, unprintable_names
from kongchuo_desktop.operations.world import whole_world
from kongchuo_desktop.store.store import Store

(SEAT, ROOM, NAME, GENDER, ETHNICITY, BIRTH, NUMBER, PHONE, TAGS, TODAY) = range(10)
HEADS = ("座号", "班级", "姓名", "性别", "民族", "出生", "身份证号", "监护人电话", "标签", "今天")
_LAST = "\uffff"
"""What is empty sorts behind all that is not."""
_FIELDS = {GENDER: "gender", ETHNICITY: "ethnicity", BIRTH: "birth_date",
           NUMBER: "identity_number", PHONE: "guardian1_phone"}

ALL, SUSPECTED, GAPS, BAD, GONE = "all", "suspected", "gaps", "bad", "gone"
TAG = "tag:"
WORDS = {ALL: "全部", SUSPECTED: "疑似辍学", GAPS: "资料不全", BAD: "有字印不出来", GONE: "已离校"}
_FIRST = ("留守", "脱贫户", "监测户", "住校", "残疾")
"""Tags in their usual order; others follow by how many wear them."""


@dataclass(frozen=True, slots=True)
class RosterRead:
    """The roster as it is now.

    Attributes:
        finding: searches ``lines``; only for the window's thread from here on.
        bad: by pupil, the characters of names that no font prints.
        rooms: classes as (id, name); schools at a bureau.
        groups: places in ``lines`` by key of a filter chip, in the order of the chips.
        classes: places in ``lines`` by the keys of ``rooms``.
        places: place in ``lines`` by pupil.
        sorted: for every column the places in its ascending order.
        context: what stands beside the title.
    """

    lines: list[RosterLine]
    finding: Finding
    bad: Mapping[str, tuple[BadCharacter, ...]]
    rooms: list[tuple[str, str]]
    groups: Mapping[str, frozenset[int]]
    classes: Mapping[str, frozenset[int]]
    places: Mapping[str, int]
    sorted: Sequence[Sequence[int]]
    context: str

    def kept(self, chip: str, room: str) -> frozenset[int]:
        """Whom a chip and one of ``rooms`` (empty: all of them) leave."""
        group = self.groups.get(chip, frozenset())
        return group & self.classes.get(room, frozenset()) if room else group


def read_roster(store: Store) -> RosterRead:
    """Everything that takes time at 50,000 pupils."""
    lines, bad = roster_lines(store), unprintable_names(store)
    schools = {room.id: room.school for room in whole_world(store).classes.values()}
    above = store.role == "bureau"
    rooms = ([(s, s) for s in sorted(set(schools.values()))] if above
             else class_choices(store, below=True))
    finding = Finding([line.card.sought for line in lines])
    places = {line.card.id: at for at, line in enumerate(lines)}
    return RosterRead(lines, finding, bad, rooms, groups_of(lines, bad),
                      _classes(lines, schools if above else {}), places,
                      _sorted_places(lines), _context(lines, rooms, "所学校" if above else "个班"))


def _classes(lines: list[RosterLine], schools: Mapping[str, str]) -> dict[str, frozenset[int]]:
    """Places by class, or by school for classes that are named in ``schools``."""
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        room = str(line.card.values.get("class_id") or "")
        places.setdefault(schools.get(room, room), []).append(at)
    return {room: frozenset(found) for room, found in places.items()}


def _context(lines: list[RosterLine], rooms: list[tuple[str, str]], counter: str) -> str:
    genders = [line.card.values.get("gender") for line in lines if line.card.enrolled]
    if not genders:
        return ""
    where = rooms[0][1] if len(rooms) == 1 else f"{len(rooms)}{counter}"
    return f"{where} · {len(genders)}人（男{genders.count('男')} 女{genders.count('女')}）"


def groups_of(lines: Sequence[RosterLine], bad: Collection[str]) -> dict[str, frozenset[int]]:
    """Key of a chip → places of the lines it lets through; nothing that nobody wears.

    ``bad`` are the pupils in whose names some character can't be printed.
    """
    groups: dict[str, list[int]] = {key: [] for key in WORDS}
    worn: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if not line.card.enrolled:
            groups[GONE].append(at)
            continue
        groups[ALL].append(at)
        for chip in chips_of(line):
            worn.setdefault(chip, []).append(at)
        for key, holds in ((SUSPECTED, line.suspected), (GAPS, bool(line.card.gaps)),
                           (BAD, line.card.id in bad)):
            if holds:
                groups[key].append(at)
    order = sorted(worn, key=lambda tag: (
        _FIRST.index(tag) if tag in _FIRST else len(_FIRST), -len(worn[tag]), tag))
    everyone = groups.pop(ALL)
    found = {ALL: everyone, **{TAG + tag: worn[tag] for tag in order}, **groups}
    return {key: frozenset(places) for key, places in found.items() if places or key == ALL}


def _sorted_places(lines: Sequence[RosterLine]) -> list[Sequence[int]]:
    """For every column the places of the lines, which are given by class and seat, in its order."""
    cards = [line.card for line in lines]
    columns: dict[int, list[str]] = {
        column: [str(card.values.get(field) or _LAST) for card in cards]
        for column, field in _FIELDS.items()}
    columns[ROOM] = [card.class_name for card in cards]
    columns[NAME] = [card.sought.sound for card in cards]
    columns[TAGS] = ["、".join(chips_of(line)) or _LAST for line in lines]
    columns[TODAY] = [line.today if line.today != IN_CLASS else _LAST for line in lines]
    everyone = range(len(lines))
    return [sorted(everyone, key=columns[column].__getitem__) if column in columns else everyone
            for column in range(len(HEADS))]


def chips_of(line: RosterLine) -> list[str]:
    """Tags, and 住校, which is a fact of the pupil and not a tag."""
    return [*line.card.tags, *(["住校"] if line.card.values.get("boarding") else [])]
