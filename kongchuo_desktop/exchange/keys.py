"""The keys of one store: an age identity to open what is sealed to it, an Ed25519 key to sign."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from kongchuo_desktop.exchange import canonical
from kongchuo_desktop.exchange.canonical import MalformedError

Purpose = Literal["package", "kit", "certificate", "revocation", "request", "answer"]
"""What a signature is for; one made for one purpose is worth nothing for another."""

_MOST_FORMER = 8
"""Keys of a computer that was restored again and again; older packages are past reading."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What everybody may know of a store's keys.

    Attributes:
        sign: Ed25519 public key, 64 lowercase hex digits.
        seal: age X25519 recipient, ``age1…``.
    """

    sign: str
    seal: str

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> "PublicKeys":
        """From ``as_json()``; raises MalformedError."""
        keys = cls(canonical.hexadecimal(source, "sign", octets=32), canonical.text(source, "seal"))
        try:
            pyrage.x25519.Recipient.from_str(keys.seal)
        except pyrage.RecipientError as error:
            raise MalformedError("seal") from error
        return keys

    def as_json(self) -> dict[str, str]:
        return {"sign": self.sign, "seal": self.seal}

    @property
    def fingerprint(self) -> str:
        """SHA-256 over both keys, 64 hex digits: names the pair without doubt."""
        return hashlib.sha256(self._joined()).hexdigest()

    @property
    def check_code(self) -> str:
        """核对码: eight digits as two groups, ``4821 7390``, to be read out on the telephone.

        10^8 codes are 26.6 bits. That finds mixed-up sticks and strange computers while two
        people talk; it is no proof for a machine to rely on. Each trial of somebody who looks for
        keys with a given code costs a scrypt (N = 2^14, r = 8: 16 MiB, some 50 ms), about two
        months of one processor in all, instead of the seconds that a bare digest would cost.
        """
        return _check_code(self._joined())

    def verify(self, purpose: Purpose, body: bytes, signature: str) -> bool:
        """Whether ``signature`` (128 hex digits) was made over ``body`` for ``purpose``."""
        return signed_by(self.sign, purpose, body, signature)

    def _joined(self) -> bytes:
        return bytes.fromhex(self.sign) + self.seal.encode("ascii")


def signed_by(sign: str, purpose: Purpose, body: bytes, signature: str) -> bool:
    """Whether the Ed25519 key ``sign`` (hex) made ``signature`` over ``body`` for ``purpose``."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sign))
        key.verify(bytes.fromhex(signature), _labelled(purpose, body))
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class MachineKeys:
    """The secret keys of one store; kept only in its encrypted local settings and its backups.

    Attributes:
        signing: Ed25519 seed, 32 bytes.
        identity: age identity, ``AGE-SECRET-KEY-1…``, as the ordinary ``age -i`` takes it.
        public: the public half.
        former: identities that were given up, newest first: they still open what was sealed to
            them, and sign nothing more.
    """

    signing: bytes = field(repr=False)
    identity: str = field(repr=False)
    public: PublicKeys
    former: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def generate(cls) -> "MachineKeys":
        return cls._from(secrets.token_bytes(32), str(pyrage.x25519.Identity.generate()))

    def replaced(self) -> "MachineKeys":
        """New keys in place of these, which still open what is on its way to these."""
        return replace(self.generate(), former=(self.identity, *self.former)[:_MOST_FORMER])

    def identities(self) -> list[pyrage.x25519.Identity]:
        """All that a file can be opened with."""
        return [pyrage.x25519.Identity.from_str(one) for one in (self.identity, *self.former)]

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> "MachineKeys":
        """From ``as_json()``; raises MalformedError."""
        signing = bytes.fromhex(canonical.hexadecimal(source, "signing", octets=32))
        # Keys of an older program were never replaced.
        former = canonical.items(source, "former", most=_MOST_FORMER) if "former" in source else ()
        try:
            keys = cls._from(signing, canonical.text(source, "identity"))
            return replace(keys, former=tuple(map(str, former)))
        except pyrage.IdentityError as error:
            raise MalformedError("identity") from error

    def as_json(self) -> dict[str, Any]:
        """All secrets, for the encrypted local store and nowhere else."""
        return {"signing": self.signing.hex(), "identity": self.identity,
                "former": list(self.former)}

    def sign(self, purpose: Purpose, body: bytes) -> str:
        """Ed25519 signature, 128 hex digits; the same body always gets the same signature."""
        key = Ed25519PrivateKey.from_private_bytes(self.signing)
        return key.sign(_labelled(purpose, body)).hex()

    @classmethod
    def _from(cls, signing: bytes, identity: str) -> "MachineKeys":
        sign = Ed25519PrivateKey.from_private_bytes(signing).public_key().public_bytes_raw()
        seal = pyrage.x25519.Identity.from_str(identity).to_public()
        return cls(signing, identity, PublicKeys(sign.hex(), str(seal)))


def _labelled(purpose: Purpose, body: bytes) -> bytes:
    return f"kongchuo {purpose} 1\n".encode("ascii") + body


@lru_cache(maxsize=1024)
def _check_code(joined: bytes) -> str:
    stretched = hashlib.scrypt(
        joined, salt=b"kongchuo check code 1", n=2**14, r=8, p=1, maxmem=32 * 2**20, dklen=16
    )
    digits = f"{int.from_bytes(stretched, 'big') % 10**8:08d}"
    return f"{digits[:4]} {digits[4:]}"
