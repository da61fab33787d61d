"""How every clause of the profiles in force stands in a span of days, in the documents' order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from kongchuo_desktop.domain.duties.instance import Instance
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import Span
from kongchuo_desktop.domain.inspection.examine import examine
from kongchuo_desktop.domain.inspection.look import Lists, Look, last_day, none_kept
from kongchuo_desktop.domain.inspection.model import (
    Chapter,
    ClauseStanding,
    Part,
    Proof,
    State,
    Statement,
)
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.chapters import chapter_in, chapter_title
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.kinds import KIND_WORDS
from kongchuo_desktop.domain.policy.model import (
    Clause,
    GroupBinding,
    ListBinding,
    NoteBinding,
    PaperBinding,
    Policy,
    RuleBinding,
)

ClauseKey = tuple[str, str]
"""Ids of the profile and of the clause."""

_GRAVEST: tuple[State, ...] = ("late", "lacking", "manual", "complete", "none", "inapplicable",
                               "outside")
"""Of several parts the first of these says how the clause stands."""
_LEAST = frozenset(KIND_WORDS[kind] for kind in (ListBinding, RuleBinding, NoteBinding))
"""Kinds of part that speak for a clause only where there is no other."""
_OF_A_CLASS = words.ABOUT_PUPIL | {"class"}
"""Whom a part is about that a class answers for."""
_PAPER = KIND_WORDS[PaperBinding]
_GROUP = KIND_WORDS[GroupBinding]
_OPEN: frozenset[State] = frozenset({"late", "lacking"})


def standings(situation: Situation, span: Span, statements: Mapping[ClauseKey, Statement], *,
              scanned: Collection[str] = (), named: Mapping[str, str] | None = None,
              policy: str = "", of_school: bool = True,
              listed: Lists = none_kept) -> list[ClauseStanding]:
    """One standing for each clause of the profiles that were in force in the span.

    Args:
        span: ``until`` None is today; days to come are looked at for what will fall due in them.
        statements: what a person said of a clause; it goes before what the program finds.
        scanned: ids of the facts on which a photo or scan hangs.
        named: actor, a word of the vocabulary → the name that the school's own record gives.
        policy: only the clauses of this profile and of those it extends.
        of_school: also what is the school's own to do; a class is not asked for that.
        listed: what the ledgers that the program keeps hold in the span.
    """
    owed: dict[tuple[str, str], list[Instance]] = {}
    for instance in situation.instances(span):
        name = (instance.bound.policy.id, instance.binding.name)
        owed.setdefault(name, []).append(instance)
    found: dict[ClauseKey, ClauseStanding] = {}
    for judge in _judges(situation, span, policy):
        look = Look(situation, judge, span.since, last_day(span, situation.today), owed,
                    frozenset(scanned), named or {}, listed)
        # A clause of two profiles is read as the later one has it.
        for key, bounds in _clauses(judge).items():
            parts = tuple(part for bound in bounds if (part := examine(look, bound))
                          and (of_school or part.each in _OF_A_CLASS))
            if parts:
                found[key] = _standing(bounds[0].policy, bounds[0].clause, parts,
                                       statements.get(key))
    return list(found.values())


def chapters(found: Sequence[ClauseStanding], policies: Mapping[str, Policy]) -> list[Chapter]:
    """The parts of the documents in their order, with how many of their clauses are settled."""
    parts: dict[tuple[str, str], list[ClauseStanding]] = {}
    for standing in found:
        parts.setdefault((standing.policy, standing.chapter), []).append(standing)
    return [Chapter(policy, key, chapter_title(key, policies[policy].chapters),
                    sum(map(_settled, mine)), len(mine))
            for (policy, key), mine in parts.items()]


def followed(situation: Situation, span: Span) -> list[Policy]:
    """The profiles that were in force in the span, in the order in which they came."""
    return [judge.era.policy.policy for judge in _judges(situation, span, "") if judge.era.policy]


def _settled(standing: ClauseStanding) -> bool:
    """What only a person can judge is open until somebody has."""
    unsaid = standing.state == "manual" and standing.statement is None
    return standing.state not in _OPEN and not unsaid


def _judges(situation: Situation, span: Span, policy: str) -> list[Judge]:
    """One for each profile in force in the span, in the order in which they came: the last."""
    found: dict[str, Judge] = {}
    for judge in situation.judges_in(span):
        if judge.era.policy is not None and policy in ("", judge.era.policy.policy.id):
            found[judge.era.policy.policy.id] = judge
    return list(found.values())


def _clauses(judge: Judge) -> dict[ClauseKey, list[Bound]]:
    found: dict[ClauseKey, list[Bound]] = {}
    for bound in judge.era.policy.bounds if judge.era.policy else ():
        found.setdefault((bound.policy.id, bound.clause.id), []).append(bound)
    return found


def _standing(policy: Policy, clause: Clause, parts: tuple[Part, ...],
              statement: Statement | None) -> ClauseStanding:
    telling = [part for part in parts if part.kind not in _LEAST] or list(parts)
    counted = _counted(parts)
    there = [proof for proof in counted if proof.state == "there"]
    return ClauseStanding(
        policy=policy.id, id=clause.id, quote=clause.quote, where=clause.where,
        chapter=chapter_in(clause.where, policy.chapters), title=_title(telling),
        materials=_each(word for part in parts for word in part.materials),
        who="、".join(_each(who for part in telling for who in part.who.split("、") if who)),
        state=statement.state if statement else _state(parts), found=len(there),
        wanted=len(counted), last=_last(there), parts=parts, statement=statement)


def _title(telling: Sequence[Part]) -> str:
    """What the first part asks for, without the value; whom it is about says less than what."""
    part = next((part for part in telling if part.kind != _GROUP), telling[0])
    return part.title.partition("，")[0]


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _state(parts: Sequence[Part]) -> State:
    """The gravest part; what the program keeps to by itself only where nothing else is asked."""
    telling = [part.state for part in parts if part.kind not in _LEAST or part.state == "manual"]
    return min(telling or [part.state for part in parts], key=_GRAVEST.index)


def _counted(parts: Sequence[Part]) -> list[Proof]:
    """The proofs that count; what is only shown is not counted again where a duty counts it."""
    found: list[Proof] = []
    seen: set[str] = set()
    for part in sorted(parts, key=_only_shown):
        for proof in part.proofs:
            again = _only_shown(part) and not seen.isdisjoint(proof.refs)
            if proof.state in ("there", "lacking", "late") and not again:
                found.append(proof)
                seen.update(proof.refs)
    return found


def _only_shown(part: Part) -> bool:
    """Papers as they were issued, and what was done for a duty that sleeps."""
    return part.kind == _PAPER or bool(part.unset)


def _last(there: Sequence[Proof]) -> date | None:
    return max((proof.day for proof in there if proof.day), default=None)
