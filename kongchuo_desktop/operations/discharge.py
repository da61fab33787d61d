"""Writing down the fact that a duty waits for, where it has no form of its own."""

from collections.abc import Iterator
from datetime import date

from kongchuo_desktop.domain.duties_model import Duty
from kongchuo_desktop.domain.policy.model import AllOf, AnyOf, DutyBinding, FactPattern, Pattern
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.events import EVENT_KINDS, write_event
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes


def facts_wanted(store: Store, duty: Duty) -> list[FactPattern]:
    """The facts that would discharge a duty and that ``discharge`` can write; else empty."""
    if duty.clause is None:
        return []
    bound = policy_book(store).effective(duty.clause.policy).by_name.get(duty.binding)
    if bound is None or not isinstance(bound.binding, DutyBinding) or bound.binding.done is None:
        return []
    wanted = list(_facts(bound.binding.done))
    return wanted if all(w.fact in EVENT_KINDS for w in wanted) else []


def _facts(pattern: Pattern) -> Iterator[FactPattern]:
    if isinstance(pattern, FactPattern):
        yield pattern
    elif isinstance(pattern, AllOf):
        for part in pattern.parts:
            yield from _facts(part)
    elif isinstance(pattern, AnyOf):
        yield from _facts(pattern.parts[0])


def discharge(store: Store, *, actor: Actor, duty: Duty, day: date, note: str = "",
              by: str = "") -> Changes:
    """Write the dated facts that the duty's clause asks for; the duty goes because they are there.

    Raises:
        KnownError: ``own_form`` for a duty that a visit, paper or register discharges;
            ``future_date``.
    """
    wanted = facts_wanted(store, duty)
    if not wanted:
        raise KnownError("own_form", "这一件要用自己的表登记，不能只写一句。",
                         todo="按这一行的按钮去办。")
    if day > store.now().date():
        raise KnownError("future_date", f"{day_text(day)}还没有到，不能先记。")
    with store.operation("add_event", actor, roles=EVERYONE) as write:
        for pattern in wanted:
            fields = {name: list(values) if name in ("with", "joint") else values[0]
                      for name, values in pattern.fields.items() if values}
            write_event(write, kind=pattern.fact, day=day, pupil=duty.pupil,
                        class_id=duty.class_id, fields=fields, by=by or actor.name, note=note)
    return write.changes
