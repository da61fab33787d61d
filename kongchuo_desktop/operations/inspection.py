"""迎检对照: the documents clause by clause, what a person says of a clause, bringing what lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.calendar import SchoolCalendar, month_end
from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.situation import DutyLine, Situation
from kongchuo_desktop.domain.facts import Span
from kongchuo_desktop.domain.inspection.model import (
    STATED,
    Chapter,
    ClauseStanding,
    Part,
    Proof,
    State,
    Statement,
)
from kongchuo_desktop.domain.inspection.standings import (
    ClauseKey,
    chapters,
    followed,
    standings,
)
from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.domain.policy.words import DO
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.attachments import photos_by_target
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.discharge import Way, joint_of, way_of, written
from kongchuo_desktop.operations.events import EVENT_KINDS, write_event
from kongchuo_desktop.operations.homes import own_events, own_rows
from kongchuo_desktop.operations.inspection_lists import lists_of
from kongchuo_desktop.operations.overview import Due, person_of
from kongchuo_desktop.operations.paper_forms import papers_with_form
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.policies import policy_in_use
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.trust import superior_of
from kongchuo_desktop.operations.units import own_unit
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes

_STATED = "stated"
_OWN_SPAN = "own"
_DEFAULT = "term"


@dataclass(frozen=True, slots=True)
class SpanChoice:
    """A period that can be looked at: ``month``, ``term``, ``year``, ``last_year`` or ``own``."""

    key: str
    title: str
    since: date
    until: date

    @property
    def dated(self) -> str:
        """``2026年9月1日至2027年1月20日``."""
        return f"{_full(self.since)}至{_full(self.until)}"


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything on 迎检对照.

    Attributes:
        title: of the document that was in force; empty while none was chosen.
        policy: its id; ``policies`` are all that were in force in the span, with their titles.
        spans: the periods to choose from; ``span`` is the one that is shown.
    """

    title: str
    policy: str
    policies: tuple[tuple[str, str], ...]
    span: SpanChoice
    spans: tuple[SpanChoice, ...]
    standings: tuple[ClauseStanding, ...]
    chapters: tuple[Chapter, ...]
    unit: str
    day: date

    @property
    def counts(self) -> Mapping[State, int]:
        """State → number of clauses."""
        found: dict[State, int] = {}
        for standing in self.standings:
            found[standing.state] = found.get(standing.state, 0) + 1
        return found


def inspection(store: Store, *, span: str = "", since: date | None = None,
               until: date | None = None, policy: str = "") -> Inspection:
    """How every clause stands in a period.

    Args:
        span: key of one of ``Inspection.spans``; this term where nothing is said.
        since, until: days of one's own choice, in the place of ``span``; where one is left out,
            from the start of the school year, until today.
        policy: which of the profiles that were in force; the last one where nothing is said.

    Raises:
        KnownError: ``bad_span``, ``policy_missing``.
    """
    now = situation(store)
    spans = span_choices(now.calendar, now.today)
    shown = _shown(spans, span, since, until, now.today)
    days = Span(shown.since, shown.until)
    in_force = followed(now, days)
    chosen = next((p for p in in_force if p.id == policy), in_force[-1] if in_force else None)
    found: list[ClauseStanding] = []
    if chosen is not None:
        with store.session() as session:
            scanned = frozenset(photos_by_target(session))
        unit = own_unit(store)
        named = {"principal": unit.principal} if unit and unit.principal else {}
        found = standings(now, days, statements_of(store), scanned=scanned, named=named,
                          policy=chosen.id, of_school=store.role != "class",
                          listed=lists_of(store, days))
    return Inspection(
        title=chosen.title if chosen else "", policy=chosen.id if chosen else "",
        policies=tuple((p.id, p.title) for p in in_force), span=shown, spans=spans,
        standings=tuple(found), chapters=tuple(chapters(found, now.book.policies)),
        unit=store.header.unit_name, day=now.today)


def span_choices(calendar: SchoolCalendar, today: date) -> tuple[SpanChoice, ...]:
    """本月, 本学期 (in the holidays the one before), 本学年, 上学年."""
    year = calendar.school_year(today)
    known = [calendar.term(y, n) for y in (year - 1, year, year + 1) for n in (1, 2)]
    term = calendar.term_of(today) or max(
        (t for t in known if t.end < today), key=lambda t: t.end)
    return (
        SpanChoice("month", "本月", today.replace(day=1), month_end(today.year, today.month)),
        SpanChoice("term", "本学期" if term.covers(today) else "上学期", term.start, term.end),
        SpanChoice("year", "本学年", date(year, 9, 1), date(year + 1, 8, 31)),
        SpanChoice("last_year", "上学年", date(year - 1, 9, 1), date(year, 8, 31)),
    )


def _shown(spans: Sequence[SpanChoice], key: str, since: date | None, until: date | None,
           today: date) -> SpanChoice:
    if since is None and until is None:
        return next((s for s in spans if s.key == (key or _DEFAULT)), spans[1])
    last = until or max(today, since or today)
    first = since or date(school_year_of(last), 9, 1)
    if first > last:
        raise KnownError("bad_span", f"{day_text(first)}在{day_text(last)}之后，不成一段时间。",
                         kept="没有改动。", todo="把开始的日子写在前面。")
    return SpanChoice(_OWN_SPAN, f"{_full(first)}至{_full(last)}", first, last)


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# what a person says ---------------------------------------------------------------------------


def statements_of(store: Store) -> dict[ClauseKey, Statement]:
    """What was last said of each clause; a later word takes the place of an earlier one."""
    with store.session() as session:
        rows = own_events(session, store.home, _STATED)
    found: dict[ClauseKey, Statement] = {}
    for row in rows:
        said = row["fields"] or {}
        state = next((s for s in STATED if s == said.get("state")), None)
        if state is not None:
            found[str(said.get("policy")), str(said.get("clause"))] = Statement(
                state, row["note"] or "", row["by"] or "", date.fromisoformat(row["day"] or ""),
                row["row"])
    return found


def state_clause(store: Store, *, actor: Actor, policy: str, clause: str, state: State,
                 text: str) -> Added:
    """Say of a clause what the program can't know: where its material lies, why it asks nothing.

    It can be undone; to take it back later, void its fact (``Statement.event``).

    Raises:
        KnownError: ``unknown_clause``, ``unknown_state``, ``no_text``.
    """
    book = situation(store).book
    known = book.policies.get(policy)
    if known is None or all(c.id != clause for c in known.clauses):
        raise KnownError("unknown_clause", f"文件里没有“{clause}”这一条。", kept="没有改动。",
                         todo="核对条款的编号。")
    if state not in STATED:
        raise KnownError("unknown_state", f"“{state}”不能由人来写。", kept="没有改动。",
                         todo="可以写：人工填写、不适用、不用系统。")
    if not text.strip():
        raise KnownError("no_text", "没有写说明。", kept="没有改动。",
                         todo="写一句，例如材料放在哪里，或者为什么不适用。")
    with store.operation("state_clause", actor, roles=TEACHING) as write:
        stated = sql_table(Event).c.kind == _STATED
        for before in own_rows(write.session, write.home, Event, stated):
            said = before["fields"] or {}
            if (said.get("policy"), said.get("clause")) == (policy, clause):
                # Taken back later, a word must not bring the one before it to light again.
                write.delete(Event, before["row"], prior=before["tips"])
        row = write.insert(Event, kind=_STATED, day=store.now().date().isoformat(),
                           fields={"policy": policy, "clause": clause, "state": state},
                           by=actor.name, note=text.strip())
    return Added(row, write.changes)


# bringing what lacks --------------------------------------------------------------------------


def gap_due(store: Store, *, proof: Proof) -> Due | None:
    """The line of 今日 by which something missing is done; None where a fact or words must do."""
    now = situation(store)
    papers = paper_register(store)
    forms = papers_with_form(store, policy=policy_in_use(now.world, now.today))
    duty = next((d for d in now.duties if proof.duty and d.id == proof.duty), None)
    if duty is not None:
        line = DutyLine(duty)
        rooms = {pupil.id: pupil.class_id for pupil in now.world.pupils.values()}
        way = way_of(now.book, line, papers, forms, rooms=rooms,
                     sends=superior_of(store) is not None)
        return _due(now, line, way) if way.kind != "read" else None
    first = proof.wants[0] if proof.wants else None
    way_to = _way_to(first, forms) if first else None
    return _due(now, DutyLine(_made_up(first, proof)), way_to) if first and way_to else None


def _due(now: Situation, line: DutyLine, way: Way) -> Due:
    pupil = line.first.pupil
    return Due(line, way, person_of(now, pupil, {}) if pupil else None)


def _way_to(fact: FactPattern, forms: frozenset[str]) -> Way | None:
    """The form of its own that writes a fact; None for those of the general form."""
    if fact.fact == "visit":
        return Way("call" if fact.fields.get("mode") == ("phone",) else "visit",
                   joint=joint_of(fact))
    if fact.fact == "issued":
        return Way("issue" if _paper(fact) in forms else "own")
    # A plan whose paper the program has is drawn up by issuing it; any other is only told.
    return Way("issue") if fact.fact == "planned" and _paper(fact) in forms else None


def _paper(fact: FactPattern) -> str:
    names = fact.fields.get("what" if fact.fact == "planned" else "paper", ())
    return str(next(iter(names), ""))


def _made_up(fact: FactPattern, proof: Proof) -> Duty:
    """A duty that nobody owes any more, or never did, so that its form can be opened."""
    do = "paper" if fact.fact in ("issued", "planned") else "visit"
    paper = _paper(fact) or None
    return Duty(id=f"gap:{proof.subject}:{fact.fact}:{paper or ''}", binding="", do=do,
                each="pupil" if proof.pupil else "school", subject=proof.subject,
                name=proof.name, reason=proof.what, ask=f"应{DO[do]}", group="undated",
                pupil=proof.pupil, class_id=_room(proof), paper=paper, paper_title=paper)


def _room(proof: Proof) -> str | None:
    return proof.subject or None if proof.pupil is None else None


def write_gap(store: Store, *, actor: Actor, part: Part, proof: Proof, day: date, by: str = "",
              note: str = "", scans: Sequence[Picture] = ()) -> Changes:
    """Write down the facts that a part lacks of one child, class or the school.

    Raises:
        KnownError: ``own_form`` where a form of its own writes it, ``future_date``.
    """
    wanted = proof.wants or tuple(FactPattern(kind) for kind in part.facts[:1])
    if not wanted or any(fact.fact not in EVENT_KINDS for fact in wanted):
        raise KnownError("own_form", "这一件要用自己的表登记，不能只写一句。",
                         todo="到学生的卡片上登记，或者写一句说明。")
    check_not_future(store, day)
    with store.operation("add_event", actor, roles=TEACHING) as write:
        for at, fact in enumerate(wanted):
            write_event(write, kind=fact.fact, day=day, pupil=proof.pupil, class_id=_room(proof),
                        fields=written(fact), by=by or actor.name, note=note,
                        scans=scans if at == 0 else ())
    return write.changes
