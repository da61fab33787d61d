"""What became of children that a comparison found: where they are, on what evidence, or a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.policy.words import STATES
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.attachments import attach_pictures, photos_by_target
from kongchuo_desktop.operations.checks import check_kept_here, check_not_future, check_pupil
from kongchuo_desktop.operations.events import write_event
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.roster import pupil_key, refuse_twin
from kongchuo_desktop.operations.world import homes_of, known, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ChildFound, PupilRow
from kongchuo_desktop.store.write import Actor, Changes, Write

CASE: Final = "确属失学辍学"
FOUND: Final[Mapping[str, str]] = {
    "在本校就读": "班主任点名核对", "在本县其他学校就读": "就读学校的在读证明",
    "在外地就读": "就读学校的在读证明或学籍截图", "延缓入学": "延缓入学的批准文件",
    "休学": "休学批准书", "残疾送教": "残疾人证和送教记录", "因病因残未入学": "医院证明或残疾人证",
    "死亡": "死亡证明或户口注销证明", "出国": "出入境记录或监护人说明",
    "失踪失联": "社区（村委会）或派出所的证明", "随父母外出": "监护人说明和当地联系方式",
    "打工务农": "家访记录", "空挂户": "社区（村委会）或派出所的证明",
    "重复户籍": "派出所的证明", "信息错误": "改正后的证件号或姓名",
    "查无此人": "社区（村委会）或派出所的证明", "超龄离校": "出生日期和毕业（结业）证明",
    CASE: "立案后的个案材料",
}
"""What a child may be found to be (paperwork §4) → the usual evidence of it."""
WITHOUT_SCAN: Final = frozenset({"在本校就读", "打工务农", "信息错误", CASE})
"""What needs no document of another office: its evidence is in the program itself."""
OPENED: Final = ("never_enrolled", "dropout", "suspected")
"""States in which such a child may become a case."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of a child; ``record`` is its row of the roster, empty where it has none,
    ``scans`` how many photos and scans of the evidence hang on it."""

    id: str
    found: str
    day: date
    note: str
    by: str
    record: str
    tips: str
    scans: int = 0

    @property
    def lacks(self) -> str:
        """The usual evidence, while no scan of it is here; empty where none is needed."""
        return "" if self.scans or self.found in WITHOUT_SCAN else FOUND[self.found]


@dataclass(frozen=True, slots=True)
class Settled:
    """The rows of what became of several children, and everything that was changed."""

    rows: tuple[str, ...]
    changes: Changes


def outcomes(store: Store) -> dict[str, Outcome]:
    """What a child is known by (``Person.trait``) → what was found of it, the latest word."""
    homes = homes_of(store)
    with store.session() as session:
        rows = [row for row in rows_of(session, ChildFound) if homes.of(row["home"])]
        scans = photos_by_target(session, [row["row"] for row in rows])
    return {row["child"]: Outcome(
        row["row"], row["found"], date.fromisoformat(row["day"]), row["note"] or "",
        row["author"], row["record"] or "", row["tips"], len(scans.get(row["row"], ())))
        for row in sorted(rows, key=lambda row: (row["day"], row["recorded"], row["row"]))}


def settle_child(store: Store, *, actor: Actor, person: Person, found: str,
                 day: date | None = None, note: str = "", record: str = "",
                 scans: Sequence[Picture] = ()) -> Added:
    """``settle_children`` of one; ``record`` is its row of the roster, where it has one."""
    done = settle_children(store, actor=actor, children=[(person, record)], found=found,
                           day=day, note=note, scans=scans)
    return Added(done.rows[0], done.changes)


def settle_children(store: Store, *, actor: Actor, children: Sequence[tuple[Person, str]],
                    found: str, day: date | None = None, note: str = "",
                    scans: Sequence[Picture] = ()) -> Settled:
    """Write down what became of children, in one step to be taken back; a second thought takes the
    place of the first.

    Args:
        children: each with its row of the roster, empty where it has none.
        found: one of ``FOUND``.
        note: the evidence in words; ``scans`` are photos of it, of each child the same.

    Raises:
        KnownError: ``unknown_outcome``, ``future_date``.
    """
    if found not in FOUND:
        raise KnownError("unknown_outcome", f"核实结果里没有“{found}”。", kept="没有改动。",
                         todo="可以用：" + "、".join(FOUND) + "。")
    when = day or store.now().date()
    check_not_future(store, when)
    with store.operation("settle_child", actor) as write:
        rows = [_write_outcome(write, person, found, when, note, record)
                for person, record in children]
        for row in rows:
            attach_pictures(write, row, scans, pupil=None)
    return Settled(tuple(rows), write.changes)


def _write_outcome(write: Write, person: Person, found: str, day: date, note: str,
                   record: str) -> str:
    return write.insert(ChildFound, child=person.trait, name=person.name, found=found,
                        day=day.isoformat(), note=note.strip() or None, record=record or None)


def open_found(store: Store, *, actor: Actor, person: Person, class_id: str = "",
               record: str = "", state: str = "never_enrolled", day: date | None = None,
               note: str = "") -> Added:
    """Make a child that a comparison found a case; returns the pupil's id.

    A child that no school has becomes a pupil who is expected in ``class_id`` and enrolled from
    the day on which a 报到 is written down; until then no register counts it (R142).

    Args:
        record: its row of the roster, where it has one.

    Raises:
        KnownError: ``unknown_state``, ``future_date``, ``unknown_pupil``, ``no_class``,
            ``other_class``, ``not_on_roster``, ``pupil_exists``.
    """
    if state not in OPENED:
        raise KnownError("unknown_state", f"不能按“{state}”立案。", kept="没有改动。",
                         todo="可以用：" + "、".join(f"{s}（{STATES[s]}）" for s in OPENED) + "。")
    when = day or store.now().date()
    check_not_future(store, when)
    if not record:
        _check_new(store, class_id, state)
    with store.operation("open_found", actor, roles=TEACHING) as write:
        if record:
            check_pupil(write, record)
        pupil = record or write_expected(store, write, person, class_id)
        write_event(write, kind="opened", day=when, pupil=pupil, class_id=None,
                    fields={"state": state}, by=actor.name, note=note or "名单比对发现")
        _write_outcome(write, person, CASE, when, note, pupil)
    return Added(pupil, write.changes)


def _check_new(store: Store, class_id: str, state: str) -> None:
    if state != "never_enrolled":
        raise KnownError("not_on_roster", "花名册里没有这名学生，不能按辍学立案。",
                         kept="没有改动。",
                         todo="有学籍的，先把学籍系统的名册导入花名册；没有的，按从未入学立案。")
    if not class_id:
        raise KnownError("no_class", "没有选让这名孩子到哪个班上学。", kept="没有改动。",
                         todo="选一个班，由这个班的班主任去劝。")
    check_kept_here(store, class_id)


def write_expected(store: Store, write: Write, person: Person, class_id: str) -> str:
    """A row of the roster for a child whom no school has."""
    first, *others = (*person.guardians, "")
    fields = known({
        "name": person.name, "identity_number": person.told, "gender": _sex(person),
        "birth_date": person.since, "household_address": person.place,
        "guardian1_name": first, "guardian2_name": others[0] if others else "",
        "guardian1_phone": person.phone})
    refuse_twin(store, write, fields)
    return write.insert(PupilRow, key=pupil_key(fields), class_id=class_id, never_enrolled=True,
                        **fields)


def _sex(person: Person) -> str:
    told = identity.gender(person.told) if person.valid else None
    return told or {"男": "男", "女": "女"}.get(person.sex.strip(), "")
