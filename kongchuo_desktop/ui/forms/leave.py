"""The forms of leave: asking for one or changing it, and the slip that came in later."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.leave import Approval
from kongchuo_desktop.domain.policy.words import WHO
from kongchuo_desktop.operations import leaves
from kongchuo_desktop.operations.gates import gate_words
from kongchuo_desktop.operations.leaves import APPROVERS, ASKED_BY, LEAVE_KINDS, LeaveLine
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.photos import Choose, PhotoField, choose_photos
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.masks import veil_line
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput

_NOTE = "可以空着；代请的写明原因"
HOW = (("slip", "有请假条"), ("phone", "家长打电话"))


class LeaveForm(SavingForm):
    """登记请假 for one pupil, or with ``leave`` changing one; closes with a toast.

    Without ``pupil`` one of ``pupils`` (id, words) is chosen first; ``span`` are the days that the
    form begins with, today by default.
    """

    AT_FIELD: ClassVar = {"bad_span": "until", "too_long": "until", "overlap": "since",
                          "guardian_only": "asked_by"}

    def __init__(
        self,
        ctx: AppContext,
        window: QWidget,
        *,
        pupil: str = "",
        name: str = "",
        kind: str = LEAVE_KINDS[0],
        leave: LeaveLine | None = None,
        pupils: Sequence[tuple[str, str]] = (),
        span: tuple[date, date] | None = None,
        done: Callable[[Added], object] | None = None,
    ) -> None:
        verb = "登记请假" if leave is None else "改请假"
        title = f"{verb}：{name}" if name else verb
        super().__init__(ctx, window, title=title, verb=verb)
        self._pupil, self._name, self._done = pupil, name, done
        self._leave = leave
        self._chosen = None if pupil else self._add_pupils(pupils)
        self._add_fields(kind, span or (ctx.today(), ctx.today()))
        if leave is not None:
            self._fill(leave)
        self._how_changed()
        self._span_changed()
        self.submitted.connect(self._save)

    def _add_pupils(self, pupils: Sequence[tuple[str, str]]) -> Choice:
        # None at first: Enter pressed too early must not give leave to who stands first.
        chosen = Choice(self._ctx.theme, [("", "选一名学生"), *pupils])
        chosen.currentIndexChanged.connect(lambda _: self._span_changed())
        self.add("pupil", "谁请假", chosen)
        return chosen

    def pupil(self) -> str:
        """Whose leave it is."""
        return self._pupil or (self._chosen.key() if self._chosen is not None else "")

    def _add_fields(self, kind: str, span: tuple[date, date]) -> None:
        theme = self._ctx.theme
        kinds = Choice(theme, [(word, word) for word in LEAVE_KINDS])
        kinds.choose(kind)
        self._how = Choice(theme, HOW)
        self.add_pair(self.add("kind", "什么假", kinds), self.add("how", "怎么请的", self._how))
        self._since, self._until = (DateInput(theme, day) for day in span)
        self.add_pair(self.add("since", "从哪天", self._since),
                      self.add("until", "到哪天", self._until, hint="这天也算在内"))
        asked = Choice(theme, [("", "没写"), *((word, word) for word in ASKED_BY)])
        asked.choose(ASKED_BY[0])
        self.add_pair(self.add("asked_by", "谁来请的", asked),
                      self.add("asked_name", "请假人姓名", LineInput(theme, "可以空着")))
        number = LineInput(theme, "可以空着")
        veil_line(self._ctx, number)
        phone = self.add("phone", "哪个号码", number)
        at = self.add("asked_at", "几点打的", LineInput(theme, "例：7:30"))
        self.add_pair(phone, at)
        self._call = (phone, at)
        roles = Choice(theme, [("", "没写"), *((who, WHO[who]) for who in APPROVERS)])
        roles.choose("head_teacher" if self._ctx.store.role == "class" else "office")
        approver = LineInput(theme, "可以空着")
        approver.setText(self._ctx.actor.name)
        self._role = self.add("approver_role", "谁批的", roles)
        self.add_pair(self._role, self.add("approver", "批的人姓名", approver))
        self.add("note", "说明", LineInput(theme, "例：感冒发烧"), hint=_NOTE)
        self._how.currentIndexChanged.connect(lambda _: self._how_changed())
        for day in (self._since, self._until):
            day.dateChanged.connect(lambda _: self._span_changed())

    def _fill(self, leave: LeaveLine) -> None:
        self._since.set_value(leave.since)
        self._until.set_value(leave.until)
        self._how.choose("phone" if leave.by_phone else "slip")
        for name in ("kind", "asked_by", "approver_role"):
            editor = self.fields[name].editor
            assert isinstance(editor, Choice)
            editor.choose(getattr(leave, name))
        for name in ("asked_name", "phone", "asked_at", "approver", "note"):
            editor = self.fields[name].editor
            assert isinstance(editor, LineInput)
            editor.setText(getattr(leave, name))

    def _how_changed(self) -> None:
        """Number and time belong to a call (R042)."""
        for field in self._call:
            field.setVisible(self._how.key() == "phone")
        self.refit()

    def _span_changed(self) -> None:
        """Who has to approve this length, as the profile or the school says (R047)."""
        store, pupil = self._ctx.store, self.pupil()
        since, until = self._since.value(), self._until.value()
        if until < since:
            self._until.set_value(since)
            return
        if not pupil:
            return
        self._ctx.read(
            lambda: (leaves.approval_of(store, pupil=pupil, since=since, until=until),
                     gate_words(store, pupil=pupil, gate="请假")),
            self._show_asked, owner=self)

    def _show_asked(self, found: tuple[Approval, str]) -> None:
        """Who approves it, and what the document asks of a leave: it warns and blocks nothing."""
        needs, asked = found
        self._role.set_hint(needs_words(needs))
        self.fields["note"].set_hint(_NOTE + (f"。本县文件：{asked}" if asked else ""))
        self.refit()

    def _save(self) -> None:
        if not self.pupil():
            self.set_errors({"pupil": "选一下是谁请假。"})
            return
        given, leave = self.values(), self._leave
        words = "已登记" if leave is None else "已改"
        name = self._name or (self._chosen.currentText() if self._chosen is not None else "")
        said = f"{words} {name} 的{given['kind']}，到{day_text(given['until'])}"
        if leave is None:
            self.write(lambda: self._add(given), said=said, done=self._done)
        else:
            self.write(lambda: self._change(leave, given), said=said)

    def _add(self, given: dict[str, Any]) -> Added:
        ctx, pupil = self._ctx, given.get("pupil") or self._pupil
        return leaves.add_leave(ctx.store, actor=ctx.actor, pupil=pupil, **_fields(given))

    def _change(self, leave: LeaveLine, given: dict[str, Any]) -> Changes:
        ctx = self._ctx
        return leaves.change_leave(ctx.store, actor=ctx.actor, leave=leave.id, prior=leave.tips,
                                   **{k: v if v != "" else None for k, v in
                                      _fields(given).items()})


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    """What the form gives, as the operations take it."""
    phone = given["how"] == "phone"
    texts = {name: given[name].strip() for name in ("asked_name", "approver", "note")}
    return {
        "since": given["since"], "until": given["until"], "kind": given["kind"],
        "by_phone": phone, "asked_by": given["asked_by"], "approver_role": given["approver_role"],
        "phone": given["phone"].strip() if phone else "",
        "asked_at": given["asked_at"].strip() if phone else "", **texts,
    }


def needs_words(needs: Approval) -> str:
    """``本校规定：这么长的假教导处批``; empty where nobody has laid it down."""
    if not needs.said:
        return ""
    whose = {"own": "本校规定", "document": "照文件", "reading": "照文件（理解）"}[needs.origin]
    return f"{whose}：这么长的假{needs.said}批"


class SlipForm(SavingForm):
    """补假: the slip of a leave asked for by telephone came in, perhaps with a photo of it."""

    AT_FIELD: ClassVar = {"future_date": "day"}

    def __init__(self, ctx: AppContext, window: QWidget, *, leave: str, name: str,
                 context: str = "", choose: Choose = choose_photos) -> None:
        super().__init__(ctx, window, title=f"补假条：{name}", verb="收到假条",
                         context=context)
        self._slip, self._name = leave, name
        self.add("day", "哪天交来的", DateInput(ctx.theme, ctx.today()))
        self.photos = PhotoField(ctx, self, empty="可以不加", choose=choose)
        self.form.addWidget(self.photos)
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, leave, day = self._ctx, self._slip, self.values()["day"]
        pictures = self.photos.pictures
        self.write(
            lambda: leaves.receive_slip(ctx.store, actor=ctx.actor, leave=leave, day=day,
                                        pictures=pictures),
            said=f"已收到 {self._name} 的假条")
