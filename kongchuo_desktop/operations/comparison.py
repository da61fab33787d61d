"""四查三对比: lists laid together, what they yield, and noting that it was done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kongchuo_desktop.domain.comparison import lists as rules
from kongchuo_desktop.domain.comparison.ages import Ages, ages_in
from kongchuo_desktop.domain.comparison.lists import KINDS, YIELDS, Doubt, Told, unheard
from kongchuo_desktop.domain.comparison.matching import Step, match
from kongchuo_desktop.domain.comparison.numbers import NumberProblem, number_problems
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.comparison_decisions import Decision, decided, decisions
from kongchuo_desktop.operations.comparison_lists import (
    OWN,
    OWN_KINDS,
    check_kind,
    child_lists,
    people_of,
    roster_people,
)
from kongchuo_desktop.operations.comparison_outcomes import Outcome, outcomes
from kongchuo_desktop.operations.events import write_event
from kongchuo_desktop.operations.memory import uncollected
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes

TITLES: Final = {one.id: one.title for one in YIELDS}
_NOTED: Final = (
    ({"household", "enrolment"}, "户籍与学籍"), ({"enrolment", "in_school"}, "学籍与在校"),
    ({"enrolment", "in_school", "poverty"}, "辍学与脱贫户"))
"""Kinds of lists → what comparing them is called in the vocabulary."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A child of one result.

    Attributes:
        result: id of a ``Yield``.
        kind: the list that the line is of.
        record: the child's row of the roster, empty where there is certainly none or several.
        outcome: what was found of the child before; None while nobody looked.
    """

    result: str
    kind: str
    person: Person
    record: str
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Lists laid together, with all that is known of the children found.

    Attributes:
        sources: kind → what the list is called.
        sizes: kind → lines.
        hits: every child of every result; a child may be in several.
        doubtful: what a person has to decide, ``decide_same``; ``said`` what was decided.
        problems: kind → what is wrong with the numbers of its lines.
        ages: None while nobody has laid down who is of school age; then all ages are compared.
    """

    day: date
    sources: Mapping[str, str]
    sizes: Mapping[str, int]
    results: tuple[str, ...]
    hits: tuple[Hit, ...]
    doubtful: tuple[Doubt, ...]
    problems: Mapping[str, tuple[NumberProblem, ...]]
    ages: Ages | None
    said: tuple[Decision, ...] = ()

    def of(self, result: str) -> tuple[Hit, ...]:
        """The children of one result."""
        return tuple(hit for hit in self.hits if hit.result == result)

    @property
    def remark(self) -> str:
        """What a reader of the results must know of the ages."""
        if self.ages is None:
            return "还没有定多大算适龄、算到哪一天，名单里的人不分年龄都比了。"
        cutoff = self.ages.cutoff
        return (f"适龄：到{cutoff.year}年{cutoff.month}月{cutoff.day}日满{self.ages.least}周岁、"
                f"不超过{self.ages.most}周岁。")


def compare(store: Store, *, lists: Mapping[str, str], day: date | None = None,
            told: Told = unheard) -> Compared:
    """Lay two or more lists together; nothing is written.

    Args:
        lists: kind → id of a list that was taken in, or ``OWN`` for the roster.
        day: of the roster and of the ages; today by default.
        told: hears how far it is and may raise to stop it.

    Raises:
        KnownError: ``one_list``, ``unknown_list_kind``, ``roster_is_no_such_list``, and what
            ``people_of`` says.
    """
    when = day or store.now().date()
    for kind in lists:
        check_kind(kind)
    _check_enough(lists)
    people = {kind: people_of(store, kind=kind, list_id=lists[kind], day=when)
              for kind in KINDS if kind in lists}
    ages = school_ages(store, day=when)
    with uncollected():
        found = rules.compare(people, ages=ages, decided=decided(store), told=told)
        whole = sum(map(len, people.values()))
        hits = _hits(store, found.results, lambda _: told(whole, whole, "花名册里的档案"))
        problems = {}
        for kind, lines in people.items():
            told(whole, whole, f"{KINDS[kind]}的证件号")
            problems[kind] = tuple(number_problems(lines))
    return Compared(when, _sources(store, lists), {kind: len(p) for kind, p in people.items()},
                    tuple(found.results), hits, found.doubtful, problems, ages,
                    decisions(store, people))


def _check_enough(lists: Mapping[str, str]) -> None:
    if len(lists) < 2:
        raise KnownError("one_list", "只有一份名单，没有可比的。", kept="没有改动。",
                         todo="至少要两份：户籍、学籍、在校、脱贫监测里的任意两份；"
                              "在校可以用本机的花名册。")
    if any(lists[kind] == OWN and kind not in OWN_KINDS for kind in lists):
        raise KnownError("roster_is_no_such_list", "花名册只能当在校名单或学籍名单用。",
                         kept="没有改动。",
                         todo="户籍和脱贫监测名单，请向派出所、村里或乡村振兴部门要。")


def school_ages(store: Store, *, day: date | None = None) -> Ages | None:
    """Who is of school age by the profile or the school's own figures; None while not laid down."""
    now = situation(store, day=day)
    return ages_in(now.eras[-1], now.today) if now.eras else None


def _sources(store: Store, lists: Mapping[str, str]) -> dict[str, str]:
    called = {kept.id: kept.called for kept in child_lists(store)}
    return {kind: f"{KINDS[kind]}：本机花名册" if lists[kind] == OWN else called[lists[kind]]
            for kind in KINDS if kind in lists}


def _hits(store: Store, results: Mapping[str, tuple[Person, ...]],
          step: Step) -> tuple[Hit, ...]:
    base = {one.id: one.base for one in YIELDS}
    known = outcomes(store)
    strangers = {(base[result], p.key): p for result, people in results.items() for p in people}
    lines = [replace(p, key=f"{kind} {p.key}") for (kind, _), p in strangers.items()]
    records = match(lines, roster_people(store), decided(store), step).certain
    return tuple(
        Hit(result, base[result], person,
            only(records.get(f"{base[result]} {person.key}", ())), known.get(person.trait))
        for result, people in results.items() for person in people)


def with_outcomes(store: Store, compared: Compared) -> Compared:
    """The same comparison with what is known of the children by now."""
    known = outcomes(store)
    return replace(compared, hits=tuple(
        replace(hit, outcome=known.get(hit.person.trait)) for hit in compared.hits))


def only(records: tuple[str, ...]) -> str:
    """The record of a child, empty where there is none or several might be it."""
    return records[0] if len(records) == 1 else ""


def note_comparison(store: Store, *, actor: Actor, compared: Compared, note: str = "") -> Changes:
    """Write down that lists were compared, as the profile's duties ask (R137–R140)."""
    with store.operation("note_comparison", actor) as write:
        for what in noted_as(compared):
            write_event(write, kind="compared", day=compared.day, pupil=None, class_id=None,
                        fields={"what": what}, by=actor.name,
                        note=note or "；".join(compared.sources.values()))
    return write.changes


def noted_as(compared: Compared) -> list[str]:
    """What a profile's duties call the comparisons made; none for kinds that no duty lays
    together."""
    return [what for kinds, what in _NOTED if kinds <= compared.sizes.keys()]
