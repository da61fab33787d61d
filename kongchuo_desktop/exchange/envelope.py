"""The outside of every file we exchange: a plain manifest, its signature, and a sealed part."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kongchuo_desktop.errors import BugError
from kongchuo_desktop.exchange import canonical, container, refusals
from kongchuo_desktop.exchange.canonical import MalformedError
from kongchuo_desktop.exchange.container import CutShortError, Part
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys

FORMAT = 1
"""Number of this format; a reader refuses a greater one and nothing else about age (journal §7)."""

What = Literal["package", "kit", "request", "answer"]

_MANIFEST = "manifest.json"
_SIGNATURE = "signature"
_SEALED: Mapping[What, str] = {
    "package": "sealed.age", "kit": "sealed.bin", "request": "sealed.age", "answer": "sealed.age",
}
_MAX_MANIFEST = 64 << 10
_OWN = frozenset({"format", "what", "signer", "sealed"})


@dataclass(frozen=True, slots=True)
class Envelope:
    """A file whose signature holds: what it says is what ``signer`` wrote.

    ``fields`` is the manifest without what the envelope itself keeps in it.
    """

    fields: Mapping[str, Any]
    signer: PublicKeys
    sealed: bytes | None


def tie(what: What, fields: Mapping[str, Any], signer: PublicKeys) -> dict[str, Any]:
    """The manifest without the digest of the sealed part.

    It is repeated inside the seal, so that nobody can take a sealed part that he cannot read and
    send it under another name.
    """
    if _OWN & fields.keys():
        raise BugError("a field of the envelope's own")
    return {**fields, "format": FORMAT, "what": what, "signer": signer.as_json()}


def wrap(what: What, fields: Mapping[str, Any], signer: MachineKeys, sealed: bytes | None) -> bytes:
    """The whole file."""
    manifest = canonical.encode({**tie(what, fields, signer.public), "sealed": _digest(sealed)})
    signature = signer.sign(what, manifest)
    parts = [Part(_MANIFEST, manifest), Part(_SIGNATURE, signature.encode("ascii"))]
    if sealed is not None:
        parts.append(Part(_SEALED[what], sealed))
    return container.pack(parts)


def unwrap(data: bytes, what: What) -> Envelope:
    """The verified envelope of a file.

    Raises KnownError: ``not_ours``, ``is_kit``, ``is_package``, ``is_request``, ``is_answer``,
    ``cut_short``, ``damaged``, ``too_large``, ``newer_format``, ``signature_wrong``.
    """
    if len(data) > container.MAX_FILE:
        raise refusals.too_large()
    try:
        return _unwrap(data, what)
    except CutShortError:
        raise refusals.cut_short() from None
    except MalformedError:
        raise refusals.damaged() from None


def _unwrap(data: bytes, what: What) -> Envelope:
    manifest = _look(data, what)
    members = container.unpack(data)
    fields = canonical.decode(manifest, limit=_MAX_MANIFEST)
    names = [_MANIFEST, _SIGNATURE] + ([_SEALED[what]] if fields.get("sealed") else [])
    if list(members) != names:
        raise MalformedError("members")
    signer = PublicKeys.parse(canonical.mapping(fields, "signer"))
    signature = members[_SIGNATURE].unpack(limit=128).decode("latin-1")
    if not signer.verify(what, manifest, signature):
        raise refusals.signature_wrong()
    sealed = None
    if len(names) == 3:
        sealed = members[names[2]].unpack(limit=container.MAX_FILE)
    if fields.get("sealed") != _digest(sealed):
        raise refusals.signature_wrong()
    kept = {key: value for key, value in fields.items() if key not in _OWN}
    return Envelope(kept, signer, sealed)


def _look(data: bytes, what: What) -> bytes:
    """The manifest's bytes, once it is clear that the file is ours, of this kind and format."""
    if not data:
        raise CutShortError
    try:
        name, manifest = container.first_member(data, limit=_MAX_MANIFEST)
    except CutShortError:
        raise
    except MalformedError:
        # A stranger's file and one of ours with a broken head look alike from here; only the
        # name in the header tells them apart.
        if _MANIFEST.encode("ascii") in data[:60]:
            raise
        raise refusals.not_ours() from None
    if name != _MANIFEST:
        raise refusals.not_ours()
    fields = canonical.decode(manifest, limit=_MAX_MANIFEST)
    if fields.get("what") not in _SEALED:
        raise refusals.not_ours()
    if fields["what"] != what:
        raise refusals.other_kind(fields["what"], what)
    found = canonical.number(fields, "format", most=1 << 31)
    if found > FORMAT:
        raise refusals.newer_format(found, FORMAT)
    return manifest


def _digest(sealed: bytes | None) -> dict[str, Any] | None:
    if sealed is None:
        return None
    return {"sha256": hashlib.sha256(sealed).hexdigest(), "size": len(sealed)}
