"""The attendance sheet of one class and month (班级考勤表): one sign a pupil and school day."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.domain.facts import UNEXCUSED, Mark, World
from kongchuo_desktop.operations.attendance import PRESENT, roll
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.words import month_text
from kongchuo_desktop.operations.world import load_calendar, load_world, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow

FORM = "attendance_month"
SIGNS: Mapping[str, str] = {
    PRESENT: "√", "病假": "○", "事假": "△", "旷课": "×", "迟到": "＞", "早退": "＜",
    "未到待查": "？",
}
"""Kind of mark → sign, as the form's legend explains them."""
_WEEKDAYS = "一二三四五六日"
_TOTALS = (("旷课", UNEXCUSED), ("病假", {"病假"}), ("事假", {"事假"}), ("迟到", {"迟到"}))


def month_sheet(store: Store, *, class_id: str, month: date) -> bytes:
    """The PDF of a class's month; days whose register was not filed stay empty."""
    asked = _values(store, class_id, month)
    drafts = draft_papers(store, form_id=FORM, pupils=[], day=store.now().date(), asked=asked)
    return drafts[0].pdf


def _values(store: Store, class_id: str, month: date) -> dict[str, Any]:
    world, calendar = load_world(store), load_calendar(store)
    first = month.replace(day=1)
    days = [first.replace(day=n) for n in range(1, monthrange(month.year, month.month)[1] + 1)]
    with store.session() as session:
        seats = {row["row"]: row["seat"] for row in rows_of(session, PupilRow)}
    marks: dict[str, dict[date, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for mark in world.marks:
        marks[mark.pupil][mark.day].append(mark)
    pupils = {p.id: p for day in days for group in roll(world, class_id, day) for p in group}
    rows = [
        {"seat": str(seats[p.id] or ""), "name": p.name,
         **_signs(world, class_id, p.id, days, marks[p.id])}
        for p in sorted(pupils.values(), key=lambda p: (seats[p.id] or 10_000, p.name))]
    return {
        "class": world.classes[class_id].name,
        "month": month_text(f"{month.year}-{month.month:02}"),
        "head_teacher": world.classes[class_id].head_teacher,
        "days": [{"head": str(d.day), "sub": _WEEKDAYS[d.weekday()], "key": f"d{d.day}",
                  "shade": not calendar.in_session(d)} for d in days],
        "totals": [{"head": word, "key": f"t{at}"} for at, (word, _) in enumerate(_TOTALS)],
        "pupils": rows,
    }


def _signs(world: World, class_id: str, pupil: str, days: list[date],
           marks: Mapping[date, list[Mark]]) -> dict[str, str]:
    filed = {r.day for r in world.registers if r.class_id == class_id}
    cells: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for day in days:
        if day not in filed or not world.pupils[pupil].enrolled_on(day):
            continue
        kinds = list(dict.fromkeys(m.kind for m in marks.get(day, ()) if m.kind != PRESENT))
        counted.update(kinds)
        cells[f"d{day.day}"] = "".join(SIGNS[kind] for kind in kinds) or SIGNS[PRESENT]
    totals = {f"t{at}": sum(counted[kind] for kind in kinds)
              for at, (_, kinds) in enumerate(_TOTALS)}
    return cells | {key: str(number) for key, number in totals.items() if number}
