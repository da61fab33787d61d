"""Writing down the fact that a duty waits for, where it has no form of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.questions import ASK
from kongchuo_desktop.domain.duties.situation import DutyLine
from kongchuo_desktop.domain.duties.subjects import words_in
from kongchuo_desktop.domain.inspection.words import wants_of
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Pattern,
    SubjectPattern,
    facts_in,
)
from kongchuo_desktop.domain.policy.words import WHO
from kongchuo_desktop.domain.returns import MONTHLY
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.attachments import attach_pictures
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.events import EVENT_KINDS, write_event
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Paper, PaperEvent
from kongchuo_desktop.store.write import Actor, Changes, Write

WayKind = Literal["register", "return", "visit", "call", "event", "slip", "issue", "own", "serve",
                  "hand", "move", "ask", "card", "transfer", "correct", "reconcile",
                  "new_numbers", "read"]
_OWN: Mapping[str, WayKind] = {ASK: "ask", "slip": "slip", "transfer": "transfer",
                                 "correct": "correct", "reconcile": "reconcile",
                                 "new_numbers": "new_numbers"}
"""What a line asks behind which no clause stands → how it is done; else by taking a register."""
_PAPER = frozenset({"issued", "served", "handed"})
_TOLD = _PAPER | EVENT_KINDS.keys()
"""What is written down of another body's act; of its paper that it was issued, served, handed."""


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
        joint: with ``visit`` the office that must have come along, a word of the vocabulary;
            empty where any other body will do, None where the school goes alone.
    """

    kind: WayKind
    paper: IssuedPaper | None = None
    to: str = ""
    move: str = ""
    offices: tuple[tuple[str, ...], ...] = ()
    joint: tuple[str, ...] | None = None


def way_of(book: PolicyBook, line: DutyLine, papers: Sequence[IssuedPaper],
           forms: Collection[str], *, rooms: Mapping[str, str] | None = None,
           sends: bool = True) -> Way:
    """The next thing to do about the first duty of a line.

    ``papers`` is the register of what was issued, ``forms`` the papers that there is a form of;
    ``rooms`` the class of each pupil; ``sends``: there is a superior to whom a month can be packed.
    """
    duty = line.first
    if duty.clause is None:
        return Way(_OWN.get(duty.do, "register"))
    facts = wanted_of(book, duty)
    kinds = {fact.fact for fact in facts}
    moved = next((f for f in facts if f.fact == "moved"), None)
    if moved is not None and duty.pupil and kinds == {"moved"}:
        return Way("move", move=str(next(iter(moved.fields.get("what", ())), "")))
    if duty.watch and kinds and kinds <= _TOLD:
        return Way("event")
    # A paper without a form that only has to be signed or drawn up is a fact like any other.
    fact_of_its_own = bool(kinds) and kinds <= set(EVENT_KINDS) and duty.paper not in forms
    if duty.do == "paper" and duty.paper and not duty.watch and not fact_of_its_own:
        way = _paper_way(duty, facts, papers)
        if way is not None:
            return way
        if duty.paper in forms:
            # It is printed; what is still waited for, such as that it was signed, is told.
            printed = bool(_standing(duty, papers, rooms or {})) and bool(kinds)
            return Way("event" if printed and kinds <= EVENT_KINDS.keys() else "issue")
        alike = [fact for other in line.others for fact in wanted_of(book, other)]
        return Way("own", offices=tuple(dict.fromkeys(_offices([*facts, *alike]))))
    if "register" in kinds:
        return Way("register")
    if "served" in kinds and not duty.watch and (way := _paper_way(duty, facts, papers)):
        return way
    if "visit" in kinds:
        visit = next(f for f in facts if f.fact == "visit")
        by_phone = visit.fields.get("mode") == ("phone",) or duty.do == "call"
        return Way("call" if by_phone else "visit", joint=joint_of(visit))
    if sends and duty.do == "return" and any(MONTHLY in f.fields.get("what", ()) for f in facts):
        return Way("return")
    if kinds:
        return Way("event" if kinds <= set(EVENT_KINDS) else "read")
    return _known_way(_act(book, duty)) if duty.pupil else Way("read")


def joint_of(visit: FactPattern) -> tuple[str, ...] | None:
    """The office that must have come along on a visit; empty where any will do, None where it
    is no joint visit."""
    if "joint" not in visit.fields:
        return None
    named = visit.fields.get("joint", ())[:1]
    return tuple(unit for unit in named if isinstance(unit, str) and unit in WHO)


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
    mine = _standing(duty, papers, {})
    if mine:
        for fact in facts:
            if fact.fact == "served" and mine[0].served is None:
                return Way("serve", mine[0])
        for offices in _offices(facts):
            if not set(offices) & set(mine[0].handed):
                return Way("hand", mine[0], next(iter(offices), ""))
    return None


def _standing(duty: Duty, papers: Sequence[IssuedPaper],
              rooms: Mapping[str, str]) -> list[IssuedPaper]:
    """The papers of a duty, of a periodic one those of its period, that were issued and stand.

    A class's may be one for each of its pupils.
    """
    room = None if duty.pupil else duty.class_id

    def about(paper: IssuedPaper) -> bool:
        if room is not None and paper.pupil is not None:
            return rooms.get(paper.pupil) == room
        return (paper.pupil, paper.class_id) == (duty.pupil, room)

    return [p for p in papers if p.title == duty.paper and about(p) and p.voided is None
            and (duty.since is None or p.day >= duty.since)
            and p.day.isoformat() >= duty.period]


def _offices(facts: Sequence[FactPattern]) -> list[tuple[str, ...]]:
    """For each handing over that is wanted the offices of which one is enough."""
    return [tuple(map(str, fact.fields.get("to", ()))) for fact in facts if fact.fact == "handed"]


def wanted_of(book: PolicyBook, duty: Duty) -> list[FactPattern]:
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
    wanted = wanted_of(policy_book(store), duty)
    return wanted if all(w.fact in (_TOLD if duty.watch else EVENT_KINDS) for w in wanted) else []


def written(pattern: FactPattern) -> dict[str, Any]:
    """The fields of a fact as the short form writes them: of several words the first; what must
    not be so is left out."""
    fields: dict[str, Any] = {
        name: list(values) if name in ("with", "joint") else values[0]
        for name, values in pattern.fields.items() if values and values != (False,)}
    if fields.get("joint") == [True]:
        fields["joint"] = [WHO["other_body"]]
    return fields


def sets_limit(store: Store, duty: Duty) -> bool:
    """Whether a clock of the profile runs to a limit that is written in what is discharged."""
    if duty.clause is None:
        return False
    book = policy_book(store)
    wanted = wanted_of(book, duty)
    clocks = [binding for _, binding in book.effective(duty.clause.policy).duties
              if binding.after_limit or binding.by == "limit"]
    return any(_meets(fact, start) for binding in clocks for start in facts_in(binding.on)
               for fact in wanted)


def _meets(fact: FactPattern, start: FactPattern) -> bool:
    return fact.fact == start.fact and all(
        set(values) & set(start.fields.get(name, values)) for name, values in fact.fields.items())


def discharge(store: Store, *, actor: Actor, duty: Duty, day: date, note: str = "",
              by: str = "", limit: date | None = None,
              scans: Sequence[Picture] = ()) -> Changes:
    """Write the dated facts that the duty's clause asks for; the duty goes because they are there.

    ``scans`` are photos or scans that prove it; they hang on the first of the facts. ``limit`` is
    the last day that another body's paper gives (``sets_limit``), ``by`` who issued it.

    Raises:
        KnownError: ``own_form`` for a duty that a visit, paper or register discharges;
            ``future_date``; ``bad_limit``: it had run out before the paper was there.
    """
    wanted = facts_wanted(store, duty)
    if not wanted:
        raise KnownError("own_form", "这一件要用自己的表登记，不能只写一句。",
                         todo="按这一行的按钮去办。")
    check_not_future(store, day)
    if limit is not None and limit < day:
        raise KnownError("bad_limit", "期限早于办的那天。", kept="没有写下。",
                         todo="核对这两个日期。")
    papers = [pattern for pattern in wanted if pattern.fact in _PAPER]
    events = [pattern for pattern in wanted if pattern.fact not in _PAPER]
    with store.operation("add_event", actor, roles=EVERYONE) as write:
        if papers:
            said = "，".join(part for part in (f"{by}办理" if by else "", note) if part)
            _write_paper(write, duty, papers, day, limit, said, scans)
        for at, pattern in enumerate(events):
            fields = written(pattern) | ({"limit": limit.isoformat()} if limit else {})
            if pattern.fact == "filed" and duty.period:
                fields["period"] = duty.period
            write_event(write, kind=pattern.fact, day=day, pupil=duty.pupil,
                        class_id=duty.class_id, fields=fields, by=by or actor.name, note=note,
                        scans=scans if at == 0 and not papers else ())
    return write.changes


def _write_paper(write: Write, duty: Duty, facts: Sequence[FactPattern], day: date,
                 limit: date | None, note: str, scans: Sequence[Picture]) -> None:
    """Another body's paper, and that it was served or handed; it has no number of ours."""
    first = written(facts[0])
    about = known({"pupil": duty.pupil})
    room = None if duty.pupil else duty.class_id
    row = write.insert(Paper, title=first.get("paper") or duty.paper, year=day.year,
                       day=day.isoformat(), **about, **known({
                           "class_id": room, "to": first.get("to", ""),
                           "limit": limit.isoformat() if limit else None}))
    attach_pictures(write, row, scans, pupil=duty.pupil)
    for fact in facts:
        to = str(written(fact).get("to", ""))
        if fact.fact != "issued":
            more = {"to": to} if fact.fact == "handed" else {"to": WHO.get(to, to), "how": "直接"}
            write.insert(PaperEvent, about=duty.pupil, kind=fact.fact, paper=row,
                         day=day.isoformat(), **about, **known({**more, "note": note}))
