"""Schools of a bureau with children and cases, written down by the bureau as their superior."""

from collections.abc import Mapping
from datetime import date, timedelta

from people import DESK

from kongchuo_desktop.domain.returns import kind_of
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    ClassGroup,
    Event,
    Paper,
    PaperEvent,
    PupilRow,
    Return,
    Unit,
    Visit,
)

FIRST = date(2026, 9, 3)


def school(store: Store, name: str, *, township: str = "", parent: str = "",
           pupils: tuple[str, ...] = (), stage: str = "junior") -> tuple[str, Mapping[str, str]]:
    """A school with one class; returns its unit and name → pupil."""
    with store.operation("make_kit", DESK, undoable=False) as write:
        unit = write.insert(Unit, name=name, kind="school", parent=parent or store.home,
                            **known({"township": township}))
        room = write.insert(ClassGroup, home=unit, entry_year=2026, number=1, stage=stage)
        found = {pupil: write.insert(PupilRow, home=unit, name=pupil, class_id=room)
                 for pupil in pupils}
    return unit, found


def case(store: Store, unit: str, pupil: str, *, day: date = FIRST, visits: int = 1) -> None:
    """A case that a person opened, with home visits on the days after."""
    with store.operation("add_event", DESK) as write:
        write.insert(Event, home=unit, kind="opened", pupil=pupil, day=day.isoformat())
        write.insert_many(Visit, [
            {"home": unit, "pupil": pupil, "mode": "家访", "outcome": "同意", "by": ["周老师"],
             "day": (day + timedelta(n + 1)).isoformat()} for n in range(visits)])


def serve_notice(store: Store, unit: str, pupil: str, *, day: date = FIRST) -> None:
    """A notice that the guardian signed for: from then on a term runs (R109)."""
    with store.operation("deliver_paper", DESK) as write:
        paper = write.insert(Paper, home=unit, pupil=pupil, number="义劝通字〔2026〕1号", year=2026,
                             serial=1, form="persuasion_notice", title="劝学通知书",
                             to="guardian", day=day.isoformat())
        write.insert(PaperEvent, home=unit, pupil=pupil, paper=paper, kind="served",
                     day=day.isoformat())


def file_return(store: Store, unit: str, *, day: date, period: str = "2026-09",
                **figures: int) -> None:
    with store.operation("file_return", DESK, undoable=False) as write:
        write.insert(Return, home=unit, unit=unit, kind=kind_of(period), period=period,
                     day=day.isoformat(), zero=not figures.get("cases"), figures=dict(figures))
