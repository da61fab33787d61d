"""Who below can read a package: units and classes with computers that were vouched for."""

from collections.abc import Sequence

from kongchuo_desktop.exchange.keys import PublicKeys
from kongchuo_desktop.exchange.trust import holds
from kongchuo_desktop.operations.sealing import Addressee
from kongchuo_desktop.operations.trust import issued_chains, trust_of
from kongchuo_desktop.store.joins import canonical
from kongchuo_desktop.store.store import Store


def readers_below(store: Store) -> list[Addressee]:
    """Each unit and class below with the keys of all its computers, by name.

    A computer whose certificate was taken back, or is over, reads nothing more.
    """
    trust = trust_of(store, today=store.now().date())
    keys: dict[tuple[str, str | None], list[PublicKeys]] = {}
    names: dict[tuple[str, str | None], str] = {}
    with store.reading() as connection:
        own = canonical(connection, store.home)
        for chain in issued_chains(store).values():
            held = chain[0]
            unit = canonical(connection, held.unit)
            # Another computer of this very unit is one of those below, too.
            if held.class_id is not None and unit != own:
                continue
            if holds(chain, held.keys, trust):
                class_id = held.class_id and canonical(connection, held.class_id)
                keys.setdefault((unit, class_id), []).append(held.keys)
                names[unit, class_id] = held.name
    found = [Addressee(unit, names[unit, class_id], _ordered(of), class_id)
             for (unit, class_id), of in keys.items()]
    return sorted(found, key=lambda reader: (reader.name, reader.unit))


def has_computer(store: Store, *, unit: str, class_id: str) -> bool:
    """Whether a class of this unit keeps its records on a computer of its own."""
    with store.reading() as connection:
        wanted = canonical(connection, unit), canonical(connection, class_id)
    return any((reader.unit, reader.class_id) == wanted for reader in readers_below(store))


def _ordered(keys: Sequence[PublicKeys]) -> tuple[PublicKeys, ...]:
    return tuple(sorted(keys, key=lambda key: key.fingerprint))
