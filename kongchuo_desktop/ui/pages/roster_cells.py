"""How the cells of the roster are painted: problems as red words, tags and states as chips."""

from PySide6.QtCore import QRect

from kongchuo_desktop.operations.standing import RosterLine
from kongchuo_desktop.ui.pages.roster_model import RosterModel
from kongchuo_desktop.ui.pages.roster_read import BIRTH, NAME, NUMBER, PHONE, TAGS, TODAY, chips_of
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Type

_GAP_OF = {BIRTH: "birth_date", NUMBER: "identity_number"}


class RosterDelegate(CellDelegate):
    """Cells of the roster."""

    def __init__(self, theme: Theme, model: RosterModel) -> None:
        super().__init__(theme)
        self._model = model

    def items(self, index: Index, rect: QRect) -> list[Item]:
        line: RosterLine = index.data(LINE)
        column = index.column()
        flow = Flow(self.theme, rect)
        if column == TAGS:
            tags = [] if self._model.veil else chips_of(line)
            flow.left -= Px.CHIP_GAP
            return flow.chips([(tag, "grey" if tag == "住校" else "violet") for tag in tags],
                              most=2).items
        if column == TODAY:
            return self._today(flow, line)
        bad = self._model.bad.get(line.card.id, ()) if column == NAME else ()
        if bad:
            tip = "\n".join(one.sentence + one.todo for one in bad)
            return flow.text(line.card.name, bold=True).gap(Px.CHIP_GAP).icon(
                "circle-alert", "red", tip=tip).gap(Px.CHIP_GAP).rest(
                bad[0].code, Type.CAPTION, colour="red").items
        gap = self._gap(line, column)
        if gap and line.card.id != self._model.shown:
            words = flow.text(gap, Type.SMALL, colour="red").gap(Px.CHIP_GAP)
            fits = words.left + Px.ICON <= rect.right()
            return words.icon("circle-alert", "red", tip=gap).items if fits else words.items
        return super().items(index, rect)

    def _today(self, flow: Flow, line: RosterLine) -> list[Item]:
        tone = next((tone for tone in TONES if tone == line.tone), None)
        if tone is None:
            return flow.text(line.today, Type.SMALL, colour="text2").items
        return flow.chip(line.today, tone).items

    def _gap(self, line: RosterLine, column: int) -> str:
        gaps, values = line.card.gaps, line.card.values
        if column == PHONE:
            relation = str(values.get("guardian1_relation") or "")
            missing = gaps.get("guardian1_name") or gaps.get("guardian1_phone") or ""
            return f"{relation} {missing}".strip() if missing else ""
        return gaps.get(_GAP_OF.get(column, ""), "")
