"""For whom a computer that nobody vouched for yet claims to speak, in this store's own words."""

from dataclasses import dataclass

from kongchuo_desktop.domain.names import normal
from kongchuo_desktop.exchange.package import Sender
from kongchuo_desktop.operations.world import homes_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Unit


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit, or a class of it, as this store calls it; as the computer itself does where it is
    not known here.

    ``words`` is how it is asked for on the telephone. Where the computer calls itself otherwise
    both names stand there: the certificate goes by the row, and a person by the name.
    """

    unit: str
    unit_name: str
    kind: str
    class_id: str | None
    class_name: str
    words: str


def claimed_by(store: Store, sender: Sender) -> Claim:
    """What the heading of a package claims."""
    homes = homes_of(store)
    unit = homes.tree.read(sender.unit)
    with store.session() as session:
        row = session.get(Unit, unit)
    unit_name = homes.names.get(unit) or sender.unit_name
    room = homes.classes.get(unit, {}).get(
        homes.same.get(sender.class_id, sender.class_id)) if sender.class_id else None
    class_name = room.name if room is not None else sender.class_name
    kind = sender.kind
    if kind == "bureau" and unit != homes.own and (row is None or row.kind != "bureau"):
        kind = "school"
    called = f"{unit_name}{class_name}"
    words = called if normal(called) == normal(sender.name) else (
        f"{called}（对方自称“{sender.name}”）")
    return Claim(sender.unit, unit_name, kind, sender.class_id, class_name, words)
