"""The short form of a dated fact: when, who, a sentence; and the forms made from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.duties.situation import Duty
from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.domain.policy.words import EFFECTS, WHO, plain
from kongchuo_desktop.operations.cases import close_case
from kongchuo_desktop.operations.discharge import discharge, sets_limit
from kongchuo_desktop.operations.drafts import drop_draft
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.gates import note_fact, settle_effect
from kongchuo_desktop.operations.overview import draft_name
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.papers import hand_paper
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.drafting import Drafting, Half, Kept, kept_draft
from kongchuo_desktop.ui.forms.photos import Choose, PhotoField, choose_photos
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.forms.visit import read_day
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput, TextInput


@dataclass(frozen=True, slots=True)
class Told:
    """What the form gives."""

    day: date
    by: str
    note: str
    pictures: tuple[Picture, ...] = ()
    limit: str = ""


class FactForm(SavingForm):
    """Date, who, and a sentence; ``save(told)`` runs in the worker and returns what changed.

    With ``draft_as`` a half-filled form is kept under that name until it is saved; with ``proof``
    it takes photos and scans.
    """

    AT_FIELD: ClassVar = {"future_date": "day", "bad_date": "day", "no_reason": "note",
                          "bad_promise_text": "limit", "bad_limit": "limit"}

    def __init__(self, ctx: AppContext, window: QWidget, *, title: str, verb: str, said: str,
                 save: Callable[[Told], Any], context: str = "", note_label: str = "写一句",
                 note_needed: str = "", by: str | None = None, draft_as: str = "",
                 kept: Kept | None = None, undoable: bool = True,
                 proof: bool = False, limited: bool = False,
                 choose: Choose = choose_photos) -> None:
        """``by`` did it, the person at the keyboard where it is None; ``limited``: what is
        recorded may give a last day, from which a clock of ours runs."""
        super().__init__(ctx, window, title=title, verb=verb, context=context)
        self._save_fact, self._said = save, said
        self._needed, self._draft_as, self._undoable = note_needed, draft_as, undoable
        self.day = DateInput(ctx.theme, ctx.today())
        self.by = LineInput(ctx.theme)
        self.by.setText(ctx.actor.name if by is None else by)
        self.note_input = TextInput("" if note_needed else "可以不写", lines=3)
        self.add_pair(self.add("day", "哪天", self.day), self.add("by", "谁办的", self.by))
        self.limit = LineInput(ctx.theme, "例如10月8日，没有写就空着") if limited else None
        if self.limit is not None:
            self.add("limit", "上面写的期限", self.limit)
        self.add("note", note_label, self.note_input)
        self.photos = PhotoField(ctx, self, verb="加照片或扫描件", choose=choose) if proof else None
        if self.photos is not None:
            self.form.addWidget(self.photos)
        self.focus_first(self.note_input)
        self.submitted.connect(self._save)
        if draft_as:
            blank = self.told()
            if kept is not None:
                self._fill(kept)
            Drafting(ctx, self, draft_as, lambda: self._half(blank))

    def told(self) -> Told:
        return Told(self.day.value(), self.by.text().strip(),
                    self.note_input.toPlainText().strip(),
                    self.photos.pictures if self.photos else (),
                    self.limit.text().strip() if self.limit else "")

    def _fill(self, kept: Kept) -> None:
        self.day.set_value(date.fromisoformat(kept.value["day"]))
        self.by.setText(kept.value["by"])
        self.note_input.setPlainText(kept.value["note"])
        if self.limit is not None:
            self.limit.setText(kept.value.get("limit", ""))
        if self.photos is not None:
            self.photos.adopt(kept.photos.get("", ()))

    def _half(self, blank: Told) -> Half | None:
        told = self.told()
        value = {"day": told.day.isoformat(), "by": told.by, "note": told.note,
                 "limit": told.limit}
        return Half(value, {"": told.pictures}) if told != blank else None

    def _save(self) -> None:
        told = self.told()
        self.set_errors({})
        if self._needed and not told.note:
            self.set_errors({"note": self._needed})
            return
        store, name, save = self._ctx.store, self._draft_as, self._save_fact

        def write() -> Any:
            result = save(told)
            if name:
                drop_draft(store, name=name)
            return result

        self.write(write, said=self._said, undoable=self._undoable)


def open_discharge(ctx: AppContext, window: QWidget, *, duty: Duty, title: str, verb: str,
                   closed: Callable[[], object] | None = None) -> None:
    """The short form that writes the facts a duty waits for."""
    store, actor = ctx.store, ctx.actor
    slip = duty.do == "slip"
    name = draft_name("slip" if slip else "event", duty.pupil, duty.id)

    def save(told: Told) -> Any:
        if slip:
            return add_event(store, actor=actor, kind="slip", day=told.day, pupil=duty.pupil,
                             by=told.by, note=told.note, scans=told.pictures)
        return discharge(store, actor=actor, duty=duty, day=told.day, note=told.note, by=told.by,
                         limit=read_day(told.limit, told.day), scans=told.pictures)

    def read() -> tuple[Kept | None, bool]:
        return kept_draft(store, name), sets_limit(store, duty)

    def show(found: tuple[Kept | None, bool]) -> None:
        kept, limited = found
        form = FactForm(ctx, window, title=f"{verb}　{title}", verb=verb,
                        said=f"已记下 {title}：{verb.removeprefix('登记')}", save=save,
                        context=duty.sentence, draft_as=name, kept=kept, proof=True,
                        by=WHO.get(duty.who, "") if duty.watch else None, limited=limited)
        if closed is not None:
            form.closed.connect(closed)
        form.open()

    ctx.read(read, show, owner=window)


def open_returned(ctx: AppContext, window: QWidget, *, pupil: str, name: str) -> None:
    """登记返校: the day on which the child was in class again."""
    store, actor = ctx.store, ctx.actor
    FactForm(ctx, window, title=f"登记返校　{name}", verb="登记返校", said=f"已记下 {name} 返校",
             context="写孩子回到课堂的那天。", proof=True,
             save=lambda told: add_event(store, actor=actor, kind="returned", day=told.day,
                                         pupil=pupil, by=told.by, note=told.note,
                                         scans=told.pictures)).open()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a way of closing a case needs, each with whether it is there."""

    way: str
    items: tuple[tuple[str, bool], ...] = ()
    """``way`` is a word of ``words.WAYS``."""

    @property
    def sentence(self) -> str:
        have = "、".join(text for text, done in self.items if done)
        lack = "、".join(text for text, done in self.items if not done)
        return (f"已有：{have}。" if have else "") + (
            f"还缺：{lack}。缺的不拦着登记。" if lack else
            "佐证齐全。" if have else "文件没有写要什么佐证。")


class ClosingForm(FactForm):
    """销号 by one of the ways, with what is there and what is missing before the button."""

    def __init__(self, ctx: AppContext, window: QWidget, *, pupil: str, name: str,
                 ways: Sequence[Evidence], chosen: str) -> None:
        store, actor = ctx.store, ctx.actor
        super().__init__(
            ctx, window, title=f"登记销号　{name}", verb="登记销号", said=f"已给 {name} 销号",
            note_label="说明", note_needed="写一句为什么销号。",
            save=lambda told: close_case(store, actor=actor, pupil=pupil, day=told.day,
                                         why=self.way.key(), note=told.note))
        self._ways = {way.way: way for way in ways}
        self.way = Choice(ctx.theme, [(way.way, plain(way.way)) for way in ways])
        field = self.add("way", "因为什么销号", self.way, hint=" ")
        self.form.insertWidget(0, field)
        self.way.choose(chosen)
        self.way.currentIndexChanged.connect(lambda _: self._show_evidence())
        self._show_evidence()

    def _show_evidence(self) -> None:
        self.fields["way"].set_hint(self._ways[self.way.key()].sentence)
        self.refit()


def open_fact(ctx: AppContext, window: QWidget, *, wanted: FactPattern, what: str, pupil: str,
              name: str) -> None:
    """The short form of a fact that a gate asks for: evidence put on file, an approval …"""
    store, actor = ctx.store, ctx.actor
    FactForm(ctx, window, title=f"登记：{what}　{name}", verb="记下来",
             said=f"已记下 {name}：{what}", proof=True,
             save=lambda told: note_fact(store, actor=actor, wanted=wanted, pupil=pupil,
                                         day=told.day, by=told.by, note=told.note,
                                         scans=told.pictures)).open()


class EffectForm(SavingForm):
    """Whether a child whose exit was approved still counts as enrolled: the school says it once."""

    AT_FIELD: ClassVar = {"no_reason": "why"}

    def __init__(self, ctx: AppContext, window: QWidget, *, ask: str, name: str) -> None:
        super().__init__(ctx, window, title=f"是否仍计在籍　{name}", verb="定下来",
                         context="文件没有写批准退出以后算不算在籍，由学校问清以后定，所有人都按它算。")
        self._ask = ask
        self.effect = Choice(ctx.theme, list(EFFECTS.items()))
        self.add("effect", "批准退出以后", self.effect)
        self.add("why", "按什么定的", LineInput(ctx.theme, "例：县教育局答复"))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given, store, actor = self.values(), self._ctx.store, self._ctx.actor
        effect, ask = self.effect.key(), self._ask
        self.write(lambda: settle_effect(store, actor=actor, ask=ask, effect=effect,
                                         why=given["why"]),
                   said=f"已定下：{EFFECTS[effect]}")


def open_handing(ctx: AppContext, window: QWidget, *, paper: IssuedPaper, title: str, to: str,
                 office: str) -> None:
    """登记交出: a paper was handed to an office."""
    store, actor = ctx.store, ctx.actor
    FactForm(ctx, window, title=f"登记交出　{title}", verb="登记交出",
             said=f"已记下 {paper.number or paper.title} 交到{office}",
             context=f"《{paper.title}》{paper.number}，交到{office}。", undoable=False,
             save=lambda told: hand_paper(store, actor=actor, paper=paper.id, day=told.day, to=to,
                                          note=told.note)).open()
