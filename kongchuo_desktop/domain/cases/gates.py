"""What the gates of a profile ask of one child: what is there, what is missing, and the clause.

A gate warns and names what is missing; it blocks only the derived state, never the recording of
a fact (policy.md §7).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kongchuo_desktop.domain.cases.items import Item, do_of
from kongchuo_desktop.domain.duties.judge import Judge, dated
from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.words import fact_line, missing_word
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    FactPattern,
    GateBinding,
    Pattern,
)

DIPLOMA = "毕业证书"
"""The gate that looks at the whole time at school: what was before a case counts as well (R202)."""
GRANTED, HELD = "approved", "confirmed"
"""Facts by which a person decides what a document leaves open of a diploma (G-48): it is given all
the same (``what`` is the gate), or it is not (``REFUSED``)."""
REFUSED = "不发毕业证书"


@dataclass(frozen=True, slots=True)
class Gate:
    """One clause's gate for one child.

    Attributes:
        name: the binding's; ``gate`` the word (``销号``, ``转出``, ``退出B`` …).
        items: what it asks for; each later one waits for those before it where the order counts.
        whole: the day on which all was there, None while something is missing.
        effect: what follows for enrolment and rates, ``"?"`` while nobody has said.
    """

    name: str
    gate: str
    items: tuple[Item, ...]
    whole: date | None
    clause: ClauseRef
    effect: str = ""
    reading: str = ""

    @property
    def missing(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.done)

    @property
    def disordered(self) -> bool:
        """All is there, but not one after the other as the clause wants it."""
        return self.whole is None and not self.missing

    @property
    def warning(self) -> str:
        """One line for a form: ``还缺：接收证明``; empty where nothing is missing."""
        if self.disordered:
            return "先后次序和条文不一样"
        lacking = "、".join(item.text for item in self.missing)
        return f"还缺：{lacking}" if lacking else ""


def diploma_decision(judge: Judge, pupil: str) -> Fact | None:
    """What a person decided last of a pupil's diploma: a fact ``GRANTED`` or ``HELD``."""
    told = [fact for kind, what in ((GRANTED, DIPLOMA), (HELD, REFUSED))
            for fact in judge.facts.about(kind, pupil=pupil) if fact.fields.get("what") == what]
    return max(told, key=lambda fact: (fact.day, fact.recorded, fact.kind == GRANTED),
               default=None)


def gates_of(judge: Judge, subject: Subject, *wanted: str) -> tuple[Gate, ...]:
    """The gates of these words that concern the child, in the order of the document."""
    policy = judge.era.policy
    found = []
    for bound, gate in policy.gates if policy else ():
        asked = replace(subject, case=None) if gate.gate == DIPLOMA else subject
        window = judge.case_window(asked)
        if gate.gate in wanted and gate.asks is not None and (
                gate.only_if is None or judge.holds(gate.only_if, asked, window) is True):
            found.append(_gate(judge, asked, bound, gate, gate.asks, window))
    return tuple(found)


def _gate(judge: Judge, subject: Subject, bound: Bound, gate: GateBinding, asks: Pattern,
          window: Window) -> Gate:
    done = judge.complete(asks, subject, window)
    in_order = isinstance(asks, AllOf) and asks.order
    items: list[Item] = []
    for part in _parts(asks):
        found = [item_of(judge, subject, leaf, window) for leaf in leaves(part)
                 if judge.holds(dated(leaf), subject, window) is not None]
        ready = not in_order or all(item.done for item in items)
        items += [replace(item, ready=ready or item.done) for item in found]
    own = judge.era.own.get(f"{gate.name}.effect", "") if gate.effect == "?" else ""
    return Gate(gate.name, gate.gate, tuple(items), done.day if done else None,
                ClauseRef.of(bound), own or gate.effect, gate.reading)


def _parts(pattern: Pattern) -> tuple[Pattern, ...]:
    return pattern.parts if isinstance(pattern, AllOf) else (pattern,)


def leaves(pattern: Pattern) -> Iterator[Pattern]:
    """The things that are all needed: an either-or is one of them."""
    if isinstance(pattern, AllOf):
        for part in pattern.parts:
            yield from leaves(part)
    else:
        yield pattern


def item_of(judge: Judge, subject: Subject, pattern: Pattern, window: Window) -> Item:
    """One thing that is needed, how far it is there, and the fact that would bring it."""
    done = judge.complete(pattern, subject, window)
    if isinstance(pattern, AnyOf):
        either = tuple(item_of(judge, subject, part, window) for part in pattern.parts)
        first = next((item for item in either if item.done), either[0])
        return replace(first, text="或".join(item.text for item in either), done=done is not None,
                       others=tuple(item for item in either if item is not first))
    fact = dated(pattern)
    if not isinstance(fact, FactPattern):
        return Item(judge.era.printed(missing_word(pattern)), "", "", done is not None)
    found = judge.matching(fact, subject, window)
    detail = "、".join(fact_line(f, judge.today) for f in found[-2:])
    number = judge.era.figure(fact.times).at_least if fact.times else None
    if done is None and number and found:
        detail = f"已有{len(found)}次，还差{number - len(found)}次"
    papers, to = fact.fields.get("paper", ()), fact.fields.get("to", ())
    paper = str(papers[0]) if papers else None
    return Item(judge.era.printed(missing_word(fact)), judge.era.printed(detail), do_of(fact),
                done is not None, paper=paper, to=str(to[0]) if to else None, wanted=fact,
                title=judge.era.title_of(paper) if paper else "")
