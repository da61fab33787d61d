"""Whether what a profile asks about one child follows from that child's facts alone."""

from collections.abc import Iterator

from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.effective import Effective
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    Binding,
    DutyBinding,
    GateBinding,
    Not,
    Pattern,
    RuleBinding,
    SubjectPattern,
)

_OF_OTHERS = frozenset({"any_case", "each"})
"""Tests of a subject that look at other pupils too (policy.md §5)."""


def looks_around(policy: Effective) -> bool:
    """Whether a duty, gate or rule about one child asks for something of other children."""
    return any(_asks_of_others(pattern) for bound in policy.bounds
               for pattern in _patterns(bound.binding))


def _patterns(binding: Binding) -> Iterator[Pattern | None]:
    """The patterns of a binding that are ever asked about one child."""
    if isinstance(binding, GateBinding):
        yield from (binding.only_if, binding.asks)
    if isinstance(binding, RuleBinding):
        yield from (binding.only_if, binding.on)
    if isinstance(binding, DutyBinding):
        # Another binding's start and act may be waited for (``met``), whomever it is about.
        yield from (binding.on, binding.done)
        if binding.each in words.ABOUT_PUPIL:
            yield from (binding.only_if, binding.needs, binding.unless)


def _asks_of_others(pattern: Pattern | None) -> bool:
    if isinstance(pattern, AllOf | AnyOf):
        return any(_asks_of_others(part) for part in pattern.parts)
    if isinstance(pattern, Not):
        return _asks_of_others(pattern.part)
    return isinstance(pattern, SubjectPattern) and not _OF_OTHERS.isdisjoint(pattern.tests)
