"""Packages: whole, unchanged, from whom they say and for whom they are, or nothing at all."""

import hashlib
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from exchange_samples import (
    CLASS,
    CONTENT,
    SCHOOL,
    bureau_trust,
    class_certificate,
    class_package,
    heading,
    keys,
    school_trust,
    unit_certificate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.exchange import canonical, container, content, envelope, package
from kongchuo_desktop.exchange.container import Part
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.package import Opened, Sender

PACKAGE = class_package()


def _open(data: bytes, reader: str = "school") -> Opened:
    return package.open_package(data, keys(reader), school_trust())


def _code(data: bytes, reader: str = "school") -> str:
    with pytest.raises(KnownError) as caught:
        _open(data, reader)
    assert caught.value.sentence
    assert caught.value.kept
    assert caught.value.todo
    return caught.value.code


_BODY = st.binary(min_size=1, max_size=40).filter(lambda body: b"\n" not in body)
_BODIES = st.lists(_BODY, max_size=5).map(tuple)
_CONTENT = st.builds(
    Content,
    entries=_BODIES,
    operations=_BODIES,
    runs=_BODIES,
    attachments=st.lists(st.binary(max_size=50), max_size=3).map(
        lambda files: {hashlib.sha256(data).hexdigest(): data for data in files}
    ),
    counts=st.dictionaries(st.text("abc", max_size=3), st.integers(0, 10**6), max_size=3),
    meta=st.dictionaries(st.text("名abc", max_size=3), st.text("买·𠮷b", max_size=5), max_size=3),
)


@settings(max_examples=40)
@given(_CONTENT)
def test_what_was_sealed_is_what_is_opened(inside: Content) -> None:
    opened = _open(class_package(inside))
    assert opened.content == inside
    assert opened.heading == replace(heading(), chain=opened.heading.chain)
    assert opened.signer == keys("class").public


def test_a_certified_class_is_verified_and_a_bare_one_waits() -> None:
    opened = _open(PACKAGE)
    assert opened.standing is not None
    assert (opened.standing.unit, opened.standing.class_id) == (SCHOOL, CLASS)
    bare = class_package(certified=False)
    assert not _open(bare).verified
    certified = replace(school_trust(), issued={keys("class").public.sign: (class_certificate(),)})
    assert package.open_package(bare, keys("school"), certified).verified


def test_the_same_file_is_the_same_digest_and_the_same_content() -> None:
    assert _open(PACKAGE) == _open(PACKAGE)
    assert _open(PACKAGE).digest == hashlib.sha256(PACKAGE).hexdigest()


def test_all_but_what_age_draws_is_determined() -> None:
    first, second = (_open(class_package()).content for _ in range(2))
    assert content.encode(first, {}) == content.encode(second, {})


def test_the_writer_can_read_its_own_package_as_a_backup() -> None:
    assert package.open_package(PACKAGE, keys("class"), school_trust()).content == CONTENT


def test_every_cut_is_refused_as_a_cut() -> None:
    for length in range(len(PACKAGE)):
        assert _code(PACKAGE[:length]) == "cut_short"


@pytest.mark.parametrize("flip", [0x01, 0x80])
def test_a_changed_byte_anywhere_is_refused(flip: int) -> None:
    codes = set()
    for at in range(len(PACKAGE)):
        changed = bytearray(PACKAGE)
        changed[at] ^= flip
        codes.add(_code(bytes(changed)))
    assert codes <= {"damaged", "cut_short", "not_ours"}


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    assert _code(data) in {"not_ours", "cut_short", "damaged"}


@given(st.binary(max_size=60), st.integers(0, len(PACKAGE)), st.integers(0, len(PACKAGE)))
def test_spliced_bytes_are_refused(junk: bytes, start: int, end: int) -> None:
    spliced = PACKAGE[: min(start, end)] + junk + PACKAGE[max(start, end) :]
    if spliced != PACKAGE:
        assert _code(spliced) in {"not_ours", "cut_short", "damaged"}


def test_the_one_for_whom_it_is_is_named_to_whom_it_is_not_for() -> None:
    with pytest.raises(KnownError, match="青石镇中心学校教导处") as caught:
        _open(PACKAGE, reader="stranger")
    assert caught.value.code == "wrong_recipient"


def test_other_files_are_told_apart() -> None:
    office = io.BytesIO()
    with zipfile.ZipFile(office, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert _code(office.getvalue()) == "not_ours"
    assert _code("姓名,班级".encode("gbk")) == "not_ours"
    kit = envelope.wrap("kit", {}, keys("school"), None)
    assert _code(kit) == "is_kit"


def _resigned(data: bytes, signer: str, **said: object) -> bytes:
    """The same sealed part under a manifest that ``signer`` rewrote and signed."""
    members = {n: m.unpack(limit=1 << 20) for n, m in container.unpack(data).items()}
    manifest = canonical.decode(members["manifest.json"], limit=1 << 20) | said
    manifest["signer"] = keys(signer).public.as_json()
    body = canonical.encode(manifest)
    signature = keys(signer).sign("package", body).encode()
    return container.pack([
        Part("manifest.json", body), Part("signature", signature),
        Part("sealed.age", members["sealed.age"]),
    ])  # fmt: skip


def test_a_newer_format_is_refused_and_a_newer_manifest_is_not() -> None:
    assert _code(_resigned(PACKAGE, "class", format=2)) == "newer_format"
    fields = {**heading((class_certificate(),)).as_json(), "later": {"a": 1}}
    packed = content.encode(CONTENT, envelope.tie("package", fields, keys("class").public))
    sealed = _age(packed)
    assert _open(envelope.wrap("package", fields, keys("class"), sealed)).content == CONTENT


def test_a_newer_format_is_told_even_where_its_other_parts_are_unknown() -> None:
    newer = canonical.encode({"format": 7, "what": "package", "unheard": "of"})
    data = container.pack([Part("manifest.json", newer), Part("other", b"x")])
    assert _code(data) == "newer_format"
    assert _code(data[:-30]) == "newer_format"


def test_nobody_can_send_anothers_sealed_part_under_his_name() -> None:
    own = {"chain": [class_certificate(holder="thief").as_json()]}
    assert _code(_resigned(PACKAGE, "thief", **own)) == "signature_wrong"
    assert _code(_resigned(PACKAGE, "class", period="2026-08")) == "signature_wrong"


def test_a_signature_of_other_keys_is_refused() -> None:
    members = {n: m.unpack(limit=1 << 20) for n, m in container.unpack(PACKAGE).items()}
    signature = keys("thief").sign("package", members["manifest.json"]).encode()
    forged = container.pack([
        Part("manifest.json", members["manifest.json"]), Part("signature", signature),
        Part("sealed.age", members["sealed.age"]),
    ])  # fmt: skip
    assert _code(forged) == "signature_wrong"
    swapped = container.pack([
        Part("manifest.json", members["manifest.json"]),
        Part("signature", members["signature"]), Part("sealed.age", _age(b"other")),
    ])  # fmt: skip
    assert _code(swapped) == "signature_wrong"


@pytest.mark.parametrize(
    "sender",
    [
        Sender(SCHOOL, "青石镇中心学校", "class", "8" * 32, "八年级1班"),
        Sender(SCHOOL, "青石镇中心学校", "school"),
        Sender("e" * 32, "白水乡中心学校", "school"),
    ],
)
def test_a_class_speaks_for_nobody_else(sender: Sender) -> None:
    data = package.seal(
        CONTENT, heading((class_certificate(),), sender), keys("class"), [keys("school").public]
    )
    assert _code(data) == "certificate_scope"
    looked = package.inspect(data, keys("school"), school_trust())
    assert looked.verified is False
    assert "不能替" in looked.sentence


def test_a_school_speaks_for_no_other_school() -> None:
    chain = (unit_certificate("bureau", "school", SCHOOL, "school"),)
    for unit, accepted in ((SCHOOL, True), ("e" * 32, False)):
        sender = Sender(unit, "白水乡中心学校", "school")
        to = [keys("bureau").public]
        data = package.seal(CONTENT, heading(chain, sender), keys("school"), to)
        assert package.inspect(data, trust=bureau_trust()).verified is accepted


def test_nothing_unsigned_travels_along() -> None:
    members = {n: m.unpack(limit=1 << 20) for n, m in container.unpack(PACKAGE).items()}
    more = [*(Part(name, data) for name, data in members.items()), Part("more", b"x")]
    assert _code(container.pack(more)) == "damaged"


def _age(packed: bytes) -> bytes:
    recipient = pyrage.x25519.Recipient.from_str(keys("school").public.seal)
    sealed: bytes = pyrage.encrypt(packed, [recipient])
    return sealed


def _hostile(parts: list[Part], **head: object) -> bytes:
    """A properly signed package of the class whose inside is ``parts`` and a head of our making."""
    fields = heading((class_certificate(),)).as_json()
    said: dict[str, object] = {
        "envelope": envelope.tie("package", fields, keys("class").public),
        "counts": {},
        "meta": {},
        "numbers": {"entries": 0, "operations": 0, "runs": 0, "attachments": 0},
    }
    raw = canonical.encode(said | head) if "raw" not in head else head["raw"]
    assert isinstance(raw, bytes)
    inside = container.pack([Part("head.json", raw, deflate=True), *parts])
    return envelope.wrap("package", fields, keys("class"), _age(inside))


def _lists(entries: bytes = b"") -> list[Part]:
    return [
        Part("entries.jsonl", entries, deflate=True),
        Part("operations.jsonl", b"", deflate=True),
        Part("runs.jsonl", b"", deflate=True),
    ]


def _numbers(**said: int) -> dict[str, int]:
    return {"entries": 0, "operations": 0, "runs": 0, "attachments": 0} | said


def test_the_hostile_maker_itself_makes_what_can_be_opened() -> None:
    assert _open(_hostile(_lists())).content == Content()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: _hostile([]), id="members missing"),
        pytest.param(lambda: _hostile([*_lists(), Part("more", b"")]), id="one too many"),
        pytest.param(lambda: _hostile(_lists(b"{}\n")), id="a line nobody announced"),
        pytest.param(
            lambda: _hostile(_lists(b"{}"), numbers=_numbers(entries=1)), id="last line cut"
        ),
        pytest.param(
            lambda: _hostile(_lists(b"\n" * 9), numbers=_numbers(entries=9)), id="empty lines"
        ),
        pytest.param(lambda: _hostile(_lists(), numbers=_numbers(entries=10**12)), id="huge count"),
        pytest.param(
            lambda: _hostile(_lists(), numbers=_numbers(attachments=-1)), id="count below 0"
        ),
        pytest.param(
            lambda: _hostile(_lists(), numbers=_numbers(attachments=1)), id="attachment missing"
        ),
        pytest.param(lambda: _hostile(_lists(), counts={"pupils": "50"}), id="count of text"),
        pytest.param(lambda: _hostile(_lists(), counts={"pupils": True}), id="count of truth"),
        pytest.param(lambda: _hostile(_lists(), counts=[]), id="counts not a map"),
        pytest.param(
            lambda: _hostile(_lists(), raw=b'{"a":' + b"[" * 9**6 + b"]" * 9**6 + b"}"),
            id="deep head",
        ),
        pytest.param(lambda: _hostile(_lists(), raw=b" " * (5 << 20)), id="bomb in the head"),
        pytest.param(
            lambda: _hostile(
                [*_lists(), Part("attachments/" + "0" * 64, b"x")],
                numbers=_numbers(attachments=1),
            ),
            id="attachment under another digest",
        ),
        pytest.param(
            lambda: envelope.wrap(
                "package", heading().as_json(), keys("class"), _age(b"no archive")
            ),
            id="rubbish inside",
        ),
        pytest.param(
            lambda: envelope.wrap("package", heading().as_json(), keys("class"), b"no age"),
            id="rubbish instead of age",
        ),
        pytest.param(
            lambda: envelope.wrap("package", heading().as_json(), keys("class"), None),
            id="nothing sealed",
        ),
        pytest.param(
            lambda: envelope.wrap("package", {"kind": "月报"}, keys("class"), _age(b"")),
            id="half a heading",
        ),
        pytest.param(
            lambda: envelope.wrap(
                "package", heading().as_json() | {"chain": [7] * 7}, keys("class"), _age(b"")
            ),
            id="a chain too long",
        ),
    ],
)
def test_a_signed_but_hostile_package_is_refused(data: object) -> None:
    assert callable(data)
    assert _code(data()) == "damaged"


def test_a_bomb_of_entries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _hostile(_lists(bytes(3 << 20)), numbers=_numbers(entries=1))
    assert len(bomb) < 20_000
    monkeypatch.setattr(content, "MAX_JOURNAL", 2 << 20)
    assert _code(bomb) == "damaged"


def test_what_no_reader_would_take_is_never_written() -> None:
    for bad in (
        Content(entries=(b"",)),
        Content(entries=(b"{}\n{}",)),
        Content(runs=(b"x" * (content.MAX_BODY + 1),)),
        Content(attachments={"0" * 64: b"x"}),
    ):
        with pytest.raises(BugError):
            class_package(bad)


def test_figures_are_told_only_to_those_who_may_open_it() -> None:
    outside = package.inspect(PACKAGE)
    assert (outside.verified, outside.counts) == (None, None)
    assert outside.check_code == keys("class").public.check_code
    assert "青石镇中心学校七年级1班的2026年9月月报" in outside.sentence
    assert "2026年9月28日 16:40" in outside.sentence
    assert package.inspect(PACKAGE, keys("stranger"), bureau_trust()).counts is None
    inside = package.inspect(PACKAGE, keys("school"), school_trust())
    assert (inside.verified, inside.counts) == (True, {"pupils": 50, "cases": 4})


def test_no_figure_and_no_name_of_a_child_stands_in_clear() -> None:
    assert "买买提".encode() not in PACKAGE
    assert b"pupils" not in PACKAGE
    assert "缺1张".encode() not in PACKAGE


@pytest.mark.skipif(shutil.which("age") is None, reason="the ordinary age tool is not here")
def test_the_ordinary_age_tool_opens_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        sealed = archive.read("sealed.age")
    key = tmp_path / "口令 key.txt"
    key.write_text(keys("school").identity + "\n", encoding="ascii")
    done = subprocess.run(
        ["age", "-d", "-i", str(key)], input=sealed, capture_output=True, check=True
    )
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        lines = archive.read("entries.jsonl").splitlines()
        assert tuple(lines) == CONTENT.entries
        attached = {n for n in archive.namelist() if n.startswith("attachments/")}
    assert attached == {f"attachments/{digest}" for digest in CONTENT.attachments}
