"""The chart of the months that were filed: a cell for each class, at a bureau a bar for a month."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from kongchuo_desktop.domain.charts.model import (
    Bar,
    Bars,
    Chart,
    Column,
    Grid,
    Legend,
    Piece,
    Role,
    Row,
)
from kongchuo_desktop.operations.homes import own_rows
from kongchuo_desktop.operations.periods import MONTHLY, period_of, short_period
from kongchuo_desktop.operations.returns import filed_return, return_rules
from kongchuo_desktop.operations.returns_year import (
    MonthCell,
    State,
    YearGrid,
    cell_words,
    month_cell,
    year_grid,
)
from kongchuo_desktop.operations.world import homes_of, load_calendar, reading_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

_STATES: Mapping[State, tuple[Role, str]] = {
    "filed": ("good", "报了"), "zero": ("pale", "报了0"), "late": ("doubt", "迟报"),
    "unverified": ("plain", "未验"), "missing": ("missing", "没有报")}
"""State of a month → how it is shown; one that is still to come is no piece."""
_LEGEND = tuple(Legend(role, word) for role, word in _STATES.values())
_MOST_LINES = 30
"""So many lines are read as cells; of more, months are counted."""
TITLE = "月报报了没有"


def filing_chart(store: Store, *, day: date) -> Chart:
    """The months of the school year of a day: what the unit itself filed, and who below it did."""
    grid = year_grid(store, day=day)
    if len(grid.lines) > _MOST_LINES or store.role == "bureau":
        return _counted(grid)
    rows = [("本班" if store.role == "class" else "本校上报", _own(store, grid, day))]
    if store.role != "class":
        rooms = homes_of(store).classes.get(homes_of(store).own, {})
        rows += [(line.name, list(line.cells)) for line in sorted(grid.lines, key=lambda line: (
            line.unit not in rooms, rooms[line.unit].grade if line.unit in rooms else 0,
            line.name))]
    if not grid.periods:
        return Chart("filed", TITLE, "还没有要报的月份。", Grid((), ()), "unit")
    missing = Counter(cell.period for _, cells in rows for cell in cells
                      if cell.state == "missing")
    said = ("、".join(f"{short_period(period)}有{missing[period]}个" for period in grid.periods
                     if missing[period]) + "没有报。" if missing else "该报的月份都报了。")
    return Chart("filed", TITLE, said, Grid(
        tuple(Column(short_period(period)) for period in grid.periods),
        tuple(_row(name, cells) for name, cells in rows), _LEGEND), "unit")


def month_of(piece: Piece) -> str:
    """The period of a piece, ``2026-09``: every key of this chart begins with it."""
    return piece.key.partition(".")[0]


def _row(name: str, cells: Sequence[MonthCell]) -> Row:
    return Row(name, tuple(
        Piece(f"{cell.period}.{cell.unit}", f"{name} {short_period(cell.period)} "
              f"{_STATES[cell.state][1]}", cell_words(cell), _STATES[cell.state][0],
              who=(cell.unit,)) if cell.state in _STATES else None for cell in cells))


def _own(store: Store, grid: YearGrid, day: date) -> list[MonthCell]:
    """The unit's own months; before its records begin nothing was owed."""
    calendar, rules = load_calendar(store), return_rules(store)
    begun = reading_of(store).world.begun or day
    with store.session() as session:
        filed = {row["period"]: row for row in own_rows(session, store.home, Return)
                 if row["kind"] == MONTHLY}
    return [month_cell(about, filed_return(store.home, "", filed.get(about.text), None, None,
                                           rules.in_time(about.text), None), day, begun)
            for text in grid.periods if (about := period_of(calendar, text)) is not None]


def _counted(grid: YearGrid) -> Chart:
    """How many of the schools filed each month; a piece opens its schools."""
    bars = []
    for at, period in enumerate(grid.periods):
        word, pieces = short_period(period), []
        for state, (role, said) in _STATES.items():
            who = tuple(line.unit for line in grid.lines if line.cells[at].state == state)
            if who:
                pieces.append(Piece(f"{period}.{state}", f"{word} {said}：{len(who)}个",
                                    str(len(who)), role, len(who), who))
        due = sum(line.cells[at].state != "pending" for line in grid.lines)
        ahead = Piece(period, f"{word} 还没到期", "还没到期", "pale")
        bars.append(Bar(word, tuple(pieces) or (ahead,), f"应报{due}" if due else ""))
    silent = sum(line.cells[at].state == "missing" for line in grid.lines
                 for at in range(len(grid.periods)))
    said = f"没有报的一共{silent}个月份，不当作报了0。" if silent else "该报的月份都报了。"
    return Chart("filed", TITLE, said if bars else "还没有要报的月份。", Bars(
        tuple(bars), max(len(grid.lines), 1), _LEGEND), "unit")
