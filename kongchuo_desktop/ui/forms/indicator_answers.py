"""Forms in which a school says how its rates are reckoned, who is of age, and numbers of a year."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from kongchuo_desktop.domain.indicators.choices import AS_USUAL, CHOICES
from kongchuo_desktop.domain.indicators.model import Reading
from kongchuo_desktop.operations import indicator_answers
from kongchuo_desktop.operations.indicator_answers import AgeFigure, YearNumber
from kongchuo_desktop.operations.indicator_words import whence
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.abstract import AbstractQt
from kongchuo_desktop.ui.parts.checks import Radio
from kongchuo_desktop.ui.parts.inputs import LineInput, TextInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_UNDECIDED = "不定，先照通常的算"
_WHY = "例如 9月1日校务会议决定"


class Options(QWidget):
    """One of a few answers below each other, by (key, words)."""

    def __init__(self, theme: Theme, options: Sequence[tuple[str, str]], chosen: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GRID)
        self.group = QButtonGroup(self)
        self.radios: dict[str, Radio] = {}
        for key, words in options:
            radio = Radio(theme, words, checked=key == chosen)
            self.radios[key] = radio
            self.group.addButton(radio)
            column.addWidget(radio)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def key(self) -> str:
        """The answer that is chosen."""
        return next((key for key, radio in self.radios.items() if radio.isChecked()), "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.radios[self.key()].setFocus(event.reason())


class AnswerForm(SavingForm, metaclass=AbstractQt):
    """What is common to the questions: where in the row it stands, and on what ground."""

    AT_FIELD: ClassVar = {"no_reason": "why", "bad_figure": "least"}

    def __init__(self, ctx: AppContext, window: QWidget, reading: Reading, *, place: str,
                 why: str) -> None:
        source = whence(reading)
        context = f"通常：{_usual(reading)}。{source}。" if source else ""
        super().__init__(ctx, window, title=reading.question, verb="定下来", context=context)
        self.reading, self._why = reading, why
        self.note.setText(place)
        self.submitted.connect(self._save)

    def add_reason(self) -> None:
        """On what ground; what was said of the question before stands there already."""
        why = TextInput(_WHY, lines=2)
        why.setPlainText(self._why)
        self.add("why", "按什么定的", why, hint="定了就这样算，写进本校规定，随时能改。")

    @abstractmethod
    def undecided(self) -> bool:
        """Whether it is left as is usual."""

    def reason(self) -> str:
        """What stands there, for the next question."""
        return str(self.values()["why"])

    def set_undecided(self) -> None:
        """The ground is asked for only where something is decided."""
        self.fields["why"].setVisible(not self.undecided())
        self.refit()

    def _save(self) -> None:
        ctx, key = self._ctx, self.reading.key
        if self.undecided():
            self.write(lambda: indicator_answers.leave_as_usual(
                ctx.store, actor=ctx.actor, choices=[key]), said="先照通常的算")
        else:
            self.decide()

    @abstractmethod
    def decide(self) -> None:
        """Write what was chosen."""


class ChoiceForm(AnswerForm):
    """How a rate is reckoned: one of the ways, or as is usual for now."""

    def __init__(self, ctx: AppContext, window: QWidget, reading: Reading, *, place: str = "",
                 why: str = "") -> None:
        super().__init__(ctx, window, reading, place=place, why=why)
        choice = CHOICES[reading.key]
        options = [(option, f"{option}（通常）" if option == choice.usual else option)
                   for option in choice.options]
        chosen = AS_USUAL if reading.left else reading.chosen
        self.options = Options(ctx.theme, [*options, (AS_USUAL, _UNDECIDED)], chosen)
        self.add("option", "本校这样算", self.options)
        self.add_reason()
        self.options.group.buttonClicked.connect(lambda _: self.set_undecided())
        self.set_undecided()

    def undecided(self) -> bool:
        return self.options.key() == AS_USUAL

    def decide(self) -> None:
        ctx, key, option, why = self._ctx, self.reading.key, self.options.key(), self.reason()
        self.write(lambda: indicator_answers.choose(
            ctx.store, actor=ctx.actor, choice=key, option=option, why=why),
            said=f"定为：{option}")


class AgesForm(AnswerForm):
    """Who is of school age, for rates and for comparing lists alike."""

    def __init__(self, ctx: AppContext, window: QWidget, reading: Reading,
                 figures: Sequence[AgeFigure], *, place: str = "", why: str = "") -> None:
        super().__init__(ctx, window, reading, place=place, why=why)
        self.options = Options(ctx.theme, [("own", "本校定"), (AS_USUAL, _UNDECIDED)],
                               AS_USUAL if reading.left else "own")
        self.add("option", "适龄", self.options)
        self._names: dict[str, str] = {}
        for at, figure in enumerate(figures):
            field = LineInput(ctx.theme)
            field.setText(str(figure.value))
            name = f"age{at}"
            self._names[name] = figure.name
            self.add(name, figure.question, field)
        self.add_reason()
        self.options.group.buttonClicked.connect(lambda _: self.set_undecided())
        self.set_undecided()

    def undecided(self) -> bool:
        return self.options.key() == AS_USUAL

    def set_undecided(self) -> None:
        for name in self._names:
            self.fields[name].setVisible(not self.undecided())
        super().set_undecided()

    def decide(self) -> None:
        ctx, why, given = self._ctx, self.reason(), self.values()
        values = {figure: str(given[name]) for name, figure in self._names.items()}
        self.write(lambda: indicator_answers.say_ages(
            ctx.store, actor=ctx.actor, values=values, why=why), said="适龄已定下")


class NumberForm(SavingForm):
    """A number of the school year that no record here gives; empty takes it back."""

    AT_FIELD: ClassVar = {"bad_figure": "value", "no_reason": "why"}

    def __init__(self, ctx: AppContext, window: QWidget, number: YearNumber) -> None:
        super().__init__(ctx, window, title=number.question, verb="写下来",
                         context=f"{number.year}的数，到下一学年重新写。")
        self._name = number.name
        value = LineInput(ctx.theme, "例如 86")
        value.setText("" if number.value is None else str(number.value))
        self.add("value", "人数", value, hint="空着就是收回，照花名册算。")
        why = TextInput("例如 派出所9月给的名单", lines=2)
        why.setPlainText(number.why)
        self.add("why", "哪里来的数", why)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, name, given = self._ctx, self._name, self.values()
        self.write(lambda: indicator_answers.write_number(
            ctx.store, actor=ctx.actor, name=name, value=given["value"], why=given["why"]),
            said="人数已写下" if given["value"].strip() else "人数已收回")


def ask(ctx: AppContext, window: QWidget, reading: Reading, *, place: str = "", why: str = "",
        answered: Callable[[str], object] = lambda _: None) -> None:
    """Ask one question; ``answered`` gets the ground that was given."""

    def show(form: AnswerForm) -> None:
        form.accepted.connect(lambda: answered(form.reason()))
        form.open()

    if reading.key in CHOICES:
        show(ChoiceForm(ctx, window, reading, place=place, why=why))
        return
    store = ctx.store
    ctx.read(lambda: indicator_answers.age_figures(store), lambda figures: show(
        AgesForm(ctx, window, reading, figures, place=place, why=why)), owner=window)


def ask_each(ctx: AppContext, window: QWidget, asked: Sequence[Reading], *, at: int = 0,
             why: str = "") -> None:
    """One question after another; whoever closes one is asked the rest another time."""
    if at < len(asked):
        ask(ctx, window, asked[at], place=f"第{at + 1}个，共{len(asked)}个", why=why,
            answered=lambda said: ask_each(ctx, window, asked, at=at + 1, why=said))


def _usual(reading: Reading) -> str:
    choice = CHOICES.get(reading.key)
    return choice.usual if choice is not None else reading.chosen
