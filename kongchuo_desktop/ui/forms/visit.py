"""The form of a home visit or call: date and outcome, everything else of the record may follow."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.domain.dates import read_date
from kongchuo_desktop.domain.policy.words import WHO
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.drafts import drop_draft
from kongchuo_desktop.operations.overview import draft_name
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.visits import (
    MODES,
    OUTCOMES,
    VisitInput,
    VisitView,
    add_visit,
    edit_visit,
    joint_units,
    visit_view,
)
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.drafting import Drafting, Half, Kept, kept_draft
from kongchuo_desktop.ui.forms.homes import Begun, open_homes
from kongchuo_desktop.ui.forms.joint import JointInput, split_names
from kongchuo_desktop.ui.forms.photos import Choose, PhotoField, TakenHint, choose_photos
from kongchuo_desktop.ui.forms.picks import Picks
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import LineInput, TextInput

_MORE = (
    # name, label, placeholder; the record of paperwork §5
    ("time", "时间", "18:20"),
    ("met", "见到谁", "父亲"),
    ("by", "谁去的", "用顿号分开"),
    ("joint", "同去的单位", "村委会、派出所"),
    ("cause", "原因", "照家长说的写"),
    ("whereabouts", "孩子在哪", "在镇上看店"),
    ("needs", "要什么帮助", "校车、补课"),
    ("next_step", "下一步", "三天后再去"),
)
_PAIRS = (("time", "met"), ("cause", "whereabouts"), ("needs", "next_step"))
_LATER = ("joint", "cause", "whereabouts", "needs", "next_step")
"""With one of these filled in, the whole record is shown."""
_PROMISING = ("同意", "有条件")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*[日号]?")


class VisitForm(SavingForm):
    """Over a page: ``1``…``7`` picks the outcome, Enter saves; 更多 folds out the whole record.

    What was typed is kept as a draft of the pupil, with its photos, until it is saved.
    """

    AT_FIELD: ClassVar = {
        "future_date": "day", "bad_promise": "promised", "bad_promise_text": "promised"}

    def __init__(self, ctx: AppContext, window: QWidget, *, pupil: str, name: str,
                 mode: str = "家访", context: str = "", joint: Sequence[str] | None = None,
                 kept: Kept | None = None, view: VisitView | None = None,
                 choose: Choose = choose_photos) -> None:
        """``view`` is a visit written before, to be completed or corrected; ``joint`` are words of
        the vocabulary: who must come along for the visit to be the one that the clause asks for,
        empty where any other body will do, None where nobody must."""
        title = f"补记{mode}" if view else f"登记{mode}"
        super().__init__(ctx, window, title=f"{title}　{name}", context=context,
                         verb="存下" if view else title)
        self._pupil, self._name, self._mode = pupil, name, mode
        self._draft_name = draft_name("call" if mode == "电话" else "visit", pupil)
        self._view = view
        self._lay_out(choose)
        self.joint.setText("、".join(WHO[office] for office in joint or ()))
        blank = self._texts()
        known = _texts_of(view) if view else kept.value if kept else {}
        self._fill(known)
        if kept is not None:
            self.photos.adopt(kept.photos.get("", ()))
        if view is None:
            Drafting(ctx, self, self._draft_name, lambda: self._half(blank))
        self._fold(opened=joint is not None or any(known.get(name) for name in _LATER))
        self.submitted.connect(self._save)

    def _lay_out(self, choose: Choose) -> None:
        theme = self._ctx.theme
        modes = Segments(theme, [(m, m) for m in MODES], self._mode)
        self.outcome = Picks(theme, OUTCOMES)
        self.day = DateInput(theme, self._ctx.today())
        day = self.add("day", "哪天", self.day)
        how = self.add("mode", "方式", modes)
        self.add_pair(day, how)
        self.add("outcome", "结果", self.outcome)
        self.add("note", "说了什么", TextInput("可以不写", lines=2))
        self._add_photos(choose)
        self.add("promised", "答应哪天返校", LineInput(theme, "例如9月20日，可以不写"))
        for name, label, hint in _MORE:
            self.add(name, label, (JointInput if name == "joint" else LineInput)(theme, hint))
        for left, right in _PAIRS:
            self.add_pair(self.fields[left], self.fields[right])
        by, joint = self.fields["by"].editor, self.fields["joint"].editor
        assert isinstance(by, LineInput)
        assert isinstance(joint, JointInput)
        self.joint = joint
        by.setText(self._ctx.actor.name)
        self.more = Button(theme, "更多", "text", icon="chevron-down", size="small",
                           clicked=lambda: self._fold(opened=True))
        self.several = Button(theme, "今天不止去了一家", "text", icon="users", size="small",
                              clicked=self._go_several)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch()
        foot.addWidget(self.several)
        self.form.addLayout(foot)
        self.several.setVisible(self._view is None and self._mode == MODES[0])
        self.outcome.picked.connect(self._picked)
        self.focus_first(self.outcome)

    def _go_several(self) -> None:
        """The form for several homes instead, this one first with what was typed here."""
        begun = Begun(self._pupil, self.outcome.key(), self.values()["note"], self.photos.items)
        window = self.window()
        self.accept()
        open_homes(self._ctx, window, begun=begun)

    def _add_photos(self, choose: Choose) -> None:
        self.taken = TakenHint(self._ctx)
        self.taken.used.connect(self.day.set_value)
        self.photos = PhotoField(self._ctx, self, choose=choose)
        for widget in (self.photos, self.taken):
            self.form.addWidget(widget)
        self.photos.changed.connect(self._photos_changed)

    def _photos_changed(self) -> None:
        self.taken.offer(self.photos.pictures, self.day.value())

    def suggest(self, units: Sequence[str]) -> None:
        """Units that came along before."""
        self.joint.suggest(units)

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
            if isinstance(editor, LineInput | JointInput):
                editor.setText(text)
            elif isinstance(editor, TextInput):
                editor.setPlainText(text)
            elif isinstance(editor, DateInput):
                editor.set_value(date.fromisoformat(text))
            elif isinstance(editor, Picks | Segments):
                editor.choose(text)

    def _half(self, blank: Mapping[str, str]) -> Half | None:
        texts, pictures = self._texts(), self.photos.pictures
        return Half(texts, {"": pictures}) if texts != blank or pictures else None

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
            self.refused(error)
            return
        store, actor, name, view = self._ctx.store, self._ctx.actor, self._draft_name, self._view

        def write() -> Added | Changes:
            if view is not None:
                return edit_visit(store, actor=actor, visit=view.id, prior=view.tips, wanted=visit)
            added = add_visit(store, actor=actor, visit=visit)
            drop_draft(store, name=name)
            return added

        self.write(write, said=f"已记下 {self._name} 的{visit.mode}：{visit.outcome}")

    def _input(self, values: Mapping[str, Any]) -> VisitInput:
        texts = {k: v.strip() for k, v in values.items() if isinstance(v, str)}
        return VisitInput(
            pupil=self._pupil, day=values["day"], mode=texts["mode"], outcome=texts["outcome"],
            time=texts["time"], by=split_names(texts["by"]), joint=split_names(texts["joint"]),
            met=texts["met"], cause=texts["cause"], whereabouts=texts["whereabouts"],
            promised=read_day(texts["promised"], values["day"]), needs=texts["needs"],
            next_step=texts["next_step"], note=texts["note"], pictures=self.photos.pictures)


def open_visit(ctx: AppContext, window: QWidget, *, pupil: str, name: str, mode: str = "家访",
               context: str = "", joint: Sequence[str] | None = None,
               closed: Callable[[], object] | None = None) -> None:
    """Open the form with what was half-filled before; ``closed`` when it is saved or left."""
    kind = "call" if mode == "电话" else "visit"
    store = ctx.store

    def show(found: tuple[Kept | None, list[str]]) -> None:
        kept, units = found
        form = VisitForm(ctx, window, pupil=pupil, name=name, mode=mode, context=context,
                         joint=joint, kept=kept)
        form.suggest(units)
        if closed is not None:
            form.closed.connect(closed)
        form.open()

    ctx.read(lambda: (kept_draft(store, draft_name(kind, pupil)), joint_units(store)), show,
             owner=window)


def open_written_visit(ctx: AppContext, window: QWidget, *, visit: str, name: str) -> None:
    """Open a visit that was written before, to add what was missing or correct it."""
    store = ctx.store

    def show(found: tuple[VisitView, list[str]]) -> None:
        view, units = found
        form = VisitForm(ctx, window, pupil=view.pupil, name=name, view=view,
                         mode=str(view.values["mode"]),
                         context="改了的，原来写的也留着，经过里看得到。")
        form.suggest(units)
        form.open()

    ctx.read(lambda: (visit_view(store, visit=visit), joint_units(store)), show, owner=window)


def _texts_of(view: VisitView) -> dict[str, str]:
    """What a visit says, as the fields of the form hold it."""
    return {name: "、".join(value) if isinstance(value, list) else str(value)
            for name, value in view.values.items()}


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
