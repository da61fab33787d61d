"""One child with two records on 一生一档: open questions, joining, parting, former numbers."""

from collections.abc import Callable

from fits import too_narrow
from lived import Lived
from people import OFFICE, TEACHER
from PySide6.QtWidgets import QLabel, QWidget

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.duties.questions import ASK
from kongchuo_desktop.operations.history import list_conflicts
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.overview import overview
from kongchuo_desktop.operations.questions import answer, questions_of
from kongchuo_desktop.operations.roster import add_pupil, edit_pupil, list_pupils
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.ui.forms.joining import JoinForm, PartForm
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_asking_by_telephone_leaves_it_open_and_adds_a_line_to_today(
    window: MainWindow, page: PupilPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    tips = next(c.tips for c in list_pupils(lived_store) if c.id == lived.id(24))
    for phone in ("13300009012", "18700003356"):
        with lived_store.operation("edit_pupil", TEACHER) as write:
            write.update(PupilRow, lived.id(24), prior=tips, guardian1_phone=phone)
    (question,) = questions_of(lived_store, pupil=lived.id(24))
    page.side.settling.emit(question)
    dialog = window.sheet()
    assert isinstance(dialog, ChooseDialog)
    dialog.put_off.emit()
    idle()
    assert len(list_conflicts(lived_store)) == 1
    (line,) = [d for d in duties_of(lived_store) if d.binding == ASK]
    assert (line.pupil, line.who, line.clause) == (lived.id(24), "head_teacher", None)
    (due,) = [d for d in overview(lived_store).dues if d.line.first.id == line.id]
    assert due.way.kind == "ask"
    (open_one,) = questions_of(lived_store, pupil=lived.id(24))
    answer(lived_store, actor=TEACHER, question=open_one, choice=0)
    assert not [d for d in duties_of(lived_store) if d.binding == ASK]


def _second_record(store: Store, seat: int) -> str:
    card = next(c for c in list_pupils(store) if c.values.get("seat") == seat)
    copied = {k: card.values[k] for k in ("name", "birth_date", "guardian1_phone")
              if k in card.values}
    return add_pupil(store, actor=TEACHER, class_id=card.values["class_id"],
                     values=copied | {"address": "青石镇河西村"}).id


def test_a_second_record_is_compared_joined_and_parted_in_the_window(
    window: MainWindow, page: PupilPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    other = _second_record(lived_store, 24)
    page.refresh(None)
    idle()
    assert "姓名和出生日期相同" in words_on(page.side)
    page.side.comparing.emit(other)
    idle()
    form = window.sheet()
    assert isinstance(form, JoinForm)
    assert too_narrow(form) == []
    form.submitted.emit()
    idle()
    (joined,) = [c for c in list_pupils(lived_store) if c.id in (other, lived.id(24))]
    assert page._view is not None
    record = page._view.record.records[1]
    assert {joined.id, record.id} == {other, lived.id(24)}
    page.tabs.choose("record")
    page._show_tab("record")
    assert "合并进来的档案" in words_on(page.record)
    page.record.parting.emit(record.id)
    idle()
    parting = window.sheet()
    assert isinstance(parting, PartForm)
    assert too_narrow(parting) == []
    parting.submitted.emit()
    idle()
    assert {other, lived.id(24)} <= {c.id for c in list_pupils(lived_store)}


def test_two_children_are_told_apart_for_good(
    window: MainWindow, page: PupilPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    other = _second_record(lived_store, 24)
    page.side.comparing.emit(other)
    idle()
    form = window.sheet()
    assert isinstance(form, JoinForm)
    form.apart.click()
    idle()
    assert alike(lived_store) == []
    assert "姓名和出生日期相同" not in words_on(page.side)


def test_a_corrected_number_stays_in_sight_with_who_corrected_it(
    page: PupilPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    card = next(c for c in list_pupils(lived_store) if c.id == lived.id(24))
    old = str(card.values["identity_number"])
    new = old[:16] + str((int(old[16]) + 2) % 10)
    new += identity.check_digit(new)
    edit_pupil(lived_store, actor=OFFICE, pupil=card.id, prior=card.tips,
               values={"identity_number": new})
    page.refresh(None)
    idle()
    page.tabs.choose("record")
    page._show_tab("record")
    said = words_on(page.record)
    assert f"以前是 {identity.mask(old)}" in said
    assert OFFICE.name in said
