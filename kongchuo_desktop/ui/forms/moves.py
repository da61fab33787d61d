"""Forms of enrollment changes: leaving and coming back of one pupil, 调班 of one or several."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.gates import gate_lacks
from kongchuo_desktop.operations.moves import change_class, free_seats, move_pupil
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput

_OTHER: dict[str, tuple[str, str]] = {
    "转出": ("转到哪所学校", "例：县第二中学"),
    "转入": ("从哪所学校转回来", "例：县第二中学"),
    "休学": ("为什么休学", "例：住院治疗"),
    "复学": ("说明", "例：休学期满"),
    "毕业": ("升到哪所学校", "例：县第二中学"),
    "死亡": ("说明", ""),
    "其他离校": ("去了哪里、为什么", "例：随父母出国"),
}
_BACK = ("复学", "转入")
_GATES = {"毕业": "毕业证书"}
"""What the profile's gate of a change is called, where it is another word (R202)."""
_AT_FIELD = {"future_date": "day", "not_enrolled": "day", "still_enrolled": "day",
             "seat_taken": "seat", "same_class": "class_id", "unknown_class": "class_id"}


class MoveForm(SavingForm):
    """转出, 休学, 转入 or 复学 of one pupil; nobody is deleted.

    Who comes back may come into another class: ``rooms`` are the classes to choose from.
    ``lacks`` is what the profile's gate of the change lacks; it warns and blocks nothing.
    """

    AT_FIELD = _AT_FIELD

    def __init__(self, ctx: AppContext, window: QWidget, card: PupilCard, kind: str,
                 rooms: Sequence[tuple[str, str]] = (), lacks: str = "") -> None:
        back = kind in _BACK
        said = "从这天起又点名。" if back else "名单上的记录都留着，从这天起不再点名。"
        super().__init__(ctx, window, title=f"登记{kind}：{card.name}", verb=f"登记{kind}",
                         context=f"{said}按本县文件{lacks}。" if lacks else said)
        self._card, self._kind = card, kind
        label, example = _OTHER[kind]
        self.add("day", "从哪天起", DateInput(ctx.theme, ctx.today()))
        if back and len(rooms) > 1:
            choice = Choice(ctx.theme, rooms)
            choice.choose(str(card.values.get("class_id") or ""))
            self.add("class_id", "回到哪个班", choice, hint="换了班的，座号先空着，以后再排")
        self.add("other", label, LineInput(ctx.theme, example), hint="可以以后再补")
        self.add("note", "备注", LineInput(ctx.theme), hint="可以空着")
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given = self.values()
        ctx, pupil, kind = self._ctx, self._card.id, self._kind
        self.write(
            lambda: move_pupil(
                ctx.store, actor=ctx.actor, pupil=pupil, kind=kind, day=given["day"],
                other=given["other"].strip(), note=given["note"].strip(),
                class_id=given.get("class_id") or None),
            said=f"已登记 {self._card.name} {kind}")


class ClassChangeForm(SavingForm):
    """调班: one pupil with a seat number, or several whose numbers follow one another."""

    AT_FIELD = _AT_FIELD

    def __init__(self, ctx: AppContext, window: QWidget, cards: Sequence[PupilCard],
                 rooms: Sequence[tuple[str, str]]) -> None:
        who = cards[0].name if len(cards) == 1 else f"{len(cards)}人"
        super().__init__(
            ctx, window, title=f"调班：{who}", verb="登记调班",
            context="那天以前的考勤留在原来的班，从那天起在新的班点名。")
        self._cards, self._who = list(cards), who
        now = {str(card.values.get("class_id")) for card in cards}
        others = [room for room in rooms if now != {room[0]}]
        self.rooms = Choice(ctx.theme, others)
        self.seat = LineInput(ctx.theme, "可以先空着")
        self.add_pair(self.add("class_id", "调到哪个班", self.rooms),
                      self.add("day", "从哪天起", DateInput(ctx.theme, ctx.today())))
        if len(cards) == 1:
            self.add("seat", "新班的座号", self.seat)
        else:
            self.add("seats", "新班的座号", Choice(ctx.theme, [("", "先空着"), ("next", "")]))
        self.add("note", "说明", LineInput(ctx.theme, "例：平衡班额"), hint="可以空着")
        self.rooms.currentIndexChanged.connect(lambda _: self._look_at_seats())
        self.submitted.connect(self._save)
        self._next: list[int] = []
        self._look_at_seats()

    def _look_at_seats(self) -> None:
        """The numbers behind the last one of the class, as an offer."""
        store, room, count = self._ctx.store, self.rooms.key(), len(self._cards)
        self._ctx.read(lambda: free_seats(store, class_id=room, count=count), self._offer,
                       owner=self)

    def _offer(self, seats: list[int]) -> None:
        self._next = seats
        if len(self._cards) == 1:
            self.fields["seat"].set_hint(f"往下排是{seats[0]}号")
            self.refit()
            return
        choice = self.fields["seats"].editor
        assert isinstance(choice, Choice)
        choice.setItemText(1, f"接着往下排：{seats[0]}—{seats[-1]}号")

    def _seats(self) -> dict[str, int] | None:
        """Pupil → seat as the form says; None after an error was shown."""
        given = self.values()
        ids = [card.id for card in self._cards]
        if "seats" in given:
            return dict(zip(ids, self._next, strict=True)) if given["seats"] else {}
        typed = given["seat"].strip()
        if not typed:
            return {}
        if not typed.isdecimal() or not int(typed):
            self.set_errors({"seat": "座号写数字，不知道就空着。"})
            return None
        return {ids[0]: int(typed)}

    def _save(self) -> None:
        given, seats = self.values(), self._seats()
        if seats is None:
            return
        ctx, pupils, room = self._ctx, [card.id for card in self._cards], given["class_id"]
        self.write(
            lambda: change_class(ctx.store, actor=ctx.actor, pupils=pupils, class_id=room,
                                 day=given["day"], seats=seats, note=given["note"].strip()),
            said=f"已把 {self._who} 调到{self.rooms.currentText()}")


def open_class_change(ctx: AppContext, window: QWidget, cards: Sequence[PupilCard]) -> None:
    """The form of 调班; a store that knows of one class says so."""
    store = ctx.store

    def show(rooms: list[tuple[str, str]]) -> None:
        if len(rooms) > 1:
            ClassChangeForm(ctx, window, cards, rooms).open()
        else:
            ctx.toast("只有一个班，没有别的班可以调")

    ctx.read(lambda: class_choices(store), show, owner=window)


def open_move(ctx: AppContext, window: QWidget, card: PupilCard, kind: str) -> None:
    """The form of one enrollment change."""
    store = ctx.store

    def read() -> tuple[list[tuple[str, str]], str]:
        gate = _GATES.get(kind, kind)
        return class_choices(store), gate_lacks(store, pupil=card.id, gate=gate)

    ctx.read(read, lambda found: MoveForm(ctx, window, card, kind, *found).open(), owner=window)


def open_move_of(ctx: AppContext, window: QWidget, pupil: str, kind: str) -> None:
    """The form of one enrollment change where only the pupil's id is known."""
    store = ctx.store

    def read() -> PupilCard | None:
        return next((c for c in list_pupils(store, everyone=True) if c.id == pupil), None)

    def show(card: PupilCard | None) -> None:
        if card is not None:
            open_move(ctx, window, card, kind)

    ctx.read(read, show, owner=window)
