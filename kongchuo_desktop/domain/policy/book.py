"""The book of all profiles: composites joined, figures filled, and what holds on which day (§9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_desktop.domain.duties.words import ask_of, fact_name, trigger_word
from kongchuo_desktop.domain.facts import OwnFigure, World
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.effective import Bound, Effective, Era, own_on
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.load import OWN, in_circle, waits_of
from kongchuo_desktop.domain.policy.model import (
    Binding,
    DutyBinding,
    Policy,
    RuleBinding,
    figures_below,
)
from kongchuo_desktop.domain.policy.titles import Titles
from kongchuo_desktop.errors import KnownError


@dataclass(frozen=True)
class OpenFigure:
    """A figure that the document leaves open, as the school is asked for it."""

    binding: str
    clause: str
    quote: str
    question: str
    figure: Figure
    first: bool = False


class PolicyBook:
    """All profiles of this computer.

    Args:
        titles: the closed lists of names.
        refused: id → why the file of this profile can't be used; the other profiles can.
    """

    def __init__(self, policies: Iterable[Policy], titles: Titles, *,
                 refused: Mapping[str, KnownError] | None = None) -> None:
        self.policies = {policy.id: policy for policy in policies}
        self.titles = titles
        self.refused = dict(refused or {})
        self._effective: dict[str, Effective] = {}
        self._open: dict[str, list[OpenFigure]] = {}

    def known_as(self, typed: str) -> str:
        """The id that somebody typed, in whatever case; as typed where there is none."""
        alike = {name.casefold(): name for name in self.policies}
        return typed if typed in self.policies else alike.get(typed.casefold(), typed)

    def effective(self, policy: str) -> Effective:
        """A profile with what it extends and with the school's own bindings.

        Raises:
            KnownError: ``policy_missing``: the profile, or one that it extends, is not here;
                ``policy_invalid``: it extends itself, or the joined clauses wait for each other
                or for one that is not there.
        """
        if policy not in self._effective:
            if OWN in self.refused:
                # Without its stricter bindings the school would be told that all is done.
                raise self.refused[OWN]
            origins = self._origins(policy)
            if OWN in self.policies and policy != OWN:
                origins.append(self.policies[OWN])
            dropped = {drop.clause for origin in origins for drop in origin.drops}
            bounds = tuple(
                Bound(origin, clause, binding)
                for origin in origins for clause in origin.clauses
                if clause.id not in dropped or origin.id == policy
                for binding in clause.bindings
            )
            _check_met(policy, bounds)
            self._effective[policy] = Effective(self.policies[policy], bounds, tuple(origins))
        return self._effective[policy]

    def at_hand(self, policy: str | None) -> Effective | None:
        """``effective``, or None where none was chosen or a file that it needs is not here.

        Raises:
            KnownError: ``policy_invalid``.
        """
        return None if policy is None or self.lacking(policy) else self.effective(policy)

    def lacking(self, policy: str) -> str:
        """Id of the first file that a profile needs and that is not here; empty where all are."""
        seen: set[str] = set()
        names = [policy]
        while names:
            name = names.pop(0)
            if name in seen or name in self.refused:
                continue
            if name not in self.policies:
                return name
            seen.add(name)
            names += self.policies[name].extends
        return ""

    def _origins(self, policy: str) -> list[Policy]:
        order: list[str] = []
        level = [policy]
        while level:
            following: list[str] = []
            for name in level:
                if name in self.refused:
                    raise self.refused[name]
                if name not in self.policies:
                    raise policy_missing(name)
                if name not in order:
                    order.append(name)
                    following += self.policies[name].extends
            if policy in following:
                raise _invalid(f"政策文件“{policy}”绕回来引用了自己。")
            level = following
        return [self.policies[name] for name in order]

    def eras(self, world: World, today: date) -> list[Era]:
        """The stretches up to ``today``, oldest first. The first use of a profile and the first
        figure of a binding reach back without end (§9)."""
        uses = sorted(world.uses, key=lambda use: use.since)
        uses = [use for i, use in enumerate(uses) if i == 0 or use.since <= today]
        figures = sorted(world.figures, key=lambda figure: figure.since)
        starts = {use.since for use in uses[1:]} | _later_figures(figures, today)
        bounds: list[date | None] = [None, *sorted(starts)]
        eras = []
        for i, since in enumerate(bounds):
            following = bounds[i + 1] if i + 1 < len(bounds) else None
            until = following - timedelta(days=1) if following else None
            current = next((use.policy for use in reversed(uses)
                            if since is not None and use.since <= since),
                           uses[0].policy if uses else None)
            lacking = self.lacking(current) if current else ""
            eras.append(Era(since, until, self.at_hand(current), own_on(figures, since), lacking))
        return eras

    def open_figures(self, policy: str) -> list[OpenFigure]:
        """Every figure that a profile leaves open; ``first`` marks those (at most five) that a
        school should be asked on its first day, because daily work hangs on them."""
        if policy not in self._open:
            self._open[policy] = self._find_open(policy)
        return list(self._open[policy])

    def _find_open(self, policy: str) -> list[OpenFigure]:
        found: list[tuple[int, OpenFigure]] = []
        for bound in self.effective(policy).bounds:
            for path, figure in figures_below(bound.binding):
                if not figure.open:
                    continue
                rank, question = _question(bound.binding, path)
                found.append((rank, OpenFigure(figure.name, bound.clause.id, bound.clause.quote,
                                               question, figure)))
        urgent = sorted((rank, i) for i, (rank, open_) in enumerate(found)
                        if rank < 3 and open_.figure.value is None)[:5]
        chosen = {i for _, i in urgent}
        return [OpenFigure(o.binding, o.clause, o.quote, o.question, o.figure, i in chosen)
                for i, (_, o) in enumerate(found)]


def policy_missing(name: str) -> KnownError:
    """That the file of a profile is not on this computer, and how to get it."""
    return KnownError("policy_missing", f"政策文件“{name}”不在这台电脑上。",
                      todo=f"向上级要来“{name}.toml”，在设置的“文件与规定”里装入；"
                           "也可以在那里另选一份。")


def _check_met(policy: str, bounds: Iterable[Bound]) -> None:
    """Composites can close a circle that no single file holds."""
    waits = waits_of(bound.binding for bound in bounds if bound.policy.id != OWN)
    lost = sorted(other for others in waits.values() for other in others if other not in waits)
    if lost:
        raise _invalid(f"政策文件“{policy}”里“met”指的“{lost[0]}”不存在。")
    if in_circle(waits_of(bound.binding for bound in bounds)) is not None:
        raise _invalid(f"政策文件“{policy}”里的“met”绕成了一个圈。")


def _invalid(sentence: str) -> KnownError:
    return KnownError("policy_invalid", sentence, kept="记录都在。",
                      todo="请发这份文件的人改好再发；在那以前，设置里先选另一份。")


def _later_figures(figures: Sequence[OwnFigure], today: date) -> set[date]:
    seen: set[str] = set()
    later: set[date] = set()
    for figure in figures:
        if figure.binding in seen and figure.since <= today:
            later.add(figure.since)
        seen.add(figure.binding)
    return later


def _question(binding: Binding, path: str) -> tuple[int, str]:
    """How urgent a figure is (0 first) and the sentence by which a school is asked for it."""
    steps = path.split(".")
    act = ask_of(binding) if isinstance(binding, DutyBinding) else "按这一条办理"
    watched = isinstance(binding, DutyBinding) and not binding.watch and binding.each in (
        "pupil", "case", "guardian")
    late = 0 if watched else 5
    if "absent" in steps:
        unit = "节" if steps[-1] == "lesson" else "天"
        return 0, f"学生旷课满几{unit}，就应当{act}？"
    if "times" in steps[:-1]:
        return 1 + late, f"{_counted(steps[-1])}满几次（文件说“多次”），就应当{act}？"
    if steps[-1] == "after":
        return 1 + late, f"过几天还没有结果，就应当{act}？"
    if steps[-1] == "within":
        since = trigger_word(binding.on) if isinstance(binding, DutyBinding) else ""
        return 2 + late, f"{since + '，' if since else ''}最晚几天内应当{act}？"
    if steps[-1] == "times":
        return 3 + late, f"{act}，{words.EVERY[getattr(binding, 'every', None) or 'month']}几次？"
    if steps[-1] == "target":
        return 9, f"“{getattr(binding, 'title', '')}”的目标是多少？"
    if isinstance(binding, RuleBinding):
        return 4, f"“{binding.rule}”按多少算？"
    return 8, f"应当{act}，文件没有写明数目，本校定为多少？"


def _counted(fact: str) -> str:
    return "家访或电话劝说" if fact == "visit" else fact_name(fact)
