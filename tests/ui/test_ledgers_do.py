"""台账: who is away is explained from its row; a masked list is put up and written down."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from ledger_page import choose, ledgers_window
from lived import RARE, Lived
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.operations.ledgers import EXCEL, open_ledger
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.ledgers import KEEP, DiscloseForm, ExplainForm
from kongchuo_desktop.ui.pages.ledgers import LedgersPage
from kongchuo_desktop.ui.pages.ledgers_model import Kind
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
AWAY, PUBLIC, REGISTER = "ledger_away", "ledger_public_persuasion", "ledger_disclosures"


@pytest.fixture
def printed() -> list[Sequence[bytes]]:
    """What went to the printer."""
    return []


@pytest.fixture
def window(lived_ctx: AppContext, printed: list[Sequence[bytes]], idle: Idle, qtbot: QtBot,
           tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    window = ledgers_window(lived_ctx, printed, tmp_path)
    qtbot.addWidget(window)
    idle()
    yield window
    window.hide()


@pytest.fixture
def ledgers(window: MainWindow) -> LedgersPage:
    found = window.page()
    assert isinstance(found, LedgersPage)
    return found


def heads(page: LedgersPage) -> list[str]:
    return [line.text for line in page.view.model.lines if line.kind is Kind.HEAD]


def shown_buttons(page: LedgersPage) -> list[str]:
    return [button.text() for button in (page.print, page.pdf, page.excel, page.explain,
                                         page.disclose) if not button.isHidden()]


def test_who_is_away_without_a_word_comes_first_and_is_counted(
    ledgers: LedgersPage, idle: Idle
) -> None:
    choose(ledgers, "在籍不在校核对表", idle)
    assert heads(ledgers) == ["没有说明（1条）", "说得清（2条）"]
    current = ledgers.picker.current()
    assert current is not None
    assert (current.id, current.owed) == (AWAY, 1)
    assert ledgers.picker.list.payload().due == "1人没说明"
    assert shown_buttons(ledgers) == ["打印", "导出Excel", "写明情况"]


def test_where_nobody_is_listed_there_is_nothing_to_explain_or_put_up(
    ledgers: LedgersPage, idle: Idle
) -> None:
    choose(ledgers, "在籍不在校核对表", idle)
    assert ledgers.explain.isEnabled()
    type_into(ledgers.bar.search, "没有这个人")
    assert not ledgers.explain.isEnabled()
    choose(ledgers, "在校不在籍核对表", idle)
    assert not ledgers.explain.isEnabled()
    choose(ledgers, "帮扶情况公示名单", idle)
    assert not ledgers.disclose.isEnabled()
    shown = ledgers.stack.findChildren(EmptyState)[-1]
    assert any(label.text().endswith("没有要列的，就没有要公示的。")
               for label in shown.findChildren(QLabel))


def test_the_row_is_explained_and_taken_back(ledgers: LedgersPage, lived: Lived, idle: Idle,
                                             window: MainWindow) -> None:
    choose(ledgers, AWAY, idle)
    ledgers.explain_here()
    form = window.findChild(ExplainForm)
    assert form is not None
    assert any(RARE in label.text() for label in form.findChildren(QLabel))
    form.submitted.emit()
    idle()
    assert form.fields["why"].error()
    form.usual.setCurrentIndex(0)
    form.usual.activated.emit(0)
    assert form.why.text() == form.usual.key()
    form.submitted.emit()
    idle()
    QApplication.processEvents()
    assert heads(ledgers) == ["说得清（3条）"]
    assert ledgers.picker.list.payload().due == ""
    ledgers.ctx.undo()
    idle()
    QApplication.processEvents()
    assert heads(ledgers)[0] == "没有说明（1条）"


def test_what_is_put_up_goes_out_in_one_way_only(
    ledgers: LedgersPage, window: MainWindow, lived_store: Store,
    printed: list[Sequence[bytes]], idle: Idle, tmp_path: Path
) -> None:
    choose(ledgers, PUBLIC, idle)
    assert shown_buttons(ledgers) == ["公示…"]
    assert not ledgers.bar.groups.isVisible()
    for keep, ask in ((False, ledgers.print_shown), (True, lambda: ledgers.save(EXCEL))):
        ask()
        form = next(one for one in window.findChildren(DiscloseForm) if one.isVisible())
        form.submitted.emit()
        idle()
        assert form.fields["place"].error()
        form.place.setText("学校门口公示栏")
        if keep:
            form.how.choose(KEEP)
        form.submitted.emit()
        idle()
        QApplication.processEvents()
    assert [pdf[:4] for (pdf,) in printed] == [b"%PDF"]
    (kept,) = tmp_path.glob("*.pdf")
    assert kept.read_bytes() == printed[0][0]
    assert [row["where"] for row in open_ledger(lived_store, ledger=REGISTER).values] == [
        "学校门口公示栏"] * 2


def test_an_ordinary_ledger_has_neither(ledgers: LedgersPage, idle: Idle) -> None:
    choose(ledgers, "ledger_visits", idle)
    assert shown_buttons(ledgers) == ["打印", "存为PDF", "导出Excel"]
    ledgers.explain_here()
    ledgers.put_up()
    assert QApplication.activeModalWidget() is None
