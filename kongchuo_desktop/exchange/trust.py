"""Whom a reader believes: the keys it starts from, and for whom others speak by their chains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import refusals
from kongchuo_desktop.exchange.certificates import (
    KINDS,
    Certificate,
    Chain,
    Kind,
    Revoked,
    is_expired,
)
from kongchuo_desktop.exchange.keys import PublicKeys


@dataclass(frozen=True, slots=True)
class Anchor:
    """Keys that a store trusts by itself: its own, and those its kit brought (``superior``)."""

    keys: PublicKeys
    unit: str
    unit_name: str
    kind: Kind
    superior: bool
    class_id: str | None = None
    class_name: str = ""


def _same(unit: str, above: str) -> bool:
    return unit == above


@dataclass(frozen=True, slots=True)
class Trust:
    """What one reader goes by when it judges a sender.

    Attributes:
        anchors: where every chain has to end.
        today: the reader's clock, believed only as far as ``Certificate`` dates make sense.
        issued: certificates this store knows for a sender's Ed25519 key, for packages made before
            the sender had its certificate.
        revoked: pairs taken back.
        within: whether a unit (row id) lies in or below another, by the reader's own tree.
    """

    anchors: tuple[Anchor, ...]
    today: date
    issued: Mapping[str, Chain] = field(default_factory=dict)
    revoked: Revoked = frozenset()
    within: Callable[[str, str], bool] = _same

    def same(self, unit: str, other: str) -> bool:
        """Whether two rows are one unit: a school is known under another once it joined."""
        return unit == other or (self.within(unit, other) and self.within(other, unit))


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom verified keys speak: a unit, or one class of it; ``superior`` of the reader."""

    unit: str
    unit_name: str
    kind: Kind
    class_id: str | None
    class_name: str
    superior: bool

    @property
    def name(self) -> str:
        return f"{self.unit_name}{self.class_name}"


def standing(keys: PublicKeys, chain: Chain, trust: Trust) -> Standing | None:
    """For whom ``keys`` speak, or None while nobody whom the reader trusts has certified them.

    Raises KnownError: ``certificate_wrong``, ``certificate_scope``, ``certificate_revoked``,
    ``certificate_expired``.
    """
    for anchor in trust.anchors:
        if anchor.keys == keys:
            return Standing(
                anchor.unit,
                anchor.unit_name,
                anchor.kind,
                anchor.class_id,
                anchor.class_name,
                anchor.superior,
            )
    known = trust.issued.get(keys.sign, ())
    try:
        found = _speaking(known, keys, trust)
    except KnownError as error:
        # A newer certificate, of another computer of ours, may travel with the package.
        found = None
        if error.code == "certificate_expired" and chain != known:
            found = _speaking(chain, keys, trust)
        if found is None:
            raise
    return found or _speaking(chain, keys, trust)


def holds(chain: Chain, keys: PublicKeys, trust: Trust) -> bool:
    """Whether the chain is ``keys``'s, ends at an anchor and is in force."""
    try:
        return bool(chain) and _judge(chain, keys, trust) is not None
    except KnownError:
        return False


def _speaking(chain: Chain, keys: PublicKeys, trust: Trust) -> Standing | None:
    """For whom the holder of a chain speaks; another computer of a superior is a superior too."""
    anchor = _judge(chain, keys, trust) if chain else None
    if anchor is None:
        return None
    held = chain[0]
    above = anchor.superior and held.class_id is None and trust.same(held.unit, anchor.unit)
    return Standing(
        held.unit, held.unit_name, held.kind, held.class_id, held.class_name, superior=above
    )


def _judge(chain: Chain, keys: PublicKeys, trust: Trust) -> Anchor | None:
    """The anchor at which the chain ends; raises KnownError where it contradicts itself.

    It may go on above the anchor: whoever certifies hands on the certificates of its own.
    """
    anchors = {anchor.keys.sign: anchor for anchor in trust.anchors}
    last = next((at for at, held in enumerate(chain) if held.issuer in anchors), None)
    if last is None:
        # Whoever gave it may have drawn new keys since: what it took back stays taken back.
        if any((held.issuer, held.serial) in trust.revoked for held in chain):
            raise refusals.certificate_revoked(chain[0].name)
        return None
    anchor = anchors[chain[last].issuer]
    chain = chain[: last + 1]
    if chain[0].keys != keys:
        raise refusals.certificate_wrong(chain[0].name)
    above = [(c.keys, c.unit, c.kind) for c in chain[1:]]
    above.append((anchor.keys, anchor.unit, anchor.kind))
    for certificate, (issuer, unit, kind) in zip(chain, above, strict=True):
        if certificate.issuer != issuer.sign or not issuer.verify(
            "certificate", certificate.body, certificate.signature
        ):
            raise refusals.certificate_wrong(certificate.name)
        if (certificate.issuer, certificate.serial) in trust.revoked:
            raise refusals.certificate_revoked(certificate.name)
        if not _in_scope(certificate, unit, kind, trust):
            raise refusals.certificate_scope(certificate.name, certificate.unit_name)
        if is_expired(certificate, trust.today):
            until = certificate.valid_to
            raise refusals.certificate_expired(
                certificate.name, f"{until.year}年{until.month}月{until.day}日"
            )
    return anchor


def _in_scope(certificate: Certificate, unit: str, kind: Kind, trust: Trust) -> bool:
    """Nobody gives more than he has: not a higher kind, not a unit that is not his."""
    is_class = certificate.kind == "class"
    if is_class != (certificate.class_id is not None) or kind == "class":
        return False
    if trust.same(certificate.unit, unit):
        # A school that makes kits for schools below has become a central school.
        return KINDS.index(certificate.kind) >= KINDS.index(kind) or (
            {certificate.kind, kind} == {"center", "school"}
        )
    return (
        not is_class
        and KINDS.index(certificate.kind) >= KINDS.index(kind)
        and trust.within(certificate.unit, unit)
    )
