"""Certificates that a superior signs, their chains, and the lists of those it took back."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal, get_args

from kongchuo_desktop.exchange import canonical
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
            "valid_to": (valid_from + VALID).isoformat(),
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
