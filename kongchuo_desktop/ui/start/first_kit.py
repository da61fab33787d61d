"""我有加入文件: choose the superior's kit, see whom it is for, and at last our own check code."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import KIT
from kongchuo_desktop.operations import kit_start
from kongchuo_desktop.operations.first_run import Answers
from kongchuo_desktop.operations.kit_start import Begun, KitOffer
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.places import DriveWatch
from kongchuo_desktop.ui.start.first_steps import Step
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class KitStep(Step):
    """The kits on the sticks, or any file; ``offer`` is what was read of the chosen one.

    ``unlocked`` comes when the code fits, on which ``check`` waits.
    """

    unlocked = Signal()

    def __init__(self, theme: Theme, tasks: Tasks) -> None:
        super().__init__(theme, "加入文件在哪里？",
                         f"上级发的文件，名字以{KIT}结尾。学校、班级、按哪份文件办都在里面。")
        self._tasks = tasks
        self.offer: KitOffer | None = None
        self._opened = False
        self.path: Path | None = None
        self.files = Choice(theme, elastic=True)
        self.button = Button(theme, "选文件…", clicked=self._choose)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        line.addWidget(self.files, 1)
        line.addWidget(self.button)
        self.file_field = Field("加入文件", row)
        self.column.addWidget(self.file_field)
        self.code = LineInput(theme, "12位数字")
        self.code_field = Field("加入码", self.code,
                                hint="文件里带着名册，用上级另外给的加入码打开。")
        self.column.addWidget(self.code_field)
        self.card = Card("这个文件")
        self.facts = Facts(right=False)
        self.card.body.addWidget(self.facts)
        self.card.body.addWidget(Words(
            "不是当面给的文件，打电话对一遍它的核对码。", "small", "text2", wrap=True))
        self.column.addWidget(self.card)
        self.column.addStretch()
        self.files.activated.connect(lambda _: self.take(Path(self.files.key())))
        self.code.textEdited.connect(self._code_edited)
        self.watch = DriveWatch(self, tasks)
        self.watch.changed.connect(self.look)
        self._show(None)
        self._list(())

    def look(self) -> None:
        """See which kits lie on the sticks."""
        roots = [stick.root for stick in self.watch.sticks()]
        self._tasks.run(lambda job: kit_start.kits_on(roots), done=self._list, owner=self)

    def _list(self, found: Iterable[Path]) -> None:
        # What was read stays, though its stick be pulled out.
        paths = list(dict.fromkeys([*([self.path] if self.path else []), *found]))
        self.files.set_choices(
            [(str(path), path.name) for path in paths] or [("", "U盘里没有找到，或者还没有插")])
        self.files.setEnabled(bool(paths))
        if self.path is None and paths:
            self.take(paths[0])

    def take(self, path: Path) -> None:
        """Read a file that lies anywhere, in place of the one before."""
        self.path = path
        if self.files.findData(str(path)) < 0:
            self._list([Path(self.files.itemData(at)) for at in range(self.files.count())
                        if self.files.itemData(at)])
        self.files.choose(str(path))
        self._show(None)
        self._tasks.run(lambda job: kit_start.read_offer(path),
                        done=lambda offer: self._seen(path, offer),
                        failed=lambda error: self._seen(path, None, error.message), owner=self)

    def _choose(self) -> None:
        file = pickers.choose_file(self, "选加入文件", f"加入文件 (*{KIT})")
        if file is not None:
            self.take(file)

    def _seen(self, path: Path, offer: KitOffer | None, error: str = "") -> None:
        # Another file may have been chosen since.
        if path == self.path:
            self._show(offer)
            self.file_field.set_error(error)
            self.first().setFocus()
            self.changed.emit()

    def _show(self, offer: KitOffer | None) -> None:
        self.offer, self._opened = offer, False
        self.file_field.set_error("")
        self.code_field.set_error("")
        self.card.setVisible(offer is not None)
        self.code_field.setVisible(offer is not None and offer.file.locked)
        if offer is not None:
            self.facts.set([("发给", offer.kit.for_whom), ("谁发的", offer.kit.superior.name),
                            ("它的核对码", offer.file.keys.check_code)])

    def _code_edited(self) -> None:
        self._opened = False
        self.changed.emit()

    # what the assistant asks

    def fill(self, answers: Answers) -> None:
        if answers.kit and self.path is None:
            self.take(Path(answers.kit))
        self.look()

    def read(self, answers: Answers) -> Answers:
        return replace(answers, kit=str(self.path) if self.path and self.offer else "")

    def check(self) -> bool:
        if self.offer is None:
            if not self.file_field.error():
                self.file_field.set_error("请选上级发的加入文件。没有的话，回上一步选岗位也能先用起来。")
            self.button.setFocus()
            return False
        if self._opened or not self.offer.file.locked:
            return True
        offer, code = self.offer, self.code.text()
        self._tasks.run(lambda job: kit_start.check_code_of(offer, code),
                        done=lambda _: self._unlocked(), failed=self._refuse_code, owner=self)
        return False

    def _unlocked(self) -> None:
        self._opened = True
        self.unlocked.emit()

    def _refuse_code(self, error: KnownError) -> None:
        self.code_field.set_error(error.message)
        self.code.setFocus()
        self.code.selectAll()

    def clear(self) -> None:
        self.path = None
        self.code.clear()
        self._show(None)
        self._list(())

    def first(self) -> QWidget:
        if self.offer is None:
            return self.button
        return self.code if self.offer.file.locked else self.files


class CodeStep(Step):
    """Joined: what came along, and the check code to read out on the telephone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "加入好了",
                         "上级第一次收到这里的报送包，会打电话问核对码。照着念，一个字不差才算数。")
        card = Card("这台电脑的核对码")
        self.code = Words("", "figure")
        self.code.setAccessibleName("核对码")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.body.addWidget(self.code)
        card.body.addWidget(Words("以后在“设置 › 电脑与钥匙”里也看得到。", "small", "text2",
                                  wrap=True))
        self.column.addWidget(card)
        self.said = Words("", "body", "text2", wrap=True)
        self.column.addWidget(self.said)
        self.column.addStretch()

    def show_begun(self, begun: Begun) -> None:
        kit, joined = begun.joined.kit, begun.joined
        self.code.setText(begun.check_code)
        whom = kit.for_whom
        brought = (f"带来了{joined.pupils}名学生。" if joined.pupils else
                   "文件里没有名册：可以在“花名册”里导入，也可以请上级下发。")
        self.said.setText(f"{whom}加入了{kit.superior.name}。{brought}")
