"""The typed form of a profile: clauses, bindings and patterns, as the loader hands them out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date

from kongchuo_desktop.domain.facts import FactValue
from kongchuo_desktop.domain.policy.figures import Figure


@dataclass(frozen=True)
class FactPattern:
    """A fact that happened, with the values its fields must have (any one of each tuple)."""

    fact: str
    fields: Mapping[str, tuple[FactValue, ...]] = field(default_factory=dict)
    times: Figure | None = None
    since: str | date | None = None


@dataclass(frozen=True)
class AbsencePattern:
    """A threshold of absence (§4); ``period`` is None for a run."""

    absent: Figure
    unit: str
    period: str | None
    kinds: frozenset[str]
    from_act: str | None = None


@dataclass(frozen=True)
class CalendarPattern:
    """A day of the school's calendar: ``term_start``, ``term_end``, ``school_year_start``."""

    point: str


@dataclass(frozen=True)
class MetPattern:
    """The day another binding (``clause/key``) was met."""

    binding: str


@dataclass(frozen=True)
class SubjectPattern:
    """What must be true of the pupil, class or school; every test must hold.

    Text tests hold any one of a tuple; ``age``, ``grade`` and ``years`` hold Figures where they
    compare.
    """

    tests: Mapping[str, tuple[FactValue, ...] | Figure]


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Pattern", ...]
    order: bool = False


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Pattern", ...]


@dataclass(frozen=True)
class Not:
    part: "Pattern"


Pattern = (
    FactPattern | AbsencePattern | CalendarPattern | MetPattern | SubjectPattern | AllOf | AnyOf
    | Not
)


def facts_in(pattern: Pattern | None) -> list[FactPattern]:
    """The facts that a pattern names, in its order; what must not be is none of them."""
    if isinstance(pattern, FactPattern):
        return [pattern]
    if isinstance(pattern, AllOf | AnyOf):
        return [fact for part in pattern.parts for fact in facts_in(part)]
    return []


@dataclass(frozen=True)
class Binding:
    """What every binding has. ``name`` is ``clause/key`` or, without a key, ``clause#index``."""

    name: str
    reading: str = ""


@dataclass(frozen=True)
class DutyBinding(Binding):
    """Something falls due (§6); ``watch`` marks what another body must do.

    ``after_limit``: patience ends with the limit written in the paper; ``by`` may be ``limit``
    too, the last day that the fact which started it carries (R402).
    """

    do: str = ""
    each: str = "pupil"
    watch: bool = False
    on: Pattern | None = None
    only_if: Pattern | None = None
    needs: Pattern | None = None
    unless: Pattern | None = None
    done: Pattern | None = None
    after: Figure | None = None
    after_limit: bool = False
    within: Figure | None = None
    by: str | None = None
    every: str | None = None
    months: tuple[int, ...] = ()
    times: Figure | None = None
    who: str = ""
    helps: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    paper: str | None = None
    ledger: str | None = None
    valid_from: date | None = None
    until: date | None = None

    @property
    def act(self) -> Pattern | None:
        """``done`` with two addressees written out as all of two facts (§6)."""
        done = self.done
        if (isinstance(done, FactPattern) and len(self.to) > 1 and not done.fields.get("to")
                and done.fact in ("handed", "served", "told", "filed", "reported")):
            return AllOf(tuple(replace(done, fields={**done.fields, "to": (to,)})
                               for to in self.to))
        return done


@dataclass(frozen=True)
class PaperBinding(Binding):
    """A paper: ``paper`` is the word of the vocabulary, ``title`` what is printed."""

    paper: str = ""
    title: str = ""
    issuer: str = ""
    to: tuple[str, ...] = ()
    copies: int | None = None
    number: str = ""
    also_from: tuple[str, ...] = ()
    each: str = "pupil"


@dataclass(frozen=True)
class LedgerBinding(Binding):
    ledger: str = ""
    title: str = ""
    columns: tuple[str, ...] = ()
    each: str = "pupil"
    only_if: Pattern | None = None
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndicatorBinding(Binding):
    """A rate and its target; ``title`` is the name that the profile prints."""

    indicator: str = ""
    title: str = ""
    scope: str = "school"
    of: Pattern | None = None
    per: str = "school_year"
    target: Figure | None = None
    valid_from: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class GroupBinding(Binding):
    group: str = "focus"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoteBinding(Binding):
    why: str = ""


@dataclass(frozen=True)
class GateBinding(Binding):
    gate: str = ""
    only_if: Pattern | None = None
    asks: Pattern | None = None
    effect: str = ""


@dataclass(frozen=True)
class RoleBinding(Binding):
    role: str = ""
    chain: tuple[tuple[str, str], ...] = ()
    who: str = ""
    each: str = "school"
    only_if: Pattern | None = None


@dataclass(frozen=True)
class EvidenceBinding(Binding):
    file: str = ""
    each: str = "pupil"
    only_if: Pattern | None = None
    asks: Pattern | None = None


@dataclass(frozen=True)
class ListBinding(Binding):
    list: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleBinding(Binding):
    """One of the engine's switches (§8); ``value`` is a Figure, a word or None (a person)."""

    rule: str = ""
    value: Figure | str | None = None
    on: Pattern | None = None
    only_if: Pattern | None = None
    after: Figure | None = None
    until: date | None = None


@dataclass(frozen=True)
class RecordBinding(Binding):
    fact: str = ""
    what: str = ""


def figures_below(node: object, path: str = "") -> Iterator[tuple[str, Figure]]:
    """The figures of a binding, or of a part of one, with the names of the fields that lead to
    them: ``within``, ``on.absent.day``."""
    if isinstance(node, Figure):
        yield path, node
    elif isinstance(node, tuple):
        for part in node:
            yield from figures_below(part, path)
    elif isinstance(node, Mapping):
        for key, part in node.items():
            yield from figures_below(part, f"{path}.{key}")
    elif is_dataclass(node) and not isinstance(node, type):
        for item in fields(node):
            inner = getattr(node, item.name)
            if isinstance(node, AbsencePattern) and item.name == "absent":
                yield from figures_below(inner, f"{path}.absent.{node.unit}")
            elif isinstance(node, FactPattern) and item.name == "times":
                yield from figures_below(inner, f"{path}.times.{node.fact}")
            else:
                yield from figures_below(inner, f"{path}.{item.name}" if path else item.name)


@dataclass(frozen=True)
class Clause:
    id: str
    quote: str
    where: str
    bindings: Sequence[Binding]


@dataclass(frozen=True)
class Drop:
    clause: str
    why: str


@dataclass(frozen=True)
class Policy:
    """One profile as loaded; nothing of other profiles is joined to it yet (see book.py)."""

    id: str
    title: str
    kind: str
    issuer: str = ""
    number: str = ""
    dated: str = ""
    desk: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    extends: tuple[str, ...] = ()
    drops: tuple[Drop, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    chapters: Mapping[str, str] = field(default_factory=dict)
    """Key of a chapter (``chapters.chapter_in``) → its heading, word for word."""
    clauses: Sequence[Clause] = ()
    source: str = ""
