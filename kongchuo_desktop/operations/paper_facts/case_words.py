"""Facts of a case and of a visit, by dotted word."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.cases.belonging import case_about
from kongchuo_desktop.domain.policy.words import STATES, WHO, plain
from kongchuo_desktop.domain.thresholds import Run
from kongchuo_desktop.operations.paper_facts.look import About
from kongchuo_desktop.operations.paper_facts.pupil_words import Word
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import iso
from kongchuo_desktop.store.tables import Event, Paper, PaperEvent, Visit

HOME, CALL = "家访", "电话"
_CONTACTS = frozenset({"visit", "call", "persuade"})
NOTICE, REPORT = ("通知书", "劝学书"), ("报告书", "报告单")
"""How the names of papers end that ask the guardian, and that tell the authorities."""


def inside(about: About, day: date | None) -> bool:
    """Whether a day lies in the absence or the case that the paper is about; where there is none,
    in all that was before the paper."""
    if day is None or day > about.look.day:
        return False
    if about.case is not None and about.pupil is not None:
        found = case_about(about.now.judge.cases.of(about.pupil), day)
        return found is not None and found.opened == about.case.opened
    run = _run(about)
    return run is None or run.start <= day


def visits(about: About) -> list[RowMapping]:
    """All visits and calls up to the paper's day, oldest first."""
    if about.pupil is None:
        return []
    found = [row for row in about.look.rows(Visit, about.pupil.id)
             if (day := iso(row["day"])) and day <= about.look.day]
    return sorted(found, key=lambda row: (row["day"], row["time"] or ""))


def case_visits(about: About) -> list[RowMapping]:
    """Those of the case."""
    return [row for row in visits(about) if inside(about, iso(row["day"]))]


def papers(about: About) -> list[RowMapping]:
    """The papers of the pupil that stand, oldest first."""
    if about.pupil is None:
        return []
    gone = {row["paper"] for row in events_of_papers(about) if row["kind"] == "voided"}
    found = [row for row in about.look.rows(Paper, about.pupil.id)
             if row["row"] not in gone and (day := iso(row["day"])) and day <= about.look.day]
    return sorted(found, key=lambda row: (row["day"], row["serial"] or 0))


def events_of_papers(about: About) -> Sequence[RowMapping]:
    return about.look.rows(PaperEvent, about.pupil.id) if about.pupil else ()


def events(about: About, *kinds: str) -> list[RowMapping]:
    """Dated facts of these kinds about the pupil up to the paper's day, oldest first."""
    if about.pupil is None:
        return []
    found = [row for row in about.look.rows(Event, about.pupil.id)
             if row["kind"] in kinds and (day := iso(row["day"])) and day <= about.look.day]
    return sorted(found, key=lambda row: row["day"])


def _run(about: About) -> Run | None:
    """The absence that goes on; of a case that is over, the last one of it."""
    if about.pupil is None or about.pupil.id not in about.now.world.pupils:
        return None
    going = about.now.attendance.streak(about.pupil)
    if going is not None or about.case is None:
        return going
    runs = [run for run in about.now.attendance.runs(about.pupil) if run.start >= about.case.start]
    return runs[-1] if runs else None


def _absent_since(about: About) -> date | None:
    run = _run(about)
    return run.start if run else about.case.start if about.case else None


def _absent_days(about: About) -> int | None:
    run = _run(about)
    return len(run.days) if run else None


def _days(about: About, *modes: str) -> list[date]:
    return sorted({date.fromisoformat(row["day"]) for row in case_visits(about)
                   if row["mode"] in (modes or (HOME, CALL))})


def last_said(about: About, field: str) -> Any:
    """What the latest visit of the case says of something; else how the case was opened."""
    told = next((row[field] for row in reversed(case_visits(about)) if row[field]), None)
    if told or field not in ("cause", "whereabouts"):
        return told
    opened = [row for row in events(about, "opened", "recorded")
              if inside(about, iso(row["day"]))]
    return next((row["fields"][field] for row in reversed(opened)
                 if (row["fields"] or {}).get(field)), None)


def names(found: Sequence[str] | None) -> str:
    return "、".join(found or ())


def _visitors(about: About) -> str:
    home = [row for row in case_visits(about) if row["mode"] == HOME]
    return names([*(home[-1]["by"] or []), *(home[-1]["joint"] or [])]) if home else ""


def times(about: About) -> int | None:
    """How often somebody went there; None for a child whom nobody misses."""
    if about.case is None and _run(about) is None:
        return None
    return len([row for row in case_visits(about) if row["mode"] == HOME])


def _paper(about: About, ends: tuple[str, ...]) -> RowMapping | None:
    found = [row for row in papers(about) if inside(about, iso(row["day"]))
             and (row["title"] or "").endswith(ends)]
    return found[-1] if found else None


def _of_paper(ends: tuple[str, ...], field: str, about: About) -> Any:
    row = _paper(about, ends)
    if row is None:
        return None
    return iso(row["day"]) if field == "day" else row[field]


def served(about: About, paper: str) -> date | None:
    """The day on which a paper was first served."""
    days = sorted(row["day"] for row in events_of_papers(about)
                  if row["paper"] == paper and row["kind"] == "served")
    return iso(days[0]) if days else None


def _notice_served(about: About) -> date | None:
    row = _paper(about, NOTICE)
    return served(about, row["row"]) if row is not None else None


def helper(about: About) -> str:
    """Who was named to answer for the child."""
    return names(list(dict.fromkeys(
        row["by"] for row in events(about, "assigned") if row["by"])))


def helper_phone(about: About) -> str:
    """Their telephones, as far as the roster knows them."""
    phones = about.look.phones
    named = dict.fromkeys(row["by"] for row in events(about, "assigned"))
    return names([phones[name] for name in named if name in phones])


def state(about: About) -> str | None:
    return STATES[about.case.state] if about.case else None


def _conclusion(about: About) -> str | None:
    told = [row for row in events(about, "confirmed", "closed") if inside(about, iso(row["day"]))]
    if not told:
        return None
    fields = told[-1]["fields"] or {}
    said = [plain(str(fields[key])) for key in ("what", "why") if fields.get(key)]
    return "：".join(said) or told[-1]["note"]


def _report_signed(about: About) -> date | None:
    """The day on which somebody took the report: signed for it, or had it handed over."""
    row = _paper(about, REPORT)
    days = sorted(event["day"] for event in events_of_papers(about)
                  if row is not None and event["paper"] == row["row"]
                  and event["kind"] in ("served", "handed", "signed"))
    return iso(days[0]) if days else None


def _measures(about: About) -> str:
    """``乡镇政府：责令限期改正（10月12日）``: what other bodies did in the case (R466)."""
    found = [(row, row["fields"] or {}) for row in events(about, "measure")
             if inside(about, iso(row["day"]))]
    return "；".join(
        f"{WHO.get(row['by'] or '', row['by'] or '')}：{fields.get('what') or row['note'] or ''}"
        f"（{day_text(date.fromisoformat(row['day']))}）" for row, fields in found)


def _plan(about: About) -> str:
    """The plans that were drawn up for the child: ``一人一案（9月12日）``."""
    if about.pupil is None or about.pupil.id not in about.now.world.pupils:
        return ""
    return "、".join(dict.fromkeys(
        f"{fact.fields.get('what') or '方案'}（{day_text(fact.day)}）"
        for fact in about.now.facts.about("planned", pupil=about.pupil.id)
        if inside(about, fact.day)))


def visit_meant(about: About) -> RowMapping | None:
    """The visit that is meant: the one chosen, else the latest at home, else the latest call."""
    found = visits(about)
    if about.whom.visit is not None:
        return next((row for row in found if row["row"] == about.whom.visit), None)
    home = [row for row in found if row["mode"] == HOME]
    among = home or found
    return among[-1] if among else None


def number_of(about: About, visit: RowMapping) -> int:
    """The how-manyeth of its mode it is in the case."""
    among = case_visits(about)
    if visit not in among:
        among = visits(about)
    same = [row["row"] for row in among if row["mode"] == visit["mode"]]
    return same.index(visit["row"]) + 1


def _said(field: str, about: About) -> Any:
    row = visit_meant(about)
    if row is None:
        return None
    value = row[field]
    if field in ("day", "promised"):
        return iso(value)
    return names(value) if field in ("by", "joint") else value


def _last(field: str, about: About) -> Any:
    """What was written down of the latest visit or call of the case."""
    found = case_visits(about) if about.case is not None else []
    if not found:
        return None
    return iso(found[-1]["day"]) if field == "day" else found[-1][field]


def _visit_number(about: About) -> int | None:
    row = visit_meant(about)
    return number_of(about, row) if row is not None else None


def _contact(field: str, about: About) -> Any:
    """What was written down of the latest visit or call of all."""
    found = visits(about)
    if not found:
        return None
    return iso(found[-1]["day"]) if field == "day" else found[-1][field]


def _contact_due(about: About) -> str:
    """``10月31日以前``: when the profile asks for the next visit or call; empty while it does
    not."""
    if about.pupil is None or about.pupil.id not in about.now.world.pupils:
        return ""
    asked = next((duty for duty in about.now.duties_about(about.pupil.id)
                  if duty.do in _CONTACTS and not duty.watch), None)
    if asked is None:
        return ""
    return f"{day_text(asked.due)}以前" if asked.due else "该联系了"


WORDS: Mapping[str, Word] = {
    "case.absent_since": _absent_since,
    "case.absent_days": _absent_days,
    "case.state": state,
    "case.cause": lambda about: last_said(about, "cause"),
    "case.whereabouts": lambda about: last_said(about, "whereabouts"),
    "case.opened": lambda about: about.case.opened if about.case else None,
    "case.returned": lambda about: about.case.returned if about.case else None,
    "case.closed": lambda about: about.case.closed if about.case else None,
    "case.visits": lambda about: _days(about, HOME),
    "case.calls": lambda about: _days(about, CALL),
    "case.contacts": _days,
    "case.visitors": _visitors,
    "case.times": times,
    **{f"case.last_{field}": partial(_last, field) for field in ("day", "mode", "outcome")},
    "case.notice_number": partial(_of_paper, NOTICE, "number"),
    "case.notice_day": partial(_of_paper, NOTICE, "day"),
    "case.notice_served": _notice_served,
    "case.report_number": partial(_of_paper, REPORT, "number"),
    "case.report_day": partial(_of_paper, REPORT, "day"),
    "case.report_signed": _report_signed,
    "case.measures": _measures,
    "case.plan": _plan,
    "case.helper": helper,
    "case.helper_phone": helper_phone,
    "case.conclusion": _conclusion,
    **{f"visit.{field}": partial(_said, field) for field in (
        "day", "time", "mode", "met", "outcome", "cause", "whereabouts", "promised", "needs",
        "next_step", "note", "by", "joint")},
    "visit.times": _visit_number,
    "pupil.contact_day": partial(_contact, "day"),
    "pupil.contact_outcome": partial(_contact, "outcome"),
    "pupil.contact_due": _contact_due,
}
"""Word → its value of one copy; None where nobody wrote it down."""
