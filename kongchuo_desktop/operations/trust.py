"""Who is believed: this machine and its superior, whom they certified, and what was taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import certificates
from kongchuo_desktop.exchange.certificates import Certificate, Chain, Kind
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys
from kongchuo_desktop.exchange.trust import Anchor, Trust, holds
from kongchuo_desktop.operations.access import SUPERIOR
from kongchuo_desktop.operations.homes import unit_tree
from kongchuo_desktop.operations.revocations import own_list, revoked_pairs
from kongchuo_desktop.store.joins import canonical
from kongchuo_desktop.store.rows import first_living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Event, Unit
from kongchuo_desktop.store.write import Actor, Changes

_RENEW = 400
"""Days before its end from which on a certificate is renewed: one school year and a month."""


@dataclass(frozen=True, slots=True)
class Superior:
    """The unit that this store reports to, as its kit named it."""

    unit: str
    name: str
    kind: Kind
    keys: PublicKeys


# -- this machine ---------------------------------------------------------------------------------


def machine_keys(store: Store) -> MachineKeys:
    """The keys of this store on this machine; drawn at first need, never sent anywhere."""
    box = store.local("key")
    kept = box.get("machine")
    if kept is None:
        with store.transaction():
            kept = box.get("machine")
            if kept is None:
                kept = MachineKeys.generate().as_json()
                box.set("machine", kept)
    return MachineKeys.parse(kept)


def superior_of(store: Store) -> Superior | None:
    """The superior whose kit was taken in; None while the store stands alone."""
    kept = store.local("key").get("superior")
    if kept is None:
        return None
    return Superior(kept["unit"], kept["name"], kept["kind"], PublicKeys.parse(kept["keys"]))


def superior_keys(store: Store) -> tuple[PublicKeys, ...]:
    """The keys of the superior's computers, that of its kit first; empty while there is none."""
    superior = superior_of(store)
    if superior is None:
        return ()
    trust = trust_of(store, today=store.now().date())
    chains = (certificates.parse_chain(kept)
              for _, kept in store.local("superior_machine").items())
    others = (chain[0].keys for chain in chains
              if chain[0].unit == superior.unit
              and holds(chain, chain[0].keys, trust))
    return (superior.keys, *others)


def own_chain(store: Store) -> Chain:
    """The certificates that a superior gave this machine; empty until it did."""
    kept = store.local("key").get("chain")
    return certificates.parse_chain(kept) if kept else ()


def unit_kind(store: Store) -> Kind:
    """What this store speaks as: ``class``, ``school``, ``center`` or ``bureau``."""
    if store.role == "class":
        return "class"
    with store.session() as session:
        row = session.get(Unit, store.home)
    kind: Kind = "bureau" if store.role == "bureau" else "school"
    return "center" if row is not None and row.kind == "center" else kind


def own_class(store: Store) -> ClassGroup | None:
    """The class of a class store, as its superior named it once it joined."""
    if store.role != "class":
        return None
    named = store.local("key").get("class")
    with store.session() as session:
        if named is not None:
            return session.get(ClassGroup, named)
        return first_living(session, ClassGroup)


def kept_class(store: Store) -> str | None:
    """The class, as it is read, whose computer this is since it joined; None for all others.

    Rows of other classes lie here too: those of a child who came from there.
    """
    named = store.local("key").get("class") if store.role == "class" else None
    if named is None:
        return None
    with store.reading() as connection:
        return canonical(connection, named)


def own_seat(store: Store) -> str | None:
    """The seat code that the kit gave this computer; None where none did (journal.md §6)."""
    kept = store.local("key").get("seat")
    return kept if isinstance(kept, str) else None


# -- whom it believes -----------------------------------------------------------------------------


def trust_of(store: Store, *, today: date) -> Trust:
    """Whom this store believes: itself, its superior, and whom it certified."""
    own = Anchor(machine_keys(store).public, store.home, store.header.unit_name,
                 unit_kind(store), superior=False)
    superior = superior_of(store)
    above = () if superior is None else (
        Anchor(superior.keys, superior.unit, superior.name, superior.kind, superior=True),)

    # Read at once: a bureau judges a hundred certificates in a row.
    with store.session() as session:
        tree = unit_tree(session)
    beside = {sign: certificates.parse_chain(kept)
              for sign, kept in store.local("superior_machine").items()}
    return Trust((own, *above), today, issued={**beside, **issued_chains(store)},
                 revoked=revoked_pairs(store), within=tree.within)


# -- machines below -------------------------------------------------------------------------------


def issued_chains(store: Store) -> Mapping[str, Chain]:
    """Ed25519 key of each machine below, in hex → its newest certificate with those above it."""
    return {sign: certificates.parse_chain(kept)
            for sign, kept in store.local("certificate").items()}


def certify(store: Store, *, actor: Actor, keys: PublicKeys, unit: str, unit_name: str,
            kind: str, class_id: str | None, class_name: str) -> None:
    """Give the machine behind ``keys`` a certificate: its check code was compared by telephone.

    Raises:
        KnownError: ``role_not_allowed`` for whoever is no superior.
    """
    _check_superior(actor)
    given = certificates.issue(
        machine_keys(store), keys, unit=unit, unit_name=unit_name, kind=cast(Kind, kind),
        valid_from=store.now().date(), class_id=class_id, class_name=class_name)
    with store.transaction():
        keep_issued(store, given, by=actor.name)


def certify_again(store: Store, *, actor: Actor, sign: str, check_code: str) -> None:
    """Give a machine that was certified before a new certificate: its code was compared again.

    Raises:
        KnownError: ``role_not_allowed``, ``unknown_machine``, ``wrong_check_code``.
    """
    _check_superior(actor)
    held = _issued(store, sign)
    if not same_code(check_code, held.keys.check_code):
        raise wrong_check_code("没有改动。")
    certify(store, actor=actor, keys=held.keys, unit=held.unit, unit_name=held.unit_name,
            kind=held.kind, class_id=held.class_id, class_name=held.class_name)


def renewed(store: Store, chain: Chain, today: date) -> Chain:
    """The chain with a certificate of years to come, and with our own certificates of today."""
    held, keys = chain[0], machine_keys(store)
    if held.issuer != keys.public.sign:
        return chain
    wanted = (held, *own_chain(store))
    revoked = (held.issuer, held.serial) in revoked_pairs(store)
    if revoked or (held.valid_to - today).days >= _RENEW or certificates.is_expired(held, today):
        return wanted
    fresh = certificates.issue(
        keys, held.keys, unit=held.unit, unit_name=held.unit_name, kind=held.kind,
        valid_from=today, class_id=held.class_id, class_name=held.class_name)
    with store.transaction():
        keep_issued(store, fresh, by=_about(store, held.keys.sign)["by"])
    return (fresh, *own_chain(store))


def withdraw(store: Store, *, keys: PublicKeys) -> None:
    """Take a certificate back that was given in vain: its package could not be taken in."""
    store.local("certificate").delete(keys.sign)


def revoke(store: Store, *, actor: Actor, sign: str, why: str) -> Changes:
    """Take back all that was ever given to a machine: its packages are refused from now on.

    ``sign`` is the machine's Ed25519 key in hex. The reason stays in the journal.

    Raises:
        KnownError: ``role_not_allowed``, ``unknown_machine``, ``no_reason``.
    """
    _check_superior(actor)
    held = _issued(store, sign)
    if not why.strip():
        raise KnownError("no_reason", "没有写为什么收回。", kept="没有改动。", todo="写一句原因。")
    keys = machine_keys(store)
    given = set(_about(store, sign)["serials"])
    with store.operation("revoke_machine", actor, roles=SUPERIOR, undoable=False) as write:
        write.insert(Event, kind="machine_revoked", day=store.now().date().isoformat(),
                     by=actor.name, note=why.strip(),
                     fields={"machine": held.name, "code": held.keys.check_code})
        own_list(store, keys, given | {held.serial})
    return write.changes


def _issued(store: Store, sign: str) -> Certificate:
    kept = store.local("certificate").get(sign)
    if kept is None:
        raise KnownError("unknown_machine", "没有核对过这台电脑。", kept="没有改动。",
                         todo="在“下级电脑”里选一台。")
    return certificates.parse_chain(kept)[0]


def keep_issued(store: Store, given: Certificate, *, by: str) -> None:
    """A machine's newest certificate, and the serials of all it ever had."""
    sign = given.keys.sign
    known = _about(store, sign)["serials"]
    store.local("certificate").set(
        sign, certificates.chain_as_json((given, *own_chain(store))))
    store.local("machine").set(sign, {
        "serials": [*known, given.serial], "code": given.keys.check_code, "by": by})


def _about(store: Store, sign: str) -> dict[str, Any]:
    """What is kept of a machine beside its certificate; little of those of an older program."""
    kept = store.local("machine").get(sign)
    if kept is not None:
        return dict(kept)
    chain = store.local("certificate").get(sign)
    serials = [certificates.parse_chain(chain)[0].serial] if chain else []
    return {"serials": serials, "code": "", "by": ""}


def same_code(typed: str, check_code: str) -> bool:
    """Whether what was typed is this check code, whatever the spaces."""
    return "".join(typed.split()) == check_code.replace(" ", "")


def wrong_check_code(kept: str) -> KnownError:
    """``kept`` says what did not happen."""
    return KnownError("wrong_check_code", "核对码对不上。", kept=kept,
                      todo="请对方再念一遍；还是不对，就退回，不要收。")


def _check_superior(actor: Actor) -> None:
    if actor.role not in SUPERIOR:
        raise KnownError("role_not_allowed", "只有学校或教育局能核对下级的电脑。",
                         kept="没有改动。", todo="请学校办公室或教育局来核对。")
