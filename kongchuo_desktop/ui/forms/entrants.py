"""登记应入学: children due in the first grade go onto the list of a class until they come."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.operations.entrants import Expected, expect_entrants
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.inputs import Choice


class ExpectForm(SavingForm):
    """The class whose head teacher asks for them; ``then`` hears of the records."""

    AT_FIELD: ClassVar = {"unknown_class": "class_id", "other_class": "class_id"}

    def __init__(self, ctx: AppContext, window: QWidget, people: Sequence[Person],
                 rooms: Sequence[tuple[str, str]],
                 then: Callable[[Sequence[str]], object]) -> None:
        self._people, self._then = list(people), then
        self._who = people[0].name if len(people) == 1 else f"{len(people)}人"
        super().__init__(
            ctx, window, title=f"登记应入学：{self._who}", verb="登记应入学",
            context="登记以后就能开入学通知书。报到以前，点名和月报都不算他们。")
        self.add("class_id", "由哪个班去问", Choice(ctx.theme, rooms))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, room, people = self._ctx, self.values()["class_id"], self._people

        def told(done: Expected) -> None:
            self._then(done.pupils)

        self.write(lambda: expect_entrants(ctx.store, actor=ctx.actor, people=people,
                                           class_id=room),
                   said=f"已登记 {self._who} 应入学", done=told)
