"""Attacks by packages that a trusted computer, or one that was trusted, signs and seals in order.

A school of the county that means ill attacks its bureau, and a bureau that means ill its school:
each is refused with its sentence and not a byte of the store is another afterwards.
"""

import os
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pyrage
import pytest
from people import DESK, OFFICE
from two_schools import County

from kongchuo_desktop import __version__
from kongchuo_desktop.domain.journal.canonical_json import dump
from kongchuo_desktop.exchange import canonical, certificates, container, content, envelope
from kongchuo_desktop.exchange.certificates import Chain
from kongchuo_desktop.exchange.container import Part
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.exchange.package import Heading, Reader, Sender, seal
from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.packages import export_package
from kongchuo_desktop.operations.taking_in import (
    Received,
    accept_waiting,
    import_package,
    waiting_packages,
)
from kongchuo_desktop.operations.visibility import down_rows
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.header import DATABASE_FILE
from kongchuo_desktop.store.merge import export_rows
from kongchuo_desktop.store.store import Store

TRIES = int(os.environ.get("KONGCHUO_ATTACKS", "150"))
"""Changed packages, sampled; every byte and length before a release: KONGCHUO_ATTACKS=100000."""
AT = 1_780_000_000_000
RUN = "ab" * 8


def fingerprint(store: Store, *, journal: bool = False) -> str:
    """A digest of every row of every table, or of the journal alone."""
    found = sha256()
    with closing(store.raw_connection(store.folder / DATABASE_FILE)) as source:
        tables = [name for (name,) in source.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for table in ("entry", "operation", "run") if journal else tables:
            for row in sorted(map(repr, source.execute(f'SELECT * FROM "{table}"'))):
                found.update(f"{table} {row}\n".encode())
    return found.hexdigest()


@dataclass
class Siege:
    """Who attacks whom: ``school`` is certified at the ``bureau``, ``other`` is its neighbour."""

    county: County
    folder: Path

    @property
    def school(self) -> Store:
        return self.county.a

    @property
    def bureau(self) -> Store:
        return self.county.bureau

    @property
    def keys(self) -> MachineKeys:
        return trust.machine_keys(self.school)

    def heading(self, **said: Any) -> Heading:
        """The school's own to the bureau, but for what is said."""
        home = said.pop("unit", self.school.home)
        return Heading(**{
            "kind": "月报", "sender": Sender(home, self.school.header.unit_name, "school"),
            "reader": Reader(self.bureau.home, self.bureau.header.unit_name,
                             trust.machine_keys(self.bureau).public.fingerprint),
            "period": "2026-09", "made": self.county.clock.at.replace(microsecond=0),
            "program": __version__, "chain": trust.own_chain(self.school), **said})

    def sealed(self, inside: Content | None = None, *, signer: MachineKeys | None = None,
               **said: Any) -> bytes:
        return seal(inside or Content(), self.heading(**said), signer or self.keys,
                    [trust.machine_keys(self.bureau).public])

    def raw(self, parts: list[Part], **head: Any) -> bytes:
        """A package whose inside is of the attacker's own making, signed in order."""
        fields = self.heading().as_json()
        said: dict[str, Any] = {
            "envelope": envelope.tie("package", fields, self.keys.public), "counts": {},
            "meta": {}, "numbers": {"entries": 0, "operations": 0, "runs": 0, "attachments": 0}}
        inside = container.pack([Part("head.json", canonical.encode(said | head), deflate=True),
                                 *parts])
        return self.wrapped(inside)

    def wrapped(self, inside: bytes) -> bytes:
        to = pyrage.x25519.Recipient.from_str(trust.machine_keys(self.bureau).public.seal)
        return envelope.wrap("package", self.heading().as_json(), self.keys,
                             pyrage.encrypt(inside, [to]))

    def take(self, data: bytes, *, reader: Store | None = None,
             name: str = "青石镇.kcbx") -> Received:
        path = self.folder / name
        path.write_bytes(data)
        store = reader or self.bureau
        return import_package(store, actor=DESK if store is self.bureau else OFFICE, path=path)

    def refused(self, data: bytes, *, reader: Store | None = None) -> str:
        """The code of the refusal, after which nothing is other than before."""
        store = reader or self.bureau
        before = fingerprint(store)
        received = self.take(data, reader=store)
        assert received.status == "refused", received
        error = received.error
        assert error is not None
        assert all(part.endswith("。") for part in (error.sentence, error.kept, error.todo)), error
        assert fingerprint(store) == before
        return error.code

    def entry(self, **said: Any) -> bytes:
        """The first entry of a new row of the school's, as any program could write it."""
        return dump({"run": RUN, "n": 1, "op": 1, "table": "event", "row": "c" * 32,
                     "home": self.school.home, "about": None, "prior": [], "at": AT, "schema": 3,
                     "set": {"kind": "told", "day": "2026-09-16"}, **said})


@pytest.fixture
def siege(county: County, tmp_path: Path) -> Iterator[Siege]:
    stick = tmp_path / "U盘"
    stick.mkdir()
    made = Siege(county, stick)
    sent = export_package(made.school, actor=OFFICE, period="2026-09", folder=stick)
    waiting = import_package(made.bureau, actor=DESK, path=sent.path)
    accept_waiting(made.bureau, actor=DESK, digest=waiting.digest, check_code=waiting.check_code)
    yield made
    for store in (made.bureau, made.school):
        assert check(store).ok


def _chain(siege: Siege) -> Chain:
    """The certificate that the bureau gave, as it goes down with the next package."""
    kept = siege.bureau.local("certificate").get(siege.keys.public.sign)
    return certificates.parse_chain(kept)


# -- who signs ------------------------------------------------------------------------------------


def test_a_stranger_is_never_merged(siege: Siege) -> None:
    before = fingerprint(siege.bureau, journal=True)
    stranger = MachineKeys.generate()
    received = siege.take(siege.sealed(Content(entries=(siege.entry(),)), signer=stranger,
                                       chain=()))
    assert received.status == "waiting"
    assert fingerprint(siege.bureau, journal=True) == before
    assert len(waiting_packages(siege.bureau)) == 1


def test_a_stranger_with_borrowed_papers_is_refused(siege: Siege) -> None:
    stranger = MachineKeys.generate()
    assert siege.refused(siege.sealed(signer=stranger, chain=_chain(siege))) == "certificate_wrong"
    # The school signs for a friend in the neighbouring school, for the bureau, for a class of the
    # neighbour: it can give none of these.
    given: dict[str, Any] = {"valid_from": siege.county.clock.at.date()}
    for unit, kind, class_id in ((siege.county.b.home, "school", None),
                                 (siege.bureau.home, "bureau", None),
                                 (siege.bureau.home, "school", None),
                                 (siege.county.b.home, "class", siege.county.room_b)):
        forged = certificates.issue(siege.keys, stranger.public, unit=unit, unit_name="邻校",
                                    kind=kind, class_id=class_id, class_name="一班", **given)
        data = siege.sealed(signer=stranger, chain=(forged, *_chain(siege)), unit=unit)
        assert siege.refused(data) == "certificate_scope"


def test_a_school_speaks_for_nobody_else(siege: Siege) -> None:
    for unit in (siege.county.b.home, siege.bureau.home, "e" * 32):
        assert siege.refused(siege.sealed(unit=unit)) == "certificate_scope"


def test_a_revoked_computer_is_refused_whatever_it_shows(siege: Siege) -> None:
    chain = _chain(siege)
    trust.revoke(siege.bureau, actor=DESK, sign=siege.keys.public.sign, why="电脑丢了")
    for carried in ((), chain):
        data = siege.sealed(Content(entries=(siege.entry(),)), chain=carried)
        assert siege.refused(data) == "certificate_revoked"


def test_an_expired_certificate_is_refused(siege: Siege) -> None:
    siege.county.clock.at += timedelta(days=6 * 366)
    for carried in ((), _chain(siege)):
        assert siege.refused(siege.sealed(chain=carried)) == "certificate_expired"


# -- what is in it --------------------------------------------------------------------------------


def test_rows_of_others_in_a_good_package_are_refused(siege: Siege) -> None:
    good = siege.entry()
    other = {"n": 2, "row": "d" * 32}
    for bad in (
        siege.entry(home=siege.county.b.home, **other),
        siege.entry(home=siege.bureau.home, **other),
        siege.entry(home="e" * 32, **other),
        siege.entry(table="erase", home=siege.county.b.home, row="f" * 32, n=2,
                    set={"target": siege.county.room_b}),
    ):
        assert siege.refused(siege.sealed(Content(entries=(good, bad)))) == "foreign_home"


def test_neither_the_neighbour_nor_the_bureau_is_annexed(siege: Siege) -> None:
    """A school may have been told so by a class: what cannot be is left out, the rest is taken."""
    for n, unit in enumerate((siege.county.b.home, siege.bureau.home), start=2):
        held = export_rows(siege.bureau, {unit}).entries
        assert held
        said = siege.take(siege.sealed(Content(entries=(siege.entry(n=10 * n), siege.entry(
            table="unit", row=unit, home=unit, n=10 * n + 1,
            set={"parent": siege.school.home, "name": "我"})))))
        assert said.status == "imported"
        assert "有1条" in said.sentence
        assert export_rows(siege.bureau, {unit}).entries == held


def test_an_erasure_reaches_no_row_of_another_school(siege: Siege) -> None:
    """It is the school's own row that says it; what it names is not."""
    held = export_rows(siege.bureau, {siege.county.room_b}).entries
    assert held
    data = siege.sealed(Content(entries=(siege.entry(
        table="erase", set={"target": siege.county.room_b}),)))
    assert siege.take(data).status == "imported"
    assert export_rows(siege.bureau, {siege.county.room_b}).entries == held


def test_another_content_under_a_known_name_is_refused(siege: Siege) -> None:
    assert siege.take(siege.sealed(Content(entries=(siege.entry(),)))).status == "imported"
    for said in ({"set": {"kind": "told", "day": "2026-09-15"}}, {"at": AT + 1}, {"schema": 9},
                 {"row": "d" * 32}, {"later": 1}):
        data = siege.sealed(Content(entries=(siege.entry(**said),)))
        assert siege.refused(data) == "tampering"
    # A row has one table, one home and one child for ever.
    for said in ({"table": "visit"}, {"about": "9" * 32}):
        data = siege.sealed(Content(entries=(siege.entry(n=2, **said),)))
        assert siege.refused(data) == "tampering"
    twice = (siege.entry(n=3), siege.entry(n=3, at=AT + 5))
    assert siege.refused(siege.sealed(Content(entries=twice))) == "tampering"


def test_so_is_another_operation_or_run_of_a_known_name(siege: Siege) -> None:
    def operation(**said: Any) -> bytes:
        return dump({"run": RUN, "n": 1, "kind": "told", "actor": "某", "role": "school",
                     "date": "2026-09-16", "final": False, "undoes": None, **said})

    def run(**said: Any) -> bytes:
        return dump({"run": RUN, "store": "d" * 32, "machine": "e" * 16, "name": "某",
                     "program": "1", "started": AT, **said})

    good = Content(entries=(siege.entry(),), operations=(operation(),), runs=(run(),))
    assert siege.take(siege.sealed(good)).status == "imported"
    for bad in (Content(operations=(operation(actor="别人"),)), Content(runs=(run(name="别的"),)),
                Content(operations=(operation(later=1),))):
        assert siege.refused(siege.sealed(bad)) == "tampering"


def test_an_old_package_again_does_no_harm(siege: Siege) -> None:
    old = siege.sealed(Content(entries=(siege.entry(),)))
    assert siege.take(old).status == "imported"
    newer = siege.entry(n=2, op=2, prior=[f"{RUN}:1"], at=AT + 9, set={"day": "2026-09-17"})
    assert siege.take(siege.sealed(Content(entries=(siege.entry(), newer)))).status == "imported"
    before = fingerprint(siege.bureau, journal=True)
    for _ in range(3):
        assert siege.take(old).status == "already"
    assert fingerprint(siege.bureau, journal=True) == before


def test_json_without_end_is_refused(siege: Siege) -> None:
    deep = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
    brackets = b"[" * 10_000 + b"]" * 10_000
    for body in (deep, brackets, b'{"set":{"a":' + brackets + b"}}",
                 siege.entry()[:-1] + b',"z":' + brackets + b"}"):
        for inside in (Content(entries=(body,)), Content(operations=(body,)),
                       Content(runs=(body,))):
            assert siege.refused(siege.sealed(inside)) == "journal_broken"


# -- how it is packed -----------------------------------------------------------------------------


def _lists(entries: bytes) -> list[Part]:
    return [Part("entries.jsonl", entries, deflate=True), Part("operations.jsonl", b""),
            Part("runs.jsonl", b"")]


def _numbers(**said: int) -> dict[str, int]:
    return {"entries": 0, "operations": 0, "runs": 0, "attachments": 0} | said


def _peak(act: Callable[[], object]) -> int:
    """Bytes that it took at its height."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_million_tiny_entries_are_counted_before_they_are_read(siege: Siege) -> None:
    text = b"{}\n" * 10_000_000
    told = siege.raw(_lists(text), numbers=_numbers(entries=10_000_000))
    lied = siege.raw(_lists(text), numbers=_numbers(entries=content.MAX_BODIES))
    del text
    assert max(len(told), len(lied)) < 100_000
    for data, most in ((told, 4 << 20), (lied, 100 << 20)):
        (siege.folder / "青石镇.kcbx").write_bytes(data)
        assert _peak(lambda: import_package(siege.bureau, actor=DESK,
                                            path=siege.folder / "青石镇.kcbx")) < most
        assert siege.refused(data) == "damaged"


def test_a_bomb_is_refused_by_its_size_or_where_it_lies_about_it(siege: Siege) -> None:
    bomb = siege.raw(_lists(bytes(content.MAX_JOURNAL + 1)), numbers=_numbers(entries=1))
    assert len(bomb) < 1 << 20
    assert siege.refused(bomb) == "damaged"
    # The header says less than comes out: it is inflated no further than it says.
    whole = container.pack([Part("head.json", bytes(64 << 20), deflate=True)])
    size = (64 << 20).to_bytes(4, "little")
    lying = siege.wrapped(whole.replace(size, (1000).to_bytes(4, "little")))
    assert _peak(lambda: siege.take(lying)) < 16 << 20
    assert siege.refused(lying) == "damaged"


ELSEWHERE = (
    "../../x", "attachments/../../x", "/etc/passwd", "C:\\x", "attachments\\x", "a//b", "..", ".",
    "attachments/" + "f" * 64 + "/x", "A", "名", "attachments/CON", "", "entries.jsonl\0",
)


def test_names_that_lead_elsewhere_are_refused(siege: Siege) -> None:
    before = set(siege.folder.parent.rglob("*"))
    for name in ELSEWHERE:
        assert siege.refused(_named(siege, name)) == "damaged", name
    new = {file.name for file in set(siege.folder.parent.rglob("*")) - before}
    assert new == {"青石镇.kcbx"}


def _named(siege: Siege, name: str) -> bytes:
    """A package whose one attachment bears the name, spelled into the bytes of a good one: our own
    writer would not write it."""
    short = name.encode("utf-8")
    long = b"attachments/" + b"e" * len(short)
    head = {"envelope": envelope.tie("package", siege.heading().as_json(), siege.keys.public),
            "counts": {}, "meta": {}, "numbers": _numbers(attachments=1)}
    inside = container.pack([Part("head.json", canonical.encode(head)), *_lists(b""),
                             Part(long.decode("ascii"), b"x")]).replace(long, short)
    # The two headers that name it tell its length too.
    at = inside.rfind(b"PK\x03\x04")
    lengths = [len(found).to_bytes(2, "little") + b"\0\0" for found in (long, short)]
    return siege.wrapped(inside[:at] + inside[at:].replace(*lengths))


def test_wrong_things_under_our_name_are_refused(siege: Siege) -> None:
    good = siege.sealed()
    kit = next(siege.folder.parent.glob("**/*.kckit"), None)
    store = (siege.bureau.folder / DATABASE_FILE).read_bytes()[:50_000]
    codes = {
        "not_ours": [b"\xff\xd8\xff\xe0 jpg", "姓名,班级\r\n".encode("gbk"), b"%PDF-1.7",
                     container.pack([Part("word", b"x")]), store, b"MZ\x90\0", b"\0" * 10_000,
                     good.replace(b"manifest.json", b"manifest.jsoN", 1)],
        "damaged": [b"x" + good, good + b"\0"],
        "cut_short": [b"", good[:-1], good[: len(good) // 2]],
    }
    if kit is not None:
        codes["is_kit"] = [kit.read_bytes()]
    for code, files in codes.items():
        for data in files:
            assert siege.refused(data) == code
    folder = siege.folder / "夹.kcbx"
    folder.mkdir()
    places = [folder]
    if hasattr(os, "mkfifo"):
        places.append(siege.folder / "管.kcbx")
        os.mkfifo(places[1])
    for place in places:
        received = import_package(siege.bureau, actor=DESK, path=place)
        assert (received.status, received.error and received.error.code) == ("refused", "not_ours")


def test_flips_and_cuts_of_a_real_package(siege: Siege) -> None:
    """Sampled here; with KONGCHUO_ATTACKS as large as the file, every byte and every length."""
    chance, good = Random(11), siege.sealed(Content(entries=(siege.entry(),)))
    flips = chance.sample(range(len(good)), min(len(good), TRIES // 2))
    cuts = chance.sample(range(len(good)), min(len(good), TRIES // 2))
    before = fingerprint(siege.bureau)
    for at in flips:
        changed = bytearray(good)
        changed[at] ^= chance.choice((1, 2, 4, 8, 16, 32, 64, 128, 255))
        assert siege.take(bytes(changed)).status == "refused", at
    for at in cuts:
        assert siege.take(good[:at]).status == "refused", at
    assert fingerprint(siege.bureau) == before
    assert siege.take(good).status == "imported"


# -- what travels beside the rows -----------------------------------------------------------------


HOSTILE_META: dict[str, Any] = {
    "certificates of nothing": {"certificates": [[]] * 100_000},
    "certificates of words": {"certificates": ["x", 5, None, {}, [5], [{}], [{"body": "{}"}]]},
    "certificates no list": {"certificates": {"a": 1}},
    "certificates too long": {"certificates": [[{"body": "x", "signature": "y"}] * 9] * 1000},
    "lists no list": {"revocations": "x"},
    "lists of words": {"revocations": [5, None, [], {"body": 5}, {"body": "{}", "signature": "0"}]},
    "many lists": {"revocations": [{"body": "{}", "signature": "0" * 128}] * 10_000},
    "wanted no list": {"wanted": {"a": 1}},
    "wanted rubbish": {"wanted": [5, None, "x" * 400, "../../etc/passwd", "0" * 64, {}, []] * 999},
    "gaps no list": {"gaps": 5},
    "gaps of other things": {"gaps": [5, None, {}, "x" * 400]},
    "forms beside": {"forms": [{"name": "../../x", "text": "id = 1"}], "profiles": ["x"] * 99},
    "nothing known": {"x" * 64: [[1]], "": None},
}


@pytest.mark.parametrize("down", [False, True], ids=["up", "down"])
def test_what_travels_beside_the_rows_is_taken_for_what_it_is(siege: Siege, down: bool) -> None:
    """Passed over or refused: nobody is trusted for it, and nothing is written but a receipt."""
    reader = siege.school if down else siege.bureau
    siege.take(_down(siege, {}), reader=siege.school)
    for name, meta in HOSTILE_META.items():
        before = _trusted(reader)
        data = _down(siege, meta) if down else siege.sealed(Content(meta=meta))
        received = siege.take(data, reader=reader)
        assert received.status in ("already", "refused"), (name, received)
        assert _trusted(reader) == before, name
    assert not list(siege.folder.parent.glob("**/x.toml"))
    # And what is honest goes in as ever.
    assert siege.take(siege.sealed(Content(entries=(siege.entry(),)))).status == "imported"


def _trusted(store: Store) -> list[Any]:
    return [trust.own_chain(store), *(dict(store.local(box).items()) for box in (
        "certificate", "revocation", "superior_machine", "key"))]


def _down(siege: Siege, meta: dict[str, Any], *entries: bytes,
          attachments: dict[str, bytes] | None = None) -> bytes:
    """What a bureau that means ill sends to its school: what is due, and more."""
    bureau, school = siege.bureau, siege.school
    due = export_rows(bureau, down_rows(bureau, unit=school.home))
    keys, to = trust.machine_keys(bureau), trust.machine_keys(school).public
    heading = Heading(
        "下发", Sender(bureau.home, bureau.header.unit_name, "bureau"),
        Reader(school.home, school.header.unit_name, to.fingerprint), "",
        siege.county.clock.at.replace(microsecond=0), __version__)
    return seal(Content((*due.entries, *entries), tuple(due.operations), tuple(due.runs),
                        attachments or {}, meta=meta), heading, keys, [to])


def test_certificates_without_end_cost_little(siege: Siege) -> None:
    """As many as a head has room for; a longer head is not read (tests/exchange)."""
    data = siege.sealed(Content(meta={"certificates": [[]] * 200_000}))
    assert len(data) < 100_000
    assert siege.take(data).status == "already"


def test_nobody_takes_back_what_he_did_not_give(siege: Siege) -> None:
    """A school lists its own certificate's neighbours, and a stranger lists the school's."""
    serial = _chain(siege)[0].serial
    today = siege.county.clock.at.date()
    for keys in (siege.keys, MachineKeys.generate()):
        listed = certificates.revoke(keys, [serial], made=today)
        assert siege.take(siege.sealed(Content(meta={"revocations": [listed]}))).status == "already"
        # Signed by one, said to be the bureau's.
        forged = {**listed, "body": listed["body"].replace(
            keys.public.sign, trust.machine_keys(siege.bureau).public.sign)}
        assert siege.take(siege.sealed(Content(meta={"revocations": [forged]}))).status == "already"
    assert siege.take(siege.sealed(Content(entries=(siege.entry(),)))).status == "imported"


NAMES = ("../../x.toml", "/etc/x.toml", "C:\\x.toml", "CON.toml", "x\0.toml", "..", "", "a/b.toml",
         "x" * 300 + ".toml", "x.toml")
TEXTS = (b"x" * 100, b"\xff\xfe\0", b"a = " + b"[" * 5_000, b'id = "x"\n' * 2000, b"PK\x03\x04",
         b"a." * 5_000 + b"b = 1", b"")


@pytest.mark.parametrize("kind", ["forms", "policy", "list", "comparison", "???"])
def test_a_file_that_is_handed_down_stays_in_its_place(siege: Siege, kind: str) -> None:
    """By the superior itself, whose rows are believed: its files are read like any stranger's."""
    before = {file for file in siege.folder.parent.rglob("*") if file.is_file()}
    entries, attachments = [], {}
    for at, (name, data) in enumerate((name, data) for name in NAMES for data in TEXTS):
        digest = sha256(data).hexdigest()
        attachments[digest] = data
        entries.append(siege.entry(
            table="handed", home=siege.bureau.home, row=f"{at:032x}", n=at + 1, op=at + 1,
            set={"kind": kind, "name": name, "title": "表", "digest": digest,
                 "day": "2026-09-16"}))
    received = siege.take(_down(siege, {}, *entries, attachments=attachments),
                          reader=siege.school)
    assert received.status in ("imported", "refused"), received
    after = {file for file in siege.folder.parent.rglob("*") if file.is_file()}
    assert not [file for file in after - before if file.suffix in (".toml", ".old")]


def test_a_form_handed_down_that_is_sound_is_written_under_its_id(siege: Siege) -> None:
    """So that the test above cannot pass because nothing is ever written."""
    data = (FORMS / "persuasion_letter.toml").read_bytes()
    digest = sha256(data).hexdigest()
    entry = siege.entry(table="handed", home=siege.bureau.home, set={
        "kind": "forms", "name": "劝学信.toml", "title": "劝学信", "digest": digest,
        "day": "2026-09-16"})
    received = siege.take(_down(siege, {}, entry, attachments={digest: data}),
                          reader=siege.school)
    assert "《劝学信》" in received.sentence
    assert [file.name for file in siege.school.folder.rglob("*.toml")] == ["persuasion_letter.toml"]
