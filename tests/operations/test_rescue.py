"""Password and recovery page lost: the superior gives the key back, and nobody else can."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from people import DESK, OFFICE, PASSWORD, SCHOOL, TEACHER, Clock

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import kits, package, rescue
from kongchuo_desktop.operations import history, joining, opening, trust
from kongchuo_desktop.operations import rescue as asking
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store import backup
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store

NEW = "new-water"
Shut = Callable[[str], None]


class Desks:
    """A class under a school under a bureau; ``room`` is the closed class store."""

    def __init__(self, folder: Path, clock: Clock, room: Path, school: Store, bureau: Store,
                 cost: KdfCost) -> None:
        self.stick, self.clock, self.cost = folder, clock, cost
        self.room, self.school, self.bureau = room, school, bureau

    def ask(self) -> asking.Asked:
        return asking.ask(self.room, to=self.stick, now=self.clock)

    def answer(self, asked: asking.Asked, **changes: object) -> Path:
        assert asked.path is not None
        given = {"data": asked.path.read_bytes(), "check_code": asked.check_code, **changes}
        return asking.answer(self.school, actor=OFFICE, folder=self.stick,
                             **given).path  # type: ignore[arg-type]

    def open(self, data: bytes) -> str:
        """Opens the class store, closes it again, and gives the new recovery key."""
        opened = asking.open_with_answer(self.room, data=data, new_password=NEW, now=self.clock,
                                         cost=self.cost)
        with opened.store:
            return opened.recovery_key

    def join(self, superior: Store) -> None:
        """The class joins (again) by a kit of this school."""
        room = next(iter(load_world(superior).classes))
        kit = joining.make_kit(superior, actor=OFFICE, folder=self.stick, class_id=room)
        with Store.open(self.room, password=PASSWORD, now=self.clock) as store:
            joining.join(store, actor=TEACHER, data=kit.path.read_bytes())


@pytest.fixture
def desks(store_folder: Callable[[str], Path], tmp_path: Path, clock: Clock, fast_key: KdfCost,
          monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "程序"))
    stick = tmp_path / "U盘"
    stick.mkdir()
    with ExitStack() as opened:
        school, bureau = (opened.enter_context(
            Store.open(store_folder(role), password=PASSWORD, now=clock))
            for role in ("school", "bureau"))
        made = Desks(stick, clock, store_folder("class"), school, bureau, fast_key)
        made.join(school)
        kit = joining.make_kit(bureau, actor=DESK, folder=stick, school=SCHOOL)
        joining.join(school, actor=OFFICE, data=kit.path.read_bytes())
        yield made


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as refused:
        act()
    assert refused.value.kept
    assert refused.value.todo
    return refused.value.code


def test_the_school_opens_what_its_class_has_locked_itself_out_of(desks: Desks) -> None:
    asked = desks.ask()
    assert asked.holder == SCHOOL
    assert asked.path is not None
    who = asking.look_at_request(desks.school, data=asked.path.read_bytes())
    assert (who.unit_name, who.name, who.role) == (SCHOOL, TEACHER.name, "class")
    answer = desks.answer(asked).read_bytes()
    recovery = desks.open(answer)
    with Store.open(desks.room, password=NEW, now=desks.clock) as store:
        assert len(load_world(store).pupils) == 50
        assert "请上级帮忙打开" in {t.said for t in history.trail(store)}
    assert "答复忘了口令的下级" in {t.said for t in history.trail(desks.school)}
    with Store.open_with_recovery(desks.room, recovery=recovery, new_password="third-water",
                                  now=desks.clock, cost=desks.cost) as store:
        assert store.header.deposited is not None
    assert not (desks.room / asking.PENDING).exists()


def test_former_password_and_former_page_open_nothing_any_more(
        desks: Desks, clock: Clock) -> None:
    with Store.open(desks.room, password=PASSWORD, now=clock) as store:
        page = store.change_recovery_key(PASSWORD)
    desks.open(desks.answer(desks.ask()).read_bytes())
    assert code_of(lambda: Store.open(desks.room, password=PASSWORD)) == "wrong_password"
    assert code_of(lambda: Store.open_with_recovery(
        desks.room, recovery=page, new_password=NEW)) == "recovery_wrong"


def test_neither_file_nor_header_holds_the_key_or_a_pupil(desks: Desks) -> None:
    with Store.open(desks.room, password=PASSWORD, now=desks.clock) as store:
        key = store.header.key_by_password(PASSWORD)
        names = [p.name for p in load_world(store).pupils.values()]
    asked = desks.ask()
    assert asked.path is not None
    written = [asked.path, desks.answer(asked), desks.room / "store.json"]
    for path in written:
        data = path.read_bytes()
        assert key not in data
        assert key.hex().encode() not in data
        assert base64.b64encode(key) not in data
        assert not any(name.encode() in data for name in names)


def test_asking_again_writes_the_same_request_until_it_was_answered(desks: Desks) -> None:
    first, second = desks.ask(), desks.ask()
    assert first == second
    answer = desks.answer(first).read_bytes()
    desks.answer(second)
    desks.open(answer)
    assert desks.ask().check_code != first.check_code


def test_an_answer_opens_once(desks: Desks) -> None:
    answer = desks.answer(desks.ask()).read_bytes()
    desks.open(answer)
    assert code_of(lambda: desks.open(answer)) == "no_request"
    desks.ask()
    assert code_of(lambda: desks.open(answer)) == "answer_of_other"


def test_nothing_is_given_without_the_code_that_was_read_out(desks: Desks) -> None:
    asked = desks.ask()
    before = len(history.trail(desks.school))
    assert code_of(lambda: desks.answer(asked, check_code="0000 0000")) == "wrong_check_code"
    assert len(history.trail(desks.school)) == before
    assert not list(desks.stick.glob("*.kcreply"))


def test_another_superior_cannot_answer(desks: Desks) -> None:
    asked = desks.ask()
    assert asked.path is not None
    data = asked.path.read_bytes()
    assert code_of(lambda: asking.look_at_request(desks.bureau, data=data)) == "wrong_holder"
    assert code_of(lambda: asking.answer(
        desks.bureau, actor=DESK, data=data, check_code=asked.check_code,
        folder=desks.stick)) == "wrong_holder"


def test_a_store_that_never_joined_has_nobody_to_ask(
        store_folder: Callable[[str], Path], tmp_path: Path) -> None:
    folder = store_folder("bureau")
    assert asking.holder_of(folder) is None
    assert code_of(lambda: asking.ask(folder, to=tmp_path)) == "not_deposited"


def test_an_answer_to_another_store_is_refused(desks: Desks, tmp_path: Path) -> None:
    """Two copies of one class each ask; neither takes the other's answer."""
    (tmp_path / "副本").mkdir()
    for name in ("store.json", "store.db"):
        (tmp_path / "副本" / name).write_bytes((desks.room / name).read_bytes())
    desks.ask()
    other = asking.ask(tmp_path / "副本", to=desks.stick, now=desks.clock)
    answer = desks.answer(other).read_bytes()
    assert code_of(lambda: desks.open(answer)) == "answer_of_other"


def test_an_answer_by_a_stranger_is_refused(desks: Desks) -> None:
    asked = desks.ask()
    assert asked.path is not None
    file = rescue.read_request(asked.path.read_bytes())
    found = rescue.open_request(file, trust.machine_keys(desks.school))
    forged = rescue.make_answer(file, found, SCHOOL, trust.machine_keys(desks.bureau))
    assert code_of(lambda: desks.open(forged)) == "answer_wrong"


def test_a_request_that_names_another_store_is_refused(desks: Desks) -> None:
    asked = desks.ask()
    assert asked.path is not None
    kept = json.loads((desks.room / asking.PENDING).read_text(encoding="utf-8"))
    once = rescue.MachineKeys.parse(kept["keys"])
    file = rescue.read_request(asked.path.read_bytes())
    said = rescue.Request.parse({**file.request.as_json(), "store": "0" * 32})
    forged = rescue.make_request(said, file.box, once)
    assert code_of(lambda: asking.look_at_request(desks.school, data=forged)) == "request_wrong"


@pytest.mark.parametrize("at", [0, 100, 400, 700, -200, -40, -1])
def test_one_changed_byte_is_noticed_in_both_files(desks: Desks, at: int) -> None:
    def spoilt(data: bytes) -> bytes:
        changed = bytearray(data)
        changed[at] ^= 1
        return bytes(changed)

    asked = desks.ask()
    assert asked.path is not None
    data, answer = asked.path.read_bytes(), desks.answer(asked).read_bytes()
    known = {"damaged", "signature_wrong", "cut_short", "not_ours", "newer_format"}
    assert code_of(lambda: asking.look_at_request(desks.school, data=spoilt(data))) in known
    assert code_of(lambda: desks.open(spoilt(answer))) in known


def test_files_in_the_wrong_place_say_where_they_belong(desks: Desks) -> None:
    asked = desks.ask()
    assert asked.path is not None
    request, answer = asked.path.read_bytes(), desks.answer(asked).read_bytes()
    assert code_of(lambda: kits.read_kit(request)) == "is_request"
    assert code_of(lambda: package.inspect(answer)) == "is_answer"
    assert code_of(lambda: desks.open(request)) == "is_request"


def test_a_new_superior_takes_the_place_of_the_former_one(
        desks: Desks, store_folder: Callable[[str], Path], tmp_path: Path) -> None:
    """The school has a new computer: its kit moves the deposit, and ends a request under way."""
    old = desks.ask()
    desks.school.local("key").delete("machine")
    desks.join(desks.school)
    assert asking.asked(desks.room) is None
    assert code_of(lambda: desks.answer(old)) == "wrong_holder"
    desks.open(desks.answer(desks.ask()).read_bytes())


def test_whoever_remembers_the_password_waits_for_no_answer(desks: Desks) -> None:
    answer = desks.answer(desks.ask()).read_bytes()
    opening.open_store(desks.room, password=PASSWORD, now=desks.clock).close()
    assert code_of(lambda: desks.open(answer)) == "no_request"


def test_a_store_that_joined_before_there_were_deposits_gets_one_on_opening(desks: Desks) -> None:
    header = desks.room / "store.json"
    raw = json.loads(header.read_text(encoding="utf-8"))
    raw["slots"] = [slot for slot in raw["slots"] if slot["kind"] != "deposit"]
    header.write_text(json.dumps(raw), encoding="utf-8")
    assert asking.holder_of(desks.room) is None
    opening.open_store(desks.room, password=PASSWORD, now=desks.clock).close()
    assert asking.holder_of(desks.room) == SCHOOL


def test_a_restored_backup_can_ask_as_well(desks: Desks, tmp_path: Path) -> None:
    with Store.open(desks.room, password=PASSWORD, now=desks.clock) as store:
        backup.backup_to(store, tmp_path / "备份.kcbak")
    desks.room = tmp_path / "恢复的"
    backup.restore(tmp_path / "备份.kcbak", desks.room, now=desks.clock())
    assert desks.open(desks.answer(desks.ask()).read_bytes())


@pytest.mark.parametrize("left", [b"", b"{", b"[]", b'{"request": "AAAA"}'])
def test_half_a_pending_file_is_asked_anew(desks: Desks, left: bytes) -> None:
    (desks.room / asking.PENDING).write_bytes(left)
    assert asking.asked(desks.room) is None
    desks.open(desks.answer(desks.ask()).read_bytes())


def test_a_weak_password_uses_no_answer_up(desks: Desks) -> None:
    answer = desks.answer(desks.ask()).read_bytes()
    with pytest.raises(KnownError, match="口令太短"):
        asking.open_with_answer(desks.room, data=answer, new_password="短", now=desks.clock)
    desks.open(answer)
