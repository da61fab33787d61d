"""An invented county whose children are known, and its lists with the dirt of real ones."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.comparison.slips import alike

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂梅晓小红玲桦烨昊浩宇轩子涵梓欣怡晨佳嘉"
LOOKALIKES = {one: next(other for other in GIVEN if other != one and alike(one, other))
              for one in GIVEN if any(other != one and alike(one, other) for other in GIVEN)}
NEAR = ("digit", "swapped_digits", "lost_digit", "doubled_digit", "lookalike", "no_number",
        "swapped_birth", "excel", "scientific", "other_number")
"""Dirt after which a line is no longer certainly the same child, or not by its number."""
SAME = ("clean", "spaces", "small_x", "full_width", "gaps_in_name")
"""Dirt that changes nothing of who it is."""


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
    strangers = children(count // 20, seed + 1, prefix="s", area="990199")
    dirty, truth, how = [], {}, {}
    for person in people:
        if chance.random() < 0.05:
            continue
        kind = chance.choice(kinds) if chance.random() < dirt else "clean"
        made = soiled(person, kind, chance)
        line = replace(made or person, key=f"d{len(dirty)}")
        dirty.append(line)
        truth[line.key] = person.key
        how[line.key] = kind if made else "clean"
    return County(tuple(people), (*dirty, *strangers), truth, how)


def soiled(person: Person, kind: str, chance: random.Random) -> Person | None:
    """The line with one kind of dirt; None where it can't have it."""
    number, name, born = person.number, person.name, person.birth
    at = chance.randrange(17)
    if kind == "digit":
        other = chance.choice([d for d in "0123456789" if d != number[at]])
        return replace(person, number=number[:at] + other + number[at + 1:])
    if kind == "swapped_digits":
        swapped = number[:at] + number[at + 1] + number[at] + number[at + 2:]
        return replace(person, number=swapped) if swapped != number else None
    if kind in ("lost_digit", "doubled_digit"):
        kept = number[:at] if kind == "lost_digit" else number[:at + 1]
        return replace(person, number=kept + number[at + (kind == "lost_digit"):])
    if kind == "lookalike":
        places = [i for i, char in enumerate(name) if char in LOOKALIKES]
        if not places:
            return None
        i = chance.choice(places)
        return replace(person, name=name[:i] + LOOKALIKES[name[i]] + name[i + 1:])
    if kind == "swapped_birth":
        turned = f"{born[:4]}-{born[8:]}-{born[5:7]}"
        if int(born[8:]) > 12 or turned == born:
            return None
        return replace(person, birth=turned, number="")
    if kind == "excel":
        return replace(person, number=number[:15] + "000") if number[15:] != "000" else None
    return _of_the_rest(person, kind)


def _of_the_rest(person: Person, kind: str) -> Person | None:
    number, name = person.number, person.name
    another = children(1, int(number[:17]) % 999)[0].number
    changed = {
        "no_number": lambda: replace(person, number=""),
        "scientific": lambda: replace(person, number=f"{float(number[:17]) * 10:.5E}"),
        "other_number": lambda: replace(person, number=another),
        "spaces": lambda: replace(person, number=f" {number[:6]} {number[6:14]} {number[14:]} "),
        "small_x": lambda: replace(person, number=number.lower()),
        "full_width": lambda: replace(person, number="".join(
            chr(ord(c) + 0xFEE0) for c in number)),
        "gaps_in_name": lambda: replace(person, name="　".join(name)),
        "clean": lambda: person,
    }
    return changed[kind]()
