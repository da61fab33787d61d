"""The list of stores on this computer."""

from datetime import datetime
from pathlib import Path

import pytest

from kongchuo_desktop.store.known_stores import forget, known_stores, remember
from kongchuo_desktop.store.store import Store


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "person"
    monkeypatch.setenv("KONGCHUO_HOME", str(home))
    return home


def test_the_last_opened_comes_first_and_once(store: Store, tmp_path: Path) -> None:
    remember(store.folder, store.header, now=datetime.fromisoformat("2026-09-01T08:00"))
    remember(tmp_path / "另一个", store.header, now=datetime.fromisoformat("2026-09-02T08:00"))
    remember(store.folder, store.header, now=datetime.fromisoformat("2026-09-03T08:00"))
    first, second = known_stores()
    assert (first.folder, first.name, first.role) == (str(store.folder), "七1 班", "class")
    assert (first.there, second.there) == (True, False)
    assert first.unit_name == "青石镇中心学校"


def test_forgetting_leaves_the_store(store: Store) -> None:
    remember(store.folder, store.header, now=datetime.fromisoformat("2026-09-01T08:00"))
    forget(str(store.folder))
    assert known_stores() == []
    assert (store.folder / "store.db").exists()


@pytest.mark.parametrize("text", ["", "{", "{}", "null", '[1, {"folder": 3}, {}]', "\udcff"])
def test_a_broken_list_is_an_empty_one_and_can_be_written_again(
    own_home: Path, store: Store, text: str
) -> None:
    own_home.mkdir()
    (own_home / "stores.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert known_stores() == []
    remember(store.folder, store.header, now=datetime.fromisoformat("2026-09-01T08:00"))
    assert len(known_stores()) == 1
