"""Pressing the button of a line of 今日: what its form writes when a person fills in the least."""

from datetime import timedelta

from people import TEACHER

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.policy.words import WHO
from kongchuo_desktop.operations import moves, own_papers, papers, visits
from kongchuo_desktop.operations.discharge import discharge, sets_limit
from kongchuo_desktop.operations.overview import Due, overview
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.store.store import Store

LIMIT = timedelta(days=5)
"""From the day of another body's paper to the last day that it gives."""
_MOST = 6
"""Buttons of one line that are pressed before it is said never to go."""


def due(store: Store, binding: str) -> Due | None:
    """The line of 今日 in which a binding stands, alone or with others about one pupil."""
    return next((found for found in overview(store).dues
                 if binding in {duty.binding for duty in _duties(found)}), None)


def standing(store: Store) -> list[tuple[str, str]]:
    """All bindings in 今日, each with the way of its line; for messages."""
    return [(duty.binding, found.way.kind) for found in overview(store).dues
            for duty in _duties(found)]


def _duties(found: Due) -> tuple[Duty, ...]:
    return (found.line.first, *found.line.others)


def press(store: Store, found: Due) -> None:
    """Do what the button's form does. A visit that changes nothing learns cause and whereabouts."""
    duty, way, today = found.line.first, found.way, store.now().date()
    if way.kind == "event":
        limit = today + LIMIT if sets_limit(store, duty) else None
        discharge(store, actor=TEACHER, duty=duty, day=today, limit=limit)
    elif way.kind in ("visit", "call"):
        assert duty.pupil
        visits.add_visit(store, actor=TEACHER, visit=VisitInput(
            pupil=duty.pupil, day=today, mode="电话" if way.kind == "call" else "家访",
            outcome="拒绝", joint=[WHO[unit] for unit in way.joint or ()], cause="厌学",
            whereabouts="在家"))
    elif way.kind == "issue":
        papers.issue_papers(store, actor=TEACHER, form_id=duty.paper or "", day=today,
                            pupils=[duty.pupil] if duty.pupil else [])
    elif way.kind == "own":
        own_papers.note_own_paper(
            store, actor=TEACHER, paper=duty.paper or "", pupil=duty.pupil,
            class_id=None if duty.pupil else duty.class_id, day=today,
            to=[offices[0] for offices in way.offices])
    elif way.kind == "serve":
        assert way.paper
        papers.deliver_paper(store, actor=TEACHER, paper=way.paper.id, day=today, how="直接",
                             to="父亲")
    elif way.kind == "hand":
        assert way.paper
        papers.hand_paper(store, actor=TEACHER, paper=way.paper.id, day=today, to=way.to)
    elif way.kind == "move":
        assert duty.pupil
        moves.move_pupil(store, actor=TEACHER, pupil=duty.pupil, kind=way.move, day=today)
    else:
        raise AssertionError(f"no form of its own: {way.kind} of {duty.binding}")


def press_until_gone(store: Store, binding: str) -> list[str]:
    """Press the button of a binding's line until the binding is gone from it; the ways that it
    took itself, without those of its neighbours that were more urgent."""
    ways: list[str] = []
    for _ in range(_MOST):
        found = due(store, binding)
        if found is None:
            return ways
        if found.line.first.binding == binding:
            ways.append(found.way.kind)
        press(store, found)
    raise AssertionError(f"{binding} never goes: {ways}")
