"""What of trust travels in packages: certificates of computers below, and what was taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kongchuo_desktop.exchange import certificates
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.certificates import Certificate, Chain
from kongchuo_desktop.exchange.package import Opened
from kongchuo_desktop.exchange.trust import Trust, holds
from kongchuo_desktop.operations.revocations import carried_lists, keep_lists
from kongchuo_desktop.operations.trust import (
    issued_chains,
    machine_keys,
    own_chain,
    own_class,
    own_seat,
    renewed,
    superior_of,
    trust_of,
)
from kongchuo_desktop.store.joins import canonical, members
from kongchuo_desktop.store.store import Store

_MOST_CARRIED = 64
"""Chains in one package; a unit has a handful of computers."""
_LONGEST_SEAT = 40


def carried_up(store: Store) -> dict[str, Any]:
    """What goes up in the meta of a package: the lists of what was taken back, and the seat code.

    A superior that was restored from an old backup gets its own list back from those below.
    """
    seat = own_seat(store)
    said = {} if seat is None else {"seat": {"code": f"{seat}{store.letter}"}}
    return {"revocations": carried_lists(store, first=machine_keys(store).public.sign), **said}


def seat_told(meta: Mapping[str, Any]) -> str | None:
    """The seat code that the writer of a package says it numbers papers with (journal.md §6)."""
    said = meta.get("seat")
    code = said.get("code") if isinstance(said, dict) else None
    return code if isinstance(code, str) and len(code) <= _LONGEST_SEAT else None


def carried_down(store: Store, *, unit: str, class_id: str | None = None) -> dict[str, Any]:
    """What goes down to a unit or a class: the certificates of its machines, and the lists.

    A unit also gets those of machines below it, to hand them on. A certificate that is nearly
    over is renewed on the way.
    """
    today = store.now().date()
    trust = trust_of(store, today=today)
    chains: list[list[dict[str, str]]] = []
    with store.reading() as connection:
        rooms: list[Any] = members(connection, class_id) if class_id is not None else [None]
    for held in issued_chains(store).values():
        if held[0].class_id not in rooms or not trust.within(held[0].unit, unit):
            continue
        held = renewed(store, held, today)
        if holds(held, held[0].keys, trust):
            chains.append(certificates.chain_as_json(held))
    return {"certificates": chains[:_MOST_CARRIED], **carried_up(store)}


def take_over(store: Store, opened: Opened) -> None:
    """Keep what a verified package brings of certificates and lists; what is none is passed over.

    Certificates are taken from a superior alone: those of this machine, of machines below, and
    that of another computer of the superior. Nothing is half written.
    """
    standing = opened.standing
    if standing is None:
        return
    meta = opened.content.meta
    with store.transaction():
        keep_lists(store, _items(meta, "revocations"), _signers(store, opened))
        if not standing.superior:
            return
        _keep_superior(store, opened)
        trust = trust_of(store, today=store.now().date())
        for item in _items(meta, "certificates")[:_MOST_CARRIED]:
            try:
                chain = certificates.parse_chain(item if isinstance(item, list) else [])
            except MalformedError:
                continue
            if chain:
                _keep_chain(store, trust, chain)


def _keep_superior(store: Store, opened: Opened) -> None:
    """What a superior goes by today, and another computer of it from its first package on."""
    superior, sender = superior_of(store), opened.heading.sender
    if superior is None or opened.signer == machine_keys(store).public:
        return
    if opened.signer == superior.keys:
        box = store.local("key")
        box.set("superior", {**box.get("superior"), "unit": sender.unit,
                             "name": sender.unit_name, "kind": sender.kind})
    elif opened.heading.chain:
        store.local("superior_machine").set(
            opened.signer.sign, certificates.chain_as_json(opened.heading.chain))


def _keep_chain(store: Store, trust: Trust, chain: Chain) -> None:
    """A chain that a superior handed down, where it is ours or of a machine below."""
    held, keys = chain[0], machine_keys(store).public
    above = tuple(anchor for anchor in trust.anchors if anchor.superior)
    # Who stands above this unit is the superior's own fact, which may not have come here.
    from_above = replace(trust, anchors=above, issued={}, within=lambda unit, top: True)
    if not holds(chain, held.keys, from_above):
        return
    if held.keys == keys:
        if _is_ours(store, held):
            known = own_chain(store)
            if not (holds(known, keys, from_above)
                    and known[0].valid_to > held.valid_to):
                store.local("key").set("chain", certificates.chain_as_json(chain))
    elif held.class_id is None and held.unit != store.home and trust.within(
            held.unit, store.home):
        box = store.local("certificate")
        if box.get(held.keys.sign) is None:
            box.set(held.keys.sign, certificates.chain_as_json(chain))


def _is_ours(store: Store, held: Certificate) -> bool:
    room = own_class(store)
    with store.reading() as connection:
        if canonical(connection, held.unit) != canonical(connection, store.home):
            return False
        if room is None or held.class_id is None:
            return room is None and held.class_id is None
        return canonical(connection, held.class_id) == canonical(connection, room.row)


def _signers(store: Store, opened: Opened) -> frozenset[str]:
    """Whose lists are believed: this machine's, the superior's, and of whom chains name."""
    superior = superior_of(store)
    chains: Iterable[Chain] = (own_chain(store), opened.heading.chain, *trust_of(
        store, today=store.now().date()).issued.values())
    named = {key for chain in chains for held in chain for key in (held.keys.sign, held.issuer)}
    own = {machine_keys(store).public.sign, opened.signer.sign}
    return frozenset(named | own | ({superior.keys.sign} if superior else set()))


def _items(meta: Mapping[str, Any], key: str) -> list[Any]:
    found = meta.get(key)
    return found if isinstance(found, list) else []
