"""What a package brought, kept beside the log of packages and told with the names of today.

Only rows are kept, no names: those of an erased child must not live on in a log.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from kongchuo_desktop.operations.copies import BEFORE
from kongchuo_desktop.operations.going_back import REPORT
from kongchuo_desktop.operations.import_words import line_words, told_rows
from kongchuo_desktop.operations.questions import names_of
from kongchuo_desktop.operations.world import canonical_ids, homes_of
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.merge_report import MergeReport, RowChange
from kongchuo_desktop.store.projection import chunks
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, Erase, PupilRow, Return
from kongchuo_desktop.store.vocabulary import sql_table

MOST = 200
"""Lines kept of each kind; beyond that only their number."""
KINDS: Mapping[str, str] = {
    "conflicts": "两边填得不一样", "others": "不是这个班的学生", "back": "删掉了又回来的",
    "erased": "清除掉的", "gone": "删掉的", "joined": "合并的档案", "new": "新来的学生",
    "changed": "改了的", "added": "新登记的",
}
"""Kinds of lines, what wants a look first."""
_PUPIL, _RETURN, _ERASE = (str(t.__tablename__) for t in (PupilRow, Return, Erase))
_Kept = tuple[str, list[str], str]
"""A pupil's row (or none), what is told of it (see ``import_words``), and whose it is where it is
about no pupil, or whose the pupil was where the record is erased: the row of a class or unit."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line; ``pupil`` opens the card, empty where there is none: ``who`` is then the class or
    unit whose it is."""

    pupil: str
    who: str
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """All lines of a kind; ``count`` may be more than the lines kept."""

    kind: str
    title: str
    count: int
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a package brought; ``problems`` are what the check found afterwards."""

    sections: tuple[Section, ...]
    problems: tuple[str, ...]
    copy: Path | None
    """The copy from before the import, while it is kept."""


def note_report(store: Store, *, digest: str, report: MergeReport, sender_class: str | None,
                copy: Path, problems: Sequence[str]) -> None:
    """Keeps what an import brought; a package that came again keeps its first report."""
    box = store.local(REPORT)
    if not report.rows and box.get(digest) is not None:
        return
    kinds = {kind: {"count": len(lines), "lines": lines[:MOST]}
             for kind, lines in _kinds(store, report, sender_class).items() if lines}
    box.set(digest, {"kinds": kinds, "problems": list(problems), "copy": copy.name})


def report_of(store: Store, digest: str) -> ImportReport | None:
    """What a package brought, with the names of today; None for one of an older program."""
    kept = store.local(REPORT).get(digest)
    if kept is None:
        return None
    # An older program kept no owners.
    lines = {kind: [_Line(*line) for line in found["lines"]]
             for kind, found in kept["kinds"].items()}
    every = [line for found in lines.values() for line in found]
    abouts = {line.about for line in every if line.about}
    with store.session() as session:
        same = canonical_ids(session)
        called = names_of(store, session, abouts | {same.get(row, row) for row in abouts})
        rows = told_rows(session, (one for line in every for one in line.told))
    rooms = _rooms(store, abouts)
    sections = tuple(
        Section(kind, title, kept["kinds"][kind]["count"], tuple(
            _line(line, kind, same=same, called=called, rooms=rooms,
                  words=line_words(line.told, rows) if kind not in ("new", "joined") else "")
            for line in lines[kind]))
        for kind, title in KINDS.items() if kind in lines)
    copy = store.folder / BEFORE / str(kept["copy"])
    return ImportReport(sections, tuple(kept["problems"]), copy if copy.is_file() else None)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it was kept."""

    about: str
    told: list[str]
    owner: str = ""


def _line(line: _Line, kind: str, *, same: Mapping[str, str], called: Callable[[str], str],
          rooms: Mapping[str, str], words: str) -> ReportLine:
    pupil, owner = same.get(line.about, line.about), called(line.owner)
    if not pupil:
        return ReportLine("", owner, "", words)
    name = called(line.about)
    if not name and kind == "erased":
        # There is no card any more, and the name is nowhere.
        return ReportLine("", "一名学生", owner, words)
    return ReportLine(pupil, name or "资料还没到", rooms.get(line.about, ""), words)


def _kinds(store: Store, report: MergeReport,
           sender_class: str | None) -> Mapping[str, list[_Kept]]:
    rows = {change.row: change for change in report.rows}
    new = {change.row for change in report.rows if change.table == _PUPIL and change.new}
    owners = _owners(store, report.rows)

    def told(change: RowChange, names: Sequence[str]) -> _Kept:
        said = [f"{change.table}.{name}@{change.row}" for name in names] or [
            f"{change.table}@{change.row}"]
        return change.about or "", said, owners.get(change.row, "")

    # Of a pupil who is new here all is new, and that something was erased is told of what it was.
    old = [change for change in report.rows
           if change.about not in new and not change.erased and change.table != _ERASE]
    return {
        "conflicts": [told(rows[row], [name]) for row, name in report.conflicts if row in rows],
        "others": _others(store, report, sender_class) if sender_class else [],
        "back": [told(change, ()) for change in report.rows if change.back],
        "erased": _erased(report),
        "gone": [told(change, ()) for change in report.rows if change.gone],
        "joined": [(row, [_PUPIL], "") for row, _ in report.joined],
        "new": [(row, [_PUPIL], "") for row in sorted(new)],
        "changed": _by_whom(told(change, change.fields) for change in old
                            if not change.new and change.fields),
        "added": _by_whom(told(change, ()) if change.table == _RETURN else
                          (change.about or "", [change.table], owners.get(change.row, ""))
                          for change in old if change.new),
    }


def _erased(report: MergeReport) -> list[_Kept]:
    """One line a pupil; of what is erased nothing is left but of which kind it was."""
    gone = [change for change in report.rows if change.erased]
    rooms = {change.row: change.room for change in gone if change.table == _PUPIL}
    return _by_whom((change.about or "", [change.table], rooms.get(change.about or "", ""))
                    for change in gone)


def _by_whom(found: Iterable[_Kept]) -> list[_Kept]:
    """One line a pupil, class or unit, in the order of rows, those about no pupil first."""
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for about, what, owner in found:
        told[about, owner] += what
    return [(about, what, owner) for (about, owner), what in sorted(told.items())]


def _owners(store: Store, changes: Collection[RowChange]) -> dict[str, str]:
    """Row about no pupil → the class or unit whose it is."""
    found: dict[str, str] = {}
    tables = {change.table for change in changes if not change.about} & BY_NAME.keys()
    with store.reading() as connection:
        for name in sorted(tables):
            table = sql_table(BY_NAME[name])
            said = next((table.c[field] for field in ("class_id", "unit") if field in table.c),
                        table.c.row if name in ("class", "unit") else table.c.home)
            rows = [change.row for change in changes if change.table == name]
            for portion in chunks(rows):
                query = select(table.c.row, said, table.c.home)
                found |= {row: owner or home for row, owner, home in connection.execute(
                    query.where(among(table.c.row, portion)))}
    return {change.row: found[change.row] for change in changes
            if not change.about and change.row in found}


def _others(store: Store, report: MergeReport, sender_class: str) -> list[_Kept]:
    """Pupils of other classes than the sender's (journal.md §7: they are named)."""
    homes = homes_of(store)
    mine = homes.same.get(sender_class, sender_class)
    rooms = _classes(store, report.pupils)
    away = {row for row, room in rooms.items() if room and homes.same.get(room, room) != mine}
    return _by_whom((
        change.about, [f"{change.table}.{name}@{change.row}" for name in change.fields]
        or [change.table], "")
        for change in report.rows if change.about in away and change.about and not change.erased)


def _classes(store: Store, pupils: Collection[str]) -> dict[str, str]:
    """Pupil → class row."""
    table = sql_table(PupilRow)
    with store.reading() as connection:
        return {row: class_id or "" for portion in chunks(pupils)
                for row, class_id in connection.execute(
                    select(table.c.row, table.c.class_id).where(among(table.c.row, portion)))}


def _rooms(store: Store, pupils: Collection[str]) -> dict[str, str]:
    """Pupil → what the class is called."""
    homes = homes_of(store)
    titles = {row: room.title for rooms in homes.classes.values() for row, room in rooms.items()}
    return {row: titles.get(homes.same.get(room, room), "")
            for row, room in _classes(store, pupils).items()}
