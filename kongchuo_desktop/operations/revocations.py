"""Lists of certificates that were taken back: this machine's own and those that came along."""

from collections.abc import Collection, Iterable
from typing import Any

from kongchuo_desktop.exchange import certificates
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.certificates import Revoked
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.store.store import Store

_BOX = "revocation"
_MOST_TAKEN = 256
"""Lists that are looked at in one package; a county has fewer machines that give certificates."""
_MOST_OF_ONE = 4
"""Lists kept of one issuer: more than one only where it was restored from an old backup."""
_MOST_CARRIED = 512 << 10
"""Characters of all lists that one package carries."""


def revoked_pairs(store: Store) -> Revoked:
    """All that this store knows to be taken back."""
    return frozenset((issuer, serial) for issuer, kept in store.local(_BOX).items()
                     for serial in kept["serials"])


def own_list(store: Store, keys: MachineKeys, serials: Collection[str]) -> None:
    """Sign one list of all that this machine ever took back, with these serials in it."""
    issuer = keys.public.sign
    known = store.local(_BOX).get(issuer, {"serials": []})["serials"]
    listed = certificates.revoke(keys, [*known, *serials], made=store.now().date())
    keep_lists(store, [listed], {issuer})


def keep_lists(store: Store, lists: Iterable[Any], issuers: Collection[str]) -> None:
    """Keep signed lists of these issuers; what is no such list is passed over."""
    for item in list(lists)[:_MOST_TAKEN]:
        try:
            pairs = certificates.read_revocations(item if isinstance(item, dict) else {}, issuers)
        except MalformedError:
            continue
        if pairs:
            (issuer,) = {issuer for issuer, _ in pairs}
            _keep(store, issuer, {"body": item["body"], "signature": item["signature"]},
                  {serial for _, serial in pairs})


def _keep(store: Store, issuer: str, listed: dict[str, str], serials: set[str]) -> None:
    box = store.local(_BOX)
    kept = box.get(issuer, {"serials": [], "lists": []})
    known = set(kept["serials"])
    every = serials | known
    if len(every) > certificates.MAX_REVOKED or (serials != every and serials <= known):
        return
    lists = [listed] if serials == every else [*kept["lists"], listed][-_MOST_OF_ONE:]
    box.set(issuer, {"serials": sorted(every), "lists": lists})


def carried_lists(store: Store, *, first: str) -> list[dict[str, str]]:
    """The lists that travel with a package, this machine's own before others'."""
    kept = sorted(store.local(_BOX).items(), key=lambda found: found[0] != first)
    chosen: list[dict[str, str]] = []
    room = _MOST_CARRIED
    for _, about in kept:
        for listed in about["lists"]:
            room -= len(listed["body"])
            if room >= 0:
                chosen.append(listed)
    return chosen
