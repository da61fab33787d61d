"""What is in force: a profile with all that it extends, and a stretch of days under it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kongchuo_desktop.domain.facts import OwnFigure
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    Binding,
    Clause,
    DutyBinding,
    GateBinding,
    GroupBinding,
    LedgerBinding,
    PaperBinding,
    Policy,
    RuleBinding,
)

TITLE = "title/"
"""Before the word of a paper: name of the setting by which the school chose between titles."""
_NAMED = re.compile("《([^《》]+)》")


@dataclass(frozen=True)
class Bound:
    """A binding with the clause and the profile that it comes from."""

    policy: Policy
    clause: Clause
    binding: Binding


@dataclass(frozen=True, eq=False)
class Effective:
    """A profile with all that it extends; nothing merged, everything keeps its origin (§9)."""

    policy: Policy
    bounds: tuple[Bound, ...]
    origins: tuple[Policy, ...]
    """The profile itself, then what it extends, nearest first."""

    @cached_property
    def by_name(self) -> Mapping[str, Bound]:
        return {bound.binding.name: bound for bound in self.bounds}

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The local words and wordings of the profile; what it lacks its nearest origin says."""
        found: dict[str, str] = {}
        for origin in reversed(self.origins):
            found |= origin.words
        return found

    @cached_property
    def duties(self) -> tuple[tuple[Bound, DutyBinding], ...]:
        return tuple((b, b.binding) for b in self.bounds if isinstance(b.binding, DutyBinding))

    @cached_property
    def groups(self) -> Mapping[str, frozenset[str]]:
        """Name of a group → its tags, joined over the profiles."""
        groups: dict[str, frozenset[str]] = {}
        for bound in self.bounds:
            if isinstance(bound.binding, GroupBinding):
                name = bound.binding.group
                groups[name] = groups.get(name, frozenset()) | frozenset(bound.binding.tags)
        return groups

    @cached_property
    def gates(self) -> tuple[tuple[Bound, GateBinding], ...]:
        return tuple((b, b.binding) for b in self.bounds if isinstance(b.binding, GateBinding))

    def rules(self, rule: str) -> list[RuleBinding]:
        """The bindings of one of the engine's switches; empty = a person decides (§8)."""
        return [b.binding for b in self.bounds
                if isinstance(b.binding, RuleBinding) and b.binding.rule == rule]

    def papers(self, paper: str) -> list[PaperBinding]:
        """What the profiles say of a paper: the nearest profile's first; two that stand equal
        (the same nearness, different titles) are both returned for a person to choose."""
        return list(self._papers.get(paper, ()))

    def ledgers(self, ledger: str) -> list[LedgerBinding]:
        """What the profiles say of a ledger, the nearest profile's first, those first that give
        it a title of its own."""
        found = [bound for bound in self.bounds if isinstance(bound.binding, LedgerBinding)
                 and bound.binding.ledger == ledger]
        found.sort(key=lambda bound: self._levels[bound.policy.id])
        bindings = [b.binding for b in found if isinstance(b.binding, LedgerBinding)]
        return sorted(bindings, key=lambda binding: binding.title == ledger)

    def equal_titles(self, paper: str) -> tuple[str, ...]:
        """The titles of a paper in the nearest profiles that name it; two or more stand equal, and
        the school says which is printed (§9)."""
        return self._titles.get(paper, ())

    def title_of(self, paper: str, own: Mapping[str, str]) -> str:
        """What is printed on a paper, given the school's own settings by name; empty where no
        profile names it."""
        equal = self.equal_titles(paper)
        chosen = own.get(TITLE + paper, "")[1:-1]
        return chosen if chosen in equal else equal[0] if equal else ""

    @cached_property
    def _levels(self) -> Mapping[str, int]:
        """How far each origin stands from the profile itself."""
        levels = {self.policy.id: 0}
        for origin in self.origins:
            for name in origin.extends:
                levels.setdefault(name, levels.get(origin.id, 0) + 1)
        return {origin.id: levels.get(origin.id, len(levels)) for origin in self.origins}

    @cached_property
    def _titles(self) -> Mapping[str, tuple[str, ...]]:
        nearest: dict[str, int] = {}
        titles: dict[str, dict[str, None]] = {}
        for bound in self.bounds:
            if not isinstance(bound.binding, PaperBinding):
                continue
            paper, level = bound.binding.paper, self._levels[bound.policy.id]
            if level < nearest.setdefault(paper, level):
                nearest[paper], titles[paper] = level, {}
            if level == nearest[paper]:
                titles.setdefault(paper, {})[bound.binding.title] = None
        return {paper: tuple(found) for paper, found in titles.items()}

    @cached_property
    def _papers(self) -> Mapping[str, list[PaperBinding]]:
        order = {origin.id: rank for rank, origin in enumerate(self.origins)}
        papers: dict[str, list[PaperBinding]] = {}
        for bound in sorted(self.bounds, key=lambda bound: order[bound.policy.id]):
            if isinstance(bound.binding, PaperBinding):
                papers.setdefault(bound.binding.paper, []).append(bound.binding)
        return papers


@dataclass(frozen=True)
class Era:
    """A stretch of days with one profile and one set of own figures; ends are included."""

    since: date | None
    until: date | None
    policy: Effective | None
    own: Mapping[str, str]
    lacking: str = ""
    """Id of the file for want of which nothing is known of the profile; empty where it is here."""

    def title_of(self, paper: str) -> str:
        """What is printed on a paper; the vocabulary's word where the profile names none."""
        return self.policy.title_of(paper, self.own) or paper if self.policy else paper

    def printed(self, text: str) -> str:
        """The sentence with every paper called as the profile prints it."""
        return _NAMED.sub(lambda named: f"《{self.title_of(named[1])}》", text)

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until)

    def figure(self, figure: Figure) -> Figure:
        """The figure with the school's own in its place, where it is open (§2)."""
        value = self.own.get(figure.name) if figure.open else None
        return figure if value is None else figure.or_own(value)


def own_on(figures: Iterable[OwnFigure], day: date | None) -> dict[str, str]:
    """The school's own settings by name, as they hold on a day (None: before all others); the
    first one of a name reaches back without end (§9)."""
    own: dict[str, str] = {}
    for figure in sorted(figures, key=lambda figure: figure.since):
        if figure.binding not in own or (day is not None and figure.since <= day):
            own[figure.binding] = figure.value
    return own
