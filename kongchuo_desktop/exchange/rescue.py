"""A lost password and a lost recovery page: the request to the superior, and its answer.

A store that joined a superior has its data key deposited with it (``store/deposit.py``). Whoever
can open neither password nor recovery page sends the sealed deposit up, signed with keys drawn
for this one request; their check code is read out on the telephone. The superior opens the
deposit and seals the key to those keys, so that only the computer that asked can read the answer,
and only while it waits for it. Neither file holds a pupil's record.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyrage

from kongchuo_desktop.exchange import canonical, envelope, refusals
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys
from kongchuo_desktop.store.deposit import Deposit, open_deposit

_LIMIT = 16 << 10


@dataclass(frozen=True, slots=True)
class Request:
    """What a request says in clear; whose store it really is stands in the deposit.

    ``store`` is 32 hex digits, ``holder`` the superior's name, ``made`` local time to the second.
    """

    store: str
    unit_name: str
    name: str
    holder: str
    made: datetime

    def as_json(self) -> dict[str, Any]:
        return {
            "store": self.store, "unit_name": self.unit_name, "name": self.name,
            "holder": self.holder, "made": self.made.isoformat(timespec="seconds"),
        }

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> "Request":
        """From ``as_json()``; raises MalformedError."""
        return cls(
            canonical.hexadecimal(source, "store", octets=16),
            canonical.text(source, "unit_name"),
            canonical.text(source, "name"),
            canonical.text(source, "holder"),
            canonical.moment(source, "made"),
        )


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A request whose signature holds: ``keys`` were drawn for it, ``box`` is the deposit."""

    request: Request
    keys: PublicKeys
    box: bytes = field(repr=False)
    digest: str

    @property
    def check_code(self) -> str:
        """The 核对码 to be compared by telephone before the answer is given."""
        return self.keys.check_code


def make_request(request: Request, box: bytes, once: MachineKeys) -> bytes:
    """The file of a request, signed with the keys drawn for it."""
    return envelope.wrap("request", request.as_json(), once, box)


def read_request(data: bytes) -> RequestFile:
    """A request as it lies on the stick; raises KnownError as ``envelope.unwrap`` does."""
    outside = envelope.unwrap(data, "request")
    try:
        request = Request.parse(outside.fields)
    except MalformedError:
        raise refusals.damaged() from None
    if outside.sealed is None:
        raise refusals.damaged()
    return RequestFile(request, outside.signer, outside.sealed, hashlib.sha256(data).hexdigest())


def open_request(file: RequestFile, keys: MachineKeys) -> Deposit:
    """The deposit that a request brings back to its holder.

    Raises KnownError: ``wrong_holder``, ``request_wrong``.
    """
    try:
        deposit = open_deposit(file.box, keys.identities())
    except ValueError:
        raise refusals.request_wrong() from None
    if deposit is None:
        raise refusals.wrong_holder(file.request.holder)
    if deposit.store != file.request.store:
        raise refusals.request_wrong()
    return deposit


def make_answer(file: RequestFile, deposit: Deposit, holder: str, signer: MachineKeys) -> bytes:
    """The file of an answer: the key of the deposit, for the keys of the request alone."""
    fields = {"request": file.digest, "store": deposit.store, "holder": holder}
    inside = canonical.encode(
        {"envelope": envelope.tie("answer", fields, signer.public), "key": deposit.key.hex()}
    )
    sealed = pyrage.encrypt(inside, [pyrage.x25519.Recipient.from_str(file.keys.seal)])
    return envelope.wrap("answer", fields, signer, sealed)


def open_answer(
    data: bytes, *, request: str, store: str, holder: str, once: MachineKeys
) -> bytes:
    """The data key that an answer holds.

    Args:
        request: digest of the request that waits for it.
        store: id of the store that asked.
        holder: fingerprint of the keys the deposit was sealed to.
        once: the keys drawn for the request.

    Raises:
        KnownError: ``answer_of_other``, ``answer_wrong``, and those of ``envelope.unwrap``.
    """
    outside = envelope.unwrap(data, "answer")
    if outside.fields.get("request") != request or outside.fields.get("store") != store:
        raise refusals.answer_of_other()
    if outside.signer.fingerprint != holder or outside.sealed is None:
        raise refusals.answer_wrong()
    try:
        packed = pyrage.decrypt(outside.sealed, [pyrage.x25519.Identity.from_str(once.identity)])
        inside = canonical.decode(packed, limit=_LIMIT)
        if inside.get("envelope") != envelope.tie("answer", outside.fields, outside.signer):
            raise MalformedError("envelope")
        return bytes.fromhex(canonical.hexadecimal(inside, "key", octets=32))
    except (pyrage.DecryptError, MalformedError) as error:
        raise refusals.answer_wrong() from error
