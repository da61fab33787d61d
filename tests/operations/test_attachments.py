"""Photos on visits, events and papers: added, removed, undone, travelling, damaged, mended."""

import hashlib
from pathlib import Path

import pytest
from people import NOW, OFFICE, PASSWORD, TEACHER, Clock
from photos import PDF, photo_file, picture, scan

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import attachments, visits
from kongchuo_desktop.operations.attachments import (
    add_pictures,
    note_picture,
    photos_of,
    read_pictures,
    remove_picture,
    stored_bytes,
)
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.history import list_conflicts, settle, undo
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.backup import backup_to, restore
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.erasure import drop_attachments
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Attached, Event, PaperEvent
from kongchuo_desktop.store.write import Write

TODAY = NOW.date()


@pytest.fixture
def visit(class_store: Store) -> str:
    return visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
        pupil=min(load_world(class_store).pupils), day=TODAY, mode="家访", outcome="同意",
        pictures=[picture("院子.jpg")])).id


def names(store: Store, target: str) -> list[str]:
    return [photo.name for photo in photos_of(store, target)]


def twin(store: Store, folder: Path) -> Path:
    """The store on another computer."""
    backup_to(store, folder / "备份.kcbak")
    restore(folder / "备份.kcbak", folder / "另一台", now=NOW)
    return folder / "另一台"


def send(source: Store, target: Store) -> None:
    found = export_rows(source, lambda info: True)
    merge(target, found.entries, found.operations, found.runs, found.attachments,
          allowed_home=lambda home: True)


def test_a_photo_is_kept_under_its_digest_and_stands_in_the_dossier(
    class_store: Store, visit: str
) -> None:
    kept, = photos_of(class_store, visit)
    data = stored_bytes(class_store, kept.digest, called=kept.called)
    assert hashlib.sha256(data).hexdigest() == kept.digest
    assert data == picture().data
    pupil = min(load_world(class_store).pupils)
    shown, = [h for h in dossier(class_store, pupil=pupil).happened if h.id == visit]
    assert shown.photos == (kept,)
    with class_store.session() as session:
        row = session.get_one(Attached, kept.id)
        assert (row.about, row.pupil, row.size) == (pupil, pupil, len(data))


def test_the_same_photo_twice_is_one(class_store: Store, visit: str) -> None:
    add_pictures(class_store, actor=TEACHER, target=visit,
                 pictures=[picture("另一个名字.jpg"), picture("门口.jpg", colour="navy")])
    assert sorted(names(class_store, visit)) == ["另一个名字.jpg", "门口.jpg"]


def test_removing_is_a_fact_that_can_be_undone(class_store: Store, visit: str) -> None:
    photo, = photos_of(class_store, visit)
    remove_picture(class_store, actor=TEACHER, photo=photo)
    assert photos_of(class_store, visit) == ()
    undo(class_store, actor=TEACHER)
    assert names(class_store, visit) == ["院子.jpg"]
    remove_picture(class_store, actor=TEACHER, photo=photos_of(class_store, visit)[0])
    add_pictures(class_store, actor=TEACHER, target=visit, pictures=[picture()])
    assert names(class_store, visit) == ["院子.jpg"]
    assert check(class_store).ok


def test_adding_is_undone(class_store: Store, visit: str) -> None:
    add_pictures(class_store, actor=TEACHER, target=visit, pictures=[scan()])
    assert [p.kind for p in photos_of(class_store, visit)] == ["scan", "photo"]
    undo(class_store, actor=TEACHER)
    assert names(class_store, visit) == ["院子.jpg"]


def test_scans_of_before_there_were_rows_of_their_own_are_shown(class_store: Store) -> None:
    pupil = min(load_world(class_store).pupils)
    with class_store.operation("old", TEACHER) as write:
        old = [write.insert(Event, kind="returned", day=TODAY.isoformat(), pupil=pupil,
                            scan=write.attach(b"old event")),
               write.insert(PaperEvent, kind="served", day=TODAY.isoformat(), pupil=pupil,
                            scan=write.attach(b"old receipt"))]
    for row in old:
        photo, = photos_of(class_store, row)
        assert stored_bytes(class_store, photo.digest, called="x").startswith(b"old")
        with pytest.raises(KnownError) as refused:
            remove_picture(class_store, actor=TEACHER, photo=photo)
        assert refused.value.code == "old_scan"


@pytest.mark.parametrize("target", ["0" * 32, "pupil"])
def test_only_records_take_photos(class_store: Store, target: str) -> None:
    target = min(load_world(class_store).pupils) if target == "pupil" else target
    with pytest.raises(KnownError) as refused:
        add_pictures(class_store, actor=TEACHER, target=target, pictures=[picture()])
    assert refused.value.code == "unknown_record"
    with class_store.session() as session:
        assert living(session, Attached) == []


def test_what_the_school_removes_while_the_class_notes_it_is_asked(
    class_store: Store, visit: str, clock: Clock, tmp_path: Path
) -> None:
    photo, = photos_of(class_store, visit)
    folder = twin(class_store, tmp_path)
    with Store.open(folder, password=PASSWORD, now=clock) as other:
        remove_picture(other, actor=OFFICE, photo=photo)
        note_picture(class_store, actor=TEACHER, photo=photo, note="父亲在院子里")
        send(other, class_store)
        conflict, = list_conflicts(class_store)
        assert (conflict.table, conflict.field) == ("attached", "_gone")
        shown, = photos_of(class_store, visit)
        assert shown.note == "父亲在院子里"
        settle(class_store, actor=TEACHER, conflict=conflict, value=True)
        send(class_store, other)
        assert photos_of(other, visit) == photos_of(class_store, visit) == ()
        assert check(other).ok


def test_two_machines_that_add_the_same_photo_agree(
    class_store: Store, visit: str, clock: Clock, tmp_path: Path
) -> None:
    folder = twin(class_store, tmp_path)
    with Store.open(folder, password=PASSWORD, now=clock) as other:
        for store, name in ((class_store, "甲.jpg"), (other, "乙.jpg")):
            add_pictures(store, actor=TEACHER, target=visit,
                         pictures=[picture(name, colour="red")])
        send(other, class_store)
        assert list_conflicts(class_store) == []
        assert len(photos_of(class_store, visit)) == 2


def damage(store: Store, how: str) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql(how)


@pytest.mark.parametrize(("how", "code", "said"), [
    ("UPDATE attachment SET data = x'00'", "bytes_changed", "坏了"),
    ("DELETE FROM attachment", "bytes_missing", "不在这台电脑上"),
])
def test_damage_is_seen_said_and_mended_by_the_next_package(
    class_store: Store, visit: str, clock: Clock, tmp_path: Path, how: str, code: str, said: str
) -> None:
    photo, = photos_of(class_store, visit)
    folder = twin(class_store, tmp_path)
    damage(class_store, how)
    assert [said in problem for problem in check(class_store).problems] == [True]
    with pytest.raises(KnownError) as refused:
        stored_bytes(class_store, photo.digest, called=photo.called)
    assert refused.value.code == code
    assert "院子.jpg" in refused.value.sentence
    with Store.open(folder, password=PASSWORD, now=clock) as whole:
        send(whole, class_store)
    assert check(class_store).ok
    assert stored_bytes(class_store, photo.digest, called="") == picture().data


def test_bytes_go_only_when_nothing_names_them(class_store: Store, visit: str) -> None:
    photo, = photos_of(class_store, visit)
    remove_picture(class_store, actor=TEACHER, photo=photo)
    with class_store.transaction() as connection:
        drop_attachments(connection)
    assert class_store.attachment(photo.digest) is not None
    with class_store.operation("erase", TEACHER, undoable=False) as write:
        write.erase(Attached, photo.id, why="保存期满")
    assert class_store.attachment(photo.digest) is None


def test_on_a_full_disk_neither_bytes_nor_row_are_kept(
    class_store: Store, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(write: Write) -> None:
        raise KnownError("disk_full", "磁盘满了。")

    new = picture("门口.jpg", colour="navy")
    with monkeypatch.context() as patch:
        patch.setattr(Write, "finish", full)
        with pytest.raises(KnownError):
            add_pictures(class_store, actor=TEACHER, target=visit, pictures=[new])
    assert class_store.attachment(hashlib.sha256(new.data).hexdigest()) is None
    assert names(class_store, visit) == ["院子.jpg"]
    add_pictures(class_store, actor=TEACHER, target=visit, pictures=[new])
    assert check(class_store).ok


def test_files_and_folders_are_read_and_each_refusal_has_its_sentence(tmp_path: Path) -> None:
    camera = tmp_path / "相机"
    camera.mkdir()
    (camera / "1.JPG").write_bytes(photo_file())
    (camera / "2.png").write_bytes(photo_file(kind="PNG", colour="red"))
    (camera / "说明.txt").write_text("不是照片", encoding="utf-8")
    (tmp_path / "坏.jpg").write_bytes(photo_file()[:99])
    (tmp_path / "回证.pdf").write_bytes(PDF)
    told: list[tuple[int, int, str]] = []
    found = read_pictures([camera, tmp_path / "回证.pdf", tmp_path / "坏.jpg",
                           tmp_path / "拔掉了.jpg", camera / "1.JPG"],
                          tell=lambda *step: told.append(step))
    assert [p.name for p in found.pictures] == ["1.JPG", "2.png", "回证.pdf"]
    assert [e.code for e in found.refused] == ["picture_broken", "photo_unreadable"]
    assert told[0] == (0, 6, "1.JPG")


def test_a_folder_without_photos_or_with_too_many_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as refused:
        read_pictures([tmp_path])
    assert refused.value.code == "no_pictures"
    for at in range(attachments.MOST_AT_ONCE + 1):
        (tmp_path / f"{at}.jpg").write_bytes(b"")
    with pytest.raises(KnownError) as refused:
        read_pictures([tmp_path])
    assert refused.value.code == "too_many_pictures"


def test_reading_stops_when_the_person_says_so(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(done: int, total: int, name: str) -> None:
        raise StopError

    (tmp_path / "a.jpg").write_bytes(photo_file())
    with pytest.raises(StopError):
        read_pictures([tmp_path / "a.jpg"], tell=stop)
