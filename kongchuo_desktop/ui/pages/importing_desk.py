"""The import under way: its file, the answers so far, the plan they make, and writing it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.drafts import draft, drop_draft, keep_draft
from kongchuo_desktop.operations.importing import (
    Imported,
    RosterPlan,
    commit_roster,
    plan_roster,
    plan_table,
)
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.sheets.problems import Problem
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.tasks import Job


@dataclass
class Answers:
    """What a person has said about one file; kept until it is imported."""

    decisions: dict[tuple[int, str], str] = field(default_factory=dict)
    meanings: dict[int, str | None] = field(default_factory=dict)
    sheet: str | None = None

    def as_kept(self) -> dict[str, Any]:
        return {
            "decisions": [[row, code, key] for (row, code), key in self.decisions.items()],
            "meanings": [[index, meaning] for index, meaning in self.meanings.items()],
            "sheet": self.sheet,
        }

    @classmethod
    def from_kept(cls, kept: dict[str, Any] | None) -> "Answers":
        if kept is None:
            return cls()
        return cls({(row, code): key for row, code, key in kept["decisions"]},
                   dict(kept["meanings"]), kept["sheet"])


@dataclass(frozen=True, slots=True)
class Opened:
    """What reading a file gave."""

    data: bytes
    answers: Answers
    plan: RosterPlan
    rooms: list[tuple[str, str]]


class ImportDesk(QObject):
    """Signals: ``opened`` after a file was read, ``planned`` after each further plan,
    ``failed(KnownError)`` when it can't be read, ``stopped`` and ``written(Imported)``."""

    opened = Signal()
    planned = Signal()
    failed = Signal(object)
    stopped = Signal()
    written = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.name = ""
        self.plan: RosterPlan | None = None
        self.rooms: list[tuple[str, str]] = []
        self.room = ""
        self.answers = Answers()
        self._data = b""
        self.job: Job[Any] | None = None

    def open(self, path: Path) -> None:
        """Read a file and the answers that were given to it before."""
        self.name = path.name
        store, name = self._ctx.store, path.name

        def work(job: Job[Opened]) -> Opened:
            try:
                data = path.read_bytes()
            except OSError as error:
                raise KnownError("sheet_unreadable", f"“{name}”打不开。", kept="花名册没有变。",
                                 todo="看看文件还在不在，是不是正开在WPS里。") from error
            job.check()
            answers = Answers.from_kept(draft(store, name=_draft_name(data)))
            rooms = class_choices(store)
            plan = plan_roster(store, data=data, name=name, sheet=answers.sheet,
                               decisions=answers.decisions, meanings=answers.meanings,
                               class_id=rooms[0][0] if len(rooms) == 1 else None)
            job.check()
            return Opened(data, answers, plan, rooms)

        self.job = self._ctx.tasks.run(work, done=self._opened, failed=self._failed,
                                       stopped=self.stopped.emit, owner=self)

    def _opened(self, found: Opened) -> None:
        self._data, self.answers, self.plan = found.data, found.answers, found.plan
        self.rooms = found.rooms
        self.room = self.room or (found.rooms[0][0] if found.rooms else "")
        self.job = None
        self.opened.emit()

    def _failed(self, error: KnownError) -> None:
        self.job = None
        self.failed.emit(error)

    def choose_sheet(self, sheet: str) -> None:
        """Another sheet of the book: its answers are others."""
        self.answers = Answers(sheet=sheet)
        self._read_again()

    def choose_room(self, room: str) -> None:
        self.room = room
        self._read_again()

    def take_column_for(self, index: int, meaning: str | None) -> None:
        self.answers.meanings[index] = meaning
        self._read_again()

    def _read_again(self) -> None:
        store, data, name, answers = self._ctx.store, self._data, self.name, self.answers
        room = self.room or None

        def read() -> RosterPlan:
            keep_draft(store, name=_draft_name(data), value=answers.as_kept())
            return plan_roster(store, data=data, name=name, sheet=answers.sheet,
                               decisions=answers.decisions, meanings=answers.meanings,
                               class_id=room)

        self._ctx.tasks.run(lambda job: read(), done=self._planned, failed=self._failed,
                            owner=self)

    def _planned(self, plan: RosterPlan) -> None:
        self.plan = plan
        self.planned.emit()

    def answer(self, *answers: tuple[int, str, str]) -> None:
        """Answers of (row, code, key); the plan is made again."""
        for row, code, key in answers:
            self.answers.decisions[row, code] = key
        self._plan_again()

    def forget(self, number: int) -> None:
        """Take the answers of a row back."""
        self.answers.decisions = {
            (row, code): key for (row, code), key in self.answers.decisions.items()
            if row != number}
        self._plan_again()

    def _plan_again(self) -> None:
        assert self.plan is not None
        store, data, kept = self._ctx.store, self._data, self.answers.as_kept()
        decisions, table, sheets = dict(self.answers.decisions), self.plan.table, self.plan.sheets
        room = self.room or None

        def read() -> RosterPlan:
            keep_draft(store, name=_draft_name(data), value=kept)
            return plan_table(store, table=table, sheets=sheets, decisions=decisions,
                              class_id=room)

        self._ctx.read(read, self._planned, owner=self)

    def alike(self, problem: Problem) -> list[Problem]:
        """Open problems of the same sentence."""
        return self.plan.plan.alike(problem) if self.plan else []

    def write(self, *, failed: Callable[[KnownError], object]) -> None:
        """Write what can be taken in, as one step to take back."""
        assert self.plan is not None
        ctx, plan, data = self._ctx, self.plan.plan, self._data
        room = self.room or None
        whole = not plan.questions

        def work() -> Imported:
            done = commit_roster(ctx.store, actor=ctx.actor, plan=plan, class_id=room)
            if whole:
                drop_draft(ctx.store, name=_draft_name(data))
            return done

        ctx.perform(work, said=lambda d: f"已导入{d.created + d.updated}人",
                    done=self.written.emit, failed=failed, owner=self)


def _draft_name(data: bytes) -> str:
    return f"import/{hashlib.sha256(data).hexdigest()}"
