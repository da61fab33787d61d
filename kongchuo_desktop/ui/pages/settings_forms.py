"""设置 · 文书样式: the forms in use, how they look, the county's own packs, and the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.form_packs import InstalledPack, packs
from kongchuo_desktop.operations.forms import form_text, forms_of, own_ids, refused_forms
from kongchuo_desktop.operations.paper_numbers import (
    NumberStyle,
    number_style,
    numbering_of,
    red_letterhead,
)
from kongchuo_desktop.operations.paper_shelf import KINDS, find_forms, kind_of
from kongchuo_desktop.operations.papers import specimen
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.verify import VerifyForm
from kongchuo_desktop.ui.pages.policy_file_text import GuideSheet
from kongchuo_desktop.ui.pages.settings_form_numbers import NumbersCard
from kongchuo_desktop.ui.pages.settings_form_packs import PacksCard
from kongchuo_desktop.ui.pages.settings_section import Section, card, line_of
from kongchuo_desktop.ui.pages.specimen_sheet import SpecimenSheet
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Head, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_ROWS = 7
_BY_PROGRAM = "程序自己打的"


@dataclass(frozen=True)
class FormsView:
    """What the section shows; ``own`` are the ids of the unit's own forms."""

    forms: Sequence[Form]
    own: frozenset[str]
    refused: Mapping[str, KnownError]
    packs: Sequence[InstalledPack]
    style: NumberStyle
    red: bool


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form in the list, with its number as it is written here."""

    form: Form
    own: bool
    number: str


def read_forms(store: Store) -> FormsView:
    """All that the section shows, read in one go."""
    today = store.now().date()
    return FormsView(
        sorted(forms_of(store).values(), key=lambda form: form.paper), own_ids(store),
        refused_forms(store), packs(store), number_style(store),
        red_letterhead(load_world(store).figures, today))


class FormDelegate(RowDelegate):
    """A form: name, whose it is, where its layout comes from; 看样张 at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW_NARROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, 0)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        line: FormLine = payload
        outer = Flow(self.theme, rect)
        outer.push("看样张", "main", width=self.theme.px(Px.HEADER))
        outer.gap(Px.GAP, from_right=True)
        if line.own:
            outer.chip("县定", "violet", from_right=True)
            outer.gap(from_right=True)
        above, below = outer.halves()
        # Titles of a few characters are spaced for the paper.
        paper, title = line.form.paper, "".join(line.form.title.split())
        name = paper if paper == title else f"{paper}（{title}）"
        above.rest(name, Type.BODY, colour="text")
        words = (f"{line.form.issuer}给{line.form.to}" if line.form.to else line.form.issuer,
                 line.number, line.form.basis)
        return outer.items + above.items + below.rest(" · ".join(filter(None, words))).items


class FormsSection(Section):
    """The list with its search, the packs, and how numbers are written."""

    TABLES = frozenset({"own_figure", "policy_use"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self._view: FormsView | None = None
        made = card("用着的样式", "随程序来的，和县里定的。样张用编造的资料填，印着“样张”两个字。")
        self.search = LineInput(ctx.theme, "名称、拼音", icon="search")
        self.search.setAccessibleName("找样式")
        self.search.textChanged.connect(lambda _: self._fill())
        self.check = Button(ctx.theme, "核对一张纸…", icon="shield-check",
                            clicked=lambda: VerifyForm(ctx, self).open())
        self.guide = Button(ctx.theme, "样式文件的写法",
                            clicked=lambda: GuideSheet(ctx, self, page="papers").open())
        made.body.addLayout(line_of("", self.search, self.guide, self.check))
        self.model = RowsModel()
        self.list = RowView(self.model, FormDelegate(ctx.theme))
        self.list.setAccessibleName("用着的文书样式")
        self.list.setFixedHeight(_ROWS * Px.DUTY_ROW_NARROW)
        act_on(self.list, {"main": lambda line: self.show_specimen(line.form)})
        made.body.addWidget(self.list)
        self.save = Button(ctx.theme, "存出文件…", icon="download", clicked=self._save)
        made.body.addLayout(line_of("", QWidget(), self.save))
        self.packs = PacksCard(ctx, self.refresh_all)
        self.numbers = NumbersCard(ctx)
        for part in (self.packs, made, self.numbers):
            self.column.addWidget(part)
        self.column.addStretch()

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: read_forms(store), self._show, owner=self)

    def refresh_all(self) -> None:
        """Files changed, of which no operation tells: all pages that show papers read again."""
        tables = frozenset({"paper", "own_figure"})
        self.ctx.changed.emit(Changes(None, "form_packs", tables, (), frozenset()))
        self.refresh(None)

    def _show(self, view: FormsView) -> None:
        self._view = view
        self.packs.show_packs(view.packs, view.refused)
        self.numbers.show_style(view.forms, view.style, red=view.red)
        self._fill()

    def _fill(self) -> None:
        if self._view is None:
            return
        view, groups = self._view, dict[str, list[Row]]()
        for form in find_forms(view.forms, self.search.text()):
            head = _BY_PROGRAM if form.program else kind_of(form)
            groups.setdefault(head, []).append(self._row(form, view))
        order = (*KINDS, _BY_PROGRAM)
        self.model.set_groups([(Head(head, len(groups[head])), groups[head])
                               for head in order if head in groups])
        if self.list.payload() is None:
            self.list.go_first()

    def _row(self, form: Form, view: FormsView) -> Row:
        numbering = numbering_of(form, view.style)
        number = numbering.text(self.ctx.today().year, 1) if numbering else ""
        line = FormLine(form, form.id in view.own, number)
        return Row(form.id, line, f"{form.paper}{'，县定' if line.own else ''}，{form.basis}")

    def show_specimen(self, form: Form) -> None:
        """The form filled with invented data, to look at and to print."""
        store, day = self.ctx.store, self.ctx.today()
        self.ctx.tasks.run(
            lambda job: specimen(form.id, day=day, store=store).pdf,
            done=lambda pdf: SpecimenSheet(self.ctx, self, form, pdf).open(),
            failed=self.ctx.show_error, owner=self)

    def _save(self) -> None:
        """The file of the form that is chosen, to be changed and taken in again."""
        line, store = self.list.payload(), self.ctx.store
        if line is None:
            return
        key = line.form.id
        path = pickers.choose_new_file(self, "存出样式文件", f"{key}.toml", "文书样式 (*.toml)")
        if path is not None:
            self.ctx.perform(lambda: save_file(path, form_text(store, form_id=key)),
                             said=f"存成了{path.name}", failed=self.ctx.show_error, owner=self)

    def panes(self) -> Sequence[QWidget]:
        return (self.search, self.list)
