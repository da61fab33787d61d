"""One thing that a step of a case needs, and one step (picture 06)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kongchuo_desktop.domain.duties.model import ClauseRef, Duty
from kongchuo_desktop.domain.policy.model import FactPattern

Status = Literal["done", "now", "later", "skipped"]
CLOSE = "登记销号"
"""The last thing of a case, by whichever way it ends."""
_DO = {"issued": "paper", "served": "serve", "handed": "hand", "signed": "sign",
       "visit": "visit", "persuaded": "persuade", "moved": "move"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a step needs. ``do`` is the action that brings it, ``ready`` whether it can
    be done yet (a paper can be served once it is issued), ``wanted`` the fact that it is,
    ``others`` what would do instead, ``binding`` that which waits for it of another body,
    ``title`` what the profile prints on its ``paper``."""

    text: str
    detail: str
    do: str
    done: bool
    ready: bool = True
    paper: str | None = None
    to: str | None = None
    wanted: FactPattern | None = field(default=None, compare=False)
    others: tuple["Item", ...] = field(default=(), compare=False)
    binding: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder; ``days`` are the days on which its act was done."""

    title: str
    do: str
    status: Status
    days: tuple[date, ...] = ()
    note: str = ""
    due: date | None = None
    overdue_days: int = 0
    watch: bool = False
    items: tuple[Item, ...] = ()
    duties: tuple[Duty, ...] = ()
    clause: ClauseRef | None = None
    trace: tuple[tuple[str, str], ...] = ()
    reading: str = ""

    @property
    def missing(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.done)


def do_of(fact: FactPattern | None) -> str:
    """The action that brings a fact; empty where nothing can be written down for it."""
    if fact is None:
        return ""
    if fact.fact == "visit" and fact.fields.get("mode") == ("phone",):
        return "call"
    return _DO.get(fact.fact, "event")
