"""先不办: a reason and a date beside a duty, on this computer; the duty itself stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor


@dataclass(frozen=True, slots=True)
class PutOff:
    """Until when a duty is left alone, and why."""

    until: date
    why: str
    by: str


def put_off(store: Store, *, actor: Actor, duty: str, until: date, why: str) -> None:
    """Note that a duty waits; it stays in the list and stays overdue (design §2.1).

    Raises:
        KnownError: ``no_reason``, ``past_date``.
    """
    if not why.strip():
        raise KnownError("no_reason", "没有写为什么先不办。", todo="写一句原因。")
    if until <= store.now().date():
        raise KnownError("past_date", f"{day_text(until)}不是以后的日期。",
                         todo="选今天以后的一天。")
    store.local("put_off").set(duty, {"until": until.isoformat(), "why": why.strip(),
                                      "by": actor.name})


def list_put_off(store: Store) -> Mapping[str, PutOff]:
    """Duty → what was noted; those whose day has come are left out."""
    today = store.now().date()
    found = {name: PutOff(date.fromisoformat(kept["until"]), kept["why"], kept["by"])
             for name, kept in store.local("put_off").items()}
    return {name: noted for name, noted in found.items() if noted.until > today}
