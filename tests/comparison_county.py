"""An invented county whose children are known, and its lists with the dirt of real ones."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.comparison.slips import alike

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂梅晓小红玲桦烨昊浩宇轩子涵梓欣怡晨佳嘉"
LOOKALIKES = {one: next(other for other in GIVEN if other != one and alike(one, other))
              for one in GIVEN if any(other != one and alike(one, other) for other in GIVEN)}
NEAR = ("digit", "swapped_digits", "lost_digit", "last_digit", "doubled_digit", "letter",
        "lookalike", "no_number", "swapped_birth", "turned_number", "excel", "scientific",
        "other_number", "sibling_number", "former_name", "former_name_no_number")
"""Dirt after which a line is no longer certainly the same child, or not by its number."""
SAME = ("clean", "spaces", "small_x", "full_width", "gaps_in_name", "other_dot", "traditional",
        "in_brackets")
"""Dirt that changes nothing of who it is."""
DOTTED = ("买买提·阿卜杜拉", "阿依古丽·吐尔逊", "扎西·多吉", "古丽娜尔·艾合买提")
TRADITIONAL = str.maketrans("张刘陈杨赵黄吴孙马罗伟丽强军艳杰涛兰刚晓红轩",
                            "張劉陳楊趙黃吳孫馬羅偉麗強軍艷傑濤蘭剛曉紅軒")


@dataclass(frozen=True)
class County:
    """``people`` by key; ``truth``: key in the dirty list → key of the child it is of, and how
    dirty it is."""

    people: tuple[Person, ...]
    dirty: tuple[Person, ...]
    truth: dict[str, str]
    kinds: dict[str, str] = field(default_factory=dict)


def children(count: int, seed: int, *, prefix: str = "c", first: int = 2011,
             area: str = "990102") -> list[Person]:
    """Children with valid numbers, no two alike."""
    chance = random.Random(seed)
    found: dict[str, Person] = {}
    while len(found) < count:
        name = chance.choice(SURNAMES) + "".join(
            chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
        if not chance.randrange(50):
            name = chance.choice(DOTTED)
        born = date(first, 1, 1) + timedelta(days=chance.randrange(9 * 365))
        seventeen = f"{area}{born:%Y%m%d}{chance.randrange(1000):03d}"
        number = seventeen + identity.check_digit(seventeen)
        found.setdefault(number, Person(
            f"{prefix}{len(found)}", name, number, born.isoformat(),
            (name[0] + chance.choice(GIVEN),), identity.gender(number) or ""))
    return list(found.values())


def county(count: int, seed: int, *, dirt: float,
           kinds: tuple[str, ...] = (*NEAR, *SAME)) -> County:
    """A clean list, and one in which a twentieth is missing, a twentieth is others' children,
    and a share of the lines is dirty."""
    chance = random.Random(seed)
    people = children(count, seed)
    for at in range(0, count - 1, 10):
        elder = people[at]  # every tenth child has a younger one with the same guardian
        people[at + 1] = replace(people[at + 1], guardians=elder.guardians)
    strangers = children(count // 20, seed + 1, prefix="s", area="990199")
    dirty, truth, how = [], {}, {}
    for at, person in enumerate(people):
        if chance.random() < 0.05:
            continue
        kind = chance.choice(kinds) if chance.random() < dirt else "clean"
        sibling = people[at - 1 if at % 10 else min(at + 1, count - 1)]
        made = (replace(person, number=sibling.number) if kind == "sibling_number"
                else soiled(person, kind, chance))
        line = replace(made or person, key=f"d{len(dirty)}")
        dirty.append(line)
        truth[line.key] = person.key
        how[line.key] = kind if made else "clean"
    return County(tuple(people), (*dirty, *strangers), truth, how)


def soiled(person: Person, kind: str, chance: random.Random) -> Person | None:
    """The line with one kind of dirt; None where it can't have it."""
    if kind in _NAMES:
        name = _NAMES[kind](person.name, chance)
        return replace(person, name=name) if name != person.name else None
    if kind in _NUMBERS:
        number = _NUMBERS[kind](person.number, chance)
        return replace(person, number=number) if number != person.number else None
    turned = f"{person.birth[:4]}-{person.birth[8:]}-{person.birth[5:7]}"
    if kind == "swapped_birth":
        return replace(person, birth=turned, number="") if _is_day(turned, person) else None
    if kind == "turned_number":
        number = person.number[:6] + turned.replace("-", "") + person.number[14:]
        return replace(person, birth="", number=number) if _is_day(turned, person) else None
    if kind == "sibling_number":
        younger = children(1, int(person.number[:17]) % 9973)[0].number
        return replace(person, number=younger)
    if kind == "former_name_no_number":
        return replace(person, name=_former(person.name, chance), number="")
    return person


def _is_day(turned: str, person: Person) -> bool:
    return turned != person.birth and int(turned[5:7]) <= 12


def _digit(number: str, chance: random.Random) -> str:
    at = chance.randrange(17)
    other = chance.choice([d for d in "0123456789" if d != number[at]])
    return number[:at] + other + number[at + 1:]


def _swapped(number: str, chance: random.Random) -> str:
    at = chance.randrange(17)
    return number[:at] + number[at + 1] + number[at] + number[at + 2:]


def _lost(number: str, chance: random.Random) -> str:
    at = chance.randrange(17)
    return number[:at] + number[at + 1:]


def _doubled(number: str, chance: random.Random) -> str:
    at = chance.randrange(17)
    return number[:at + 1] + number[at:]


def _letter(number: str, chance: random.Random) -> str:
    at = chance.choice([at for at, digit in enumerate(number) if digit in "01"])
    return number[:at] + ("O" if number[at] == "0" else "l") + number[at + 1:]


def _lookalike(name: str, chance: random.Random) -> str:
    places = [at for at, char in enumerate(name) if char in LOOKALIKES]
    if not places:
        return name
    at = chance.choice(places)
    return name[:at] + LOOKALIKES[name[at]] + name[at + 1:]


def _former(name: str, chance: random.Random) -> str:
    """Called otherwise once: the surname stays."""
    return name[0] + "".join(chance.sample("朋鑫旺福贵银凤彩", 2))


_Change = Callable[[str, random.Random], str]
_NAMES: dict[str, _Change] = {
    "lookalike": _lookalike, "former_name": _former,
    "gaps_in_name": lambda name, _: "　".join(name),
    "other_dot": lambda name, chance: name.replace("·", chance.choice((".", "．", "•", "・", ""))),
    "traditional": lambda name, _: name.translate(TRADITIONAL),
    "in_brackets": lambda name, _: f"{name}（留守）",
}
_NUMBERS: dict[str, _Change] = {
    "digit": _digit, "swapped_digits": _swapped, "lost_digit": _lost, "doubled_digit": _doubled,
    "last_digit": lambda number, _: number[:-1], "letter": _letter,
    "no_number": lambda *_: "", "excel": lambda number, _: number[:15] + "000",
    "scientific": lambda number, _: f"{float(number[:17]) * 10:.5E}",
    "other_number": lambda number, _: children(1, int(number[:17]) % 999)[0].number,
    "spaces": lambda number, _: f" {number[:6]} {number[6:14]} {number[14:]} ",
    "small_x": lambda number, _: number.lower(),
    "full_width": lambda number, _: "".join(chr(ord(c) + 0xFEE0) for c in number),
}
