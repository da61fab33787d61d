"""迎检材料 as one file: every ledger and 卷宗 of the period, their pages, and what can go wrong."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from people import NOW, TEACHER
from photos import scan
from pypdf import PdfReader

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import events, papers, roster
from kongchuo_desktop.operations.inspection import inspection
from kongchuo_desktop.operations.inspection_binding import bind_up
from kongchuo_desktop.operations.inspection_book import BoundBook, bind_book
from kongchuo_desktop.operations.inspection_ledgers import DOSSIERS, volumes
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()


@pytest.fixture
def lived(class_store: Store) -> Store:
    """郭小军 has a case and a notice with a scanned receipt."""
    who = next(c.id for c in roster.list_pupils(class_store) if c.name == "郭小军")
    events.add_event(class_store, actor=TEACHER, kind="opened", day=TODAY, pupil=who,
                     fields={"state": "suspected"})
    (paper,) = papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice",
                                   pupils=[who], day=TODAY).papers
    papers.deliver_paper(class_store, actor=TEACHER, paper=paper.id, day=TODAY, how="直接",
                         to="郭某", scans=[scan()])
    return class_store


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    """An empty stick."""
    made = tmp_path / "U盘"
    made.mkdir()
    return made


def bound(store: Store, folder: Path, **more: Any) -> BoundBook:
    return bind_book(store, inspection(store, span="month"), folder=folder, user=TEACHER.name,
                     **more)


def test_every_ledger_and_dossier_lies_where_the_contents_say(
    lived: Store, usb: Path
) -> None:
    found = volumes(lived, inspection(lived, span="month"))
    book = bound(lived, usb)
    assert [entry.title for entry in book.entries] == [volume.title for volume in found]
    reader = PdfReader(book.path)
    words = [page.extract_text().replace(" ", "") for page in reader.pages]
    front = len(words) - book.pages
    assert front == 2
    contents = "".join(words[1].split())
    for entry in book.entries:
        assert f"全册第{entry.page}页" in words[front + entry.page - 1]
        assert f"{entry.title}{entry.pages}{entry.page}" in contents
    assert sum(entry.pages for entry in book.entries) == book.pages
    last = book.entries[-1]
    assert (last.group, last.title) == (DOSSIERS, "郭小军卷宗（七年级1班）")
    assert "控辍保学一人一案卷宗" in words[front + last.page - 1]
    assert "1册" in words[0]
    assert f"{book.pages}页" in words[0]
    assert reader.metadata == {"/Title": "青石镇中心学校迎检材料（2026年9月1日至2026年9月30日）",
                               "/Producer": "kongchuo-desktop"}


def test_what_is_not_on_this_computer_is_named_in_the_contents(
    lived: Store, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "attachment", lambda self, digest: None)
    book = bound(lived, usb)
    assert any("劝学通知书" in said for said in book.absent)
    contents = PdfReader(book.path).pages[1].extract_text()
    assert "不在这台电脑上" in "".join(contents.split())


def test_what_was_stopped_leaves_nothing(lived: Store, usb: Path) -> None:
    answers = iter([False, False, True])
    with pytest.raises(KnownError) as stopped:
        bound(lived, usb, cancelled=lambda: next(answers))
    assert stopped.value.code == "cancelled"
    assert list(usb.iterdir()) == []


def test_what_lies_there_is_not_touched_and_elsewhere_the_same_is_made(
    lived: Store, usb: Path, tmp_path: Path
) -> None:
    first = bound(lived, usb).path
    before = first.read_bytes()
    assert bound(lived, tmp_path / "别处").path.read_bytes() == before
    with pytest.raises(KnownError) as refused:
        bound(lived, usb)
    assert refused.value.code == "file_exists"
    assert first.read_bytes() == before
    assert [path.name for path in usb.iterdir()] == [first.name]


@pytest.mark.parametrize("bind", [bind_book, bind_up])
def test_a_folder_that_lies_too_deep_is_said(
    bind: Callable[..., object], lived: Store, usb: Path
) -> None:
    with pytest.raises(KnownError) as refused:
        bind(lived, inspection(lived, span="month"), folder=usb / ("深" * 300))
    assert refused.value.code == "stick_path"


@pytest.mark.parametrize("bind", [bind_book, bind_up])
def test_a_stick_that_is_too_small_is_said_and_left_as_it_was(
    bind: Callable[..., object], lived: Store, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    seen = inspection(lived, span="month")
    monkeypatch.setattr(platform, "place_kind", lambda folder: "stick")
    monkeypatch.setattr(platform, "flush_file", full)
    with pytest.raises(KnownError) as refused:
        bind(lived, seen, folder=usb)
    assert refused.value.code == "stick_full"
    assert refused.value.sentence == "U盘满了。"
    assert list(usb.iterdir()) == []
