"""The first questions of the first run: what the person does, and at which school or bureau."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.first_run import Answers
from kongchuo_desktop.ui.parts.choice_cards import ChoiceCards
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.start.frame import heading, offer
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

ROLES = (
    ("class", "班主任", "管一个班：点名、家访、开通知书、每月报一次。", "user-round"),
    ("school", "教导处 · 校长", "管一所学校：看全校个案，收各班的包，每月上报。", "school"),
    ("bureau", "教育局普教科", "管一个县：收各校的包，看谁报了、谁没报。", "landmark"),
    ("kit", "我有加入文件", "上级发的：学校、班级、按哪份文件办都在里面。", "file-key"),
)


class Step(QWidget):
    """One question; ``changed`` after every edit by the person."""

    changed = Signal()
    VERB = "下一步"

    def __init__(self, theme: Theme, title: str, text: str) -> None:
        super().__init__()
        self.theme = theme
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, Px.GRID, 0)
        self.column.setSpacing(Px.INSIDE)
        self.head: QLayout = heading(title, text)
        self.column.addLayout(self.head)

    def fill(self, answers: Answers) -> None:
        """Show what was answered before."""

    def read(self, answers: Answers) -> Answers:
        """The answers with this step's own in them."""
        return answers

    def check(self) -> bool:
        """Whether one may go on; says at its field what is missing."""
        return True

    def clear(self) -> None:
        """Forget what is not kept with the answers."""

    def first(self) -> QWidget:
        """What has the focus when the step is shown."""
        return self


class RoleStep(Step):
    """您在学校做什么？ ``restore_asked`` leads to the backups, ``elsewhere_asked`` to a folder."""

    restore_asked = Signal()
    elsewhere_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "您在学校做什么？", "程序会按岗位摆好要用的页面。")
        self.roles = ChoiceCards(theme, ROLES, "class")
        self.roles.chosen.connect(lambda key: self.changed.emit())
        self.column.addWidget(self.roles)
        self.person = LineInput(theme, "例如 周老师")
        self.phone = LineInput(theme, "例如 138 0000 0000")
        self.person_field = Field("怎么称呼您", self.person)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Px.GAP)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.person_field, 0, 0, top)
        grid.addWidget(Field("手机（印在通知书上，可不填）", self.phone), 0, 1, top)
        for at in range(2):
            # Half of the cards each, so that the fields stand under them.
            grid.setColumnStretch(at, 1)
        self.column.addLayout(grid)
        self.column.addStretch()
        banner = offer(
            theme,
            "换电脑，或者电脑坏过？",
            "插上存有备份的U盘，或者找到原来的文件夹，可以接着用原来的资料。",
            "从备份恢复",
            "hard-drive",
            later="打开别处的资料",
        )
        banner.acted.connect(self.restore_asked)
        banner.put_off.connect(self.elsewhere_asked)
        self.column.addWidget(banner)
        for line in (self.person, self.phone):
            line.textEdited.connect(lambda text: self.changed.emit())

    def fill(self, answers: Answers) -> None:
        self.roles.choose(answers.role)
        self.person.setText(answers.person)
        self.phone.setText(answers.phone)

    def read(self, answers: Answers) -> Answers:
        return replace(
            answers, role=self.roles.current(), person=self.person.text(), phone=self.phone.text()
        )

    def check(self) -> bool:
        missing = not self.person.text().strip()
        self.person_field.set_error("请写上怎么称呼您，印在每条记录里。" if missing else "")
        if missing:
            self.person.setFocus()
        return not missing

    def first(self) -> QWidget:
        return self.roles.cards[self.roles.current()]


class UnitStep(Step):
    """哪所学校，哪个班？"""

    def __init__(self, theme: Theme, *, today: date) -> None:
        super().__init__(theme, "在哪所学校？", "名称会印在每张文书上，请写全称。")
        self._today, self._role = today, "class"
        self.lines = {
            name: LineInput(theme)
            for name in ("unit_name", "class_label", "unit_code", "township", "county")
        }
        self.fields = {
            "unit_name": Field("学校全称", self.lines["unit_name"]),
            "class_label": Field("班级", self.lines["class_label"], hint="例如 七年级1班"),
            "unit_code": Field("学校标识码（可不填）", self.lines["unit_code"]),
            "township": Field("乡镇（可不填）", self.lines["township"]),
            "county": Field("县（可不填）", self.lines["county"]),
        }
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(Px.GAP)
        grid.setVerticalSpacing(Px.INSIDE)
        for name, at in (
            ("unit_name", (0, 0, 1, 2)),
            ("class_label", (1, 0, 1, 1)),
            ("unit_code", (1, 1, 1, 1)),
            ("township", (2, 0, 1, 1)),
            ("county", (2, 1, 1, 1)),
        ):
            grid.addWidget(self.fields[name], *at, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.column.addLayout(grid)
        self.column.addStretch()
        for line in self.lines.values():
            line.textEdited.connect(self._edited)

    def fill(self, answers: Answers) -> None:
        self._role = answers.role
        for name, line in self.lines.items():
            line.setText(getattr(answers, name))
        bureau = answers.role == "bureau"
        self.fields["unit_name"].label.setText("教育局全称" if bureau else "学校全称")
        self.fields["unit_code"].label.setText(
            "单位代码（可不填）" if bureau else "学校标识码（可不填）"
        )
        has_class = answers.role == "class"
        self.fields["class_label"].setVisible(has_class)
        # Without a class its place is filled by the code beside it.
        at = (1, 1, 1, 1) if has_class else (1, 0, 1, 2)
        self._grid.addWidget(self.fields["unit_code"], *at, Qt.AlignmentFlag.AlignTop)
        self.fields["township"].setVisible(not bureau)
        self._echo()

    def read(self, answers: Answers) -> Answers:
        texts: dict[str, Any] = {name: line.text() for name, line in self.lines.items()}
        return replace(answers, **texts)

    def check(self) -> bool:
        unit = "" if self.lines["unit_name"].text().strip() else "请写上全称。"
        label = ""
        if self._role == "class" and self._class_title() is None:
            label = "看不懂是哪个班，写成“七年级1班”这样。"
        self.fields["unit_name"].set_error(unit)
        self.fields["class_label"].set_error(label)
        for name, wrong in (("unit_name", unit), ("class_label", label)):
            if wrong:
                self.lines[name].setFocus()
                return False
        return True

    def first(self) -> QWidget:
        return self.lines["unit_name"]

    def _class_title(self) -> str | None:
        typed = self.lines["class_label"].text()
        if not typed:
            return None
        # A new computer begins with the question before this one, which need not wait for it.
        from kongchuo_desktop.domain.roster import parse_class_label

        label = parse_class_label(typed, on=self._today)
        return None if label is None else label.title

    def _edited(self) -> None:
        self._echo()
        self.changed.emit()

    def _echo(self) -> None:
        """Show back which class was understood while it is typed."""
        title = self._class_title()
        typed = self.lines["class_label"].text().strip()
        self.fields["class_label"].set_hint(
            f"记作 {title}" if title and title != typed else "例如 七年级1班"
        )
