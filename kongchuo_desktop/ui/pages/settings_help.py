"""设置 · 电脑与钥匙: a unit below lost its password; compare the code and give the key back."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import stick
from kongchuo_desktop.exchange.names import REQUEST
from kongchuo_desktop.operations import rescue
from kongchuo_desktop.operations.rescue import Answered, Asker
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_section import line_of, note
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.places import FindSticks, PlaceChoice


class HelpCard(Card):
    """Read a request, see who asks, type the code that is read out, write the answer."""

    def __init__(self, ctx: AppContext, *, find: FindSticks | None = None) -> None:
        super().__init__("下级忘了口令")
        self._ctx, self._find = ctx, find
        self.body.addWidget(note(
            f"口令和恢复页都没有了的班或学校，会拿来一个求助文件（{REQUEST}）。"
            "打电话听对方念核对码，对上了才答复。"))
        self.read = Button(ctx.theme, "读入求助文件…", icon="file-input", clicked=self.choose)
        self.body.addLayout(line_of("", QWidget(), self.read))
        self.form: FormDialog | None = None

    def choose(self) -> None:
        """Ask for the file and show who asks before anything is given."""
        file = pickers.choose_file(self, "选求助文件", f"求助文件 (*{REQUEST})")
        if file is None:
            return
        store = self._ctx.store

        def look() -> tuple[bytes, Asker]:
            data = stick.read_file(file)
            return data, rescue.look_at_request(store, data=data)

        self._ctx.tasks.run(lambda job: look(), done=lambda found: self._confirm(*found),
                            failed=self._ctx.show_error, owner=self)

    def _confirm(self, data: bytes, asker: Asker) -> None:
        ctx = self._ctx
        self.form = form = FormDialog(
            ctx.theme, self, title=f"给{asker.unit_name}{asker.name}答复？", verb="写答复文件",
            context=f"{day_text(asker.made.date(), today=ctx.today())}写的求助。答复以后，"
                    "对方不用原来的口令就能打开这份资料；请听清是本人在说话。")
        form.add("code", "电话里念的核对码", LineInput(ctx.theme, "8位数字"))
        form.add("place", "写到", PlaceChoice(ctx.theme, ctx.tasks, self._find))
        form.submitted.connect(lambda: self._answer(form, data))
        form.open()

    def _answer(self, form: FormDialog, data: bytes) -> None:
        code, place = form.values()["code"], form.fields["place"].editor
        if not code.strip():
            form.set_errors({"code": "请把对方念的核对码写在这里。"})
            return
        assert isinstance(place, PlaceChoice)
        folder: Path | None = place.folder()
        if folder is None:
            return
        ctx = self._ctx

        def failed(error: KnownError) -> None:
            if error.code == "wrong_check_code":
                form.set_errors({"code": error.sentence + error.todo})
            else:
                ctx.show_error(error)

        def done(given: Answered) -> None:
            form.accept()
            ctx.announce(given.changes)
            ctx.toast(f"已写出 {given.path.name}，交给{given.for_whom}")

        ctx.tasks.run(
            lambda job: rescue.answer(ctx.store, actor=ctx.actor, data=data, check_code=code,
                                      folder=folder),
            done=done, failed=failed, owner=form)
