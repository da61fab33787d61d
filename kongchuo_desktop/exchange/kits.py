"""Kits: what a superior gives to a unit or class below so that its machine can join.

A kit names the superior and its keys, the unit or class it is for, its seat code and its policy.
None of this is secret. Where a roster goes along, it is locked with a kit code of twelve digits
that is told by telephone or handed over on paper.

The lock is Argon2id and ChaCha20-Poly1305 rather than age's passphrase mode: the latter measures
the maker's computer and asks the reader for the same, half a gigabyte of memory on today's
machines, which an old class computer does not have.
"""

import secrets
import unicodedata
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kongchuo_desktop.exchange import canonical, certificates, content, envelope, refusals
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.certificates import Chain
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys
from kongchuo_desktop.store.vocabulary import fits

_CODE_DIGITS = 12
"""10^12 codes at a fifth of a second each: six thousand years of one processor."""
_SALT, _NONCE = 16, 12
_MOST_PROFILES = 8
_PROFILES_ROOM = 48 << 10
"""Characters of all profiles as they travel; what stands in clear in a file has 64 KiB."""
_PROFILE_MOST = 1 << 20


def _fitting(table: str, name: str, value: Any) -> Any:
    """A value that becomes a field of a row; MalformedError where the row could not be shown."""
    if value is None or not fits(table, name, value):
        raise MalformedError(name)
    return value


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit as the other side needs to know it: row id, name, 标识码, kind, and where it is."""

    row: str
    name: str
    code: str | None
    kind: str
    township: str | None = None
    county: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "name": self.name, "code": self.code, "kind": self.kind,
                "township": self.township, "county": self.county}

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> "UnitFacts":
        return cls(
            canonical.row(source, "row"),
            canonical.text(source, "name"),
            canonical.optional_text(source, "code"),
            _fitting("unit", "kind", canonical.text(source, "kind")),
            canonical.optional_text(source, "township"),
            canonical.optional_text(source, "county"),
        )


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """The class a kit is for; ``seat`` is its seat code for numbers of papers, e.g. 七1.

    ``home`` is the unit that owns the class's row where it is not the kit's unit: a school that
    wrote it down before it joined goes on under the bureau's row, the class does not.
    """

    row: str
    name: str
    entry_year: int
    number: int
    stage: str
    seat: str
    home: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "name": self.name,
            "entry_year": self.entry_year,
            "number": self.number,
            "stage": self.stage,
            "seat": self.seat,
            "home": self.home,
        }

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> "ClassFacts":
        return cls(
            row=canonical.row(source, "row"),
            name=canonical.text(source, "name"),
            entry_year=_fitting("class", "entry_year", source.get("entry_year")),
            number=_fitting("class", "number", source.get("number")),
            stage=_fitting("class", "stage", source.get("stage")),
            seat=canonical.text(source, "seat"),
            home=canonical.optional_row(source, "home"),
        )


@dataclass(frozen=True, slots=True)
class Kit:
    """What a kit says in clear.

    Attributes:
        superior: the unit that made it; its keys are the file's signature (``KitFile.keys``).
        chain: the superior's own certificates.
        unit: the unit that the reader belongs to from now on.
        group: its class, or None for a kit of a whole unit.
        policy: id of the policy profile, or None.
        profiles: the files of profiles that the superior wrote itself and that ``policy`` needs.
        seat: what numbers of papers of this computer carry before the serial (journal.md §6):
            the class's code, and a mark of its own where the unit or class has other computers.
        made: local wall time to the second; ``program``: version that made it.
    """

    superior: UnitFacts
    chain: Chain
    unit: UnitFacts
    group: ClassFacts | None
    policy: str | None
    made: datetime
    program: str
    profiles: tuple[str, ...] = ()
    seat: str = ""
    apart: bool = False
    """Made for one of two computers that number alike: it takes this seat instead of its own."""

    @property
    def for_whom(self) -> str:
        """``青石镇中心学校七年级1班``."""
        return f"{self.unit.name}{self.class_name}"

    @property
    def class_name(self) -> str:
        """Empty for a kit of a whole unit."""
        return "" if self.group is None else self.group.name

    def as_json(self) -> dict[str, Any]:
        return {
            "superior": self.superior.as_json(),
            "chain": certificates.chain_as_json(self.chain),
            "unit": self.unit.as_json(),
            "class": None if self.group is None else self.group.as_json(),
            "policy": self.policy,
            "made": self.made.isoformat(timespec="seconds"),
            "program": self.program,
            "profiles": [_packed(text) for text in self.profiles],
            "seat": self.seat,
            "apart": self.apart,
        }

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> "Kit":
        """From ``as_json()``; raises MalformedError."""
        group = None
        if source.get("class") is not None:
            group = ClassFacts.parse(canonical.mapping(source, "class"))
        chain = canonical.items(source, "chain", most=certificates.MAX_CHAIN)
        return cls(
            superior=UnitFacts.parse(canonical.mapping(source, "superior")),
            chain=certificates.parse_chain(chain),
            unit=UnitFacts.parse(canonical.mapping(source, "unit")),
            group=group,
            policy=canonical.optional_text(source, "policy"),
            made=canonical.moment(source, "made"),
            program=canonical.text(source, "program"),
            profiles=_profiles(source),
            # A kit of an older program tells the seat of a class alone.
            seat=canonical.optional_text(source, "seat") or "",
            apart=source.get("apart") is True,
        )


def profiles_fit(profiles: Iterable[str]) -> bool:
    """Whether these files can travel in one kit."""
    packed = [_packed(text) for text in profiles]
    return len(packed) <= _MOST_PROFILES and sum(map(len, packed)) <= _PROFILES_ROOM


def _packed(text: str) -> str:
    """A profile is much repetition: a sixth of it is left."""
    return b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")


def _profiles(source: Mapping[str, Any]) -> tuple[str, ...]:
    # A kit of an older program carries none.
    named = canonical.items(source, "profiles", most=_MOST_PROFILES) if "profiles" in source else ()
    return tuple(_unpacked(item) for item in named)


def _unpacked(packed: Any) -> str:
    if not isinstance(packed, str):
        raise MalformedError("profiles")
    try:
        opener = zlib.decompressobj()
        data = opener.decompress(b64decode(packed, validate=True), _PROFILE_MOST)
        if not opener.eof:
            raise MalformedError("profiles")
        return data.decode("utf-8")
    except (ValueError, zlib.error):
        raise MalformedError("profiles") from None


@dataclass(frozen=True, slots=True)
class KitFile:
    """A kit that was read and whose signature holds.

    ``keys`` are the superior's: compare their ``check_code`` by telephone when the kit did not
    come from hand to hand. ``locked`` says that rows lie inside, for ``unlock_kit`` and the code.
    """

    kit: Kit
    keys: PublicKeys
    locked: bool


def make_kit(
    kit: Kit, signer: MachineKeys, rows: Content | None = None
) -> tuple[bytes, str | None]:
    """The file of a kit and, where ``rows`` go along, the code that unlocks them.

    The code reads ``4821 7390 5526``; it is shown once and kept nowhere.
    """
    fields = kit.as_json()
    if rows is None:
        return envelope.wrap("kit", fields, signer, None), None
    code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"
    packed = content.encode(rows, envelope.tie("kit", fields, signer.public))
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    sealed = salt + nonce + ChaCha20Poly1305(_key(code, salt)).encrypt(nonce, packed, None)
    shown = " ".join(code[at : at + 4] for at in range(0, _CODE_DIGITS, 4))
    return envelope.wrap("kit", fields, signer, sealed), shown


def read_kit(data: bytes) -> KitFile:
    """What a kit says in clear; raises KnownError as ``envelope.unwrap`` does."""
    outside = envelope.unwrap(data, "kit")
    try:
        kit = Kit.parse(outside.fields)
    except MalformedError:
        raise refusals.damaged() from None
    return KitFile(kit, outside.signer, outside.sealed is not None)


def unlock_kit(data: bytes, code: str) -> Content:
    """The rows of a locked kit; empty where it has none.

    ``code`` is taken with any spaces, hyphens and full-width digits. Raises KnownError:
    ``wrong_kit_code`` and those of ``envelope.unwrap``.
    """
    outside = envelope.unwrap(data, "kit")
    if outside.sealed is None:
        return Content()
    salt, nonce = outside.sealed[:_SALT], outside.sealed[_SALT : _SALT + _NONCE]
    digits = "".join(c for c in unicodedata.normalize("NFKC", code) if c in "0123456789")
    if len(digits) != _CODE_DIGITS or len(nonce) != _NONCE:
        raise refusals.wrong_code()
    try:
        cipher = ChaCha20Poly1305(_key(digits, salt))
        packed = cipher.decrypt(nonce, outside.sealed[_SALT + _NONCE :], None)
        head = content.read_head(packed)
        if head.envelope != envelope.tie("kit", outside.fields, outside.signer):
            raise refusals.signature_wrong()
        return content.decode(packed)
    except InvalidTag:
        raise refusals.wrong_code() from None
    except MalformedError:
        raise refusals.damaged() from None


def _key(code: str, salt: bytes) -> bytes:
    """32 bytes; 64 MiB and a fifth of a second, fixed with the format so no file can ask more."""
    return hash_secret_raw(
        code.encode("ascii"), salt, time_cost=4, memory_cost=64 * 1024, parallelism=1,
        hash_len=32, type=Type.ID,
    )  # fmt: skip
