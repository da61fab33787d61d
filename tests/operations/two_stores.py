"""A class and its school that write beside each other, and the class's package, for tests."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from joined_stores import Bench
from people import OFFICE, TEACHER, Clock

from kongchuo_desktop.operations import packages, taking_in
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow

CLASS = "七年级1班"


@dataclass
class Two:
    """A class and its school that hold the same fifty pupils."""

    group: Store
    school: Store
    stick: Path
    clock: Clock

    def pack(self, name: str = "") -> Path:
        """What the class has now, sealed for the school; the month's file unless named."""
        path = packages.export_package(self.group, actor=TEACHER, period="2026-09",
                                       folder=self.stick).path
        return path.rename(path.with_name(name)) if name else path

    def bring(self, path: Path | None = None) -> taking_in.Received:
        """The class's package, taken in at the school."""
        path = path or self.pack()
        found = taking_in.import_package(self.school, actor=OFFICE, path=path)
        return found if found.status != "waiting" else taking_in.accept_waiting(
            self.school, actor=OFFICE, digest=found.digest, check_code=found.check_code)

    def pupils(self) -> list[str]:
        return sorted(load_world(self.group).pupils)

    def differ(self, pupil: str, **values: tuple[Any, Any]) -> None:
        """Class and, a minute later, school write other values without seeing each other's."""
        edit(self.group, pupil, **{name: one for name, (one, _) in values.items()})
        self.clock.at += timedelta(minutes=1)
        edit(self.school, pupil, **{name: two for name, (_, two) in values.items()})


def edit(store: Store, pupil: str, **values: Any) -> None:
    actor = TEACHER if store.role == "class" else OFFICE
    with store.operation("edit_pupil", actor) as write:
        tips = write.session.get_one(PupilRow, pupil).tips
        write.update(PupilRow, pupil, prior=tips, **values)


def joined_two(bench: Bench) -> Two:
    """Both open, joined, with the class's fifty pupils at the school."""
    made = Two(*bench.open_school(), bench.folder, bench.clock)
    made.bring()
    return made
