"""The import under way: its file, the answers so far, the plan they make, and writing it."""

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
    RosterSource,
    commit_roster,
    doubtful_sheet,
    paste_roster,
    plan_source,
    plan_table,
    read_roster,
    remember_heading,
)
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.saving import read_file, save_file
from kongchuo_desktop.sheets.problems import Problem
from kongchuo_desktop.sheets.reader import Progress
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.importing_arranged import Arranged, arrange
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

    source: RosterSource
    answers: Answers
    shown: Arranged
    rooms: list[tuple[str, str]]


class ImportDesk(QObject):
    """Signals: ``opened`` after a file was read, ``planned`` after each further plan,
    ``failed(KnownError)`` when it can't be read, ``stopped`` when reading was cancelled,
    ``written(Imported)`` and ``unwritten`` when writing was cancelled, ``moved(done, total,
    what)`` while reading or writing."""

    opened = Signal()
    planned = Signal()
    failed = Signal(object)
    stopped = Signal()
    written = Signal(object)
    unwritten = Signal()
    moved = Signal(int, int, str)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.name = ""
        self.shown: Arranged | None = None
        self.rooms: list[tuple[str, str]] = []
        self.room = ""
        self.answers = Answers()
        self._source: RosterSource | None = None
        self.job: Job[Any] | None = None
        self._planning: Job[Any] | None = None

    @property
    def plan(self) -> RosterPlan | None:
        return self.shown.found if self.shown else None

    def open(self, path: Path) -> None:
        """Read a file and the answers that were given to it before."""
        name = path.name

        def read(progress: Progress) -> RosterSource:
            return read_roster(read_file(path, kept="花名册没有变。"), name, progress)

        self._open(name, read)

    def paste(self, text: str) -> None:
        """Take a range that was copied in Excel or WPS."""
        self._open("粘贴的表格", lambda progress: paste_roster(text))

    def _open(self, name: str, read: Callable[[Progress], RosterSource]) -> None:
        self.name, self.room = name, ""
        store = self._ctx.store

        def work(job: Job[Opened]) -> Opened:
            progress = job.hear
            source = read(progress)
            answers = Answers.from_kept(draft(store, name=_draft_name(source)))
            rooms = class_choices(store)
            plan = plan_source(store, source=source, sheet=answers.sheet,
                               decisions=answers.decisions, meanings=answers.meanings,
                               progress=progress)
            return Opened(source, answers, arrange(plan), rooms)

        self.job = self._ctx.tasks.run(
            work, done=self._opened, failed=self._failed, stopped=self._stopped,
            progress=self.moved.emit, owner=self)

    def _opened(self, found: Opened) -> None:
        self._source, self.answers, self.shown = found.source, found.answers, found.shown
        self.rooms = found.rooms
        self.job = None
        self.opened.emit()

    def _failed(self, error: KnownError) -> None:
        self.job = None
        self.failed.emit(error)

    def _stopped(self) -> None:
        self.job = None
        self.stopped.emit()

    def choose_sheet(self, sheet: str) -> None:
        """Another sheet of the book, or all that look alike: its answers are others."""
        self.answers = Answers(sheet=sheet)
        self._read_again()

    def choose_room(self, room: str) -> None:
        self.room = room
        self._read_again()

    def take_column_for(self, index: int, meaning: str | None) -> None:
        """Set what a column means, now and for the next file with this heading."""
        assert self.plan is not None
        self.answers.meanings[index] = meaning
        store, table = self._ctx.store, self.plan.table
        self._read_again(lambda: remember_heading(store, table=table, index=index,
                                                  meaning=meaning))

    def _read_again(self, first: Callable[[], object] = lambda: None) -> None:
        assert self._source is not None
        store, source, answers, room = self._ctx.store, self._source, self.answers, self.room
        meanings, decisions = dict(answers.meanings), dict(answers.decisions)
        sheet, kept = answers.sheet, answers.as_kept()

        def work(progress: Progress) -> RosterPlan:
            first()
            keep_draft(store, name=_draft_name(source), value=kept)
            return plan_source(store, source=source, sheet=sheet, decisions=decisions,
                               meanings=meanings, class_id=room or None, progress=progress)

        self._plan(work)

    def _plan(self, work: Callable[[Progress], RosterPlan]) -> None:
        """Plan anew; a plan still under way for an answer before is given up."""
        if self._planning is not None:
            self._planning.cancel()

        def run(job: Job[Arranged]) -> Arranged:
            return arrange(work(job.hear))

        self._planning = self._ctx.tasks.run(run, done=self._planned, failed=self._failed,
                                             owner=self)

    def _planned(self, shown: Arranged) -> None:
        self.shown = shown
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
        assert self._source is not None
        store, source, kept = self._ctx.store, self._source, self.answers.as_kept()
        decisions, found, room = dict(self.answers.decisions), self.plan, self.room

        def work(progress: Progress) -> RosterPlan:
            keep_draft(store, name=_draft_name(source), value=kept)
            return plan_table(store, table=found.table, sheets=found.sheets, chosen=found.chosen,
                              decisions=decisions, class_id=room or None, progress=progress)

        self._plan(work)

    def alike(self, problem: Problem) -> list[Problem]:
        """Open problems of the same sentence."""
        return self.plan.plan.alike(problem) if self.plan else []

    def write(self, *, failed: Callable[[KnownError], object]) -> None:
        """Write what can be taken in, as one step to take back; cancelled, nothing is written."""
        assert self.plan is not None
        assert self._source is not None
        ctx, plan, source, room = self._ctx, self.plan.plan, self._source, self.room
        whole = not plan.questions

        def work(job: Job[Imported]) -> Imported:
            done = commit_roster(ctx.store, actor=ctx.actor, plan=plan, class_id=room or None,
                                 progress=job.hear)
            if whole:
                drop_draft(ctx.store, name=_draft_name(source))
            return done

        def refused(error: KnownError) -> None:
            self.job = None
            failed(error)

        self.job = ctx.tasks.run(work, done=self._written, failed=refused,
                                 stopped=self._not_written, progress=self.moved.emit)

    def _written(self, done: Imported) -> None:
        self.job = None
        self.written.emit(done)
        self._ctx.conclude(done, f"已导入{done.created + done.updated}人")

    def _not_written(self) -> None:
        self.job = None
        self.unwritten.emit()

    def save_doubtful(self, path: Path) -> None:
        """Keep the rows that were not taken in as a sheet of their own."""
        ctx, plan, name = self._ctx, self.plan, self.name
        if plan is not None:
            ctx.read(lambda: save_file(path, doubtful_sheet(ctx.store, found=plan, source=name)),
                     lambda saved: ctx.toast(f"已存成{saved.name}"))


def _draft_name(source: RosterSource) -> str:
    return f"import/{source.digest}"
