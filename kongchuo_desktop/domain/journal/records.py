"""Operations and runs: who did what, and on which machine; written to bytes and read from them."""

import json
from dataclasses import dataclass, field

from kongchuo_desktop.domain.journal.canonical_json import dump, load
from kongchuo_desktop.domain.journal.ids import EntryId, entry_name, parse_entry_name
from kongchuo_desktop.domain.journal.members import (
    ENTRY_NAME,
    LATEST,
    LONGEST,
    RUN,
    day,
    number,
    text,
)
from kongchuo_desktop.errors import BugError


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """Who did what: the record (run, n) of an operation; it holds no pupil's name.

    Attributes:
        n: n of the operation's first entry.
        date: local date, ISO.
        undoes: the operation that this one undoes.
        final: not to be undone (journal.md §8).
        body: the very bytes in which it was read, with members of newer programs.
    """

    run: str
    n: int
    kind: str
    actor: str
    role: str
    date: str
    undoes: EntryId | None
    final: bool
    body: bytes = field(default=b"", repr=False, compare=False)

    @property
    def id(self) -> EntryId:
        return self.run, self.n

    def encode(self) -> bytes:
        """Its bytes: those in which it was read, else those in which it is first written."""
        _short(self.kind, self.actor, self.role)
        return self.body or dump(
            {
                "run": self.run, "n": self.n, "kind": self.kind, "actor": self.actor,
                "role": self.role, "date": self.date, "final": self.final,
                "undoes": entry_name(self.undoes) if self.undoes else None,
            }
        )

    @classmethod
    def decode(cls, body: bytes) -> "OperationRecord":
        raw = load(body)
        return cls(
            run=text(raw, "run", RUN),
            n=number(raw, "n"),
            kind=text(raw, "kind"),
            actor=text(raw, "actor"),
            role=text(raw, "role"),
            date=day(raw, "date"),
            undoes=(
                None if raw.get("undoes") is None
                else parse_entry_name(text(raw, "undoes", ENTRY_NAME))
            ),
            final=raw.get("final") is True,
            body=body,
        )

    @classmethod
    def stored(cls, body: bytes) -> "OperationRecord":
        """``decode`` for bytes that it, or ``encode``, has passed before: far quicker."""
        raw = json.loads(body)
        undoes = raw.get("undoes")
        return cls(
            raw["run"], raw["n"], raw["kind"], raw["actor"], raw["role"], raw["date"],
            None if undoes is None else parse_entry_name(undoes), raw.get("final") is True, body,
        )


@dataclass(frozen=True, slots=True)
class RunRecord:
    """To which store, machine and program version a run belongs.

    Attributes:
        store: id of the store, 32 hex digits; copies of a folder share it.
        machine: a mark of the computer, not its name.
        name: the store as its people call it.
        started: wall clock in ms since 1970.
        body: the very bytes in which it was read, with members of newer programs.
    """

    run: str
    store: str
    machine: str
    name: str
    program: str
    started: int
    body: bytes = field(default=b"", repr=False, compare=False)

    def encode(self) -> bytes:
        """Its bytes: those in which it was read, else those in which it is first written."""
        _short(self.store, self.machine, self.name, self.program)
        return self.body or dump(
            {
                "run": self.run, "store": self.store, "machine": self.machine,
                "name": self.name, "program": self.program, "started": self.started,
            }
        )

    @classmethod
    def decode(cls, body: bytes) -> "RunRecord":
        raw = load(body)
        return cls(
            run=text(raw, "run", RUN),
            store=text(raw, "store"),
            machine=text(raw, "machine"),
            name=text(raw, "name"),
            program=text(raw, "program"),
            started=number(raw, "started", least=0, most=LATEST),
            body=body,
        )


def _short(*texts: str) -> None:
    if any(len(word) > LONGEST for word in texts):
        raise BugError("a name that no reader would take")
