"""What an inspector sees of a clause: its parts, the proofs that are there, and what is missing."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kongchuo_desktop.domain.policy.model import FactPattern

State = Literal["complete", "none", "lacking", "late", "manual", "inapplicable", "outside"]
STATE_NAMES: dict[State, str] = {
    "complete": "齐全", "none": "没有发生", "lacking": "缺", "late": "逾期",
    "manual": "人工填写", "inapplicable": "不适用", "outside": "不用系统",
}
"""How a clause stands → chip. The last three are what a person says of it (ui.md §9)."""
UNSAID = "要写说明"
"""The word for what only a person can judge, as long as nobody has."""
STATED: tuple[State, ...] = ("manual", "inapplicable", "outside")

ProofState = Literal["there", "lacking", "late", "waiting", "ahead"]
"""``waiting`` is for another body to do, ``ahead`` still in time: neither is counted."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that a clause asks for about one child, class or the school.

    Attributes:
        subject: id of the pupil or class, ``""`` for the school; ``name`` what it is called.
        what: ``存根、回证``; what is missing reads ``没有通知书``.
        day: when it was done, or by when it was due.
        state: there, missing, missing past its day, waiting for another body, or still in time.
        refs: ids of the facts that prove it (visits, papers, events), for links.
        duty: id of the open duty that brings it, empty where none is open.
        wants: the facts that would bring it, all of them, where no duty is open.
    """

    subject: str
    name: str
    what: str
    day: date | None
    state: ProofState
    pupil: str | None = None
    refs: tuple[str, ...] = ()
    duty: str = ""
    wants: tuple[FactPattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What one binding of a clause asks for, and what there is.

    Attributes:
        binding: its name, ``clause/key``; ``kind`` its word: 提醒, 文书, 台账 …
        title: what it is about in a few words: 劝学通知书, 家访.
        materials: what a file should hold: 通知书存根, 送达回证.
        who: who answers for it, in Chinese.
        state: how it stands by itself, before a person says anything.
        facts: kinds of fact, words of the vocabulary, that a person can write down for it.
        each: whom it is about, a word of ``words.EACH``; empty where it is about nobody.
        unset: figures that the document leaves open and nobody has set (本校规定): until then
            nothing falls due, and the clause is for a person to judge.
    """

    binding: str
    kind: str
    title: str
    materials: tuple[str, ...]
    who: str
    state: State
    proofs: tuple[Proof, ...]
    reading: str = ""
    facts: tuple[str, ...] = ()
    each: str = ""
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person said of a clause that the program can't judge; ``event`` is its fact's id."""

    state: State
    text: str
    by: str
    day: date
    event: str = ""


@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """One clause and how it stands in a period.

    Attributes:
        policy: id of the profile it comes from; a composite shows several.
        chapter: the part of the document, from ``where``: 四(一), 三.
        title: what the clause is about in a few words.
        found, wanted: n of m proofs that are there; both 0 where nothing happened.
        last: the latest day on which something was done for it.
    """

    policy: str
    id: str
    quote: str
    where: str
    chapter: str
    title: str
    materials: tuple[str, ...]
    who: str
    state: State
    found: int
    wanted: int
    last: date | None
    parts: tuple[Part, ...]
    statement: Statement | None = None

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The proofs of all parts."""
        return tuple(proof for part in self.parts for proof in part.proofs)

    @property
    def missing(self) -> tuple[Proof, ...]:
        """What is missing, what is late first."""
        return tuple(sorted((p for p in self.proofs if p.state in ("lacking", "late")),
                            key=lambda proof: proof.state != "late"))

    @property
    def word(self) -> str:
        """The state's own word: ``齐全``, ``缺``; ``要写说明`` until a person has judged."""
        unsaid = self.state == "manual" and self.statement is None
        return UNSAID if unsaid else STATE_NAMES[self.state]

    @property
    def chip(self) -> str:
        """``齐全 13/13``, ``缺 2``, ``逾期 1``, else the state's own word."""
        if self.state == "complete":
            return f"齐全 {self.found}/{self.wanted}" if self.wanted else "齐全"
        if self.state in ("lacking", "late"):
            return f"{self.word} {self.wanted - self.found}"
        return self.word


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a document: ``title`` as it heads it, and how many of its clauses are settled.

    Settled is what lacks nothing: whole, not happened, or judged by a person.
    """

    policy: str
    key: str
    title: str
    settled: int
    clauses: int
