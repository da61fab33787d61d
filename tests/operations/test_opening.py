"""Opening stores: the list of this computer, passwords, recovery keys, restored backups."""

from collections.abc import Callable
from pathlib import Path

import pytest
from people import NOW, PASSWORD, SCHOOL

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import known_stores, opening
from kongchuo_desktop.store.backup import backup_to
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store


@pytest.fixture(autouse=True)
def this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    monkeypatch.setenv("HOME", str(tmp_path))


def test_an_opened_store_is_listed_and_can_be_forgotten(
    store_folder: Callable[[str], Path]
) -> None:
    folder = store_folder("class")
    opening.open_store(folder, password=PASSWORD, now=lambda: NOW).close()
    assert [(c.folder, c.unit_name, c.role, c.opened) for c in known_stores.stores_here()] == [
        (folder, SCHOOL, "class", NOW)]
    known_stores.forget(folder)
    assert known_stores.stores_here() == []
    assert folder.is_dir()


def test_a_wrong_password_lists_nothing(store_folder: Callable[[str], Path]) -> None:
    with pytest.raises(KnownError) as caught:
        opening.open_store(store_folder("class"), password="no")
    assert caught.value.code == "wrong_password"
    assert known_stores.stores_here() == []


def test_a_new_password_may_not_be_short(class_store: Store) -> None:
    with pytest.raises(KnownError) as caught:
        opening.change_password(class_store, old=PASSWORD, new="12345")
    assert caught.value.code == "weak_password"


def test_a_new_recovery_key_voids_the_former_one(tmp_path: Path, fast_key: KdfCost) -> None:
    folder = tmp_path / "库"
    store, former = Store.create(folder, password=PASSWORD, role="class", name="周老师",
                                 unit_name=SCHOOL, now=lambda: NOW, cost=fast_key)
    with store:
        key = opening.new_recovery_key(store, password=PASSWORD)
    with pytest.raises(KnownError) as caught:
        opening.open_with_recovery(folder, recovery=former, new_password="new-password",
                                   cost=fast_key)
    assert caught.value.code == "recovery_wrong"
    opening.open_with_recovery(folder, recovery=key, new_password="new-password",
                               cost=fast_key).close()
    Store.open(folder, password="new-password").close()


def test_a_new_recovery_key_needs_the_password(class_store: Store) -> None:
    before = class_store.header
    with pytest.raises(KnownError):
        opening.new_recovery_key(class_store, password="wrong")
    assert class_store.header == before


def test_a_restored_backup_is_listed(class_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "副本.kcbak"
    backup_to(class_store, file)
    card = opening.look_at_backup(file)
    assert (card.unit_name, card.there) == (SCHOOL, False)
    opening.restore_backup(file, card.folder, now=lambda: NOW)
    assert [c.folder for c in known_stores.stores_here()] == [card.folder]
    opening.open_store(card.folder, password=PASSWORD).close()


def test_an_offered_folder_is_free_and_has_a_name_that_windows_takes(tmp_path: Path) -> None:
    first = known_stores.offered_folder("青石镇/中心学校?", "七年级1班", parent=tmp_path)
    assert first.parent == tmp_path
    assert not set(first.name) & set('<>:"/\\|?*')
    first.mkdir()
    assert known_stores.offered_folder("青石镇/中心学校?", "七年级1班", parent=tmp_path) == first
    (first / "作业.txt").touch()
    assert known_stores.offered_folder("青石镇/中心学校?", "七年级1班", parent=tmp_path) != first


def test_a_practice_store_is_marked_beside_it(store_folder: Callable[[str], Path]) -> None:
    folder = store_folder("class")
    assert not opening.look_at(folder).practice
    known_stores.mark_practice(folder)
    assert opening.look_at(folder).practice
