"""What a package brought, kept beside the log of packages and told with the names of today.

Only rows are kept, no names: those of an erased child must not live on in a log.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from kongchuo_desktop.operations.copies import BEFORE
from kongchuo_desktop.operations.field_words import TABLES, field_word
from kongchuo_desktop.operations.going_back import REPORT
from kongchuo_desktop.operations.questions import names_of
from kongchuo_desktop.operations.world import canonical_ids, homes_of
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.merge_report import MergeReport, RowChange
from kongchuo_desktop.store.projection import chunks
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.vocabulary import sql_table

MOST = 200
"""Lines kept of each kind; beyond that only their number."""
KINDS: Mapping[str, str] = {
    "conflicts": "两边填得不一样", "others": "不是这个班的学生", "back": "删掉了又回来的",
    "gone": "删掉的", "joined": "合并的档案", "new": "新来的学生", "changed": "改了的",
    "added": "新登记的",
}
"""Kinds of lines, what wants a look first."""
_PUPIL = str(PupilRow.__tablename__)
_Kept = tuple[str, list[str]]
"""A pupil's row (or none) and what is told of it: ``table.field``, or a table once a row."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line; ``pupil`` opens the card, empty where it is about no pupil."""

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
    abouts = {about for found in kept["kinds"].values() for about, _ in found["lines"] if about}
    with store.session() as session:
        same = canonical_ids(session)
        called = names_of(store, session, abouts | {same.get(row, row) for row in abouts})
    rooms = _rooms(store, abouts)
    sections = tuple(
        Section(kind, title, kept["kinds"][kind]["count"], tuple(
            ReportLine(same.get(about, about), called(about) or ("资料还没到" if about else ""),
                       rooms.get(about, ""), _words(kind, told))
            for about, told in kept["kinds"][kind]["lines"]))
        for kind, title in KINDS.items() if kind in kept["kinds"])
    copy = store.folder / BEFORE / str(kept["copy"])
    return ImportReport(sections, tuple(kept["problems"]), copy if copy.is_file() else None)


def _kinds(store: Store, report: MergeReport,
           sender_class: str | None) -> Mapping[str, list[_Kept]]:
    rows = {change.row: change for change in report.rows}
    new = {change.row for change in report.rows if change.table == _PUPIL and change.new}
    conflicts = [(rows[row].about or "", [f"{rows[row].table}.{name}"])
                 for row, name in report.conflicts if row in rows]
    # Of a pupil who is new here all is new.
    old = [change for change in report.rows if change.about not in new]
    return {
        "conflicts": conflicts,
        "others": _others(store, report, sender_class) if sender_class else [],
        "back": [_told(change) for change in report.rows if change.back],
        "gone": [_told(change) for change in report.rows if change.gone],
        "joined": [(row, [_PUPIL]) for row, _ in report.joined],
        "new": [(row, [_PUPIL]) for row in sorted(new)],
        "changed": _by_pupil((change.about or "", [f"{change.table}.{name}"
                                                   for name in change.fields])
                             for change in old if not change.new),
        "added": _by_pupil((change.about or "", [change.table]) for change in old if change.new),
    }


def _told(change: RowChange) -> _Kept:
    return change.about or "", [change.table]


def _by_pupil(found: Iterable[_Kept]) -> list[_Kept]:
    """One line a pupil, in the order of rows."""
    told: dict[str, list[str]] = defaultdict(list)
    for about, what in found:
        told[about] += what
    return [(about, what) for about, what in sorted(told.items()) if what]


def _others(store: Store, report: MergeReport, sender_class: str) -> list[_Kept]:
    """Pupils of other classes than the sender's (journal.md §7: they are named)."""
    homes = homes_of(store)
    mine = homes.same.get(sender_class, sender_class)
    rooms = _classes(store, report.pupils)
    away = {row for row, room in rooms.items() if room and homes.same.get(room, room) != mine}
    return _by_pupil((change.about, [f"{change.table}.{name}" for name in change.fields]
                      or [change.table]) for change in report.rows
                     if change.about in away and change.about)


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


def _words(kind: str, told: Sequence[str]) -> str:
    """``监护人1电话、家访 结果`` of fields; ``考勤12条、家访1条`` of rows."""
    if kind in ("new", "joined"):
        return ""
    fields = dict.fromkeys(_field(one) for one in told if "." in one)
    rows = Counter(one for one in told if "." not in one)
    return "、".join([*fields, *(f"{TABLES.get(table, '新版本的资料')}{count}条"
                                for table, count in rows.items())])


def _field(dotted: str) -> str:
    table, _, name = dotted.partition(".")
    word = field_word(table, name)
    return word if table == _PUPIL else f"{TABLES.get(table, '')} {word}".strip()
