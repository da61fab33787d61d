"""Down and back: receipts, questions, files, and what a computer that is new gets."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from joined_stores import Bench
from people import DESK, NOW, OFFICE, SCHOOL, TEACHER, Clock
from photos import picture

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import package
from kongchuo_desktop.exchange.package import Opened
from kongchuo_desktop.operations import (
    attachments,
    corrections,
    form_packs,
    going_down,
    handed,
    packages,
    profiles,
    receipts,
    taking_in,
    visits,
)
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.profiles import own_files
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.roster import edit_pupil, list_pupils
from kongchuo_desktop.operations.sent import sent_packages
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.operations.trust import machine_keys, trust_of
from kongchuo_desktop.operations.world import load_world, whole_world
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow, Return
from kongchuo_desktop.store.write import Actor

MONTH = "2026-09"


@dataclass
class Line:
    """A class, its school and its bureau; every computer was vouched for."""

    group: Store
    school: Store
    bureau: Store
    folder: Path

    def up(self, store: Store, period: str = MONTH) -> Path:
        """The store's package, taken in by whoever stands above it."""
        reader, actor = ((self.school, OFFICE) if store is self.group else (self.bureau, DESK))
        path = packages.export_package(store, actor=self._who(store), period=period,
                                       folder=self.folder).path
        got = taking_in.import_package(reader, actor=actor, path=path)
        if got.status == "waiting":
            got = taking_in.accept_waiting(reader, actor=actor, digest=got.digest,
                                           check_code=got.check_code)
        assert got.status in ("imported", "already"), got.sentence
        return path

    def down(self, store: Store) -> tuple[going_down.SentDown, taking_in.Received]:
        """The store's package for the one below it, taken in there."""
        reader, actor = (self.group, TEACHER) if store is self.school else (self.school, OFFICE)
        (sent,) = going_down.down_packages(store, actor=self._who(store), folder=self.folder)
        got = taking_in.import_package(reader, actor=actor, path=sent.path)
        assert got.status in ("imported", "already"), got.sentence
        return sent, got

    def opened(self, path: Path, reader: Store) -> Opened:
        return package.open_package(path.read_bytes(), machine_keys(reader),
                                    trust_of(reader, today=NOW.date()))

    def _who(self, store: Store) -> Actor:
        return TEACHER if store is self.group else OFFICE if store is self.school else DESK


@pytest.fixture
def line(bench: Bench) -> Line:
    made = Line(*bench.open_line(), bench.folder)
    made.up(made.group)
    made.up(made.school)
    return made


def _pupil(store: Store) -> str:
    return min(whole_world(store).pupils)


def _change(store: Store, actor: Actor, pupil: str, **fields: Any) -> None:
    with store.session() as session:
        row = session.get(PupilRow, pupil)
        assert row is not None
        prior = row.tips
    edit_pupil(store, actor=actor, pupil=pupil, prior=prior, values=fields)


def _write(store: Store, actor: Actor, pupil: str, **fields: Any) -> None:
    """``_change`` for whoever has no form for it: a bureau settles what two sides disagree on."""
    with store.operation("edit_pupil", actor) as write:
        write.update(PupilRow, pupil, prior=write.session.get_one(PupilRow, pupil).tips, **fields)


def _states(store: Store) -> list[tuple[str, bool]]:
    return [(request.state, request.mine) for request in corrections.requests(store)]


def test_a_receipt_comes_back_for_the_very_package_that_was_sent(line: Line) -> None:
    assert receipts.receipts_of(line.group) == []
    line.down(line.school)
    (taken,) = receipts.receipts_of(line.group)
    assert (taken.kind, taken.period, taken.reader) == ("月报", MONTH, SCHOOL)
    assert taken.sent == sent_packages(line.group)[0]
    assert taken.added > 50
    line.down(line.bureau)
    (taken,) = receipts.receipts_of(line.school)
    assert taken.reader == "云岭县教育局"
    # The class's own receipt is none of the school's packages, nor the other way round.
    assert len(receipts.receipts_of(line.group)) == 1
    assert all(check(store).ok for store in (line.group, line.school, line.bureau))


def test_a_photo_with_a_receipt_stays_at_home_until_it_is_asked_for(line: Line) -> None:
    pupil = _pupil(line.group)
    visit = visits.add_visit(line.group, actor=TEACHER, visit=visits.VisitInput(
        pupil=pupil, day=NOW.date(), mode="家访", outcome="不在家")).id
    attachments.add_pictures(line.group, actor=TEACHER, target=visit, pictures=[picture()])
    photos = set(line.opened(line.up(line.group), line.school).content.attachments)
    assert len(photos) == 1
    # Nobody has told yet that it arrived.
    assert set(line.opened(line.up(line.group), line.school).content.attachments) == photos
    line.down(line.school)
    assert not line.opened(line.up(line.group), line.school).content.attachments
    with line.school.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM attachment")
    sent, _ = line.down(line.school)
    assert line.opened(sent.path, line.group).content.meta["wanted"] == sorted(photos)
    assert set(line.opened(line.up(line.group), line.school).content.attachments) == photos
    assert line.school.attachment(photos.pop()) is not None


def test_the_first_package_down_brings_photos_back_and_later_ones_leave_them(line: Line) -> None:
    pupil = _pupil(line.group)
    visit = visits.add_visit(line.group, actor=TEACHER, visit=visits.VisitInput(
        pupil=pupil, day=NOW.date(), mode="家访", outcome="不在家")).id
    attachments.add_pictures(line.group, actor=TEACHER, target=visit, pictures=[picture()])
    line.up(line.group)
    for left in (1, 0):
        sent, _ = line.down(line.school)
        assert len(line.opened(sent.path, line.group).content.attachments) == left


def test_a_question_goes_down_to_the_class_and_its_change_answers_it(line: Line) -> None:
    pupil = _pupil(line.bureau)
    asked = corrections.ask(line.bureau, actor=DESK, target=pupil, field="guardian1_phone",
                            sentence="少一位，请核对").id
    assert _states(line.bureau) == [("open", True)]
    line.down(line.bureau)
    line.down(line.school)
    for store in (line.school, line.group):
        assert _states(store) == [("open", False)]
        (due,) = [duty for duty in duties_of(store) if duty.do == "correct"]
        assert (due.pupil, due.id) == (pupil, f"correct:{asked}")
        assert "少一位，请核对" in due.reason
    # Another field is no answer.
    _change(line.group, TEACHER, pupil, notes="问过")
    assert _states(line.group) == [("open", False)]
    _change(line.group, TEACHER, pupil, guardian1_phone="000-11112222")
    assert _states(line.group) == [("changed", False)]
    assert not [duty for duty in duties_of(line.group) if duty.do == "correct"]
    line.up(line.group)
    line.up(line.school)
    assert _states(line.bureau) == [("changed", True)]


def test_the_asker_and_others_above_do_not_answer_by_writing_themselves(line: Line) -> None:
    pupil = _pupil(line.bureau)
    corrections.ask(line.bureau, actor=DESK, target=pupil, field="guardian1_phone",
                    sentence="少一位，请核对")
    _write(line.bureau, DESK, pupil, guardian1_phone="000-33334444")
    assert _states(line.bureau) == [("open", True)]
    line.down(line.bureau)
    assert _states(line.school) == [("open", False)]
    _write(line.school, OFFICE, pupil, guardian1_phone="000-55556666")
    assert _states(line.school) == [("changed", False)]


def test_a_class_answers_its_school_and_the_office_does_not(line: Line) -> None:
    pupil = _pupil(line.school)
    asked = corrections.ask(line.school, actor=OFFICE, target=pupil, field="name",
                            sentence="同音字？").id
    (request,) = corrections.requests(line.school)
    room = next(iter(load_world(line.school).classes.values()))
    assert (request.class_id, request.name) == (room.id, room.title)
    with pytest.raises(KnownError) as refused:
        corrections.answer(line.school, actor=OFFICE, correction=asked, sentence="对的")
    assert refused.value.code == "asked_here"
    _write(line.school, OFFICE, pupil, name="样一一")
    line.down(line.school)
    assert _states(line.school) + _states(line.group) == [("open", True), ("open", False)]
    _write(line.group, TEACHER, pupil, name="样亿亿")
    line.up(line.group)
    assert _states(line.school) + _states(line.group) == [("changed", True), ("changed", False)]


def test_nothing_to_change_is_answered_in_a_sentence(line: Line) -> None:
    pupil = _pupil(line.bureau)
    corrections.ask(line.bureau, actor=DESK, target=pupil, field="name", sentence="同音字？")
    line.down(line.bureau)
    (request,) = corrections.requests(line.school)
    with pytest.raises(KnownError) as refused:
        corrections.answer(line.school, actor=OFFICE, correction=request.id, sentence=" ")
    assert refused.value.code == "no_sentence"
    corrections.answer(line.school, actor=OFFICE, correction=request.id, sentence="户口本核对过")
    line.up(line.school)
    (request,) = corrections.requests(line.bureau)
    assert (request.state, request.answer) == ("answered", "户口本核对过")


def test_a_question_about_a_return_is_answered_by_filing_it_anew(
    line: Line, clock: Clock
) -> None:
    with line.bureau.session() as session:
        filed = next(row for row in living(session, Return) if row.unit == row.home)
    with pytest.raises(KnownError) as refused:
        corrections.ask_return(line.bureau, actor=DESK, unit=filed.home, period="2026-10",
                               sentence="人数和上月差太多")
    assert refused.value.code == "unknown_row"
    corrections.ask_return(line.bureau, actor=DESK, unit=filed.home, period=MONTH,
                           sentence="人数和上月差太多")
    line.down(line.bureau)
    (due,) = [duty for duty in duties_of(line.school) if duty.do == "correct"]
    assert (due.pupil, due.each) == (None, "school")
    line.down(line.school)
    assert _states(line.group) == []
    clock.at = NOW.replace(day=18)
    line.up(line.school)
    assert _states(line.bureau) == [("changed", True)]


def test_only_who_asked_takes_it_back_and_only_of_others_is_asked(line: Line) -> None:
    pupil = _pupil(line.bureau)
    asked = corrections.ask(line.bureau, actor=DESK, target=pupil, sentence="请核对").id
    line.down(line.bureau)
    with pytest.raises(KnownError) as refused:
        corrections.withdraw(line.school, actor=OFFICE, correction=asked)
    assert refused.value.code == "not_asked_here"
    corrections.withdraw(line.bureau, actor=DESK, correction=asked)
    line.down(line.bureau)
    assert _states(line.school) == [("withdrawn", False)]
    # A school asks a class that has a computer of its own; no other.
    corrections.ask(line.school, actor=OFFICE, target=pupil, sentence="请核对")
    line.school.local("certificate").delete(machine_keys(line.group).public.sign)
    with pytest.raises(KnownError) as refused:
        corrections.ask(line.school, actor=OFFICE, target=pupil, sentence="请核对")
    assert refused.value.code == "own_row"


def test_what_is_new_for_whom_is_counted_until_it_went(line: Line) -> None:
    (below,) = going_down.units_below(line.bureau)
    assert (below.name, below.last, below.new_computers) == (SCHOOL, None, 1)
    assert below.news["回执"] == 1
    assert below.came["period"] == MONTH
    sent, _ = line.down(line.bureau)
    (below,) = going_down.units_below(line.bureau)
    assert (below.news, below.last, below.new_computers) == ({}, sent, 0)
    corrections.ask(line.bureau, actor=DESK, target=_pupil(line.bureau), sentence="请核对")
    (below,) = going_down.units_below(line.bureau)
    assert below.news == {"更正": 1}


def test_files_take_effect_below_and_lists_are_shown(line: Line, tmp_path: Path) -> None:
    text = profiles.profile_text(line.bureau, policy="XY24")
    own = profiles.copy_profile(line.bureau, policy="XY24", head=profiles.NewHead(
        id="YL26", title="云岭县办法", kind="county"))
    file = own_files(line.bureau)[own.id]
    shown = tmp_path / "小升初名单.xlsx"
    shown.write_bytes(b"PK\x03\x04 invented")
    form = FORMS / "persuasion_notice.toml"
    for path, kind in ((file, "policy"), (form, "forms"), (shown, "list")):
        handed.hand(line.bureau, actor=DESK, file=path, kind=kind)
    _, got = line.down(line.bureau)
    assert "收到办法文件" in got.sentence
    assert own.id in own_files(line.school)
    assert (line.school.folder / "forms" / form.name).read_bytes() == form.read_bytes()
    listed = {one.kind: one for one in handed.handed_files(line.school)}
    assert {kind: one.wrong for kind, one in listed.items()} == {
        "policy": "", "forms": "", "list": ""}
    copy = handed.save_copy(line.school, handed=listed["list"], folder=line.folder)
    assert copy.read_bytes() == shown.read_bytes()
    assert text
    # The class follows its school's superior through the school's packages.
    line.down(line.school)
    assert own.id in own_files(line.group)


def test_a_pack_of_forms_takes_effect_below_with_its_parts(line: Line, tmp_path: Path) -> None:
    form = (FORMS / "persuasion_letter.toml").read_text(encoding="utf-8")
    pack = tmp_path / "云岭县表样.zip"
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr("persuasion_letter.toml", form + '\n[[part]]\nuse = "greeting"\n')
        archive.writestr("parts/greeting.toml",
                         'name = "问候"\n[[block]]\nis = "text"\ntext = "您好。"\n')
    wrong = tmp_path / "错.toml"
    wrong.write_text(form.replace("pupil.name", "pupil.nome"), encoding="utf-8")
    with pytest.raises(KnownError) as refused:
        handed.hand(line.bureau, actor=DESK, file=wrong, kind="forms")
    assert "错.toml 第" in refused.value.sentence
    handed.hand(line.bureau, actor=DESK, file=pack, kind="forms")
    line.down(line.bureau)
    line.down(line.school)
    for store in (line.school, line.group):
        (taken,) = form_packs.packs(store)
        assert (taken.title, taken.forms, taken.parts) == (
            "云岭县表样", ("persuasion_letter",), ("greeting",))
        assert form_by_id(store, "persuasion_letter").parts[-1].name == "问候"


def test_a_form_that_could_not_be_used_is_tried_again(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = FORMS / "persuasion_letter.toml"
    handed.hand(line.bureau, actor=DESK, file=form, kind="forms")

    def full(*args: Any, **more: Any) -> int:
        raise KnownError("file_not_written", "表样写不进去。")

    with monkeypatch.context() as patch:
        patch.setattr(form_packs, "add_pack", full)
        _, got = line.down(line.bureau)
        assert "没有用上：表样写不进去。" in got.sentence
        (file,) = handed.handed_files(line.school)
        assert file.wrong == "表样写不进去。"
        with pytest.raises(KnownError) as refused:
            handed.try_again(line.school, handed=file)
        assert "表样写不进去" in refused.value.sentence
        # Nobody is told of the same again.
        corrections.ask(line.bureau, actor=DESK, target=_pupil(line.bureau), sentence="请核对")
        assert "表样" not in line.down(line.bureau)[1].sentence
    corrections.ask(line.bureau, actor=DESK, target=_pupil(line.bureau), sentence="再核对")
    assert "收到表样" in line.down(line.bureau)[1].sentence
    assert (line.school.folder / "forms" / form.name).read_bytes() == form.read_bytes()
    (file,) = handed.handed_files(line.school)
    assert file.wrong == ""


def test_a_program_is_no_list(line: Line, tmp_path: Path) -> None:
    (tmp_path / "名单.exe").write_bytes(b"MZ")
    with pytest.raises(KnownError) as refused:
        handed.hand(line.bureau, actor=DESK, file=tmp_path / "名单.exe", kind="list")
    assert refused.value.code == "handed_kind"


def test_terms_years_and_any_day_have_packages_of_their_own(line: Line) -> None:
    for period, kind in (("2026-2027-1", "学期报"), ("2026-2027", "学年报")):
        path = line.up(line.group, period)
        assert line.opened(path, line.school).heading.kind == kind
    assert "2026—2027学年第一学期" in sent_packages(line.group)[1].path.name
    _change(line.group, TEACHER, _pupil(line.group), notes="问过")
    sealed = packages.seal_now(line.group, actor=TEACHER)
    sent = packages.write_package(line.group, sealed=sealed, folder=line.folder)
    assert taking_in.import_package(line.school, actor=OFFICE, path=sent.path).status == "imported"
    with line.school.session() as session:
        assert {row.kind for row in living(session, Return)} == {"月报", "学期报", "学年报"}
    assert returns_of_month(line.school, period=MONTH)[0].status == "filed_zero"


def test_a_class_sends_nothing_down_and_a_school_without_classes_neither(
    line: Line, tmp_path: Path
) -> None:
    line.school.local("certificate").delete(machine_keys(line.group).public.sign)
    for store, actor, code in ((line.group, TEACHER, "role_not_allowed"),
                               (line.school, OFFICE, "nobody_below")):
        with pytest.raises(KnownError) as refused:
            going_down.down_packages(store, actor=actor, folder=tmp_path)
        assert refused.value.code == code


def test_pupils_of_the_class_come_back_to_a_computer_that_lost_them(line: Line) -> None:
    """A superior's package holds all that the class ever wrote."""
    sent, _ = line.down(line.school)
    opened = line.opened(sent.path, line.group)
    assert opened.heading.kind == "下发"
    assert opened.standing is not None
    assert opened.standing.superior
    with line.group.transaction() as connection:
        for table in ("entry", "operation", "run", "pupil"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    got = taking_in.import_package(line.group, actor=TEACHER, path=sent.path)
    assert got.status == "imported"
    assert len(list_pupils(line.group)) == 50
