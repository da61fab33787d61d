"""Lists about one pupil or case: movements, papers, leave, care, lessons at home, all that was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.domain.duties.program import slip_of
from kongchuo_desktop.domain.facts import LATE, UNEXCUSED
from kongchuo_desktop.domain.policy.words import FACTS, WHO, plain
from kongchuo_desktop.operations.paper_facts.case_words import (
    case_visits,
    events,
    events_of_papers,
    inside,
    names,
    number_of,
    papers,
    visit_meant,
    visits,
)
from kongchuo_desktop.operations.paper_facts.look import About
from kongchuo_desktop.operations.paper_facts.pupil_words import Word
from kongchuo_desktop.operations.paper_facts.school_words import term_of
from kongchuo_desktop.operations.world import iso
from kongchuo_desktop.store.tables import Attached, Leave, Movement, Paper, Tag

Rows = list[dict[str, Any]]

_CARE = ("talked", "aided", "referred", "measure", "surveyed")
_WORK = frozenset({"visit", "paper", "talked", "persuaded", "told", "referred", "measure"})
"""What was done to bring a child back; the timeline holds everything."""
_STAMPS = {"served": "送达", "handed": "交到", "signed": "签收", "voided": "作废"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing of a pupil's timeline: ``kind`` ``visit``, ``paper``, ``move``, ``leave`` or that
    of the event."""

    day: date
    kind: str
    what: str
    who: str
    result: str

    @property
    def row(self) -> dict[str, Any]:
        return {"day": self.day, "what": self.what, "who": self.who, "result": self.result}


def _moves(about: About) -> Rows:
    return [{"day": iso(row["day"]), "kind": row["kind"], "other": row["other"] or "",
             "note": row["note"] or ""} for row in _until(about, Movement, "day")]


def _until(about: About, table: Any, column: str) -> list[RowMapping]:
    """The rows of the pupil up to the paper's day, by that day; one without a day comes first."""
    if about.pupil is None:
        return []
    found = [row for row in about.look.rows(table, about.pupil.id)
             if (iso(row[column]) or date.min) <= about.look.day]
    return sorted(found, key=lambda row: row[column] or "")


def paper_row(row: RowMapping, told: list[RowMapping]) -> dict[str, Any]:
    """One paper with what happened to it."""
    served = min((each["day"] for each in told if each["kind"] == "served"), default=None)
    voided = any(each["kind"] == "voided" for each in told)
    return {"number": row["number"] or "", "title": row["title"] or "", "day": iso(row["day"]),
            "to": WHO.get(row["to"] or "", row["to"] or ""), "served": iso(served),
            "state": "已作废" if voided else _paper_state(told)}


def _rows_of(about: About, found: list[RowMapping]) -> Rows:
    told = events_of_papers(about)
    return [paper_row(row, [each for each in told if each["paper"] == row["row"]])
            for row in found]


def _paper_state(told: list[RowMapping]) -> str:
    done = [_STAMPS[e["kind"]] + (WHO.get(e["to"] or "", "") if e["kind"] == "handed" else "")
            for e in sorted(told, key=lambda e: e["day"] or "") if e["kind"] in _STAMPS]
    return done[-1] if done else "未送达"


def _papers(about: About) -> Rows:
    """All papers of the pupil, those that were voided too."""
    return _rows_of(about, _own_papers(about))


def _own_papers(about: About) -> list[RowMapping]:
    return sorted(_until(about, Paper, "day"), key=lambda row: (row["day"], row["serial"] or 0))


def _case_papers(about: About) -> Rows:
    return _rows_of(about, [row for row in papers(about) if inside(about, iso(row["day"]))])


def _leaves(about: About) -> Rows:
    return [{"since": iso(row["since"]), "until": iso(row["until"]), "kind": row["kind"] or "",
             "reason": row["note"] or "", "approver": row["approver"] or "",
             "slip": _slip(about, row)} for row in _until(about, Leave, "since")]


def _slip(about: About, row: RowMapping) -> str:
    """When the slip came in; that it is owed where the leave was asked for by telephone (R045)."""
    handed = iso(row["slip"])
    if handed is None and row["by_phone"] and about.pupil is not None:
        leave = next((fact for fact in about.now.facts.about("leave", pupil=about.pupil.id)
                      if fact.id == row["row"]), None)
        slips = about.now.facts.about("slip", pupil=about.pupil.id)
        handed = next((slip.day for slip in slips if leave and slip_of(slip, leave)), None)
        if handed is None:
            return "还没交"
    return f"{handed.month}月{handed.day}日交" if handed else "书面请假"


def _absences(about: About) -> Rows:
    """Runs of whole days that nobody excused."""
    if about.pupil is None or about.pupil.id not in about.now.world.pupils:
        return []
    return [{"since": run.start, "until": run.last, "days": len(run.days), "back": run.ended}
            for run in about.now.attendance.runs(about.pupil)]


def _aid(about: About) -> Rows:
    return [{"day": iso(row["day"]), "what": _what(row), "by": row["by"] or "",
             "note": row["note"] or ""} for row in events(about, "aided")]


def _aids(about: About) -> str:
    """What the child was given in the school year."""
    since = date(about.look.calendar.school_year(about.look.day), 9, 1)
    return "、".join(dict.fromkeys(row["what"] for row in _aid(about)
                                  if row["what"] and row["day"] and row["day"] >= since))


def _what(row: RowMapping) -> str:
    fields: Mapping[str, Any] = row["fields"] or {}
    said = fields.get("what")
    return plain(said) if isinstance(said, str) else names(said) if said else ""


def _care(about: About) -> Rows:
    return [{"day": iso(row["day"]), "kind": FACTS[row["kind"]][0], "by": row["by"] or "",
             "what": "，".join(filter(None, (_what(row), row["note"])))}
            for row in events(about, *_CARE)]


def _sessions(about: About) -> Rows:
    found: Rows = []
    for n, row in enumerate(events(about, "session"), start=1):
        fields = row["fields"] or {}
        along = fields.get("with") or ""
        found.append({"n": n, "day": iso(row["day"]), "by": row["by"] or "",
                      "hours": fields.get("hours") or "",
                      "content": _what(row) or row["note"] or "",
                      "with": along if isinstance(along, str) else names(along)})
    return found


def _term_sessions(about: About) -> Rows:
    """Those of the term, counted anew."""
    start = term_of(about).start
    rows = [row for row in _sessions(about) if row["day"] and row["day"] >= start]
    return [{**row, "n": n} for n, row in enumerate(rows, start=1)]


def _tags(about: About) -> Rows:
    return [{"tag": row["tag"] or "", "since": iso(row["since"]), "until": iso(row["until"]),
             "note": row["note"] or ""} for row in _until(about, Tag, "since")]


def _months(about: About) -> Rows:
    """Attendance of each month of the school year in which a register was taken."""
    pupil = about.pupil
    if pupil is None or pupil.id not in about.now.world.pupils:
        return []
    calendar, attendance = about.look.calendar, about.now.attendance
    first = date(calendar.school_year(about.look.day), 9, 1)
    missed = {day.day for day in attendance.absent_days(pupil, UNEXCUSED) if day.whole}
    late = [mark.day for mark in about.now.world.marks
            if mark.pupil == pupil.id and mark.kind in LATE]
    found: Rows = []
    while first <= about.look.day:
        last = month_end(first.year, first.month)
        due = [day for day in attendance.pupil_days(pupil)
               if first <= day <= last and pupil.enrolled_on(day)]
        there = sum(attendance.present(pupil, day) for day in due)
        absent = sum(day in missed for day in due)
        if due:
            found.append({
                "month": f"{first.year}年{first.month}月", "due": len(due), "present": there,
                "absent": absent, "leave": len(due) - there - absent,
                "late": sum(first <= day <= last for day in late)})
        first = last + timedelta(days=1)
    return found


def visit_row(about: About, row: RowMapping) -> dict[str, Any]:
    return {"n": number_of(about, row), "day": iso(row["day"]), "mode": row["mode"] or "",
            "by": names(row["by"]), "joint": names(row["joint"]), "met": row["met"] or "",
            "outcome": row["outcome"] or "", "cause": row["cause"] or "",
            "promised": iso(row["promised"]), "note": row["note"] or ""}


def _photos(about: About) -> Rows:
    """The photos of the visit that is meant; one whose bytes did not come along is left out."""
    visit = visit_meant(about)
    if about.pupil is None or visit is None:
        return []
    found = [row for row in about.look.rows(Attached, about.pupil.id)
             if row["target"] == visit["row"] and row["kind"] == "photo"]
    read = ((row, about.look.store.attachment(row["digest"])) for row in found)
    return [{"photo": data, "what": row["note"] or "", "day": iso(row["day"])}
            for row, data in read if data is not None]


def _happenings(about: About) -> Iterator[Happening]:
    for row in visits(about):
        yield Happening(date.fromisoformat(row["day"]), "visit",
                        f"{row['mode'] or '联系'}第{number_of(about, row)}次",
                        names([*(row["by"] or ()), *(row["joint"] or ())]),
                        "：".join(filter(None, (row["outcome"], row["note"]))))
    own = {row["row"]: row for row in _own_papers(about)}
    for row in own.values():
        yield Happening(date.fromisoformat(row["day"]), "paper", f"开出《{row['title']}》",
                        row["author"], row["number"] or "")
    for row in events_of_papers(about):
        day = iso(row["day"])
        if row["paper"] in own and day is not None and day <= about.look.day:
            to = WHO.get(row["to"] or "", row["to"] or "")
            yield Happening(day, "paper", f"{_STAMPS.get(row['kind'], row['kind'])}"
                            f"《{own[row['paper']]['title']}》", row["author"],
                            "，".join(filter(None, (row["how"], to, row["note"]))))
    for row in events(about, *FACTS):
        yield Happening(date.fromisoformat(row["day"]), row["kind"],
                        "：".join(filter(None, (FACTS[row["kind"]][0], _what(row)))),
                        row["by"] or row["author"], row["note"] or "")
    for row in _until(about, Movement, "day"):
        yield Happening(date.fromisoformat(row["day"]), "move", row["kind"], row["author"],
                        "，".join(filter(None, (row["other"], row["note"]))))
    for row in _until(about, Leave, "since"):
        yield Happening(date.fromisoformat(row["since"]), "leave", row["kind"] or "请假",
                        row["approver"] or row["author"], row["note"] or "")


def timeline(about: About) -> list[Happening]:
    """All that was written down about the pupil up to the paper's day, oldest first."""
    return sorted(_happenings(about), key=lambda happening: happening.day)


def _work(about: About) -> Rows:
    done = [h for h in timeline(about) if h.kind in _WORK and inside(about, h.day)]
    return [{"n": n, **happening.row} for n, happening in enumerate(done, start=1)]


WORDS: Mapping[str, Word] = {
    "pupil.movement_rows": _moves,
    "pupil.paper_rows": _papers,
    "pupil.leave_rows": _leaves,
    "pupil.absence_rows": _absences,
    "pupil.visit_rows": lambda about: [visit_row(about, row) for row in visits(about)],
    "pupil.aid_rows": _aid,
    "pupil.aids": _aids,
    "pupil.care_rows": _care,
    "pupil.session_rows": _sessions,
    "pupil.term_session_rows": _term_sessions,
    "pupil.tag_rows": _tags,
    "pupil.month_rows": _months,
    "pupil.timeline_rows": lambda about: [happening.row for happening in timeline(about)],
    "case.visit_rows": lambda about: [visit_row(about, row) for row in case_visits(about)],
    "visit.photo_rows": _photos,
    "case.joint_visit_rows": lambda about: [
        visit_row(about, row) for row in case_visits(about) if row["joint"]],
    "case.work_rows": _work,
    "case.paper_rows": _case_papers,
}
"""Word → its value, or its rows with the columns of ``sources.ROWS``."""
