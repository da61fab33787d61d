"""The school of ``oracle_lives`` lived through the real operations on a real store."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from oracle_lives import DAY, GONE_BY, ROOMS, Child, Happened, School, each
from people import OFFICE, Clock

from kongchuo_desktop.operations import (
    cases,
    events,
    history,
    joins,
    late_return,
    leaves,
    moves,
    own_papers,
    roster,
    visits,
)
from kongchuo_desktop.operations.attendance import MarkInput, roll, take_register
from kongchuo_desktop.operations.calendar import set_days
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Tag

BEGUN = date(2026, 9, 1)
"""The day on which the school began to use the program; what was before is written down then."""
Act = Callable[[], object]


class Lived:
    """One school in a store; ``rooms`` and ``ids``: class and child → row."""

    def __init__(self, store: Store, clock: Clock, school: School) -> None:
        self.store, self.clock, self.school = store, clock, school
        self.rooms: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.twin = ""
        self._queue: dict[date, list[Act]] = defaultdict(list)
        clock.at = datetime.fromisoformat(f"{BEGUN}T07:00")
        for key, room in ROOMS.items():
            self.rooms[key] = add_class(store, actor=OFFICE, label=room.name).id
        set_days(store, actor=OFFICE, days=dict.fromkeys(school.off, (False, "放假")))
        for child in school.children:
            self._plan(child)
        for day in each(BEGUN, school.today):
            clock.at = datetime.fromisoformat(f"{day}T16:00")
            for act in self._queue.pop(day, ()):
                act()
            self._registers(day)
            if day.toordinal() % 9 == 0:
                self._by_mistake(day)
        if self.twin:
            pair = joins.pair(store, one=self.ids[school.children[0].name], other=self.twin)
            # The record that was kept up says in which class the child is.
            stale = pair.kept.id == self.twin and "class_id" in pair.differing
            joins.join(store, actor=OFFICE, pair=pair, take=["class_id"] if stale else ())
            self.ids[school.children[0].name] = pair.kept.id

    @property
    def names(self) -> dict[str, str]:
        return {row: name for name, row in self.ids.items()}

    def _plan(self, child: Child) -> None:
        values = {"name": child.name, "placement": child.placement,
                  "birth_date": child.born.isoformat() if child.born else None,
                  "entered": child.entered.isoformat() if child.entered else None}
        add = partial(roster.add_pupil, self.store, actor=OFFICE, values=values,
                      class_id=self.rooms[child.room])
        self.ids[child.name] = add().id
        if child is self.school.children[0]:
            self.twin = add().id
        changes = child.told("move", "class")
        for number, one in enumerate(child.happened):
            # Some things are written down days later; of changes only that the child left, since
            # the register of its class must know of it.
            prompt = one in changes and (one is not changes[-1] or one.what not in GONE_BY)
            late = one.written or one.day + (number % 4 == 3 and not prompt) * 4 * DAY
            written = min(max(BEGUN, late), self.school.today)
            self._queue[written].append(partial(self._write, child, one, number))
        for tag, since, until in child.tags:
            self._queue[max(BEGUN, since)].append(partial(self._tag, child, tag, since, until))

    def _registers(self, today: date) -> None:
        for (room, day), parts in list(self.school.filed.items()):
            if self.school.late.get((room, day), day) != today or day not in (
                    self.school.school_days(day, day)):
                continue
            marked = [child for child in self.school.children if child.class_on(day) == room]
            for part in parts:
                marks = {self.ids[child.name]: MarkInput(child.marks[day, part])
                         for child in marked if (day, part) in child.marks}
                if roll(load_world(self.store), self.rooms[room], day)[0]:
                    take_register(self.store, actor=OFFICE, class_id=self.rooms[room], day=day,
                                  part=part, marks=marks)
                else:  # Nobody was in the class then: there was no register.
                    assert not marks
                    self.school.filed.pop((room, day), None)

    def _write(self, child: Child, one: Happened, number: int) -> None:
        store, row = self.store, self.ids[child.name]
        if number % 2 and self.twin and child is self.school.children[0]:
            row = self.twin
        event = partial(events.add_event, store, actor=OFFICE, pupil=row, day=one.day)
        match one.kind:
            case "move":
                abroad = one.what == "出国"
                moves.move_pupil(store, actor=OFFICE, pupil=self.ids[child.name], day=one.day,
                                 kind="其他离校" if abroad else one.what,
                                 note="随父母出国" if abroad else "")
            case "class":
                moves.change_class(store, actor=OFFICE, pupils=[self.ids[child.name]], day=one.day,
                                   class_id=self.rooms[one.what])
            case "leave":
                leaves.add_leave(store, actor=OFFICE, pupil=row, since=one.day,
                                 until=one.until or one.day, kind=one.what)
            case "visit" | "call":
                home = one.kind == "visit"
                visits.add_visit(store, actor=OFFICE, visit=visits.VisitInput(
                    pupil=row, day=one.day, mode="家访" if home else "电话",
                    outcome=one.what or "拒绝", whereabouts=one.more))
            case "notice":
                own_papers.note_own_paper(store, actor=OFFICE, paper="劝学通知书", pupil=row,
                                          day=one.day)
            case "opened":
                cases.open_case(store, actor=OFFICE, pupil=row, day=one.day,
                                state=one.what or "open")
            case "closed" if one.what in ("复学", "转学", "户籍"):
                cases.close_case(store, actor=OFFICE, pupil=row, day=one.day, why=one.what)
            case "told":
                late_return.record_unreturned(store, actor=OFFICE, pupil=row, day=one.day,
                                              whereabouts=one.more)
            case "postponed":
                event(kind="approved", fields={"what": "延缓入学", "by": "township"})
            case "proof":
                event(kind="attached", fields={"what": "接收证明"})
            case _:
                event(kind=one.kind, fields={"what" if one.kind != "closed" else "why": one.what}
                      if one.what else None)

    def _tag(self, child: Child, tag: str, since: date, until: date | None) -> None:
        with self.store.operation("set_tags", OFFICE) as write:
            write.insert(Tag, pupil=self.ids[child.name], tag=tag, since=since.isoformat(),
                         **({"until": until.isoformat()} if until else {}))

    def _by_mistake(self, day: date) -> None:
        """Something is written down and taken back."""
        row = self.ids[self.school.children[-1].name]
        wrong: list[Act] = [
            partial(cases.open_case, self.store, actor=OFFICE, pupil=row, day=day, state="dropout"),
            partial(visits.add_visit, self.store, actor=OFFICE, visit=visits.VisitInput(
                pupil=row, day=day, mode="家访", outcome="返校")),
            partial(roster.tag_pupils, self.store, actor=OFFICE, pupils=[row], tags=["留守"])]
        wrong[day.toordinal() % 3]()
        history.undo(self.store, actor=OFFICE)
