"""退回修改: a superior asks that a field be looked at again; who is asked changes it or answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection

from kongchuo_desktop.domain.journal import GONE, Ancestry, Entry, split_tips
from kongchuo_desktop.domain.returns import MONTHLY
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import what_words
from kongchuo_desktop.operations.access import SUPERIOR, TEACHING
from kongchuo_desktop.operations.field_words import TABLES
from kongchuo_desktop.operations.homes import Homes, rows_of
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.readers import has_computer
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import known, reading_of
from kongchuo_desktop.operations.writers import Writers
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    BY_NAME,
    Correction,
    CorrectionAnswer,
    PupilRow,
    Return,
)
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write

State = Literal["open", "changed", "answered", "withdrawn"]
STATE_WORDS: Mapping[State, str] = {
    "open": "等对方核对", "changed": "对方已改", "answered": "对方核对无误", "withdrawn": "已收回"}
_RETURN, _PUPIL = str(Return.__tablename__), str(PupilRow.__tablename__)
_LONGEST = 200
"""Characters of a sentence: it stands in a line of 今日."""


@dataclass(frozen=True, slots=True)
class Request:
    """One field that a superior asks about.

    Attributes:
        id: its row; ``tips`` are handed back when it is withdrawn.
        unit: who is asked; ``name`` what that is called.
        class_id: the class that is asked where its own school asks, else empty.
        pupil: whom it is about, as it is read; None for a return. ``person`` is its name.
        what: the field, or the period of a return, in words; ``period`` of a return as it is
            written down, else empty.
        card: whether the child's card can be opened here.
        mine: this unit asked; else it is asked of this unit.
        answer: the asked unit's sentence where it changed nothing; ``answered`` the day.
    """

    id: str
    tips: str
    unit: str
    name: str
    pupil: str | None
    person: str
    target: str
    table: str
    field: str
    what: str
    sentence: str
    day: date
    by: str
    asker: str
    mine: bool
    state: State
    answer: str = ""
    answered: date | None = None
    class_id: str = ""
    period: str = ""
    card: bool = False


def ask(store: Store, *, actor: Actor, target: str, sentence: str, table: str = _PUPIL,
        field: str = "") -> Added:
    """Ask the school or class that wrote a row to look at it, or at one field of it, again.

    Raises:
        KnownError: ``no_sentence``, ``long_sentence``, ``unknown_row``, ``own_row``: the row is
            this unit's own, or of a class that has no computer of its own; ``unknown_field``.
    """
    said = _sentence(sentence)
    model = BY_NAME.get(table)
    if model is None or (field and field not in FIELDS[table]):
        raise KnownError("unknown_field", "没有这一项，不能退回。", kept="没有改动。",
                         todo="换一项，或者不写哪一项，整条退回。")
    with store.operation("ask_correction", actor, roles=SUPERIOR, undoable=False) as write:
        row = projection.current(write.connection, sql_table(model), target)
        if row is None or row.gone:
            raise KnownError("unknown_row", "没有找到要退回的这一条。", kept="没有改动。",
                             todo="刷新一下再试。")
        _check_below(store, write, row, table)
        new = write.insert(
            Correction, unit=row.home, target=target, target_table=table, sentence=said,
            day=store.now().date().isoformat(), seen=row.tips,
            **known({"field": field, "pupil": row.about}))
    return Added(new, write.changes)


def ask_return(store: Store, *, actor: Actor, unit: str, period: str, sentence: str,
               kind: str = MONTHLY) -> Added:
    """``ask`` about what a unit or class filed for a period.

    Raises:
        KnownError: as ``ask``; ``unknown_row`` where nothing was filed.
    """
    same = reading_of(store).same
    with store.session() as session:
        filed = [row["row"] for row in rows_of(session, Return)
                 if same.get(row["unit"], row["unit"]) == same.get(unit, unit)
                 and (row["period"], row["kind"]) == (period, kind)]
    return ask(store, actor=actor, target=filed[0] if filed else "", table=_RETURN,
               sentence=sentence)


def may_ask(store: Store, *, pupil: str) -> bool:
    """Whether another computer below keeps a child's record, so that it can be asked."""
    if store.role == "class":
        return False
    with store.reading() as connection:
        row = projection.current(connection, sql_table(PupilRow), pupil)
    return row is not None and _kept_below(store, row.home, row.class_id)


def answer(store: Store, *, actor: Actor, correction: str, sentence: str) -> Changes:
    """Answer that all is as it should be (核对无误), in a sentence.

    Raises:
        KnownError: ``no_sentence``, ``long_sentence``, ``unknown_row``; ``asked_here``: this unit
            asked itself, the others are to answer.
    """
    said = _sentence(sentence)
    request = find(store, correction=correction)
    if request.mine:
        raise KnownError("asked_here", "这一条是这里退回去的，等对方核对。", kept="没有改动。",
                         todo="不用核对了，就收回。")
    with store.operation("answer_correction", actor, roles=TEACHING, undoable=False) as write:
        write.insert(CorrectionAnswer, correction=correction, sentence=said,
                     day=store.now().date().isoformat(), **known({"pupil": request.pupil}))
    return write.changes


def withdraw(store: Store, *, actor: Actor, correction: str) -> Changes:
    """Take a question back that this unit asked.

    Raises:
        KnownError: ``unknown_row``, ``not_asked_here``.
    """
    request = find(store, correction=correction)
    if not request.mine:
        raise KnownError("not_asked_here", "这一条是上级要核对的，这里不能收回。",
                         kept="没有改动。", todo="改好，或者写“核对无误”。")
    with store.operation("withdraw_correction", actor, roles=SUPERIOR, undoable=False) as write:
        write.update(Correction, correction, prior=request.tips, withdrawn=True)
    return write.changes


def find(store: Store, *, correction: str) -> Request:
    """One of ``requests``, by its row or the beginning of it.

    Raises:
        KnownError: ``unknown_row``.
    """
    found = [request for request in requests(store) if request.id.startswith(correction)]
    if not correction or len(found) != 1:
        raise KnownError("unknown_row", "没有找到这一条退回。", kept="没有改动。",
                         todo="用 correction list 查看，或刷新一下再试。")
    return found[0]


def requests(store: Store) -> Sequence[Request]:
    """All that this unit asked or was asked, open ones first, then the newest."""
    return remembered(store, "corrections", lambda: _requests(store))


def about(store: Store, *, pupil: str) -> list[Request]:
    """What this unit asked about a child, and what is asked of it and open; the open ones first."""
    return [request for request in requests(store) if request.pupil == pupil
            and request.state != "withdrawn" and (request.mine or request.state == "open")]


def _sentence(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise KnownError("no_sentence", "还没有写一句话。", kept="没有改动。",
                         todo="写一句，对方看了就明白。")
    if len(said) > _LONGEST:
        raise KnownError("long_sentence", f"太长了，最多{_LONGEST}个字。", kept="没有改动。",
                         todo="写短一点。")
    return said


def _check_below(store: Store, write: Write, row: Any, table: str) -> None:
    """A question must have somebody to answer it."""
    class_id = row.unit if table == _RETURN else None
    if row.about:
        pupil = projection.current(write.connection, sql_table(PupilRow), row.about)
        class_id = pupil.class_id if pupil is not None else None
    if not _kept_below(store, row.home, class_id):
        raise KnownError("own_row", "这一条没有别的电脑管着，不用退回。", kept="没有改动。",
                         todo="直接在这里改。")


def _kept_below(store: Store, home: str, class_id: str | None) -> bool:
    """Whether a row is kept by a unit below, or by a class with a computer of its own."""
    homes = reading_of(store).homes
    unit = homes.of(home)
    if unit == homes.own:
        return bool(class_id) and has_computer(store, unit=store.home, class_id=str(class_id))
    return unit is not None


def _requests(store: Store) -> list[Request]:
    reading = reading_of(store)
    homes, carded = reading.homes, reading.world.pupils
    with store.session() as session:
        connection = session.connection()
        rows = [row for row in rows_of(session, Correction) if homes.heard(row["home"])]
        asked = {row["row"]: row["unit"] for row in rows}
        answers: dict[str, Any] = {}
        for row in sorted(rows_of(session, CorrectionAnswer), key=lambda r: (r["day"], r["row"])):
            if homes.tree.within(row["home"], asked.get(row["correction"], "")):
                answers[row["correction"]] = row
        later = _later(rows, projection.entries_of(connection, {row["target"] for row in rows}))
        writers = Writers(connection, homes.tree,
                          (entry for entries in later.values() for entry in entries))
        names = _Names(connection, homes, rows)
        found = []
        for row in rows:
            said, own_class = answers.get(row["row"]), names.own_class(row)
            changed = any(
                writers.of_class(entry) if own_class else writers.of_unit(entry, row["unit"])
                for entry in later[row["row"]])
            state: State = ("withdrawn" if row["withdrawn"] else "changed" if changed
                            else "open" if said is None else "answered")
            mine = store.role != "class" and homes.tree.read(row["home"]) == homes.own
            found.append(Request(
                row["row"], row["tips"], row["unit"], names.whom(row), homes.same.get(
                    row["pupil"], row["pupil"]),
                names.person(row), row["target"], row["target_table"] or "", row["field"] or "",
                names.what(row), row["sentence"], date.fromisoformat(row["day"]), row["author"],
                homes.names.get(row["home"], ""), mine, state,
                (said["sentence"] or "") if said else "",
                date.fromisoformat(said["day"]) if said else None, own_class,
                names.period(row), homes.same.get(row["pupil"], row["pupil"]) in carded))
    return sorted(found, key=lambda r: (r.state != "open", -r.day.toordinal(), r.id))


def _later(rows: Sequence[Mapping[Any, Any]],
           entries: Mapping[str, Sequence[Entry]]) -> Mapping[str, Sequence[Entry]]:
    """Question → what was written of what it asks about without the asker having seen it."""
    found = {}
    for row in rows:
        tree = Ancestry(entries.get(row["target"], ()))
        seen = {entry.id for entry in tree.closure(split_tips(row["seen"] or ""))}
        found[row["row"]] = [
            entry for entry in tree.entries if entry.id not in seen
            and (not row["field"] or row["field"] in entry.set or GONE in entry.set)]
    return found


class _Names:
    """What units, classes, pupils and fields of questions are called; read at once."""

    def __init__(self, connection: Connection, homes: Homes,
                 rows: Sequence[Mapping[Any, Any]]) -> None:
        self._homes = homes
        self._pupils = projection.current_rows(
            connection, ((_PUPIL, row["pupil"]) for row in rows if row["pupil"]))
        self._returns = projection.current_rows(
            connection, ((_RETURN, row["target"]) for row in rows
                         if row["target_table"] == _RETURN))

    def whom(self, row: Mapping[Any, Any]) -> str:
        room = self._homes.classes.get(self._homes.own, {}).get(self.own_class(row))
        return room.title if room is not None else self._homes.names.get(row["unit"], "")

    def own_class(self, row: Mapping[Any, Any]) -> str:
        """The class that its own school asks; empty where a unit asks another."""
        if self._homes.tree.read(row["home"]) != self._homes.tree.read(row["unit"]):
            return ""
        pupil, filed = self._pupils.get(row["pupil"]), self._returns.get(row["target"])
        room = pupil.class_id if pupil is not None else filed.unit if filed is not None else ""
        return self._homes.same.get(room, room) or ""

    def person(self, row: Mapping[Any, Any]) -> str:
        pupil = self._pupils.get(row["pupil"])
        return (pupil.name or "") if pupil is not None else ""

    def period(self, row: Mapping[Any, Any]) -> str:
        filed = self._returns.get(row["target"])
        return (filed.period or "") if filed is not None else ""

    def what(self, row: Mapping[Any, Any]) -> str:
        filed = self._returns.get(row["target"])
        if filed is not None:
            return what_words(filed.kind or "", filed.period or "")
        if row["target_table"] == _PUPIL:
            return LABELS.get(row["field"] or "", "资料")
        return TABLES.get(row["target_table"] or "", "这一条")
