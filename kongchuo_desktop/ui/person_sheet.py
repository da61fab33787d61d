"""谁在用: choose or write down the person who writes from now on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import workplace
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.checks import Radio
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words


class PersonSheet(Sheet):
    """The people of this store and a field for another; ``chosen(name)`` once it was kept."""

    chosen = Signal(str)

    def __init__(self, ctx: AppContext, window: QWidget) -> None:
        super().__init__(ctx.theme, window)
        self._ctx = ctx
        self.body.addWidget(Words("现在是谁在用", "name"))
        self.body.addWidget(
            Words("以后记下的每一条都带着这个名字。", "small", "text2", wrap=True)
        )
        self.people: list[Radio] = []
        self.name = LineInput(ctx.theme, "例如 王老师")
        self.field = Field("别的人", self.name)
        self.name.textEdited.connect(self._typed)
        self.body.addWidget(self.field)
        self.send = Button(ctx.theme, "换成这位", "primary", clicked=self._send)
        self.add_buttons(Button(ctx.theme, "不换", clicked=self.reject), self.send)
        self.focus_first(self.name)
        ctx.read(lambda: workplace.people(ctx.store), self._show, owner=self)

    def _show(self, names: list[str]) -> None:
        for name in names:
            radio = Radio(self.theme, name, checked=name == self._ctx.actor.name)
            self.body.insertWidget(2 + len(self.people), radio)
            self.people.append(radio)
            # What is not shown yet takes no room.
            radio.show()
        self.refit()
        focus = next((radio for radio in self.people if radio.isChecked()), None)
        if focus is not None and not self.name.text():
            focus.setFocus()

    def _typed(self) -> None:
        for radio in self.people:
            radio.setAutoExclusive(False)
            radio.setChecked(False)
            radio.setAutoExclusive(True)

    def person(self) -> str:
        """The person that is meant: the one chosen, else what was typed."""
        chosen = next((radio.text() for radio in self.people if radio.isChecked()), "")
        return chosen or self.name.text()

    def _send(self) -> None:
        store, person = self._ctx.store, self.person()

        def kept(name: str) -> None:
            self.accept()
            if name != self._ctx.actor.name:
                self.chosen.emit(name)

        def refused(error: KnownError) -> None:
            self.field.set_error(error.sentence)
            self.name.setFocus()
            self.refit()

        self._ctx.tasks.run(
            lambda job: workplace.sit_down(store, person=person),
            done=kept,
            failed=refused,
            owner=self,
        )
