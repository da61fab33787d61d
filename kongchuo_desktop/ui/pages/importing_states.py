"""What stands in place of the rows of an import: choosing, refused, done; and typing an answer."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.importing import Imported
from kongchuo_desktop.sheets.problems import PlanRow, Problem
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.progress import ProgressCard
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


def step_card(stepper: QWidget) -> QFrame:
    """The frame round the line of steps."""
    frame = QFrame()
    frame.setProperty("kind", "card")
    line = QHBoxLayout(frame)
    line.setContentsMargins(Px.MARGIN, Px.PAD_SMALL, Px.MARGIN, Px.PAD_SMALL)
    line.addWidget(stepper)
    return frame


def pick_state(theme: Theme) -> EmptyState:
    return EmptyState(
        theme, "file-spreadsheet", "用现成的名单就行",
        "Excel和WPS的表都可以（.xlsx .xls .et），标题行、合并格、各种日期写法不用先改。"
        "也可以把文件拖到这里，或者在表里连表头一起复制，到这里按Ctrl+V。",
        actions=[("pick", "选文件…", "folder-open", True),
                 ("paste", "粘贴表格", "copy", False)],
    )  # fmt: skip


class WorkingState(QWidget):
    """Reading or writing that takes long: rows counted, time left, and the way to stop it."""

    def __init__(self, theme: Theme, title: str, cancel: Callable[[], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.card = ProgressCard(theme, title, counter="行")
        self.card.cancelled.connect(cancel)
        column.addWidget(self.card)
        column.addStretch()


def refused_state(theme: Theme, error: KnownError) -> EmptyState:
    """A file that can't be read: what it is and what to do in WPS."""
    return EmptyState(
        theme, "file-x", error.sentence, f"{error.kept}{error.todo}",
        actions=[("pick", "换一个文件…", "folder-open", True)],
    )  # fmt: skip


def done_state(theme: Theme, done: Imported, left: int) -> EmptyState:
    """What was written, and how many rows still wait."""
    text = f"新添{done.created}人，更新{done.updated}人。"
    if done.classes:
        text += f"新建了班级：{'、'.join(done.classes)}。"
    text += f"还有{left}行没有导入，以后再导一次这个文件就行。" if left else "一行也没有落下。"
    actions = [("roster", "看花名册", "users", True)]
    if left:
        actions.append(("doubtful", "没导入的行存成Excel…", "download", False))
    return EmptyState(
        theme, "circle-check", f"已导入{done.created + done.updated}人", text, done=True,
        actions=actions,
    )  # fmt: skip


def over_buttons(step: QWidget, *buttons: Button) -> QWidget:
    """A step with its buttons below it at the right."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Px.GAP)
    column.addWidget(step, 1)
    line = QHBoxLayout()
    line.setSpacing(Px.ICON_GAP)
    line.addStretch()
    for button in buttons:
        line.addWidget(button)
    column.addLayout(line)
    return holder


def alike_banner(theme: Theme, label: str, others: Sequence[Problem]) -> Banner:
    """The offer to give one answer to all rows of the same sentence."""
    return Banner(theme, "blue", f"还有{len(others)}行是同样的问题：{others[0].sentence}",
                  action=f"同样的问题都这样办（{label}）")


def ask_text(
    theme: Theme,
    window: QWidget,
    row: PlanRow,
    problem: Problem,
    label: str,
    answer: Callable[[str], object],
) -> None:
    """Ask what stands in the household register, in place of the cell."""
    form = FormDialog(theme, window, title=f"{label}：{row_name(row)}", verb="填好了",
                      context=problem.sentence)
    editor = LineInput(theme)
    if "*" not in problem.value:
        editor.setText(problem.value)
        editor.selectAll()
    form.add("text", problem.column or "内容", editor, hint=f"表里是：{problem.value or '空着'}")

    def take() -> None:
        text = editor.text().strip()
        if not text:
            form.set_errors({"text": "还没有写。想先空着，就选“先空着”。"})
            return
        form.accept()
        answer(text)

    form.submitted.connect(take)
    form.open()


def row_name(row: PlanRow) -> str:
    return row.cells.get("name") or f"第{row.number}行"


class AnswerSheet(Sheet):
    """All answers of one doubt below each other, where the row has no room for them."""

    def __init__(self, theme: Theme, window: QWidget, row: PlanRow, problem: Problem,
                 answer: Callable[[str], object]) -> None:
        super().__init__(theme, window)
        self.body.addWidget(Words(f"第{row.number}行 {row_name(row)}", "name", wrap=True))
        self.body.addWidget(Words(problem.sentence, "body", "text2", wrap=True))
        self.answers: list[Button] = []
        for choice in problem.choices:
            button = Button(theme, choice.label)
            button.clicked.connect(lambda _=False, key=choice.key: self._take(key, answer))
            self.body.addWidget(button)
            self.answers.append(button)
        self.add_buttons(Button(theme, "以后再说", clicked=self.reject))
        self.focus_first(self.answers[0])

    def _take(self, key: str, answer: Callable[[str], object]) -> None:
        self.accept()
        answer(key)
