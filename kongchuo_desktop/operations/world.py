"""One read of the store as the plain facts that all derivations share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates
from kongchuo_desktop.domain.classes import class_name, grade_of
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    Mark,
    OwnFigure,
    PolicyUse,
    Pupil,
    Register,
    Span,
    Tagged,
    World,
)
from kongchuo_desktop.domain.journal import split_tips
from kongchuo_desktop.domain.policy.words import MODES, RESULTS
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.store.journal_tables import ALIAS
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    CalendarDay,
    ClassGroup,
    Event,
    Leave,
    MarkRow,
    Movement,
    OwnFigureRow,
    Paper,
    PaperEvent,
    PolicyUseRow,
    Projected,
    PupilRow,
    RegisterRow,
    Return,
    Tag,
    Term,
    Unit,
    Visit,
)
from kongchuo_desktop.store.vocabulary import sql_table

LEAVES_SCHOOL = frozenset({"转出", "休学", "其他离校", "死亡", "毕业"})
ENTERS_SCHOOL = frozenset({"报到", "转入", "复学", "借读"})

_MODE = {said: word for word, said in MODES.items()}
_RESULT = {said: word for word, said in RESULTS.items()}


_KNOWN = {"student_number": "student_number", "identity_number": "identity_number",
          "guardian": "guardian1_name", "address": "address", "phone": "guardian1_phone",
          "birth_date": "birth_date"}


def rows_of(session: Session, table: type[Projected]) -> list[RowMapping]:
    """All living rows of a projected table as plain mappings; one query."""
    columns = sql_table(table)
    return list(session.execute(select(columns).where(~columns.c.gone)).mappings())


def canonical_ids(session: Session) -> dict[str, str]:
    """Joined rows and the id under which each is read (journal.md §5)."""
    return {joined.row: joined.canonical for joined in session.execute(select(ALIAS))}


def iso(text: str | None) -> date | None:
    """A date from the journal's ISO text; None for empty and for a month without a day."""
    return date.fromisoformat(text) if text and len(text) == 10 else None


def load_calendar(store: Store) -> SchoolCalendar:
    """The unit's calendar: national days, its own terms and its own changes."""
    return remembered(store, "calendar", lambda: _read_calendar(store))


def load_world(store: Store) -> World:
    """All facts of the store that derivations may look at, read in one transaction."""
    return remembered(store, "world", lambda: _read_world(store))


def _read_calendar(store: Store) -> SchoolCalendar:
    with store.session() as session:
        days = rows_of(session, CalendarDay)
        terms = rows_of(session, Term)
    return SchoolCalendar(
        overrides={date.fromisoformat(d["day"]): (bool(d["in_session"]), d["note"] or "")
                   for d in days},
        terms=[TermDates(t["school_year"], t["term"], date.fromisoformat(t["start"]),
                         date.fromisoformat(t["end"])) for t in terms if t["start"] and t["end"]],
    )


def _read_world(store: Store) -> World:
    today = store.now().date()
    with store.session() as session:
        same = canonical_ids(session)
        units = rows_of(session, Unit)
        unit = next((u["name"] for u in units if u["row"] == store.home), "")
        classes = {c["row"]: _class_room(c, today) for c in rows_of(session, ClassGroup)
                   if same.get(c["row"], c["row"]) == c["row"]}
        tags = _tags(rows_of(session, Tag), same)
        moves = rows_of(session, Movement)
        pupils = {
            p["row"]: _pupil(p, classes, same, tags.get(p["row"], ()),
                             _spans(p, list(moves_of.get(p["row"], ()))))
            for moves_of in [_by_pupil(moves, same)]
            for p in rows_of(session, PupilRow)
            if same.get(p["row"], p["row"]) == p["row"]
        }
        facts = [
            *_visit_facts(rows_of(session, Visit), same),
            *_paper_facts(rows_of(session, Paper), rows_of(session, PaperEvent), same),
            *_event_facts(rows_of(session, Event), same),
            *_movement_facts(moves, same),
            *_leave_facts(rows_of(session, Leave), same),
            *_return_facts(rows_of(session, Return)),
        ]
        return World(
            unit=unit,
            pupils=pupils,
            classes=classes,
            registers=[_register(r, same) for r in rows_of(session, RegisterRow)],
            marks=[_mark(m, same) for m in rows_of(session, MarkRow)],
            facts=sorted(facts, key=lambda f: (f.day, f.recorded, f.id)),
            uses=_uses(rows_of(session, PolicyUseRow)),
            figures=[OwnFigure(f["binding"], f["value"], date.fromisoformat(f["since"]),
                               f["author"], f["why"] or "")
                     for f in rows_of(session, OwnFigureRow) if f["value"]],
        )


def class_title(store: Store, class_id: str) -> str:
    """``七年级1班``, also for a class row that was joined to another; empty for an unknown one."""
    with store.session() as session:
        same = canonical_ids(session)
    room = load_world(store).classes.get(same.get(class_id, class_id))
    return room.name if room else ""


def _class_room(row: RowMapping, today: date) -> ClassRoom:
    grade = grade_of(entry_year=row["entry_year"], stage=row["stage"], on=today)
    return ClassRoom(
        id=row["row"],
        name=row["name"] or class_name(grade=grade, number=row["number"]),
        grade=grade,
        lessons=row["lessons"] or 7,
        head_teacher=row["head_teacher"] or "",
    )


def _pupil(row: RowMapping, classes: Mapping[str, ClassRoom], same: Mapping[str, str],
           tags: Iterable[Tagged], spans: tuple[Span, ...]) -> Pupil:
    class_id = same.get(row["class_id"], row["class_id"]) or ""
    room = classes.get(class_id)
    return Pupil(
        id=row["row"], name=row["name"] or "", class_id=class_id,
        grade=room.grade if room else 1, enrolled=spans, birth=iso(row["birth_date"]),
        tags=tuple(tags), boarding=bool(row["boarding"]), placement=row["placement"] or "在校",
        known=frozenset(word for word, column in _KNOWN.items() if row[column]),
    )


def _by_pupil(rows: Iterable[RowMapping], same: Mapping[str, str]) -> dict[str, list[RowMapping]]:
    found: dict[str, list[RowMapping]] = defaultdict(list)
    for row in rows:
        found[same.get(row["pupil"], row["pupil"])].append(row)
    return found


def _spans(pupil: RowMapping, moves: Iterable[RowMapping]) -> tuple[Span, ...]:
    """The days on which the school answers for the pupil, from its movements in order."""
    spans: list[Span] = []
    start: date | None = iso(pupil["entered"]) or date.min
    for move in sorted(moves, key=lambda m: (m["day"], m["recorded"], split_tips(m["tips"]))):
        day = date.fromisoformat(move["day"])
        if move["kind"] in LEAVES_SCHOOL and start is not None:
            if day > start:
                spans.append(Span(start, day - timedelta(days=1)))
            start = None
        elif move["kind"] in ENTERS_SCHOOL and start is None:
            start = day
    if start is not None:
        spans.append(Span(start))
    return tuple(spans)


def _tags(rows: Iterable[RowMapping], same: Mapping[str, str]) -> dict[str, list[Tagged]]:
    tags: dict[str, list[Tagged]] = defaultdict(list)
    for row in rows:
        since = iso(row["since"]) or date.min
        tags[same.get(row["pupil"], row["pupil"])].append(
            Tagged(row["tag"], Span(since, iso(row["until"]))))
    return tags


def _register(row: RowMapping, same: Mapping[str, str]) -> Register:
    return Register(
        class_id=same.get(row["class_id"], row["class_id"]), day=date.fromisoformat(row["day"]),
        part=row["part"], absent=frozenset(same.get(p, p) for p in row["absent"] or ()),
        expected=row["expected"] or 0, recorded=row["recorded"],
    )


def _mark(row: RowMapping, same: Mapping[str, str]) -> Mark:
    return Mark(
        pupil=same.get(row["pupil"], row["pupil"]), day=date.fromisoformat(row["day"]),
        part=row["part"], kind=row["kind"], recorded=row["recorded"],
        lessons=tuple(row["lessons"] or ()),
    )


def _visit_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    for row in rows:
        yield Fact(
            id=row["row"], kind="visit", day=date.fromisoformat(row["day"]),
            recorded=row["recorded"], pupil=same.get(row["pupil"], row["pupil"]),
            fields={"mode": _MODE.get(row["mode"], "other"),
                    "result": _RESULT.get(row["outcome"], "other"),
                    "joint": tuple(row["joint"] or ()), "cause": row["cause"],
                    "whereabouts": row["whereabouts"], "promised": row["promised"],
                    "by": tuple(row["by"] or ())},
        )


def _paper_facts(papers: Iterable[RowMapping], events: Iterable[RowMapping],
                 same: Mapping[str, str]) -> Iterable[Fact]:
    """Facts of papers; a voided paper has never been issued as far as duties go."""
    events = list(events)
    voided = {e["paper"] for e in events if e["kind"] == "voided"}
    by_id = {p["row"]: p for p in papers}
    for paper in by_id.values():
        if paper["row"] not in voided:
            yield _paper_fact(paper, paper, "issued", paper["to"], same)
    for event in events:
        found = by_id.get(event["paper"])
        if found and (event["kind"] == "voided") == (found["row"] in voided):
            to = event["to"] if event["kind"] == "handed" else found["to"]
            yield _paper_fact(found, event, event["kind"], to, same)


def _paper_fact(paper: RowMapping, source: RowMapping, kind: str, to: str | None,
                same: Mapping[str, str]) -> Fact:
    return Fact(
        id=source["row"], kind=kind, day=date.fromisoformat(source["day"]),
        recorded=source["recorded"], pupil=same.get(paper["pupil"], paper["pupil"]),
        class_id=paper["class_id"],
        fields={"paper": paper["title"], "to": to, "limit": paper["limit"],
                "number": paper["number"], "scan": bool(source.get("scan"))},
    )


def _event_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    for row in rows:
        yield Fact(
            id=row["row"], kind=row["kind"], day=date.fromisoformat(row["day"]),
            recorded=row["recorded"], pupil=same.get(row["pupil"], row["pupil"]),
            class_id=row["class_id"],
            fields={**(row["fields"] or {}), "scan": bool(row["scan"])},
        )


def _movement_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    for row in rows:
        pupil = same.get(row["pupil"], row["pupil"])
        day = date.fromisoformat(row["day"])
        yield Fact(id=row["row"], kind="moved", day=day, recorded=row["recorded"],
                   pupil=pupil, fields={"what": row["kind"]})
        if row["kind"] == "复学":
            yield Fact(id=row["row"] + ":returned", kind="returned", day=day,
                       recorded=row["recorded"], pupil=pupil)


def _leave_facts(rows: Iterable[RowMapping], same: Mapping[str, str]) -> Iterable[Fact]:
    for row in rows:
        yield Fact(
            id=row["row"], kind="leave", day=date.fromisoformat(row["since"]),
            recorded=row["recorded"], pupil=same.get(row["pupil"], row["pupil"]),
            fields={"since": row["since"], "until": row["until"], "what": row["kind"],
                    "by_phone": bool(row["by_phone"])},
        )


def _return_facts(rows: Iterable[RowMapping]) -> Iterable[Fact]:
    for row in rows:
        yield Fact(id=row["row"], kind="filed", day=date.fromisoformat(row["day"]),
                   recorded=row["recorded"],
                   fields={"what": row["kind"], "period": row["period"], "unit": row["unit"]})


def _uses(rows: Iterable[RowMapping]) -> list[PolicyUse]:
    """The unit's profiles in order; the first one reaches back without end (policy.md §9)."""
    ordered: list[RowMapping] = sorted(rows, key=lambda r: (r["since"], r["tips"]))
    return [PolicyUse(r["policy"], date.min if i == 0 else date.fromisoformat(r["since"]))
            for i, r in enumerate(ordered)]


def known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that hold something: new rows set no empty fields (journal.md §2)."""
    return {k: v for k, v in fields.items() if v not in (None, "", [], {})}
