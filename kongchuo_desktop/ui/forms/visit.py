"""The form of a home visit or call: date and outcome, everything else of the record may follow."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.dates import read_date
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.drafts import draft, drop_draft, keep_draft
from kongchuo_desktop.operations.overview import draft_name
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.visits import MODES, OUTCOMES, VisitInput, add_visit
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.picks import Picks
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import DateInput, LineInput, TextInput

_MORE = (
    # name, label, placeholder; the record of paperwork §5
    ("time", "时间", "18:20"),
    ("met", "见到谁", "父亲"),
    ("by", "谁去的", "用顿号分开"),
    ("joint", "同行", "村干部、镇干部"),
    ("cause", "原因", "照家长说的写"),
    ("whereabouts", "孩子在哪", "在镇上看店"),
    ("needs", "要什么帮助", "校车、补课"),
    ("next_step", "下一步", "三天后再去"),
)
_PROMISING = ("同意", "有条件")
_AT_FIELD = {"future_date": "day", "bad_promise": "promised", "bad_promise_text": "promised"}
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*[日号]?")


class VisitForm(FormDialog):
    """Over a page: ``1``…``7`` picks the outcome, Enter saves; 更多 folds out the whole record.

    Esc keeps what was typed as a draft of the pupil; ``closed`` comes after either.
    """

    def __init__(self, ctx: AppContext, window: QWidget, *, pupil: str, name: str,
                 mode: str = "家访", context: str = "",
                 kept: Mapping[str, Any] | None = None) -> None:
        super().__init__(ctx.theme, window, title=f"登记{mode}　{name}", verb=f"登记{mode}",
                         context=context, draft=self._keep)
        self._ctx, self._pupil, self._name, self._mode = ctx, pupil, name, mode
        self._draft_name = draft_name("call" if mode == "电话" else "visit", pupil)
        self._saved = False
        self._lay_out()
        if kept:
            self._fill(kept)
        self._untouched = self._texts()
        self._fold(opened=any((kept or {}).get(name) for name, _, _ in _MORE[3:]))
        self.submitted.connect(self._save)

    def _lay_out(self) -> None:
        theme = self._ctx.theme
        modes = Segments(theme, [(m, m) for m in MODES], self._mode)
        self.outcome = Picks(theme, OUTCOMES)
        day = self.add("day", "哪天", DateInput(theme, self._ctx.today()))
        how = self.add("mode", "方式", modes)
        self.add_pair(day, how)
        self.add("outcome", "结果", self.outcome)
        self.add("note", "说了什么", TextInput("可以不写", lines=2))
        self.add("promised", "答应哪天返校", LineInput(theme, "例如9月20日，可以不写"))
        for name, label, hint in _MORE:
            self.add(name, label, LineInput(theme, hint))
        for left, right in zip(_MORE[::2], _MORE[1::2], strict=True):
            self.add_pair(self.fields[left[0]], self.fields[right[0]])
        by = self.fields["by"].editor
        assert isinstance(by, LineInput)
        by.setText(self._ctx.actor.name)
        self.more = Button(theme, "更多", "text", icon="chevron-down", size="small",
                           clicked=lambda: self._fold(opened=True))
        self.form.addWidget(self.more)
        self.outcome.picked.connect(self._picked)
        self.focus_first(self.outcome)

    def _fold(self, *, opened: bool) -> None:
        for name, _, _ in _MORE:
            self.fields[name].setVisible(opened)
        self.more.setVisible(not opened)
        self.fields["promised"].setVisible(opened or self.outcome.key() in _PROMISING)
        if self.isVisible():
            self.refit()
            if opened:
                self.fields["time"].editor.setFocus()

    def _picked(self, outcome: str) -> None:
        self.fields["outcome"].set_error("")
        if self.more.isVisible():
            self.fields["promised"].setVisible(outcome in _PROMISING)
            self.refit()

    # drafts

    def _texts(self) -> dict[str, str]:
        return {name: value.isoformat() if isinstance(value, date) else str(value)
                for name, value in self.values().items()}

    def _fill(self, kept: Mapping[str, Any]) -> None:
        for name, text in kept.items():
            editor = self.fields[name].editor if name in self.fields else None
            if isinstance(editor, LineInput):
                editor.setText(text)
            elif isinstance(editor, TextInput):
                editor.setPlainText(text)
            elif isinstance(editor, DateInput):
                editor.set_value(date.fromisoformat(text))
            elif isinstance(editor, Picks):
                editor.choose(text)

    def _keep(self, values: dict[str, Any]) -> None:
        """Esc: what was typed is kept on this computer."""
        texts, store, name = self._texts(), self._ctx.store, self._draft_name
        if texts != self._untouched:
            self._ctx.tasks.run(lambda job: keep_draft(store, name=name, value=texts))

    # saving

    def _save(self) -> None:
        values = self.values()
        self.set_errors({})
        if not values["outcome"]:
            self.set_errors({"outcome": "选一下结果，按数字键就行。"})
            return
        try:
            visit = self._input(values)
        except KnownError as error:
            self._refused(error)
            return
        store, actor, name = self._ctx.store, self._ctx.actor, self._draft_name

        def write() -> Added:
            added = add_visit(store, actor=actor, visit=visit)
            drop_draft(store, name=name)
            return added

        self.send.setEnabled(False)
        self._ctx.perform(write, said=f"已记下 {self._name} 的{visit.mode}：{visit.outcome}",
                          done=lambda _: self.accept(), failed=self._refused, owner=self)

    def _refused(self, error: KnownError) -> None:
        self.send.setEnabled(True)
        field = _AT_FIELD.get(error.code)
        if field is None:
            self._ctx.show_error(error)
        else:
            self.fields[field].setVisible(True)
            self.set_errors({field: error.sentence})

    def _input(self, values: Mapping[str, Any]) -> VisitInput:
        texts = {k: v.strip() for k, v in values.items() if isinstance(v, str)}
        return VisitInput(
            pupil=self._pupil, day=values["day"], mode=texts["mode"], outcome=texts["outcome"],
            time=texts["time"], by=_names(texts["by"]), joint=_names(texts["joint"]),
            met=texts["met"], cause=texts["cause"], whereabouts=texts["whereabouts"],
            promised=read_day(texts["promised"], values["day"]), needs=texts["needs"],
            next_step=texts["next_step"], note=texts["note"])


def open_visit(ctx: AppContext, window: QWidget, *, pupil: str, name: str, mode: str = "家访",
               context: str = "", closed: Callable[[], object] | None = None) -> None:
    """Open the form with what was half-filled before; ``closed`` when it is saved or left."""
    kind = "call" if mode == "电话" else "visit"
    store = ctx.store

    def show(kept: dict[str, Any] | None) -> None:
        form = VisitForm(ctx, window, pupil=pupil, name=name, mode=mode, context=context, kept=kept)
        if closed is not None:
            form.closed.connect(closed)
        form.open()

    ctx.read(lambda: draft(store, name=draft_name(kind, pupil)), show, owner=window)


def _names(text: str) -> list[str]:
    return [part for part in re.split(r"[、，,；;\s]+", text) if part]


def read_day(text: str, near: date) -> date | None:
    """``9月20日`` (of the year of ``near`` or the next) or a full date; None for empty.

    Raises:
        KnownError: ``bad_promise_text``.
    """
    if not text:
        return None
    short = _MONTH_DAY.fullmatch(text)
    try:
        if short is not None:
            day = date(near.year, int(short[1]), int(short[2]))
            return day if day >= near else day.replace(year=near.year + 1)
        exact = read_date(text).exact
    except (ValueError, KnownError):
        exact = None
    if exact is None:
        raise KnownError("bad_promise_text", f"看不懂“{text}”是哪天，写成9月20日这样。")
    return exact
