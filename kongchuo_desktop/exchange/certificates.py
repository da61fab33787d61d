"""Who may speak for whom: certificates that a superior signs, their chains, and revocations."""

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal, get_args

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import canonical, refusals
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys, signed_by

Kind = Literal["bureau", "center", "school", "class"]
"""In the order of rank; nobody certifies a kind above his own."""

VALID = timedelta(days=5 * 366)
MAX_CHAIN = 6
MAX_LIST = 1 << 20
"""Bytes of one list of what was taken back."""
MAX_REVOKED = 20_000
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
        return _read(canonical.text(source, "body", longest=_LIMIT),
                     canonical.hexadecimal(source, "signature", octets=64))


@lru_cache(maxsize=1024)
def _read(text: str, signature: str) -> Certificate:
    """Remembered, for a bureau reads all that it gave anew with each package that it takes in."""
    body = text.encode("utf-8", "replace")
    said = canonical.decode(body, limit=_LIMIT)
    return Certificate(
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
        signature=signature,
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


def read_revocations(source: Mapping[str, Any], issuers: Collection[str]) -> Revoked:
    """The pairs of a list that one of ``issuers`` (Ed25519 keys in hex) signed.

    Lists only add up, an older one does no harm. Raises MalformedError, also when somebody else
    signed it.
    """
    body = canonical.text(source, "body", longest=MAX_LIST).encode("utf-8", "replace")
    said = canonical.decode(body, limit=MAX_LIST)
    signature = canonical.hexadecimal(source, "signature", octets=64)
    issuer = canonical.hexadecimal(said, "issuer", octets=32)
    if issuer not in issuers or not signed_by(issuer, "revocation", body, signature):
        raise MalformedError("not a list of these issuers")
    serials = canonical.items(said, "serials", most=MAX_REVOKED)
    return frozenset(
        (issuer, canonical.hexadecimal({"serial": serial}, "serial", octets=16))
        for serial in serials
    )


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
