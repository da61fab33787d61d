"""Whether a profile asks for something about children with a sign (苗头) or 重点生."""

from kongchuo_desktop.domain.policy.effective import Effective
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Not,
    Pattern,
    SubjectPattern,
)

KEY_PUPIL = "重点生"


def asks_of_signs(policy: Effective) -> frozenset[str]:
    """``sign`` where a duty starts from a sign or asks for the state, ``tag`` where one is about
    重点生."""
    return frozenset(asked for _, duty in policy.duties for asked in asked_by(policy, duty))


def asked_by(policy: Effective, duty: DutyBinding) -> frozenset[str]:
    """What of the two one duty is about."""
    return _named(policy, duty.on) | _named(policy, duty.only_if)


def _named(policy: Effective, pattern: Pattern | None) -> frozenset[str]:
    if isinstance(pattern, FactPattern):
        return frozenset({"sign"} if pattern.fact == "sign" else ())
    if isinstance(pattern, AllOf | AnyOf):
        return frozenset(found for part in pattern.parts for found in _named(policy, part))
    if isinstance(pattern, Not) or not isinstance(pattern, SubjectPattern):
        return frozenset()
    found = set()
    if "sign" in _words(pattern, "state"):
        found.add("sign")
    groups = {tag for name in _words(pattern, "group") for tag in policy.groups.get(name, ())}
    if KEY_PUPIL in groups | _words(pattern, "tag"):
        found.add("tag")
    return frozenset(found)


def _words(pattern: SubjectPattern, key: str) -> set[str]:
    test = pattern.tests.get(key, ())
    return {str(word) for word in test} if isinstance(test, tuple) else set()
