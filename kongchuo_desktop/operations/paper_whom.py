"""Whom papers are about: looked over before a number is taken, so that none goes to nobody."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.checks import unknown_pupil
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.world import whole_world
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow, Visit


def checked_whom(store: Store, form: Form, copies: Sequence[Whom]) -> list[Whom]:
    """Each copy about what the form is about, none of them twice; a school's only class needs no
    naming.

    Raises:
        KnownError: ``program_form``, ``no_pupil``, ``unknown_pupil``, ``unknown_visit``,
            ``no_class``, ``no_teacher``.
    """
    if form.program and form.numbering is None:
        raise KnownError("program_form", f"《{form.title}》由程序打印，不用在这里开。",
                         kept="没有改动。", todo="到用它的那一页去打印。")
    if form.subject in ("pupil", "case"):
        if not all(one.pupil for one in copies):
            raise KnownError("no_pupil", "没有选学生。", todo="先选要开给谁。")
        with store.session() as session:
            for one in copies:
                _check_pupil(session, one)
    rooms = whole_world(store).classes
    if form.subject == "class":
        only = next(iter(rooms)) if len(rooms) == 1 else None
        copies = [replace(one, class_id=one.class_id or only) for one in copies]
        if not all(one.class_id in rooms for one in copies):
            raise KnownError("no_class", "没有选班级。", todo="先选是哪个班的。")
    if form.subject == "teacher":
        copies = [replace(one, teacher=(one.teacher or "").strip()) for one in copies]
        if not all(one.teacher for one in copies):
            raise KnownError("no_teacher", "没有写教师姓名。", todo="写上每一份是给哪位教师的。")
    return list(dict.fromkeys(copies))


def _check_pupil(session: Session, whom: Whom) -> None:
    pupil = session.get(PupilRow, whom.pupil)
    if pupil is None or pupil.gone:
        raise unknown_pupil()
    if whom.visit is None:
        return
    visit = session.get(Visit, whom.visit)
    if visit is None or visit.gone or visit.about not in members(session.connection(), pupil.row):
        raise KnownError("unknown_visit", "没有找到这名学生的这一次家访。",
                         kept="没有占用文号。", todo="可能已经撤销，打开这名学生看看有哪几次家访。")
