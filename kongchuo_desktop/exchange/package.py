"""Return packages: made, looked at from outside, and opened by the one they are for.

The sealed part is an ordinary age file to the reader's and the writer's X25519 keys:
``unzip -p FILE.kcbx sealed.age | age -d -i KEY > inside.zip``. age does not say who sent it, so
the manifest, with the digest of the sealed part in it, carries an Ed25519 signature.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyrage

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import canonical, certificates, content, envelope, refusals
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.certificates import Chain
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.envelope import Envelope
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.exchange.trust import Standing, Trust, standing


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: row ids and names; ``machine`` is a label such as 教导处-02, may be empty."""

    unit: str
    unit_name: str
    kind: str
    class_id: str | None = None
    class_name: str = ""
    machine: str = ""

    @property
    def name(self) -> str:
        return f"{self.unit_name}{self.class_name}"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is: the unit (row id), its name for people, and its keys' fingerprint."""

    unit: str
    unit_name: str
    key: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands outside the seal for everybody to read: no figures, no pupils.

    Attributes:
        kind: ``月报`` or another word for what the package is.
        period: ``YYYY-MM``, or empty where the kind has none.
        made: local wall time to the second.
        program: version of the program that made it.
        chain: the sender's certificates as far as it has any.
    """

    kind: str
    sender: Sender
    reader: Reader
    period: str
    made: datetime
    program: str
    chain: Chain = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "from": {
                "unit": self.sender.unit,
                "name": self.sender.unit_name,
                "kind": self.sender.kind,
                "class": self.sender.class_id,
                "class_name": self.sender.class_name,
                "machine": self.sender.machine,
            },
            "to": {
                "unit": self.reader.unit,
                "name": self.reader.unit_name,
                "key": self.reader.key,
            },
            "period": self.period,
            "made": self.made.isoformat(timespec="seconds"),
            "program": self.program,
            "chain": certificates.chain_as_json(self.chain),
        }

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> "Heading":
        """From ``as_json()``; fields of later versions are passed over. Raises MalformedError."""
        sender = canonical.mapping(source, "from")
        reader = canonical.mapping(source, "to")
        return cls(
            kind=canonical.text(source, "kind"),
            sender=Sender(
                unit=canonical.row(sender, "unit"),
                unit_name=canonical.text(sender, "name"),
                kind=certificates.kind_of(sender),
                class_id=canonical.optional_row(sender, "class"),
                class_name=canonical.text(sender, "class_name"),
                machine=canonical.text(sender, "machine"),
            ),
            reader=Reader(
                unit=canonical.text(reader, "unit"),
                unit_name=canonical.text(reader, "name"),
                key=canonical.text(reader, "key"),
            ),
            period=canonical.text(source, "period"),
            made=canonical.moment(source, "made"),
            program=canonical.text(source, "program"),
            chain=certificates.parse_chain(
                canonical.items(source, "chain", most=certificates.MAX_CHAIN)
            ),
        )


@dataclass(frozen=True, slots=True)
class Inspection:
    """What can be known of a package without importing it.

    Attributes:
        signer: the keys that made it; ``check_code`` is their 核对码.
        verified: None where no trust was given to judge by.
        refused: why its sender is not believed: revoked, expired, speaking for others.
        counts: None where the keys do not open it.
        digest: SHA-256 of the file, hex.
        sentence: all of it for people.
    """

    heading: Heading
    signer: PublicKeys
    verified: bool | None
    refused: KnownError | None
    counts: Mapping[str, int] | None
    digest: str
    sentence: str

    @property
    def check_code(self) -> str:
        return self.signer.check_code


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole package from exactly the keys ``signer``.

    ``standing`` is for whom the signer speaks; None = nobody trusted has certified it: the package
    waits, sealed, and must not be merged (journal.md §7). ``digest`` is the SHA-256 of the file.
    """

    heading: Heading
    content: Content
    signer: PublicKeys
    standing: Standing | None
    digest: str

    @property
    def verified(self) -> bool:
        return self.standing is not None


def seal(
    inside: Content, heading: Heading, signer: MachineKeys, recipients: Iterable[PublicKeys]
) -> bytes:
    """The file of a package for ``recipients`` and for the writer itself.

    Equal input gives equal bytes except for what age draws at random.
    """
    fields = heading.as_json()
    packed = content.encode(inside, envelope.tie("package", fields, signer.public))
    to = sorted({*(keys.seal for keys in recipients), signer.public.seal})
    sealed = pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(key) for key in to])
    return envelope.wrap("package", fields, signer, sealed)


def open_package(data: bytes, keys: MachineKeys, trust: Trust) -> Opened:
    """The content of a package, when it is whole, unchanged, for these keys and not forbidden.

    Raises KnownError: those of ``envelope.unwrap``, ``wrong_recipient``, those of
    ``trust.standing``, and ``certificate_scope`` when the sender speaks for another unit.
    """
    outside, heading = _outside(data)
    packed = _unseal(outside, heading, keys)
    judged = _judge(outside.signer, heading, trust)
    try:
        _same_envelope(content.read_head(packed), outside)
        inside = content.decode(packed)
    except MalformedError:
        raise refusals.damaged() from None
    return Opened(heading, inside, outside.signer, judged, hashlib.sha256(data).hexdigest())


def inspect(data: bytes, keys: MachineKeys | None = None, trust: Trust | None = None) -> Inspection:
    """What is known of a package from outside and, with the keys it is for, its figures.

    Raises KnownError only where the file itself is bad (see ``envelope.unwrap``); a sender who is
    refused is told of in the sentence.
    """
    outside, heading = _outside(data)
    verified, refused = _verdict(outside.signer, heading, trust)
    counts = None
    if keys is not None:
        try:
            head = content.read_head(_unseal(outside, heading, keys))
            _same_envelope(head, outside)
            counts = head.counts
        except MalformedError:
            raise refusals.damaged() from None
        except KnownError as error:
            if error.code != "wrong_recipient":
                raise
    digest = hashlib.sha256(data).hexdigest()
    said = refused.sentence if refused is not None else _VERDICTS[verified]
    return Inspection(heading, outside.signer, verified, refused, counts, digest,
                      _describe(heading) + said)


def _outside(data: bytes) -> tuple[Envelope, Heading]:
    outside = envelope.unwrap(data, "package")
    try:
        return outside, Heading.parse(outside.fields)
    except MalformedError:
        raise refusals.damaged() from None


def _unseal(outside: Envelope, heading: Heading, keys: MachineKeys) -> bytes:
    if outside.sealed is None:
        raise refusals.damaged()
    try:
        packed: bytes = pyrage.decrypt(outside.sealed, keys.identities())
    except pyrage.DecryptError as error:
        # The sealed bytes are those the signer wrote, so either we are not among the readers or
        # the signer sealed rubbish to us.
        if keys.public.fingerprint == heading.reader.key or keys.public == outside.signer:
            raise refusals.damaged() from error
        raise refusals.wrong_recipient(heading.reader.unit_name) from error
    return packed


def _same_envelope(head: content.Head, outside: Envelope) -> None:
    if head.envelope != envelope.tie("package", outside.fields, outside.signer):
        raise refusals.signature_wrong()


def _judge(signer: PublicKeys, heading: Heading, trust: Trust) -> Standing | None:
    found = standing(signer, heading.chain, trust)
    sender = heading.sender
    # A superior is known by its keys: its unit may go under another name since its kit was made.
    if found is not None and not found.superior and not (
        trust.same(found.unit, sender.unit) and found.class_id in (None, sender.class_id)
    ):
        raise refusals.certificate_scope(found.name, sender.name)
    return found


def _verdict(signer: PublicKeys, heading: Heading,
             trust: Trust | None) -> tuple[bool | None, KnownError | None]:
    if trust is None:
        return None, None
    try:
        return _judge(signer, heading, trust) is not None, None
    except KnownError as error:
        return False, error


_VERDICTS: Mapping[bool | None, str] = {
    None: "", False: "这台电脑还没有核对过，请打电话对一遍核对码。",
    True: "已核对，是登记过的电脑写的。",
}


def _describe(heading: Heading) -> str:
    made = heading.made
    when = f"{made.year}年{made.month}月{made.day}日 {made.hour}:{made.minute:02d}"
    what = what_words(heading.kind, heading.period)
    return f"{heading.sender.name}的{what}，{when}封装，给{heading.reader.unit_name}。"
