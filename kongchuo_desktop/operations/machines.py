"""Computers as a person sees them: those of units and classes below, and this one's standing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import certificates
from kongchuo_desktop.exchange.certificates import Chain, Revoked
from kongchuo_desktop.operations.new_keys import shares_keys
from kongchuo_desktop.operations.revocations import revoked_pairs
from kongchuo_desktop.operations.taking_in import waiting_packages
from kongchuo_desktop.operations.trust import (
    Superior,
    issued_chains,
    machine_keys,
    own_chain,
    own_seat,
    same_code,
    superior_of,
)
from kongchuo_desktop.store.joins import canonical
from kongchuo_desktop.store.store import Store

State = Literal["waiting", "certified", "ending", "expired", "revoked"]
STATE_WORDS: Mapping[State, str] = {
    "waiting": "等着核对", "certified": "已核对", "ending": "快到期", "expired": "过期了",
    "revoked": "已收回",
}
"""State → what users read; a certificate that is nearly over is renewed by the next package."""
_ENDING = 60
"""Days before its end from which on a certificate is shown as ending."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A computer below, and how it stands.

    Attributes:
        sign: its Ed25519 key in hex; empty while its first package waits.
        name: unit and class as people call them.
        label: whose computer it is, as its own program called it with its last package.
        code: 核对码.
        certified, until: days of its certificate; None while it waits.
        last: the day on which its last package was taken in; ``period`` is that package's.
        waiting: digest of the package that waits for its code.
    """

    sign: str
    unit: str
    class_id: str | None
    name: str
    code: str
    state: State
    certified: date | None = None
    until: date | None = None
    by: str = ""
    last: date | None = None
    period: str = ""
    waiting: str = ""
    label: str = ""
    seat: str | None = None
    """What its papers are numbered with, as its last package said."""
    twin: bool = False
    """Another computer of this class or unit numbers papers alike: one kit was used twice."""

    @property
    def in_force(self) -> bool:
        """Its packages are taken in."""
        return self.state in ("certified", "ending")


@dataclass(frozen=True, slots=True)
class ThisComputer:
    """This computer: its check code, who vouches for it until when, and its seat code."""

    code: str
    superior: Superior | None
    state: State
    by: str = ""
    since: date | None = None
    until: date | None = None
    seat: str = ""
    moved: bool = False
    """Its folder was copied or restored: papers are numbered with a letter of their own."""
    shared: bool = False
    """Its keys may lie on another computer, too: it was copied or restored with them."""


def machines_below(store: Store) -> list[Machine]:
    """The computers of units and classes below: those that wait first, then by name."""
    today, revoked = store.now().date(), revoked_pairs(store)
    last = _last_packages(about for _, about in store.local("package_in").items())
    kept = dict(store.local("machine").items())
    found = [_machine(chain, kept.get(sign, {}), last, revoked, today)
             for sign, chain in issued_chains(store).items()]
    waiting = [Machine("", about["unit"], None, about["from"], about["check_code"], "waiting",
                       period=about["period"], waiting=digest, label=about.get("machine", ""),
                       seat=about.get("seat"))
               for digest, about in waiting_packages(store).items()]
    with store.reading() as connection:
        return _marked([*sorted(waiting, key=_order), *sorted(found, key=_order)],
                       lambda machine: canonical(connection, machine.class_id or machine.unit))


def _marked(machines: list[Machine], whom: Callable[[Machine], str]) -> list[Machine]:
    """Those that number papers alike are marked; one that is taken back numbers none any more."""
    codes: dict[tuple[str, str], set[str]] = {}
    for one in machines:
        if one.seat is not None and one.state != "revoked":
            codes.setdefault((whom(one), one.seat), set()).add(one.code)
    return [replace(one, twin=True) if one.seat is not None and one.state != "revoked"
            and len(codes[whom(one), one.seat]) > 1 else one for one in machines]


def is_twin(store: Store, *, digest: str) -> bool:
    """Whether a package that waits comes from a computer that numbers papers like another."""
    return any(one.twin for one in machines_below(store) if one.waiting == digest)


def find_machine(store: Store, *, code: str) -> Machine:
    """The machine below that has this check code, one that waits before one that was certified.

    Raises:
        KnownError: ``unknown_machine``.
    """
    for machine in machines_below(store):
        if same_code(code, machine.code):
            return machine
    raise KnownError("unknown_machine", f"没有核对码是“{code}”的电脑。", kept="没有改动。",
                     todo="用 machine list 查看，或在“下级电脑”里找。")


def own_standing(store: Store) -> ThisComputer:
    """How this computer itself stands with its superior."""
    superior, chain = superior_of(store), own_chain(store)
    code, seat = machine_keys(store).public.check_code, own_seat(store) or ""
    moved, shared = bool(store.letter), shares_keys(store)
    if not chain:
        return ThisComputer(code, superior, "waiting", seat=seat + store.letter, moved=moved,
                        shared=shared)
    held = chain[0]
    state = _state(chain, revoked_pairs(store), store.now().date())
    return ThisComputer(code, superior, state, superior.name if superior else "", held.valid_from,
                    held.valid_to, seat + store.letter, moved, shared)


def _machine(chain: Chain, kept: Mapping[str, Any], last: Mapping[str, Mapping[str, Any]],
             revoked: Revoked, today: date) -> Machine:
    held = chain[0]
    sign = held.keys.sign
    taken = last.get(sign)
    return Machine(
        sign, held.unit, held.class_id, held.name, kept.get("code") or held.keys.check_code,
        _state(chain, revoked, today), held.valid_from, held.valid_to, kept.get("by", ""),
        date.fromisoformat(taken["received"]) if taken else None,
        taken["period"] if taken else "", label=taken.get("machine", "") if taken else "",
        seat=taken.get("seat") if taken else None)


def _state(chain: Chain, revoked: Revoked, today: date) -> State:
    held = chain[0]
    if any((one.issuer, one.serial) in revoked for one in chain):
        return "revoked"
    if certificates.is_expired(held, today):
        return "expired"
    return "ending" if (held.valid_to - today).days < _ENDING else "certified"


def _last_packages(taken: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Ed25519 key → what is kept of the last package of that machine."""
    found: dict[str, Mapping[str, Any]] = {}
    for about in taken:
        sign = about.get("signer", "")
        if sign and _taken(about) >= _taken(found.get(sign, about)):
            found[sign] = about
    return found


def _taken(about: Mapping[str, Any]) -> tuple[str, str]:
    """When a package was taken in; an older program wrote down the day alone."""
    return about["received"], about.get("at", "")


def _order(machine: Machine) -> tuple[str, date]:
    return machine.name, machine.certified or date.min
