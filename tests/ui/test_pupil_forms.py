"""The forms opened from 今日, 个案 and 一生一档: service receipts, handing over, short facts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lived import TODAY, Elsewhere, Lived, window_with
from people import TEACHER
from photos import photo_file
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import photos_of
from kongchuo_desktop.operations.drafts import draft
from kongchuo_desktop.operations.overview import overview
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.papers import issue_papers
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event, PaperEvent
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms import drafting
from kongchuo_desktop.ui.forms.event import FactForm, open_discharge, open_handing
from kongchuo_desktop.ui.forms.served import ServedForm, open_served
from kongchuo_desktop.ui.forms.visit import VisitForm, open_visit, read_day
from kongchuo_desktop.ui.pages.today_do import do_duty
from kongchuo_desktop.ui.pages.today_words import verb_of
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]


@pytest.fixture
def window(lived_ctx: AppContext, qtbot: QtBot) -> MainWindow:
    window = window_with(lived_ctx, today=Elsewhere)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def notice(lived_store: Store, lived: Lived) -> IssuedPaper:
    return issue_papers(lived_store, actor=TEACHER, form_id="劝学通知书", day=TODAY,
                        pupils=[lived.id(23)]).papers[0]


def stamps(store: Store, paper: IssuedPaper) -> list[PaperEvent]:
    with store.session() as session:
        return living(session, PaperEvent, paper=paper.id)


def test_a_receipt_needs_who_signed_and_starts_the_clock(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, notice: IssuedPaper,
    qtbot: QtBot, idle: Idle
) -> None:
    form = ServedForm(lived_ctx, window, paper=notice, name="某某")
    form.open()
    form.send.click()
    idle()
    assert "谁" in form.fields["to"].error()
    form.to.setText("廖某")
    qtbot.keyClick(form.to, Qt.Key.Key_Return)
    idle()
    served, = stamps(lived_store, notice)
    assert (served.kind, served.day, served.how, served.to) == (
        "served", TODAY.isoformat(), "直接", "廖某")


def test_the_relation_of_a_known_guardian_is_filled_in_and_follows_the_name(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, lived: Lived,
    notice: IssuedPaper, qtbot: QtBot, idle: Idle
) -> None:
    known = lived.pupils[23].values
    open_served(lived_ctx, window, paper=notice, name="某某")
    idle()
    form = window.sheet()
    assert isinstance(form, ServedForm)
    assert (form.to.text(), form.relation.text()) == (
        known["guardian1_name"], known["guardian1_relation"])
    form.to.setText("某邻居")
    assert form.relation.text() == ""
    form.relation.setText("邻居")
    form.to.setText("某邻居二")
    assert form.relation.text() == "邻居"
    form.to.setText(known["guardian1_name"])
    form.relation.setText(known["guardian1_relation"])
    form.submitted.emit()
    idle()
    assert stamps(lived_store, notice)[0].relation == known["guardian1_relation"]


def test_a_notice_that_was_issued_is_served_from_its_line_of_today(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, lived: Lived,
    notice: IssuedPaper, idle: Idle
) -> None:
    due = next(d for d in overview(lived_store).dues if d.way.kind == "serve")
    assert (due.way.paper, due.line.first.pupil) == (notice, lived.id(23))
    assert verb_of(due.line.first, due.way) == "登记送达"
    do_duty(lived_ctx, window, due)
    idle()
    assert isinstance(window.sheet(), ServedForm)


def test_a_notice_left_behind_needs_two_witnesses(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, notice: IssuedPaper,
    qtbot: QtBot, idle: Idle
) -> None:
    form = ServedForm(lived_ctx, window, paper=notice, guardians={"廖某": "父"})
    form.open()
    form.how.setFocus()
    qtbot.keyClick(form.how, Qt.Key.Key_2)
    assert form.witnesses.isVisible()
    form.send.click()
    assert "两名" in form.witnesses.error()
    form.fields["witnesses"].editor.setText("甲某、乙某")  # type: ignore[attr-defined]
    form.send.click()
    idle()
    assert [s.witnesses for s in stamps(lived_store, notice)] == [["甲某", "乙某"]]


def test_a_photo_of_the_spot_stands_in_for_the_witnesses(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, notice: IssuedPaper,
    idle: Idle, tmp_path: Path
) -> None:
    (tmp_path / "门口.jpg").write_bytes(photo_file())
    paths = [tmp_path / "没有.jpg"]
    form = ServedForm(lived_ctx, window, paper=notice, guardians={"廖某": "父"},
                      choose=lambda _: paths)
    form.open()
    form.how.choose("留置")
    form.photos.pick()
    idle()
    assert "没有.jpg" in form.photos.refusals.text()
    form.send.click()
    assert "两名" in form.witnesses.error()
    paths[:] = [tmp_path / "门口.jpg"]
    form.photos.pick()
    idle()
    form.send.click()
    idle()
    stamp, = stamps(lived_store, notice)
    assert [p.name for p in photos_of(lived_store, stamp.row)] == ["门口.jpg"]


def test_a_paper_is_handed_to_its_office(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, notice: IssuedPaper, idle: Idle
) -> None:
    open_handing(lived_ctx, window, paper=notice, title="某某", to="township", office="乡镇政府")
    form = window.sheet()
    assert isinstance(form, FactForm)
    form.send.click()
    idle()
    assert [(s.kind, s.to) for s in stamps(lived_store, notice)] == [("handed", "township")]


def test_a_duty_without_a_form_of_its_own_is_discharged_and_goes(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, idle: Idle
) -> None:
    def checks() -> list[str]:
        return [d.line.first.id for d in overview(lived_store).dues
                if d.line.first.do == "check" and d.way.kind == "event"]

    due = next(d for d in overview(lived_store).dues if d.line.first.id == checks()[0])
    open_discharge(lived_ctx, window, duty=due.line.first, title="全校", verb="登记核查")
    idle()
    form = window.sheet()
    assert isinstance(form, FactForm)
    form.send.click()
    idle()
    assert due.line.first.id not in checks()


def test_what_is_written_is_kept_before_anything_goes_wrong(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, lived: Lived,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, idle: Idle, tmp_path: Path
) -> None:
    monkeypatch.setattr(drafting, "KEEP_MS", 1)
    (tmp_path / "门口.jpg").write_bytes(photo_file())
    name = f"form/visit/{lived.id(9)}"

    def opened() -> VisitForm:
        open_visit(lived_ctx, window, pupil=lived.id(9), name="某某")
        idle()
        form = window.sheet()
        assert isinstance(form, VisitForm)
        return form

    form = opened()
    form.photos.take([tmp_path / "门口.jpg"])
    form.fields["met"].editor.setText("奶奶")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "photos" in (draft(lived_store, name=name) or {}))
    form.hide()
    form.deleteLater()
    again = opened()
    assert again.values()["met"] == "奶奶"
    assert [p.name for p in again.photos.pictures] == ["门口.jpg"]
    again.outcome.choose("拒绝")
    again.send.click()
    idle()
    assert draft(lived_store, name=name) is None
    assert list(lived_store.local("draft_photo").items()) == []


def test_a_date_to_come_stays_in_the_form(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, idle: Idle
) -> None:
    due = next(d for d in overview(lived_store).dues
               if d.line.first.do == "check" and d.way.kind == "event")
    open_discharge(lived_ctx, window, duty=due.line.first, title="全校", verb="登记核查")
    idle()
    form = window.sheet()
    assert isinstance(form, FactForm)
    form.day.set_value(date(2026, 10, 1))
    form.send.click()
    idle()
    assert "还没有到" in form.fields["day"].error()
    with lived_store.session() as session:
        assert living(session, Event, kind="checked") == []
    form.reject()
    idle()
    kept = draft(lived_store, name=f"form/event/{due.line.first.id}")
    assert kept is not None
    assert kept["day"] == "2026-10-01"


@pytest.mark.parametrize(("text", "day"), [
    ("", None), ("9月20日", date(2026, 9, 20)), ("9.20", date(2026, 9, 20)),
    ("1月5日", date(2027, 1, 5)), ("2026-10-08", date(2026, 10, 8)),
])
def test_promised_days_are_read_as_teachers_write_them(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["下周", "13月1日", "2月30日", "2026年10月"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(KnownError) as refused:
        read_day(text, TODAY)
    assert refused.value.code == "bad_promise_text"
