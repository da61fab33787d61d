"""一生一档: everything the store knows about one pupil, in one read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.cases.views import CaseView, case_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import LEAVE, UNEXCUSED
from kongchuo_desktop.domain.policy.words import FACTS, WHO, plain
from kongchuo_desktop.operations.attachments import Photo, photos_by_target
from kongchuo_desktop.operations.attendance import PRESENT
from kongchuo_desktop.operations.checks import unknown_pupil
from kongchuo_desktop.operations.moves import last_move
from kongchuo_desktop.operations.overview import Due, Person, dues_of, person_of
from kongchuo_desktop.operations.paper_register import IssuedPaper, own_number, paper_register
from kongchuo_desktop.operations.portraits import portrait_of
from kongchuo_desktop.operations.record import PupilRecord, pupil_record
from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.operations.today import situation_of
from kongchuo_desktop.operations.transfer_lines import earlier_records
from kongchuo_desktop.operations.unprintable import BadCharacter, unprintable_names
from kongchuo_desktop.operations.visits import SAID as VISIT_FIELDS
from kongchuo_desktop.operations.visits import Correction, corrections
from kongchuo_desktop.operations.world import canonical_ids, rows_of
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    Event,
    Leave,
    Movement,
    Paper,
    PaperEvent,
    Projected,
    PupilRow,
    Visit,
)
from kongchuo_desktop.store.vocabulary import sql_table

_STAMPS = {"served": "送达", "handed": "交到", "signed": "签收", "voided": "作废"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing of the timeline.

    Attributes:
        kind: ``mark``, ``visit``, ``call``, ``paper``, ``event``, ``move``, ``leave``.
        until: last day of a run of equal days, else None; ``days`` how many school days it has.
        folded: the days within, one each, newest first, of a run that is shown as one line.
        photos: what hangs on it.
        may: what a person may do about it: ``edit`` a visit, ``add`` photos to a record.
    """

    id: str
    kind: str
    day: date
    title: str
    text: str = ""
    by: str = ""
    time: str = ""
    until: date | None = None
    days: int = 1
    folded: tuple["Happened", ...] = ()
    photos: tuple[Photo, ...] = ()
    may: Literal["", "edit", "add"] = ""


@dataclass(frozen=True, slots=True)
class DayMark:
    """A school day of the month as the little calendar shows it; ``kind`` None = not yet taken."""

    day: date
    kind: str | None
    in_session: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """One pupil; ``dues`` with the most urgent first, ``happened`` newest first."""

    today: date
    card: PupilCard
    person: Person
    case: CaseView | None
    dues: tuple[Due, ...]
    happened: tuple[Happened, ...]
    papers: tuple[IssuedPaper, ...]
    month: tuple[DayMark, ...]
    first_week: int
    counts: Mapping[str, int]
    helpers: tuple[str, ...]
    record: PupilRecord
    bad: tuple[BadCharacter, ...]
    """Characters of the names on the card that no paper can print."""
    left: str
    """The last enrollment change: 复学 answers 休学, 转入 answers 转出; empty for none."""
    before: str | None
    after: str | None
    last_year: bool
    """In grade 6 or 9: 毕业 is what comes next."""
    portrait: str | None = None
    """SHA-256 of the newest portrait."""


def dossier(store: Store, *, pupil: str) -> Dossier:
    """Everything about a pupil.

    Raises:
        KnownError: ``unknown_pupil``.
    """
    with store.reading() as connection:
        same = set(members(connection, pupil))
    cards = list_pupils(store, everyone=True)
    card = next((c for c in cards if c.id in same), None)
    if card is None:
        raise unknown_pupil()
    now = situation_of(store, pupil=card.id)
    case = case_of(now, card.id)
    room = [c.id for c in cards if c.class_name == card.class_name and c.enrolled]
    at = room.index(card.id) if card.id in room else -1
    papers = paper_register(store)
    states = {card.id: case.state} if case and case.state != "closed" else {}
    month, counts = _month(now, card.id)
    with store.session() as session:
        found = [*_runs(now, card.id), *_told(store, session, same)]
        for record, school in earlier_records(store, pupil=card.id).items():
            # What another school wrote is read here and changed there.
            found += [replace(h, by=f"{school} {h.by}", may="")
                      for h in _told(store, session, {record})]
        helpers, portrait = _helpers(session, same, now), portrait_of(session, same)
    return Dossier(
        today=now.today, card=card, person=person_of(now, card.id, states), case=case,
        dues=tuple(due for due in dues_of(store, now, [case] if case else [], papers)
                   if due.line.first.pupil == card.id),
        happened=tuple(sorted(found, key=lambda h: (h.day, h.time), reverse=True)),
        papers=tuple(p for p in papers if p.pupil in same), month=month,
        first_week=(now.calendar.week(month[0].day) if month else None) or 1, counts=counts,
        helpers=helpers,
        record=pupil_record(store, pupil=card.id),
        bad=unprintable_names(store).get(card.id, ()), left=last_move(store, pupil=card.id),
        before=room[at - 1] if at > 0 else None,
        after=room[at + 1] if 0 <= at < len(room) - 1 else None,
        last_year=now.world.pupils[card.id].grade in (6, 9), portrait=portrait)


def _month(now: Situation, pupil: str) -> tuple[tuple[DayMark, ...], Mapping[str, int]]:
    """The school days of this month with the pupil's mark, and how often each occurs."""
    known = now.world.pupils[pupil]
    first, last = now.today.replace(day=1), month_end(now.today.year, now.today.month)
    marks = {m.day: m.kind for m in now.world.marks if m.pupil == pupil and m.kind != PRESENT}
    filed = set(now.attendance.pupil_days(known))
    days = tuple(DayMark(day, marks.get(day, PRESENT) if day in filed else None, True)
                 for day in now.calendar.school_days(first, last))
    counts: dict[str, int] = {}
    for entry in days:
        if entry.kind:
            counts[entry.kind] = counts.get(entry.kind, 0) + 1
    return days, counts


def _runs(now: Situation, pupil: str) -> Iterator[Happened]:
    """Marks as runs of equal kinds on school days that follow one another."""
    numbers = _day_numbers(now, pupil)
    marks = sorted((m for m in now.world.marks if m.pupil == pupil and m.kind != PRESENT),
                   key=lambda m: m.day)
    run: list[tuple[Happened, int]] = []
    kind = ""
    for mark in marks:
        part = "" if mark.part == "全天" else mark.part
        lessons = f"第{'、'.join(map(str, mark.lessons))}节" if mark.lessons else ""
        number = numbers.get((mark.kind in UNEXCUSED, mark.day), 0)
        one = Happened(f"mark:{mark.day}:{mark.part}", "mark", mark.day,
                       mark.kind + (f" 第{number}天" if number else ""),
                       text=f"{part} {lessons}".strip())
        goes_on = run and kind == mark.kind and now.calendar.count(
            run[-1][0].day, mark.day) <= 2
        if run and not goes_on:
            yield from _folded(kind, run)
            run = []
        run.append((one, number))
        kind = mark.kind
    yield from _folded(kind, run)


def _day_numbers(now: Situation, pupil: str) -> dict[tuple[bool, date], int]:
    """The how-manyeth day each is of its run of whole days, as duties and attendance count them.

    Keys are (unexcused, else on leave; day). A day that stands alone has no number.
    """
    known = now.world.pupils[pupil]
    return {
        (kinds is UNEXCUSED, day.day): number
        for kinds in (UNEXCUSED, LEAVE)
        for run in now.attendance.runs(known, kinds) if len(run.days) > 1
        for number, day in enumerate(run.days, start=1)
    }


def _folded(kind: str, run: Sequence[tuple[Happened, int]]) -> list[Happened]:
    """Equal days with their numbers: first, last, and one line for all between (ui.md §9)."""
    days = [one for one, _ in run]
    if len(days) <= 3:
        return days
    inner, numbers = days[1:-1], [number for _, number in run[1:-1]]
    span = f" 第{numbers[0]}—{numbers[-1]}天" if all(numbers) else ""
    between = Happened(
        f"run:{inner[0].day}", "mark", inner[0].day, kind + span,
        until=inner[-1].day, days=len(inner), folded=tuple(reversed(inner)))
    return [days[0], between, days[-1]]


def _told(store: Store, session: Session, same: set[str]) -> Iterator[Happened]:
    """What people wrote down, each with what hangs on it."""
    written = list(_written(store, session, same))
    photos = photos_by_target(session, [happened.id for happened in written])
    for happened in written:
        yield replace(happened, photos=photos.get(happened.id, ()))


def _written(store: Store, session: Session, same: set[str]) -> Iterator[Happened]:
    visits = sorted(_about(session, Visit, same), key=lambda r: (r["day"], r["time"] or ""))
    changed = corrections(store, [r["row"] for r in visits])
    count: dict[str | None, int] = defaultdict(int)
    for row in visits:
        count[row["mode"]] += 1
        yield _visit(row, count[row["mode"]], changed.get(row["row"], ()))
    papers = {r["row"]: r for r in _about(session, Paper, same)}
    for row in papers.values():
        yield Happened(row["row"], "paper", _day(row["day"]), f"开出《{row['title']}》",
                       text=(row["number"] or "") if row["form"] else own_number(row["number"]),
                       by=row["author"], may="add")
    for row in _about(session, PaperEvent, same):
        if paper := papers.get(row["paper"]):
            yield _stamp(row, paper)
    yield from map(_event, _about(session, Event, same))
    for row in _about(session, Movement, same):
        yield Happened(row["row"], "move", _day(row["day"]), row["kind"], by=row["author"],
                       text="，".join(filter(None, (row["other"], row["note"]))))
    yield from map(_leave, _about(session, Leave, same))


def _about(session: Session, table: type[Projected], same: set[str]) -> list[RowMapping]:
    """What a table holds about the pupil, whichever of the joined records it is about."""
    return rows_of(session, table, sql_table(table).c.about.in_(same))


def _visit(row: RowMapping, number: int, changed: Sequence[Correction]) -> Happened:
    note = (row["note"] or "").rstrip("。")
    joint = "、".join(row["joint"] or ())
    parts = [f"同去：{joint}。" if joint else "",
             f"到场：{row['met']}。" if row["met"] else "", f"{note}。" if note else "",
             f"原因：{row['cause']}。" if row["cause"] else "",
             f"孩子在：{row['whereabouts']}。" if row["whereabouts"] else "",
             f"承诺{_short(_day(row['promised']))}返校。" if row["promised"] else "",
             f"需要：{row['needs']}。" if row["needs"] else "",
             f"下一步：{row['next_step']}。" if row["next_step"] else "",
             *(_corrected(one) for one in changed)]
    return Happened(
        row["row"], "call" if row["mode"] == "电话" else "visit", _day(row["day"]),
        " · ".join(filter(None, (
            f"{'联合' if joint else ''}{row['mode'] or '联系'} 第{number}次", row["outcome"]))),
        text="".join(parts), by="、".join(row["by"] or ()), time=row["time"] or "", may="edit")


def _corrected(one: Correction) -> str:
    """What a field said before: a correction never hides it."""
    before = _short(_day(one.before)) if one.field in ("day", "promised") else one.before
    return f"（{VISIT_FIELDS[one.field]}原来写的是“{before}”）"


def _stamp(row: RowMapping, paper: RowMapping) -> Happened:
    to = WHO.get(row["to"] or "", row["to"] or "")
    relation = f"（{row['relation']}）" if row["relation"] else ""
    witnesses = "、".join(row["witnesses"] or ())
    parts = [row["how"] or "", to + relation, f"见证人：{witnesses}" if witnesses else "",
             row["note"] or ""]
    return Happened(row["row"], "paper", _day(row["day"]),
                    f"{_STAMPS.get(row['kind'], row['kind'])}《{paper['title']}》",
                    text="，".join(part for part in parts if part), by=row["author"], may="add")


def _event(row: RowMapping) -> Happened:
    fields: Mapping[str, Any] = row["fields"] or {}
    what = fields.get("what") or fields.get("role") or ""
    title = FACTS[row["kind"]][0] if row["kind"] in FACTS else row["kind"]
    return Happened(row["row"], "event", _day(row["day"]),
                    f"{title}：{plain(what)}" if isinstance(what, str) and what else title,
                    text=row["note"] or "", by=row["by"] or row["author"], may="add")


def _leave(row: RowMapping) -> Happened:
    since, until = _day(row["since"]), _day(row["until"])
    span = "" if since == until else f"到{_short(until)}"
    how = "电话请假" if row["by_phone"] else "有假条"
    return Happened(row["row"], "leave", since, f"{row['kind']}{span}", by=row["author"],
                    text="，".join(filter(None, (how, row["note"]))))


def _helpers(session: Session, same: set[str], now: Situation) -> tuple[str, ...]:
    """Who answers for the child (包保): the head teacher and who was assigned."""
    ids = canonical_ids(session)
    rooms = [now.world.classes.get(ids.get(row["class_id"], row["class_id"]))
             for row in sorted(_about(session, PupilRow, same), key=lambda row: row["row"])]
    heads = [f"班主任 {room.head_teacher}" for room in rooms if room and room.head_teacher]
    assigned = [f"{(r['fields'] or {}).get('role', '责任人')} {r['by'] or ''}".strip()
                for r in _about(session, Event, same) if r["kind"] == "assigned"]
    return tuple(dict.fromkeys([*heads, *assigned]))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
