"""New keys for a computer whose old ones may lie in strange hands: a lost one was restored here."""

from kongchuo_desktop.exchange import certificates
from kongchuo_desktop.exchange.trust import holds
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.trust import issued_chains, keep_issued, machine_keys, trust_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event
from kongchuo_desktop.store.write import Actor, Changes

RENEWED = "keys_renewed"
"""Kind of the event; its fields hold the check codes before and after."""
_DRAWN = "drawn"
"""Under which letter of a moved store (journal.md §6) its keys were drawn."""


def shares_keys(store: Store) -> bool:
    """Whether the folder was copied or restored since its keys were drawn."""
    return bool(store.local("key").get(_DRAWN, "") != store.letter)


def renew_keys(store: Store, *, actor: Actor) -> Changes:
    """Draw new keys; the superior compares the check code anew before it takes packages in.

    Files on their way to the old keys can still be opened. Computers below that stand are vouched
    for with the new keys, but believe this one only once they took in a new kit.
    """
    old, today = machine_keys(store), store.now().date()
    trust = trust_of(store, today=today)
    given = [chain[0] for chain in issued_chains(store).values()
             if chain[0].issuer == old.public.sign and holds(chain, chain[0].keys, trust)]
    fresh, box = old.replaced(), store.local("key")
    with store.operation("new_keys", actor, roles=EVERYONE, undoable=False) as write:
        write.insert(Event, kind=RENEWED, day=today.isoformat(), by=actor.name, fields={
            "before": old.public.check_code, "after": fresh.public.check_code})
        box.set("machine", fresh.as_json())
        box.set(_DRAWN, store.letter)
        # What the superior said of the old keys says nothing of these.
        box.delete("chain")
        for held in given:
            keep_issued(store, certificates.issue(
                fresh, held.keys, unit=held.unit, unit_name=held.unit_name, kind=held.kind,
                valid_from=today, class_id=held.class_id, class_name=held.class_name),
                by=actor.name)
    return write.changes
