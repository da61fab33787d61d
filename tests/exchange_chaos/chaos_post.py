"""Packages on their way: written for whom they are, read in, and what may honestly be refused."""

from pathlib import Path

from chaos_county import County
from chaos_machine import Machine, Mail

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import going_down, packages, taking_in
from kongchuo_desktop.operations.readers import readers_below
from kongchuo_desktop.operations.taking_in import Received
from kongchuo_desktop.operations.trust import superior_keys, superior_of

EXPIRE = 2031
"""Before this year no certificate of a history can be over."""


def pack_up(county: County, machine: Machine, period: str = "") -> list[Mail]:
    """A package for each computer of the superior; none while there is no superior."""
    with county.writing(machine):
        if superior_of(machine.store) is None:
            raise KnownError("not_joined", "")
        readers = frozenset(keys.fingerprint for keys in superior_keys(machine.store))
        sealed = (packages.seal_package(machine.store, actor=machine.actor, period=period)
                  if period else packages.seal_now(machine.store, actor=machine.actor))
        path = packages.write_package(machine.store, sealed=sealed,
                                      folder=_folder(county, machine)).path
        return [Mail(machine.name, above.name, path, readers) for above in county.above(machine)]
    return []


def pack_down(county: County, machine: Machine) -> list[Mail]:
    """Packages for all below, one for each of their computers."""
    found = []
    with county.writing(machine):
        readers = {reader.class_id or reader.unit: frozenset(
            keys.fingerprint for keys in reader.keys) for reader in readers_below(machine.store)}
        for sent in going_down.down_packages(machine.store, actor=machine.actor,
                                             folder=_folder(county, machine)):
            row = sent.class_id or sent.unit
            found += [Mail(machine.name, m.name, sent.path, readers[row])
                      for m in county.at_desk(row)]
    return found


def _folder(county: County, machine: Machine) -> Path:
    """Each package in a folder of its own: its name says nothing of the order."""
    folder = county.stick / f"{machine.name}-{len(list(county.stick.iterdir()))}"
    folder.mkdir()
    return folder


def deliver(county: County, mail: Mail, *, telephone: bool = True) -> tuple[Received, int]:
    """A package is read in; ``telephone``: its code is compared where the machine is new.

    Returns how it fared, and how many entries but receipts were new.
    """
    machine, sender = county.machines[mail.receiver], county.machines[mail.sender]
    got = taking_in.import_package(machine.store, actor=machine.actor, path=mail.path)
    if got.status == "waiting" and telephone and sender.place.superior == machine.place.name:
        got = taking_in.accept_waiting(machine.store, actor=machine.actor, digest=got.digest,
                                       check_code=got.check_code)
    if got.status in ("imported", "already"):
        machine.taken.add(got.digest)
        county.packages += 1
    elif got.status == "refused":
        _check_refusal(county, mail, got)
    return got, county.absorb(machine)


def _check_refusal(county: County, mail: Mail, got: Received) -> None:
    """Nothing honest is refused, but what a wrong clock or a lost computer sends, and what was
    sealed to other keys than those of today."""
    assert got.error is not None
    machine, sender = county.machines[mail.receiver], county.machines[mail.sender]
    code = got.error.code
    county.refused[code] += 1
    if code == "certificate_expired":
        assert machine.clock.year >= EXPIRE, (mail, got.sentence)
    elif code == "wrong_recipient":
        assert machine.fingerprint not in mail.readers, (mail, got.sentence)
    else:
        assert code == "certificate_revoked", (mail, code, got.sentence)
        assert sender.place.name in county.revoked_once, (mail, got.sentence)
