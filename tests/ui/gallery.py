"""All parts of the kit on one page, as a picture to look at: python tests/ui/gallery.py out.png."""

import sys
from datetime import date

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.app import make_application, make_theme
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import Banner, Card, EmptyState, Facts
from kongchuo_desktop.ui.parts.charts import (
    CalendarDay,
    DayStrip,
    Legend,
    MonthCalendar,
    Segment,
    StackedBar,
    ThinBar,
)
from kongchuo_desktop.ui.parts.checks import Check, Radio
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog, ConfirmDialog, ErrorDialog
from kongchuo_desktop.ui.parts.floating import Quote, Toast
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput, TextInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.progress import ProgressCard
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.steps import Ladder, Rung, Stepper
from kongchuo_desktop.ui.parts.table import ActionBar, CellDelegate, Table, TableCard
from kongchuo_desktop.ui.parts.words import Chip, ChipRow, KeyCap, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

LONG_NAME = "买买提明江·阿卜杜拉热合曼·玉素甫"
RARE_NAME = "𠮷田海"


class StateDelegate(RowDelegate):
    """Name at the left, words and chip at the right, as the three states of picture 14."""

    def items(
        self, payload: tuple[str, str, str, Tone], rect: QRect, *, selected: bool
    ) -> list[Item]:
        name, word, chip, tone = payload
        flow = Flow(self.theme, rect).chip(chip, tone, from_right=True)
        flow.gap(from_right=True).text(word, Type.SMALL, colour="text2", from_right=True)
        return flow.text(name, Type.SMALL, bold=True).items


class Gallery(QWidget):
    """Three columns of parts; dialogs stand in the middle one without their dimmed window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("kind", "window")
        grid = QGridLayout(self)
        grid.setContentsMargins(Px.MARGIN, Px.INSIDE, Px.MARGIN, Px.INSIDE)
        grid.setHorizontalSpacing(Px.MARGIN)
        for at, fill in enumerate((self._left, self._middle, self._right, self._more)):
            column = QVBoxLayout()
            column.setSpacing(Px.ICON_GAP)
            fill(column)
            column.addStretch()
            grid.addLayout(column, 0, at)
            grid.setColumnStretch(at, 1)

    def _titled(self, column: QVBoxLayout, title: str, *widgets: QWidget) -> None:
        column.addWidget(Words(title, "caption", "text2"))
        for widget in widgets:
            column.addWidget(widget)
        column.addSpacing(Px.GRID)

    def _line(self, *widgets: QWidget) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        for widget in widgets:
            line.addWidget(widget)
        line.addStretch()
        return holder

    def _left(self, column: QVBoxLayout) -> None:
        theme = self.theme
        done = Card()
        done.body.addWidget(
            EmptyState(
                theme,
                "circle-check",
                "今天的事都办完了",
                "考勤已提交，没有要打的电话，也没有要走的家。",
                done=True,
                actions=[
                    ("next", "看看明天", "", False),
                    ("print", "打印本周记录", "printer", False),
                ],
            )
        )
        done.setMinimumHeight(236)
        self._titled(column, "空：今天没有事", done)
        fresh = Card()
        fresh.body.addWidget(
            EmptyState(
                theme,
                "users",
                "花名册里还没有学生",
                "用现成的Excel名单导入，几分钟就好；也可以一个个添加。",
                actions=[
                    ("import", "导入Excel", "upload", True),
                    ("add", "添加学生", "", False),
                ],
            )
        )
        fresh.setMinimumHeight(210)
        self._titled(column, "空：刚装好", fresh)
        progress = ProgressCard(theme, "正在读各班的包")
        progress.advance(8, 13)
        self._titled(column, "进度，可以取消", progress)

    def _inline(self, sheet: Sheet) -> QWidget:
        """The card of a sheet, shown as a part of this page."""
        sheet.card.setGraphicsEffect(None)  # type: ignore[arg-type]
        sheet.card.setParent(self)
        sheet.card.setMinimumWidth(sheet.card.width())
        sheet.hide()
        return sheet.card

    def _middle(self, column: QVBoxLayout) -> None:
        theme = self.theme
        error = KnownError(
            "stick_gone",
            "U盘写到一半时断开了。",
            kept="电脑里的记录都在，U盘上原来的文件没有动。",
            todo="换个插口再插一次，然后点“重写”。",
        )
        self._titled(
            column,
            "出错：发生了什么，留住了什么，接下来做什么",
            self._inline(ErrorDialog.of(theme, self, error, again="重写")),
        )
        reason = LineInput(theme)
        reason.setText("作废原因：家长姓名写错，重开一份")
        confirm = ConfirmDialog(
            theme,
            self,
            question="作废《劝学通知书》第3号？",
            text="号码会保留在登记簿里，注明“作废”，不能再用。",
            verb="作废",
            refuse="不作废",
            note="作废后不能恢复",
            reason=reason,
        )
        self._titled(column, "不能撤销的，先问", self._inline(confirm))
        choose = ChooseDialog(
            theme,
            self,
            title="两台电脑填得不一样",
            text=f"{RARE_NAME} · 监护人电话。两个都留着，请您选一个显示。",
            choices=[
                ("a", "133****9012", "周老师 · 9月12日填", ""),
                ("b", "187****3356", "教导处 · 9月14日填", ""),
            ],
            verb="用选中的",
            refuse="打电话问过再定",
            note="另一个可以在“经过”里找到",
        )
        self._titled(column, "合并时两边不同", self._inline(choose))

    def _right(self, column: QVBoxLayout) -> None:
        theme = self.theme
        self._titled(
            column,
            "横条",
            Banner(
                theme,
                "amber",
                "电脑的日期可能不对",
                "电脑显示2019年1月1日，上次记录是2026年9月16日。",
                action="改日期",
                icon="clock",
            ),
            Banner(
                theme,
                "blue",
                "九月的包已经写出，又有2处新记录。要重写一份吗？",
                action="重写",
                icon="info",
            ),
        )
        holder = QWidget()
        holder.setFixedHeight(Px.BUTTON_LARGE + Px.GRID)
        self.toast = Toast(theme, holder)
        self._titled(column, "提示条，8秒后收起", holder)
        off = Button(theme, "不可用")
        off.setEnabled(False)
        self.focused = Button(theme, "焦点")
        self._titled(
            column,
            "按钮",
            self._line(
                Button(theme, "主要", "primary"),
                Button(theme, "普通"),
                self.focused,
                off,
                Button(theme, "作废", "danger"),
                Button(theme, "文字", "text"),
            ),
        )
        chips: list[tuple[str, Tone]] = [
            ("七1班", "grey"),
            ("在办", "blue"),
            ("已返校", "green"),
            ("今天", "amber"),
            ("逾期2天", "red"),
            ("脱贫户", "violet"),
        ]
        self._titled(
            column,
            "标签和键帽",
            self._line(
                *(Chip(theme, text, tone) for text, tone in chips),
                KeyCap(theme, "F2"),
                KeyCap(theme, "回车"),
            ),
            ChipRow(theme, chips),
        )
        self._titled(column, "表格行", self._rows())
        error = LineInput(theme)
        error.setText("5301112013130")
        field = Field("身份证号", error)
        field.set_error("身份证号少5位，应为18位。先空着也可以保存。")
        self._titled(column, "输入", LineInput(theme, "还没填"), field)
        self._titled(
            column,
            "选择",
            self._line(
                Choice(theme, [("a", "阿卜杜拉·肉孜（父）"), ("b", "古丽·艾山（母）")]),
                DateInput(theme, date(2026, 9, 24)),
                Check(theme, "住校", checked=True),
                Radio(theme, "父"),
            ),
        )

    def _rows(self) -> QWidget:
        model = RowsModel()
        view = RowView(model, StateDelegate(self.theme, height=Px.TABLE_ROW))
        rows: list[tuple[str, str, str, Tone]] = [
            ("李冬", "普通", "在校", "grey"),
            (LONG_NAME, "指着", "留守", "violet"),
            ("石小满", "选中", "疑似辍学", "red"),
        ]
        model.set_rows([Row(row[0], row, row[0]) for row in rows])
        view.setFixedHeight(view.content_height())
        view.go("石小满")
        return view

    def _more(self, column: QVBoxLayout) -> None:
        theme = self.theme
        stepper = Stepper(theme, ["选文件", "对好各列", "检查", "完成"])
        stepper.set(2)
        rungs = [
            Rung("发现缺勤", "9月8日", "考勤", "done"),
            Rung("劝学通知书", "应9月15日", "逾期2天", "late"),
            Rung("辍学报告书", "送达后7天", "交乡镇、教育局"),
        ]
        self._titled(column, "步骤", stepper, Ladder(theme, rungs))
        segments = Segments(theme, [("am", "上午"), ("pm", "下午"), ("lesson", "按节次")])
        tabs = Segments(theme, [("way", "经过 11"), ("att", "考勤"), ("doc", "文书 2")], tabs=True)
        self._titled(column, "分段和页签", segments, tabs)
        parts = [
            Segment("到校", 42, "green_fill"),
            Segment("旷课", 5, "red_fill"),
            Segment("病假", 1, "amber_fill"),
            Segment("事假", 0, "edge"),
        ]
        self._titled(
            column,
            "图",
            StackedBar(theme, parts),
            Legend(theme, parts),
            DayStrip(theme, 13, 22),
            ThinBar(theme, 9, 14),
            ThinBar(theme, 8, 8),
            self._month(),
        )
        facts = Card("这台电脑")
        facts.body.addWidget(
            Facts([("上次备份", "今天 12:03"), ("个案记录", "缺 1 项", "amber")], strong=True)
        )
        self._titled(column, "卡片", facts, Quote("“连续旷课三天的，班主任应当于当天到家中走访。”"))
        self._titled(column, "表格", self._table())

    def _month(self) -> QWidget:
        marks = {8: "×", 9: "×", 10: "×", 14: "×"}
        days = [
            CalendarDay(
                date(2026, 9, day),
                "red" if day in marks else "green" if day < 18 else None,
                marks.get(day, ""),
            )
            for day in range(1, 25)
            if date(2026, 9, day).isoweekday() < 6
        ]
        return MonthCalendar(self.theme, days)

    def _table(self) -> QWidget:
        model = QStandardItemModel(0, 3)
        model.setHorizontalHeaderLabels(["座号", "姓名", "民族"])
        for seat, name, people in (("23", LONG_NAME, "维吾尔族"), ("42", RARE_NAME, "汉族")):
            cells = [QStandardItem(text) for text in (seat, name, people)]
            cells[1].setData(True, CellDelegate.BOLD)
            cells[0].setData("text3", CellDelegate.COLOUR)
            model.appendRow(cells)
        table = Table(self.theme, model, widths=[48, 200, 80], stretch=1)
        model.setParent(table)
        bar = ActionBar(self.theme, [("open", "打开档案"), ("paper", "开文书")])
        table.selectionModel().selectionChanged.connect(
            lambda: bar.set_selected(len(table.selected_rows()))
        )
        table.selectRow(0)
        card = TableCard(table, bar)
        card.setFixedHeight(Px.TABLE_HEAD + 2 * Px.TABLE_ROW + Px.ACTION_BAR + 2)
        return card


def visit_form(theme: Theme, window: QWidget) -> FormDialog:
    """A form as pages use it."""
    form = FormDialog(
        theme, window, title="登记家访", verb="登记家访", context=f"{LONG_NAME} · 七1班 23号"
    )
    day = form.add("day", "哪一天", DateInput(theme, date(2026, 9, 17)))
    how = form.add("outcome", "结果", Choice(theme, [("back", "答应返校"), ("none", "家中无人")]))
    form.add_pair(day, how)
    form.add("who", "见到了谁", LineInput(theme, "例如 父亲"), hint="可以不填")
    form.add("words", "说了什么", TextInput(lines=3))
    return form


def scrolled(gallery: Gallery, width: int, height: int) -> QScrollArea:
    """The gallery in a window of a size."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(gallery)
    area.resize(width, height)
    area.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    return area


def main() -> None:
    """Write one picture: out.png [light|dark] [large]."""
    app = make_application(sys.argv)
    scheme = "dark" if "dark" in sys.argv else "light"
    theme = make_theme(scheme=scheme, large="large" in sys.argv)
    gallery = Gallery(theme)
    gallery.resize(1840, 698)
    gallery.show()
    gallery.toast.say("已把 刘大川 标为病假", lambda: None)
    gallery.focused.setFocus()
    app.processEvents()
    picture = gallery.grab()
    picture.save(sys.argv[1])


if __name__ == "__main__":
    main()
