"""Who may speak for whom: certificates that a superior signs, their chains, and revocations."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal, get_args

from kongchuo_desktop.exchange import canonical, refusals
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys

Kind = Literal["bureau", "center", "school", "class"]
"""In the order of rank; nobody certifies a kind above his own."""

VALID = timedelta(days=5 * 366)
MAX_CHAIN = 6
_LIMIT = 4096
KINDS: tuple[Kind, ...] = get_args(Kind)

_EARLIEST = date(2026, 1, 1)
"""Before this day there was no certificate: a clock that says otherwise is wrong."""
_ABSURD = timedelta(days=3653)
"""A clock this long after a certificate's end is wrong rather than the certificate old."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A superior's word that these keys speak for this unit (or for one class of it).

    ``body`` holds the very bytes that were signed, so that fields of later versions survive.
    ``serial`` is 32 hex digits; ``unit`` and ``class_id`` are row ids; ``issuer`` is the Ed25519
    key of the signer, in hex; the days of validity are both included.
    """

    serial: str
    unit: str
    unit_name: str
    kind: Kind
    class_id: str | None
    class_name: str
    keys: PublicKeys
    issuer: str
    valid_from: date
    valid_to: date
    body: bytes = field(repr=False)
    signature: str = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.unit_name}{self.class_name}"

    def as_json(self) -> dict[str, str]:
        return {"body": self.body.decode("utf-8"), "signature": self.signature}

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> "Certificate":
        """From ``as_json()``; the signature is not looked at here. Raises MalformedError."""
        body = canonical.text(source, "body", longest=_LIMIT).encode("utf-8", "replace")
        said = canonical.decode(body, limit=_LIMIT)
        return cls(
            serial=canonical.hexadecimal(said, "serial", octets=16),
            unit=canonical.text(said, "unit"),
            unit_name=canonical.text(said, "unit_name"),
            kind=kind_of(said),
            class_id=canonical.optional_text(said, "class_id"),
            class_name=canonical.text(said, "class_name"),
            keys=PublicKeys.parse(canonical.mapping(said, "keys")),
            issuer=canonical.hexadecimal(said, "issuer", octets=32),
            valid_from=canonical.day(said, "valid_from"),
            valid_to=canonical.day(said, "valid_to"),
            body=body,
            signature=canonical.hexadecimal(source, "signature", octets=64),
        )


def kind_of(source: Mapping[str, Any]) -> Kind:
    """The kind of unit under ``kind``; raises MalformedError."""
    kind = canonical.text(source, "kind")
    if kind not in KINDS:
        raise MalformedError("kind")
    return kind


Chain = tuple[Certificate, ...]
"""The holder's own certificate first, then its issuer's, up to one whose issuer is trusted."""


def issue(
    issuer: MachineKeys,
    keys: PublicKeys,
    *,
    unit: str,
    unit_name: str,
    kind: Kind,
    valid_from: date,
    class_id: str | None = None,
    class_name: str = "",
    valid: timedelta = VALID,
) -> Certificate:
    """A new certificate; whether the issuer may is for the readers of the chain to judge."""
    body = canonical.encode(
        {
            "serial": secrets.token_hex(16),
            "unit": unit,
            "unit_name": unit_name,
            "kind": kind,
            "class_id": class_id,
            "class_name": class_name,
            "keys": keys.as_json(),
            "issuer": issuer.public.sign,
            "valid_from": valid_from.isoformat(),
            "valid_to": (valid_from + valid).isoformat(),
        }
    )
    signature = issuer.sign("certificate", body)
    return Certificate.parse({"body": body.decode("utf-8"), "signature": signature})


def chain_as_json(chain: Chain) -> list[dict[str, str]]:
    return [certificate.as_json() for certificate in chain]


def parse_chain(source: Sequence[Any]) -> Chain:
    """From ``chain_as_json``; raises MalformedError."""
    if len(source) > MAX_CHAIN or not all(isinstance(item, dict) for item in source):
        raise MalformedError("chain")
    return tuple(Certificate.parse(item) for item in source)


Revoked = frozenset[tuple[str, str]]
"""Pairs (issuer's Ed25519 key in hex, serial): only who gave a certificate can take it back."""


def revoke(issuer: MachineKeys, serials: Iterable[str], *, made: date) -> dict[str, str]:
    """A signed list of all serials that the issuer has taken back so far, as JSON."""
    body = canonical.encode(
        {
            "issuer": issuer.public.sign,
            "serials": sorted(set(serials)),
            "made": made.isoformat(),
        }
    )
    return {"body": body.decode("utf-8"), "signature": issuer.sign("revocation", body)}


def read_revocations(source: Mapping[str, Any], issuer: PublicKeys) -> Revoked:
    """The pairs of a list that ``issuer`` signed; lists only add up, an older one does no harm.

    Raises MalformedError, also when somebody else signed it.
    """
    body = canonical.text(source, "body", longest=1 << 20).encode("utf-8", "replace")
    said = canonical.decode(body, limit=1 << 20)
    signature = canonical.hexadecimal(source, "signature", octets=64)
    if said.get("issuer") != issuer.sign or not issuer.verify("revocation", body, signature):
        raise MalformedError("not this issuer's list")
    serials = canonical.items(said, "serials", most=20_000)
    if not all(isinstance(serial, str) for serial in serials):
        raise MalformedError("serials")
    return frozenset((issuer.sign, serial) for serial in serials)


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
    if known and _judge(known, keys, trust):
        return _of(known[0])
    if chain and _judge(chain, keys, trust):
        return _of(chain[0])
    return None


def _of(certificate: Certificate) -> Standing:
    return Standing(
        certificate.unit,
        certificate.unit_name,
        certificate.kind,
        certificate.class_id,
        certificate.class_name,
        superior=False,
    )


def _judge(chain: Chain, keys: PublicKeys, trust: Trust) -> bool:
    """Whether the chain ends at an anchor; raises KnownError where it contradicts itself."""
    anchor = next((a for a in trust.anchors if a.keys.sign == chain[-1].issuer), None)
    if anchor is None:
        return False
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
    return True


def _in_scope(certificate: Certificate, unit: str, kind: Kind, trust: Trust) -> bool:
    """Nobody gives more than he has: not a higher kind, not a unit that is not his."""
    is_class = certificate.kind == "class"
    if is_class != (certificate.class_id is not None) or kind == "class":
        return False
    if KINDS.index(certificate.kind) < KINDS.index(kind):
        return False
    return certificate.unit == unit or (not is_class and trust.within(certificate.unit, unit))


def is_expired(certificate: Certificate, today: date) -> bool:
    """Whether the certificate is over, as far as clocks can be believed.

    Old computers wake up in 2009 or in 2046, and a school must not be locked out by its battery.
    So a certificate that seems not to have begun is taken as valid; one that was given before
    there could be any, or that seems to be over for ten years, is judged by nothing: then a clock
    is wrong. Whoever loses a computer needs a revocation, not the end of a term.
    """
    if certificate.valid_from < _EARLIEST:
        return False
    return certificate.valid_to < today <= certificate.valid_to + _ABSURD
