"""Leave on paper: the slip of a leave as a PDF, and marks of leave that nobody wrote down."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kongchuo_desktop.domain.leave import Excuses
from kongchuo_desktop.operations.leaves import LEAVE_KINDS, LeaveLine, leave_line
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.world import known, load_world
from kongchuo_desktop.store.store import Store

FORM = "leave_slip"


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Days marked as leave of which nobody wrote a leave down."""

    pupil: str
    name: str
    room: str
    kind: str
    days: tuple[date, ...]


def unwritten(store: Store, *, since: date, class_id: str | None = None) -> list[Unwritten]:
    """Pupils with leave marks that no leave covers, so that the slip can be asked for."""
    world = load_world(store)
    excuses = Excuses(world.facts)
    days: dict[tuple[str, str], set[date]] = {}
    for mark in world.marks:
        if (mark.kind in LEAVE_KINDS and mark.day >= since and mark.pupil in world.pupils
                and not excuses.on(mark.pupil, mark.day)):
            days.setdefault((mark.pupil, mark.kind), set()).add(mark.day)
    found = []
    for (pupil, kind), missed in days.items():
        person = world.pupils[pupil]
        room = world.classes.get(person.class_id)
        if class_id in (None, person.class_id):
            found.append(Unwritten(pupil, person.name, room.name if room else "", kind,
                                   tuple(sorted(missed))))
    return sorted(found, key=lambda line: (line.room, line.name))


def leave_paper(store: Store, *, leave: str, user: str) -> bytes:
    """The 请假条 of a leave as a PDF in two parts: the class's stub, and the gate's (R044)."""
    line = leave_line(store, leave)
    return draft_papers(store, form_id=FORM, pupils=[line.pupil], day=store.now().date(),
                        asked=slip_values(line), user=user)[0].pdf


def slip_values(line: LeaveLine) -> dict[str, Any]:
    """What the slip prints of a leave; what is not known is a line to fill by hand."""
    return known({
        "kind": line.kind, "reason": line.note, "days": str(line.days), "since": line.since,
        "until": line.until, "asked_by": line.asked_by, "asked_name": line.asked_name,
        "phone": line.phone, "approver": line.needs.said,
    })
