"""Identity numbers of a list that are missing or wrong, line by line and counted.

In a real county nearly half of all hits were nothing else (paperwork §4).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.person import Person

KINDS: Final[Mapping[str, str]] = {
    "missing": "没有证件号", "mangled": "被Excel改坏", "fifteen": "还是15位老号",
    "length": "位数不对", "characters": "有不认识的字符", "birth": "号里的出生日期不对",
    "check": "末位不对", "repeated": "同一个人写了几行", "shared": "几个人用一个号",
    "birth_differs": "和出生日期不符", "sex_differs": "和性别不符",
}
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
_SEX: Final = {"男": "男", "女": "女", "男性": "男", "女性": "女", "1": "男", "2": "女"}


@dataclass(frozen=True, slots=True)
class NumberProblem:
    """One thing wrong with the number of one line; ``others`` are the keys of the lines that have
    the same number."""

    kind: str
    person: Person
    sentence: str
    others: tuple[str, ...] = ()


def number_problems(people: Sequence[Person]) -> list[NumberProblem]:
    """What is wrong with the numbers of a list, line by line."""
    holders: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if person.told:
            holders[person.told].append(person)
    found: list[NumberProblem] = []
    for person in people:
        # Nearly all numbers are right and written as they should be.
        right = person.valid and person.told == person.number
        if wrong := "" if right else _by_itself(person):
            found.append(NumberProblem(wrong, person, f"{KINDS[wrong]}。"))
        if person.told and len(holders[person.told]) > 1:
            found += _beside(person, holders[person.told])
        if person.valid:
            found += _against_the_line(person)
    return found


def counts(problems: Iterable[NumberProblem]) -> dict[str, int]:
    """Kind → how many, in the order of ``KINDS``."""
    tally = Counter(problem.kind for problem in problems)
    return {kind: tally[kind] for kind in KINDS if tally[kind]}


def _by_itself(person: Person) -> str:
    if not any(map(str.isdecimal, person.number)):
        return "" if person.valid else "missing"
    if _SCIENTIFIC.fullmatch(person.number.replace(" ", "")):
        return "mangled"
    number = identity.normalise(person.number)
    if identity.is_fifteen(number):
        return "fifteen"
    if not identity.has_shape(number):
        return "length" if re.fullmatch(r"\d*X?", number) else "characters"
    if identity.is_valid(number):
        return ""
    # Excel keeps fifteen digits of a number and writes noughts for the rest.
    if number.endswith("000"):
        return "mangled"
    return "check" if identity.birth_date(number) else "birth"


def _beside(person: Person, holders: Iterable[Person]) -> Iterable[NumberProblem]:
    others = [p for p in holders if p.key != person.key]
    same = tuple(p.key for p in others if p.called == person.called)
    if same:
        yield NumberProblem("repeated", person, f"和{'、'.join(same)}是同一个人。", same)
    strangers = [p for p in others if p.called != person.called]
    if strangers:
        who = "、".join(f"{p.key}{p.name}" for p in strangers)
        yield NumberProblem("shared", person, f"和{who}的号一样。",
                            tuple(p.key for p in strangers))


def _against_the_line(person: Person) -> Iterable[NumberProblem]:
    told = person.told
    day = f"{told[6:10]}-{told[10:12]}-{told[12:14]}"
    if person.birth and not day.startswith(person.birth):
        yield NumberProblem("birth_differs", person,
                            f"出生日期写的是{person.birth}，号里是{day}。")
    sex = _SEX.get(person.sex.strip())
    if sex and sex != identity.gender(told):
        yield NumberProblem("sex_differs", person,
                            f"性别写的是{sex}，号里是{identity.gender(told)}。")
