"""Schools that have not filed: the letter that reminds them, and calls noted beside their month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.domain.returns import kind_of
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import period_words
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.homes import own_events
from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.returns import return_rules
from kongchuo_desktop.operations.units import own_unit
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.operations.world import homes_of, known
from kongchuo_desktop.papers.render import render
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event
from kongchuo_desktop.store.write import Actor, Changes

FORM = "reminder"
_CALLED = "called_unit"
_ROLES = ("school", "bureau")


@dataclass(frozen=True, slots=True)
class Call:
    """A telephone call about a period's return: when, by whom, and what was said."""

    unit: str
    period: str
    day: date
    by: str
    said: str


def reminder_letters(store: Store, *, units: Sequence[str], period: str, day: date) -> bytes:
    """One page for each of these units as a PDF; it takes no number and nothing is written down.

    Raises:
        KnownError: ``nobody_to_remind``.
    """
    if not units:
        raise KnownError("nobody_to_remind", f"{period_words(period)}都报了。", kept="没有改动。",
                         todo="换一期看看。")
    names, own, rules = homes_of(store).names, own_unit(store), return_rules(store)
    due, silence = rules.due(period), rules.silence(period)
    form = form_by_id(store, FORM)
    common = known({
        "sender": store.header.unit_name, "period": period_words(period), "kind": kind_of(period),
        "due": full_day(due.day), "today": day, "phone": own.phone if own else None,
        "quote": due.clause.quote if due.clause else None,
        "document": f"{due.clause.title}{place_in(due.clause.where)}" if due.clause else None,
        "silence": "没有报会按文件视为0，和报了0不一样。" if silence else None})
    return render(form, [{**common, "school": names.get(unit, "")} for unit in units],
                  cite=citer(day), fonts=fonts(), practice=is_practice(store.folder)).pdf


def note_call(store: Store, *, actor: Actor, unit: str, period: str, said: str = "") -> Changes:
    """Note that somebody telephoned a school about a month, term or year today."""
    with store.operation("note_call", actor, roles=_ROLES) as write:
        write.insert(Event, kind=_CALLED, day=store.now().date().isoformat(), by=actor.name,
                     fields={"unit": unit, "period": period}, **known({"note": said.strip()}))
    return write.changes


def calls(store: Store) -> Mapping[str, Call]:
    """Unit → the last call about any period."""
    homes = homes_of(store)
    with store.session() as session:
        rows = own_events(session, store.home, _CALLED)
    found: dict[str, Call] = {}
    for row in rows:
        about = row["fields"] or {}
        unit = homes.tree.read(str(about.get("unit") or ""))
        found[unit] = Call(unit, str(about.get("period") or ""), date.fromisoformat(row["day"]),
                           row["by"] or "", row["note"] or "")
    return found
