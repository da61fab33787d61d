"""Naming who of the bureau answers for some schools (督导包校), and the table of it on paper."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.supervisor_paper import supervisor_pages
from kongchuo_desktop.operations.supervisors import assign_supervisor
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.saving import SavingForm
from kongchuo_desktop.ui.pages.county_models import Answering
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.pages.papers_print import Print
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.inputs import LineInput


class SupervisorForm(SavingForm):
    """指定督导 for one school or several at once; an empty name takes it back."""

    def __init__(self, ctx: AppContext, window: QWidget, *, chosen: Sequence[Answering]) -> None:
        one = chosen[0]
        whom = one.school.name if len(chosen) == 1 else f"{len(chosen)}所学校"
        super().__init__(ctx, window, title=f"指定督导：{whom}", verb="指定",
                         context="从今天起由谁负责；姓名空着就是不再指定。")
        self._units, self._whom = [line.school.unit for line in chosen], whom
        name, office, phone = LineInput(ctx.theme), LineInput(ctx.theme), LineInput(ctx.theme)
        if one.person is not None:
            for field, text in ((name, one.person.name), (office, one.person.office),
                                (phone, one.person.phone)):
                field.setText(text)
        self.add("name", "督导姓名", name)
        self.add("office", "职务或科室", office, hint="如：副局长、普教科；可以空着")
        self.add("phone", "电话", phone, hint="可以空着")
        self.submitted.connect(self._save)

    def _save(self) -> None:
        given, ctx, units = self.values(), self._ctx, self._units
        name = given["name"].strip()
        said = f"{self._whom}由{name}负责" if name else f"{self._whom}不再指定督导"
        self.write(lambda: assign_supervisor(ctx.store, actor=ctx.actor, units=units, name=name,
                                             phone=given["phone"], office=given["office"]),
                   said=said)


def show_table(ctx: AppContext, window: QWidget, *, printer: Print, save_path: SavePath) -> None:
    """督导包校安排表: make the page in the worker and show it before it is printed."""
    store, day = ctx.store, ctx.today()

    def show(pdf: bytes) -> None:
        PagesSheet(ctx, window, pdf=pdf, title="打印督导包校安排表", name="督导包校安排表",
                   said="安排表", kept="谁督导哪所学校都在电脑里。", printer=printer,
                   save_path=save_path).open()

    ctx.tasks.run(lambda job: supervisor_pages(store, day=day), done=show,
                  failed=ctx.show_error, owner=window)
