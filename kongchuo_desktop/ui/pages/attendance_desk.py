"""The register being taken: marks saved as they are given, corrected once filed, and filed."""

from datetime import date

from PySide6.QtCore import QObject, Signal

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import attendance, roll_call
from kongchuo_desktop.operations.attendance import Filed, MarkInput
from kongchuo_desktop.operations.roll_call import Outlook, RollCall
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.attendance_session import RollSession


class RegisterDesk(QObject):
    """Holds the register on the screen and everything that is written from it.

    Signals: ``opened`` when another register came, ``touched`` when marks or what they would bring
    changed, ``stale`` when it should be read again.
    """

    opened = Signal()
    touched = Signal()
    stale = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.session: RollSession | None = None
        self.outlooks: dict[str, Outlook] = {}
        self.sending = False
        self._version = self._loads = 0
        self.rooms: list[tuple[str, str]] = []
        self._looking = self._look_again = False

    def load(self, *, class_id: str, day: date, part: str) -> None:
        """Read a register of the class, the first class where it is unknown."""
        self._version += 1
        version, store = self._version, self._ctx.store

        def read() -> tuple[list[tuple[str, str]], RollCall | None]:
            rooms = roll_call.class_choices(store)
            ids = [room for room, _ in rooms]
            if not ids:
                return rooms, None
            chosen = class_id if class_id in ids else ids[0]
            return rooms, roll_call.roll_call(store, class_id=chosen, day=day, part=part)

        def show(found: tuple[list[tuple[str, str]], RollCall | None]) -> None:
            # A key was pressed or another day asked for since: what was read is old.
            if version == self._version:
                self._show(*found)
            elif self._loads == version:
                self.stale.emit()

        self._loads = version
        self._ctx.read(read, show, owner=self)

    def _show(self, rooms: list[tuple[str, str]], call: RollCall | None) -> None:
        self.rooms = rooms
        self.session = RollSession(call) if call is not None else None
        self.outlooks, self.sending = {}, False
        self.opened.emit()
        self.look()

    def look(self) -> None:
        """Ask what filing would bring; one question at a time, the last one counts."""
        self._look_again = self._looking
        if self._looking or self.session is None:
            return
        self._looking = True
        session, store = self.session, self._ctx.store
        call, marks = session.call, dict(session.marks)

        def show(found: dict[str, Outlook]) -> None:
            self._looking = False
            if session is self.session:
                self.outlooks = found
                self.touched.emit()
            if self._look_again or session is not self.session:
                self.look()

        self._ctx.read(
            lambda: roll_call.outlook(
                store, class_id=call.class_id, day=call.day, part=call.part, marks=marks
            ),
            show,
            owner=self,
        )

    def set(self, pupil: str, mark: MarkInput, said: str) -> None:
        """Give a mark: kept at once as a draft, or written as a correction once filed."""
        session = self.session
        if session is None or not session.mark(pupil, mark):
            return
        self._version += 1
        if session.filed:
            self._correct(session.call, pupil, mark, said)
        else:
            if not session.call.disputes:
                self._keep(session)
            if said:
                self._ctx.toast(said, self.take_back)
        self._changed()

    def _changed(self) -> None:
        self.touched.emit()
        self.look()

    def _keep(self, session: RollSession) -> None:
        call, marks, store = session.call, session.draft(), self._ctx.store
        self._ctx.read(
            lambda: roll_call.keep_marks(
                store, class_id=call.class_id, day=call.day, part=call.part, marks=marks
            ),
            lambda _: self._ctx.saved.emit(),
        )

    def _correct(self, call: RollCall, pupil: str, mark: MarkInput, said: str) -> None:
        ctx = self._ctx
        ctx.perform(
            lambda: attendance.correct_mark(
                ctx.store, actor=ctx.actor, pupil=pupil, day=call.day, part=call.part, mark=mark
            ),
            said=said,
            failed=self._failed,
        )

    def take_back(self) -> None:
        """Put back what the last mark of the draft replaced."""
        session = self.session
        pupil = session.take_back() if session is not None and not session.filed else None
        if session is None or pupil is None:
            return
        self._version += 1
        if not session.call.disputes:
            self._keep(session)
        self._changed()
        self._ctx.toast(f"已撤销 {session.pupil(pupil).name} 的标记")

    def undo(self) -> None:
        """Ctrl+Z: the last mark while the register is a draft, else what was stored last."""
        if self.session is not None and not self.session.filed and self.session.can_take_back:
            self.take_back()
        else:
            self._ctx.undo()

    def send(self) -> None:
        """File the register as it stands."""
        session, ctx = self.session, self._ctx
        if session is None or session.filed or self.sending or not session.call.expected:
            return
        self.sending = True
        call, marks = session.call, dict(session.marks)

        def said(filed: Filed) -> str:
            return f"已提交{call.part}考勤：到校{filed.present}人，缺{filed.absent}人"

        ctx.perform(
            lambda: attendance.take_register(
                ctx.store,
                actor=ctx.actor,
                class_id=call.class_id,
                day=call.day,
                part=call.part,
                marks=marks,
                replace=bool(call.disputes),
            ),
            said=said,
            failed=self._failed,
        )

    def _failed(self, error: KnownError) -> None:
        self.stale.emit()
        self._ctx.show_error(error)
