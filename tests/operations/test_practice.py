"""A school to try out: it is made beside what is there, marked, and thrown away alone."""

from pathlib import Path

import pytest
from people import Clock
from PySide6.QtPdf import QPdfDocument

from kongchuo_desktop.operations.known_stores import (
    PRACTICE_PASSWORD,
    mark_practice,
    stores_here,
    throw_away_practice,
)
from kongchuo_desktop.operations.opening import open_store
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.practice import make_practice
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store


@pytest.mark.slow
def test_a_school_is_made_listed_opened_and_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock, fast_key: KdfCost
) -> None:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    folder = make_practice(parent=tmp_path / "资料", now=clock, cost=fast_key)
    cards = stores_here()
    assert [card.role for card in cards] == ["class", "school", "bureau"]
    assert all(card.practice for card in cards)
    assert cards[0].folder == folder
    open_store(folder, password=PRACTICE_PASSWORD, now=clock).close()
    throw_away_practice(folder)
    assert not folder.exists()
    assert [card.role for card in stores_here()] == ["school", "bureau"]


def test_only_what_is_marked_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    folder = tmp_path / "真的资料"
    folder.mkdir()
    throw_away_practice(folder)
    assert folder.is_dir()


@pytest.mark.parametrize("practice", [True, False])
def test_papers_of_a_practice_school_say_so(
    qapp: object, class_store: Store, tmp_path: Path, practice: bool
) -> None:
    if practice:
        mark_practice(class_store.folder)
    pupil = list_pupils(class_store)[0].id
    (draft,) = draft_papers(class_store, form_id="persuasion_notice", pupils=[pupil],
                            day=class_store.now().date())
    file = tmp_path / "通知书.pdf"
    file.write_bytes(draft.pdf)
    document = QPdfDocument()
    document.load(str(file))
    assert ("练习" in document.getAllText(0).text()) is practice
