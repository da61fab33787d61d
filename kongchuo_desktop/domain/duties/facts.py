"""Facts in the words of the policies, indexed by whom they are about and by kind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from kongchuo_desktop.domain.facts import Fact, FactValue, World
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.domain.policy.titles import Titles

_RESULTS = {chinese: word for word, chinese in words.RESULTS.items()}
_MODES = {chinese: word for word, chinese in words.MODES.items()}
_OFFICES = {chinese: word for word, chinese in words.WHO.items()} | {
    "乡镇": "township", "乡政府": "township", "镇政府": "township", "乡镇人民政府": "township",
    "教育局": "county", "县教育局": "county", "县局": "county", "普教科": "county_desk",
    "村委会": "village", "居委会": "village", "中心校": "center_school", "家长": "guardian",
}
_UNITS = _OFFICES | {
    "村民委员会": "village", "村支部": "village", "村干部": "village", "村主任": "village",
    "村支书": "village", "社区": "village", "镇干部": "township", "乡干部": "township",
    "人民政府": "township", "派出所": "police", "民警": "police", "公安局": "police",
    "司法所": "justice", "民政所": "civil_affairs", "民政办": "civil_affairs",
    "人民法院": "court", "法庭": "court", "县人民政府": "government", "县政府": "government",
    "区人民政府": "government", "市人民政府": "government", "教体局": "county",
    "教育体育局": "county", "扶贫办": "poverty_office", "卫健委": "health", "卫健局": "health",
}
"""How the name of a unit ends: 青石镇派出所, 河东村村委会, 县级扶贫开发工作领导小组."""
_PART_OF = {
    "county_desk": "county", "bureau": "county", "bureau_office": "county",
    "bureau_leader": "county", "principal": "school", "leader": "school", "office": "school",
    "registrar": "school", "parents": "guardian",
}
"""Who takes it for whom: what the principal was told, the school was told."""

_NONE: Mapping[str, list[Fact]] = {}


def canonical(fact: Fact, titles: Titles) -> Fact:
    """The fact with its fields in the words of the policy vocabulary.

    The store keeps visits, addressees and papers as people wrote them; whoever took a served
    paper and is no office is the guardian's side.
    """
    fields: dict[str, FactValue] = dict(fact.fields)
    if fact.kind == "visit":
        fields["result"] = _word(fields.get("result", fields.get("outcome")), _RESULTS)
        fields["mode"] = _word(fields.get("mode"), _MODES)
    for key in ("paper", "what", "ledger"):
        value = fields.get(key)
        if isinstance(value, str):
            fields[key] = titles.matter(fact.kind, value)
    if fact.kind in ("served", "issued", "handed", "signed") or "to" in fields:
        fields["to"] = _office(fact.kind, fields.get("to"))
    for key in ("cause", "whereabouts"):
        value = fields.get(key)
        if isinstance(value, str):
            fields[key] = titles.word("causes" if key == "cause" else key, value) or value
    for key in ("joint", "by"):
        named = fields.get(key)
        if named and isinstance(named, Sequence):
            fields[key] = tuple(_unit(one) if isinstance(one, str) else one
                                for one in ((named,) if isinstance(named, str) else named))
    return replace(fact, fields=fields)


def plan_of(issued: Fact, titles: Titles) -> Fact | None:
    """That a plan was drawn up: its paper was issued, or noted as one of the school's own.

    ``issued`` is canonical; what the sheet has a place for is set out, by hand where not in print.
    """
    paper = issued.fields.get("paper")
    if issued.kind != "issued" or paper not in titles.plans:
        return None
    return replace(issued, id=f"{issued.id}:planned", kind="planned",
                   fields={"what": paper, "with": titles.plans[str(paper)]})


def _word(value: FactValue, names: Mapping[str, str]) -> FactValue:
    return names.get(value, value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def _unit(said: str) -> str:
    """The word of a unit, by the longest name that it ends with; else as it was said."""
    ends = [end for end in _UNITS if said.endswith(end)]
    return _UNITS[max(ends, key=len)] if ends else said


def _office(kind: str, value: FactValue) -> FactValue:
    if isinstance(value, str) and value:
        word = _unit(value)
        return word if word in words.WHO or kind not in ("served", "issued") else "guardian"
    return "guardian" if kind in ("served", "issued") and not value else value


class Facts:
    """All facts up to ``today``, oldest first, by pupil, by class and by kind."""

    def __init__(self, world: World, titles: Titles, today: date) -> None:
        self.by_pupil: dict[str, dict[str, list[Fact]]] = defaultdict(dict)
        self.by_class: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        self.by_kind: dict[str, list[Fact]] = defaultdict(list)
        self.pupils_with: dict[str, set[str]] = defaultdict(set)
        facts = sorted((f for f in world.facts if f.day <= today),
                       key=lambda f: (f.day, f.recorded, f.id))
        for raw in facts:
            fact = canonical(raw, titles)
            self.add(fact, world)
            if (plan := plan_of(fact, titles)) is not None:
                self.add(plan, world)

    def add(self, fact: Fact, world: World) -> None:
        self.by_kind[fact.kind].append(fact)
        class_id = fact.class_id
        if fact.pupil:
            self.by_pupil[fact.pupil].setdefault(fact.kind, []).append(fact)
            self.pupils_with[fact.kind].add(fact.pupil)
            pupil = world.pupils.get(fact.pupil)
            class_id = class_id or (pupil.class_id if pupil else None)
        if class_id:
            self.by_class[class_id, fact.kind].append(fact)

    def about(self, kind: str, *, pupil: str | None = None,
              class_id: str | None = None) -> Sequence[Fact]:
        """Facts of a kind about a pupil, a class, or (neither given) anybody of the school."""
        if pupil is not None:
            return self.by_pupil.get(pupil, _NONE).get(kind, ())
        if class_id is not None:
            return self.by_class.get((class_id, kind), ())
        return self.by_kind.get(kind, ())


def matches(fact: Fact, pattern: FactPattern) -> bool:
    """Whether the fact's fields have the values that the pattern asks for."""
    return all(_field(fact, key, wanted) for key, wanted in pattern.fields.items())


def _field(fact: Fact, key: str, wanted: tuple[FactValue, ...]) -> bool:
    value = fact.fields.get(key)
    have = _values(value)
    if wanted == (False,):
        return not value
    if key == "joint" and True in wanted:
        return bool(have)
    if key == "result":
        asked = {w for w in wanted if w != "failed"} | (
            words.FAILED if "failed" in wanted else frozenset())
        return not have.isdisjoint(asked)
    if key in ("to", "by", "joint"):
        have |= {_PART_OF[v] for v in have if isinstance(v, str) and v in _PART_OF}
        return not have.isdisjoint(wanted)
    if key == "with":
        return have >= set(wanted)
    return not have.isdisjoint(wanted)


def _values(value: FactValue) -> set[FactValue]:
    if value is None or value == "" or value is False:
        return set()
    return {value} if isinstance(value, str | int) else set(value)
