"""Gates of the profile: what one lacks for a child, writing down what it asks for, its effect."""

from collections.abc import Sequence
from datetime import date

from kongchuo_desktop.domain.cases.gates import Gate, gates_of
from kongchuo_desktop.domain.policy.chapters import cited
from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.discharge import written
from kongchuo_desktop.operations.events import EVENT_KINDS, add_event
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.policies import put_figure
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.today import situation_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes


def gate_lacks(store: Store, *, pupil: str, gate: str) -> str:
    """What a gate (``转出``, ``休学`` …) lacks for a pupil, in one line: ``还缺：接收证明``.

    Empty where nothing is missing or the profile asks for nothing.
    """
    now = situation_of(store, pupil=pupil)
    person = now.world.pupils.get(pupil)
    if person is None:
        return ""
    found = gates_of(now.judge, now.judge.subject(person), gate)
    return "；".join(f"{one.warning}{_at(one)}" for one in found if one.warning)


def gate_words(store: Store, *, pupil: str, gate: str) -> str:
    """What the document says of a gate, word for word with the place; empty where it is silent.

    For what is passed again and again (``请假``): what was there the last time says nothing about
    this time.
    """
    now = situation_of(store, pupil=pupil)
    person = now.world.pupils.get(pupil)
    found = gates_of(now.judge, now.judge.subject(person), gate) if person else ()
    return "；".join(f"“{one.clause.quote}”{_at(one)}" for one in found)


def _at(gate: Gate) -> str:
    return f"（{cited(gate.clause.title, gate.clause.where)}）"


def note_fact(store: Store, *, actor: Actor, wanted: FactPattern, pupil: str, day: date,
              by: str = "", note: str = "", scans: Sequence[Picture] = ()) -> Added:
    """Write down the fact that a gate asks for, with the values that it names.

    Raises:
        KnownError: ``own_form`` for a visit, paper or movement; ``future_date``.
    """
    if wanted.fact not in EVENT_KINDS:
        raise KnownError("own_form", "这一件要用自己的表登记，不能只写一句。",
                         todo="按这一行的按钮去办。")
    return add_event(store, actor=actor, kind=wanted.fact, day=day, pupil=pupil,
                     fields=written(wanted), by=by, note=note, scans=scans)


def settle_effect(store: Store, *, actor: Actor, ask: str, effect: str, why: str) -> Changes:
    """Say once whether a child whose exit was approved still counts as enrolled (本校规定).

    Args:
        ask: ``Way.ask``, the name of what the clause leaves open.
        effect: ``in`` or ``out``.

    Raises:
        KnownError: ``no_reason``.
    """
    return put_figure(store, "set_figure", actor=actor, binding=ask, value=effect, why=why)
