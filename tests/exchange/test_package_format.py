"""Another program: it reads and writes packages by resources/help/package_format.md alone.

Nothing of the package's own code is used to read or write here: zipfile, json, hashlib, Ed25519
from ``cryptography``, and the ordinary ``age`` command.
"""

import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joined_stores import Bench
from people import OFFICE, SCHOOL, TEACHER

from kongchuo_desktop.exchange import certificates, container, content, envelope
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.operations import packages, taking_in, trust, trust_carried
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.paths import HELP
from kongchuo_desktop.store.store import Store

TEXT = (HELP / "package_format.md").read_text(encoding="utf-8")
LIMITS = {
    "MAX_FILE": container.MAX_FILE, "MAX_MEMBERS": container.MAX_MEMBERS,
    "MAX_MANIFEST": envelope._MAX_MANIFEST, "MAX_HEAD": content.MAX_HEAD,
    "MAX_JOURNAL": content.MAX_JOURNAL, "MAX_BODIES": content.MAX_BODIES,
    "MAX_BODY": content.MAX_BODY, "MAX_ATTACHMENT": content.MAX_ATTACHMENT,
    "MAX_ATTACHMENTS": content.MAX_ATTACHMENTS, "MAX_ATTACHED": content.MAX_ATTACHED,
    "MAX_CHAIN": certificates.MAX_CHAIN, "MAX_REVOKED": certificates.MAX_REVOKED,
}
needs_age = pytest.mark.skipif(shutil.which("age") is None, reason="the age tool is not here")


@dataclass
class Two:
    """A class with fifty pupils and its school, joined."""

    group: Store
    school: Store
    stick: Path

    def keys(self, store: Store) -> MachineKeys:
        return trust.machine_keys(store)

    def up(self) -> Path:
        return packages.export_package(self.group, actor=TEACHER, period="2026-09",
                                       folder=self.stick).path

    def take(self, path: Path) -> taking_in.Received:
        """Taken in, as after a telephone call."""
        found = taking_in.import_package(self.school, actor=OFFICE, path=path)
        if found.status == "waiting":
            found = taking_in.accept_waiting(self.school, actor=OFFICE, digest=found.digest,
                                             check_code=found.check_code)
        return found


@pytest.fixture
def two(bench: Bench) -> Two:
    group, school, _ = bench.open_line()
    return Two(group, school, bench.folder)


# -- the other program ----------------------------------------------------------------------------


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _signed(purpose: str, body: bytes) -> bytes:
    return f"kongchuo {purpose} 1\n".encode("ascii") + body


def _verify(key: str, purpose: str, body: bytes, signature: str) -> None:
    """Raises InvalidSignature."""
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
        bytes.fromhex(signature), _signed(purpose, body))


def _age(data: bytes, *words: str) -> bytes:
    return subprocess.run(["age", *words], input=data, capture_output=True, check=True).stdout


def _read(path: Path, key: Path) -> dict[str, Any]:
    """All that lies in a package, every claim of it checked."""
    with zipfile.ZipFile(path) as outside:
        assert outside.namelist() == ["manifest.json", "signature", "sealed.age"]
        body, sealed = outside.read("manifest.json"), outside.read("sealed.age")
        signature = outside.read("signature").decode("ascii")
    manifest = json.loads(body)
    assert (manifest["format"], manifest["what"]) == (1, "package")
    assert _canonical(manifest) == body
    _verify(manifest["signer"]["sign"], "package", body, signature)
    assert manifest["sealed"] == {"sha256": hashlib.sha256(sealed).hexdigest(),
                                  "size": len(sealed)}
    with zipfile.ZipFile(io.BytesIO(_age(sealed, "-d", "-i", str(key)))) as inside:
        names = inside.namelist()
        head = json.loads(inside.read("head.json"))
        lists = {name: inside.read(f"{name}.jsonl").split(b"\n")[:-1]
                 for name in ("entries", "operations", "runs")}
        attached = {name.removeprefix("attachments/"): inside.read(name) for name in names[4:]}
    assert head["envelope"] == {k: v for k, v in manifest.items() if k != "sealed"}
    assert head["numbers"] == {**{name: len(found) for name, found in lists.items()},
                               "attachments": len(attached)}
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in attached.items())
    return {"manifest": manifest, "head": head, "attachments": attached,
            **{name: [json.loads(line) for line in found] for name, found in lists.items()}}


def _zip(members: Mapping[str, bytes], deflated: frozenset[str] = frozenset()) -> bytes:
    """The one spelling of a container, by Python's own zip writer."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED if name in deflated else zipfile.ZIP_STORED
            info.create_system = 0
            archive.writestr(info, data)
            info.external_attr = 0
    return made.getvalue()


def _write(signing: Ed25519PrivateKey, said: dict[str, Any], recipients: list[str],
           lists: Mapping[str, list[Any]]) -> bytes:
    """A package with these lists of JSON objects and without attachments."""
    sign = signing.public_key().public_bytes_raw().hex()
    said = {**said, "format": 1, "what": "package", "signer": {"sign": sign,
                                                              "seal": recipients[-1]}}
    bodies = {name: [_canonical(item) for item in items] for name, items in lists.items()}
    head = {"envelope": said, "counts": {"pupils": 1}, "meta": {},
            "numbers": {**{name: len(found) for name, found in bodies.items()}, "attachments": 0}}
    texts = {"head.json": _canonical(head),
             **{f"{name}.jsonl": b"".join(b + b"\n" for b in found)
                for name, found in bodies.items()}}
    to = [word for key in recipients for word in ("-r", key)]
    sealed = _age(_zip(texts, frozenset(texts)), *to)
    body = _canonical({**said, "sealed": {"sha256": hashlib.sha256(sealed).hexdigest(),
                                          "size": len(sealed)}})
    signature = signing.sign(_signed("package", body)).hex().encode("ascii")
    return _zip({"manifest.json": body, "signature": signature, "sealed.age": sealed})


# -- what it must be able to do -------------------------------------------------------------------


@needs_age
def test_another_program_reads_a_package(two: Two) -> None:
    key = two.stick / "钥匙.txt"
    key.write_text(two.keys(two.school).identity + "\n", encoding="ascii")
    found = _read(two.up(), key)
    manifest = found["manifest"]
    assert (manifest["kind"], manifest["period"]) == ("月报", "2026-09")
    assert manifest["to"]["key"] == two.keys(two.school).public.fingerprint
    assert found["head"]["counts"]["pupils"] == 50
    assert len({e["row"] for e in found["entries"] if e["table"] == "pupil"}) == 50
    assert {(e["run"], e["op"]) for e in found["entries"]} == {
        (o["run"], o["n"]) for o in found["operations"]}
    assert {e["run"] for e in found["entries"]} <= {r["run"] for r in found["runs"]}
    for entry in found["entries"]:
        assert all(re.fullmatch(r"[0-9a-f]{16}:[1-9][0-9]*", name) for name in entry["prior"])


@needs_age
def test_it_reads_its_own_as_a_backup_and_nobody_elses(two: Two) -> None:
    path = two.up()
    key = two.stick / "钥匙.txt"
    key.write_text(two.keys(two.group).identity + "\n", encoding="ascii")
    assert _read(path, key)["entries"]
    key.write_text(MachineKeys.generate().identity + "\n", encoding="ascii")
    with pytest.raises(subprocess.CalledProcessError):
        _read(path, key)


@needs_age
def test_what_another_program_writes_is_taken_in(two: Two) -> None:
    """A computer of the class whose program is not ours: it adds a pupil."""
    signing, identity = Ed25519PrivateKey.generate(), two.stick / "新.txt"
    subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True)
    (seal,) = re.findall(r"public key: (age1\w+)", identity.read_text(encoding="ascii"))
    room, to = trust.own_class(two.group), two.keys(two.school).public
    assert room is not None
    run, row, home = "0123456789abcdef", "c" * 32, room.home
    entry = {"run": run, "n": 1, "op": 1, "table": "pupil", "row": row, "home": home,
             "about": row, "prior": [], "at": 1_789_000_000_000, "schema": 1,
             "set": {"name": "买买提·阿卜杜拉", "class_id": room.row}}
    operation = {"run": run, "n": 1, "kind": "add_pupil", "actor": "周老师", "role": "class",
                 "date": "2026-09-17", "undoes": None, "final": False}
    started = {"run": run, "store": "d" * 32, "machine": "e" * 16, "name": "七1班",
               "program": "别的程序 1.0", "started": 1_789_000_000_000}
    said = {"kind": "随时", "period": "", "made": "2026-09-17T08:00:00", "program": "别的程序 1.0",
            "chain": [], "to": {"unit": two.school.home, "name": SCHOOL, "key": to.fingerprint},
            "from": {"unit": two.school.home, "name": SCHOOL, "kind": "class", "class": room.row,
                     "class_name": "七年级1班", "machine": "别的电脑"}}
    data = _write(signing, said, [to.seal, seal],
                  {"entries": [entry], "operations": [operation], "runs": [started]})
    path = two.stick / "别的程序.kcbx"
    path.write_bytes(data)
    received = two.take(path)
    assert (received.status, received.added) == ("imported", 1)
    assert "买买提·阿卜杜拉" in {pupil.name for pupil in load_world(two.school).pupils.values()}


@needs_age
def test_certificates_and_lists_are_what_the_text_says(two: Two) -> None:
    two.take(two.up())
    down = trust_carried.carried_down(two.school, unit=two.group.home,
                              class_id=_room(two.group))
    ((certificate, *_),) = down["certificates"]
    body = json.loads(certificate["body"])
    assert _canonical(body) == certificate["body"].encode()
    _verify(body["issuer"], "certificate", certificate["body"].encode(), certificate["signature"])
    assert body["issuer"] == two.keys(two.school).public.sign
    _documented(body)
    trust.revoke(two.school, actor=OFFICE, sign=two.keys(two.group).public.sign, why="丢了")
    (listed,) = trust_carried.carried_up(two.school)["revocations"]
    body_of_list = json.loads(listed["body"])
    _verify(body_of_list["issuer"], "revocation", listed["body"].encode(), listed["signature"])
    assert body_of_list["serials"] == [body["serial"]]
    _documented(body_of_list)


def _room(store: Store) -> str | None:
    room = trust.own_class(store)
    return room.row if room else None


def test_the_check_code_is_what_the_text_says(two: Two) -> None:
    public = two.keys(two.school).public
    joined = bytes.fromhex(public.sign) + public.seal.encode("ascii")
    stretched = hashlib.scrypt(joined, salt=b"kongchuo check code 1", n=16384, r=8, p=1, dklen=16,
                               maxmem=1 << 26)
    digits = f"{int.from_bytes(stretched, 'big') % 10**8:08d}"
    assert f"{digits[:4]} {digits[4:]}" == public.check_code
    assert hashlib.sha256(joined).hexdigest() == public.fingerprint


# -- the text and the program ---------------------------------------------------------------------


def _documented(found: Mapping[str, Any]) -> None:
    for name in found:
        assert f"`{name}`" in TEXT, name


@needs_age
def test_every_key_of_a_package_stands_in_the_text(two: Two) -> None:
    key = two.stick / "钥匙.txt"
    key.write_text(two.keys(two.school).identity + "\n", encoding="ascii")
    found = _read(two.up(), key)
    manifest, head = found["manifest"], found["head"]
    for part in (manifest, manifest["from"], manifest["to"], manifest["signer"],
                 manifest["sealed"], head, head["numbers"], head["counts"], head["meta"],
                 found["entries"][0], found["operations"][0], found["runs"][0]):
        _documented(part)


def test_every_limit_stands_in_the_text() -> None:
    told = {name: int(number) for name, number in
            re.findall(r"^\| `(MAX_\w+)` \| (\d+) \|", TEXT, re.MULTILINE)}
    assert told == LIMITS
    assert f"格式 **{envelope.FORMAT}**" in TEXT
