"""Writing down the fact that a duty waits for, where it has no form of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.questions import ASK
from kongchuo_desktop.domain.duties.situation import DutyLine
from kongchuo_desktop.domain.duties.subjects import words_in
from kongchuo_desktop.domain.inspection.words import facts_in, wants_of
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Pattern,
    SubjectPattern,
)
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.events import EVENT_KINDS, write_event
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes

WayKind = Literal["register", "return", "visit", "call", "event", "slip", "issue", "own", "serve",
                  "hand", "move", "ask", "card", "read"]
_TOLD = frozenset({*EVENT_KINDS, "visit", "issued", "served", "handed"})
"""What another body did is written down as a plain fact, with its scan."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a duty is done: which form or page brings the fact that it waits for.

    Attributes:
        kind: ``issue``, ``serve`` and ``hand`` are steps of one paper, ``own`` notes one that the
            program has no form of; ``event`` is the short form of ``discharge``; ``card``: what
            the pupil's record must hold; ``read``: nothing to write down, only the clause to
            read.
        paper: the issued paper that must be served or handed over.
        to: the office that it goes to, a word of the vocabulary.
        move: which enrollment change is written down (转出, 休学 …).
        offices: with ``own`` whom the paper goes to: groups of offices, one of each is enough.
    """

    kind: WayKind
    paper: IssuedPaper | None = None
    to: str = ""
    move: str = ""
    offices: tuple[tuple[str, ...], ...] = ()


def way_of(book: PolicyBook, line: DutyLine, papers: Sequence[IssuedPaper],
           forms: Collection[str], *, sends: bool = True) -> Way:
    """The next thing to do about the first duty of a line.

    ``papers`` is the register of what was issued, ``forms`` the papers that there is a form of;
    ``sends``: there is a superior to whom a month can be packed.
    """
    duty = line.first
    if duty.clause is None:
        return Way("ask" if duty.binding == ASK else "slip" if duty.do == "slip" else "register")
    facts = _done_facts(book, duty)
    kinds = {fact.fact for fact in facts}
    moved = next((f for f in facts if f.fact == "moved"), None)
    if moved is not None and duty.pupil and kinds == {"moved"}:
        return Way("move", move=str(next(iter(moved.fields.get("what", ())), "")))
    if duty.watch:
        return Way("event" if kinds and kinds <= _TOLD else "read")
    # A paper without a form that only has to be signed or drawn up is a fact like any other.
    fact_of_its_own = bool(kinds) and kinds <= set(EVENT_KINDS) and duty.paper not in forms
    if duty.do == "paper" and duty.paper and not fact_of_its_own:
        way = _paper_way(duty, facts, papers)
        if way is not None:
            return way
        if duty.paper in forms:
            return Way("issue")
        alike = [fact for other in line.others for fact in _done_facts(book, other)]
        return Way("own", offices=tuple(dict.fromkeys(_offices([*facts, *alike]))))
    if "register" in kinds:
        return Way("register")
    if "served" in kinds and (way := _paper_way(duty, facts, papers)):
        return way
    if "visit" in kinds:
        modes = next((f.fields.get("mode") for f in facts if f.fact == "visit"), None)
        return Way("call" if modes == ("phone",) or duty.do == "call" else "visit")
    if sends and duty.do == "return" and any("月报" in f.fields.get("what", ()) for f in facts):
        return Way("return")
    if kinds:
        return Way("event" if kinds <= set(EVENT_KINDS) else "read")
    return _known_way(_act(book, duty)) if duty.pupil else Way("read")


def _known_way(act: Pattern | None) -> Way:
    """How something gets known of a pupil: by asking the family, else on the record."""
    parts = act.parts if isinstance(act, AllOf | AnyOf) else (act,)
    known = frozenset(word for part in parts if isinstance(part, SubjectPattern)
                      for word in words_in(part.tests.get("has", ())))
    if known & {"cause", "whereabouts"}:
        return Way("visit")
    return Way("card" if known else "read")


def _paper_way(duty: Duty, facts: Sequence[FactPattern],
               papers: Sequence[IssuedPaper]) -> Way | None:
    """What is still to do about the paper once it is issued; None before."""
    room = None if duty.pupil else duty.class_id
    mine = [p for p in papers if p.title == duty.paper and p.pupil == duty.pupil
            and p.class_id == room and p.voided is None
            and (duty.since is None or p.day >= duty.since)]
    if mine:
        for fact in facts:
            if fact.fact == "served" and mine[0].served is None:
                return Way("serve", mine[0])
        for offices in _offices(facts):
            if not set(offices) & set(mine[0].handed):
                return Way("hand", mine[0], next(iter(offices), ""))
    return None


def _offices(facts: Sequence[FactPattern]) -> list[tuple[str, ...]]:
    """For each handing over that is wanted the offices of which one is enough."""
    return [tuple(map(str, fact.fields.get("to", ()))) for fact in facts if fact.fact == "handed"]


def _done_facts(book: PolicyBook, duty: Duty) -> list[FactPattern]:
    """The facts that would discharge a duty; of a half-done one those still to come."""
    if duty.left:
        return [fact for part in duty.left for fact in wants_of(part)]
    act = _act(book, duty)
    return list(wants_of(act) or facts_in(act))


def _act(book: PolicyBook, duty: Duty) -> Pattern | None:
    if duty.clause is None:
        return None
    bound = book.effective(duty.clause.policy).by_name.get(duty.binding)
    binding = bound.binding if bound else None
    return binding.act if isinstance(binding, DutyBinding) else None


def facts_wanted(store: Store, duty: Duty) -> list[FactPattern]:
    """The facts that would discharge a duty and that ``discharge`` can write; else empty."""
    wanted = _done_facts(policy_book(store), duty)
    return wanted if all(w.fact in (_TOLD if duty.watch else EVENT_KINDS) for w in wanted) else []


def discharge(store: Store, *, actor: Actor, duty: Duty, day: date, note: str = "",
              by: str = "", scans: Sequence[Picture] = ()) -> Changes:
    """Write the dated facts that the duty's clause asks for; the duty goes because they are there.

    ``scans`` are photos or scans that prove it; they hang on the first of the facts.

    Raises:
        KnownError: ``own_form`` for a duty that a visit, paper or register discharges;
            ``future_date``.
    """
    wanted = facts_wanted(store, duty)
    if not wanted:
        raise KnownError("own_form", "这一件要用自己的表登记，不能只写一句。",
                         todo="按这一行的按钮去办。")
    check_not_future(store, day)
    with store.operation("add_event", actor, roles=EVERYONE) as write:
        for at, pattern in enumerate(wanted):
            fields = {name: list(values) if name in ("with", "joint") else values[0]
                      for name, values in pattern.fields.items() if values}
            if pattern.fact == "filed" and duty.period:
                fields["period"] = duty.period
            write_event(write, kind=pattern.fact, day=day, pupil=duty.pupil,
                        class_id=duty.class_id, fields=fields, by=by or actor.name, note=note,
                        scans=scans if at == 0 else ())
    return write.changes
