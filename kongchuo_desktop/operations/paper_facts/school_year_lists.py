"""Lists about entering and leaving a school: entrants, 小升初, diplomas, newcomers of grade 7."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.domain.comparison.lists import KEPT
from kongchuo_desktop.operations.diplomas import DiplomaRow, diploma_of
from kongchuo_desktop.operations.entrants import entrants
from kongchuo_desktop.operations.junior_entry import Passing, junior_entry
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.paper_facts.look import About
from kongchuo_desktop.operations.paper_facts.pupil_words import Word
from kongchuo_desktop.operations.world import iso
from kongchuo_desktop.store.tables import Movement

Rows = list[dict[str, Any]]

_DIPLOMA: Mapping[str, str] = {"ready": "发", "granted": "发", "open": "等登记考试",
                               "lacks": "还不能发", "refused": "不发"}
_FIRST_GRADES = (1, 7)


def _entry(about: About) -> Rows:
    """One row of who entered the school this year: 报到 was written down, or its class began."""
    pupil, room = about.pupil, about.room
    if pupil is None or room is None:
        return []
    year = about.look.calendar.school_year(about.look.day)
    came = [iso(row["day"]) for row in about.look.rows(Movement, pupil.id)
            if row["kind"] == "报到"]
    reported = [day for day in came if day is not None and date(year, 8, 1) <= day]
    new = room.entry_year == year and room.grade in _FIRST_GRADES
    if not reported and not (new and pupil.enrolled_on(about.look.day)):
        return []
    since = min(span.since for span in pupil.enrolled) if pupil.enrolled else date.min
    day = reported[-1] if reported else since if since > date(year, 8, 1) else None
    return [{"day": day, "lists": _lists(about, pupil.id)}]


def _lists(about: About, pupil: str) -> str:
    store = about.look.store
    known = remembered(store, "entrants by pupil", lambda: {
        row.pupil: row.kinds for row in entrants(store).rows if row.pupil})
    return "、".join(KEPT[kind] for kind in known.get(pupil, ()))


def _junior(about: About) -> Rows:
    """Of a leaver of a sixth grade: how far the way to a junior school is known."""
    found = _leavers(about).get(about.pupil.id) if about.pupil is not None else None
    return [] if found is None else [
        {"day": found.day, "school": found.other, "state": found.said, "days": found.days}]


def _leavers(about: About) -> dict[str, Passing]:
    store = about.look.store
    return remembered(store, "leavers by pupil", lambda: {
        row.pupil: row for row in junior_entry(store).leavers})


def _diploma(about: About) -> Rows:
    """Of a pupil of a leaving class: whether the document lets a diploma be given, and why not."""
    if about.pupil is None:
        return []
    row: DiplomaRow | None = diploma_of(about.look.store, pupil=about.pupil.id)
    return [] if row is None else [{"state": _DIPLOMA[row.state], "why": row.why}]


def _newcomers(about: About) -> Rows:
    """The newcomers of the seventh grade against the list of those who were announced (R199)."""
    return [{"name": row.name, "from": row.other, "class": row.class_name, "day": row.day,
             "state": row.said, "days": row.days}
            for row in junior_entry(about.look.store).newcomers]


WORDS: Mapping[str, Word] = {
    "pupil.entry_rows": _entry,
    "pupil.junior_rows": _junior,
    "pupil.diploma_rows": _diploma,
    "school.newcomer_rows": _newcomers,
}
"""Word → the rows of one copy, with the columns of ``sources.ROWS``."""
