"""Chaos between bureau, schools and classes: random histories, and mistakes that they must notice.
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from chaos_check import finish
from chaos_county import County, Mail
from chaos_founding import UNITS, Template, build_template, number
from chaos_people import history_of
from chaos_runs import LENGTH, county_in, run, shrink

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.journal import Ancestry, EntryId, folding, stored_entry
from kongchuo_desktop.operations import (
    attendance,
    corrections,
    history,
    moves,
    roster,
    sealing,
    transfers,
    trust,
    trust_carried,
    visibility,
    visits,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.machines import machines_below
from kongchuo_desktop.operations.transfer_lines import passages
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.entry_log import EntryLog
from kongchuo_desktop.store.merge import Export
from kongchuo_desktop.store.tables import Attached, PupilRow, Visit

COUNTIES = int(os.environ.get("KONGCHUO_COUNTIES", "2"))
"""More of them before a release: KONGCHUO_COUNTIES=100."""
DAY = date(2026, 9, 15)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return build_template(tmp_path_factory.mktemp("县"))


@pytest.mark.parametrize("seed", range(COUNTIES))
def test_after_all_have_met_all_is_well(seed: int, template: Template, tmp_path: Path) -> None:
    run(tmp_path / "县", template, seed, history_of(seed, LENGTH))


def test_a_history_is_cut_down_to_what_matters() -> None:
    steps = history_of(5, 60)
    wanted = {steps[7], steps[41]}
    assert set(shrink(steps, lambda tried: wanted <= set(tried))) == wanted


# -- mistakes of journal.md §10, and histories that notice them ------------------------------------


def _pupil(county: County, name: str) -> str:
    """The child in the first class that all computers of the class know."""
    return min((p.id for p in load_world(county.machines[name].store).pupils.values()
                if p.name == "马小花"), key=county.order.__getitem__)


def _edit(county: County, who: str, pupil: str, **values: Any) -> None:
    machine = county.machines[who]
    with machine.store.session() as session:
        tips = session.get_one(PupilRow, pupil).tips
    roster.edit_pupil(machine.store, actor=machine.actor, pupil=pupil, prior=tips, values=values)
    county.absorb(machine)


def _up(county: County, who: str) -> None:
    path = county.pack_up(county.machines[who])
    assert path is not None
    for above in county.above(county.machines[who]):
        county.deliver(Mail(who, above.name, path))


def _down(county: County, who: str) -> None:
    for mail in county.pack_down(county.machines[who]):
        county.deliver(mail)


def _register(county: County, who: str, pupil: str, kind: str) -> None:
    machine = county.machines[who]
    world = load_world(machine.store)
    attendance.take_register(machine.store, actor=machine.actor, day=DAY,
                             class_id=world.pupils[pupil].class_id,
                             marks={pupil: MarkInput(kind)}, replace=True)
    county.absorb(machine)


def edited_three_times(county: County) -> None:
    pupil = _pupil(county, "s1a")
    for values in ({"phone": "13800000001"}, {"seat": 9}, {"phone": "13800000002"}):
        _edit(county, "s1a", pupil, **values)


def settled(county: County) -> None:
    pupil = _pupil(county, "s1a")
    _edit(county, "s1a", pupil, phone="13800000001")
    _edit(county, "s1", pupil, phone="13800000002")
    _up(county, "s1a")
    school = county.machines["s1"]
    (conflict,) = history.list_conflicts(school.store)
    history.settle(school.store, actor=school.actor, conflict=conflict, value="13800000003")
    county.absorb(school)


def begun_long_ago(county: County) -> None:
    """Written by a computer whose clock had stopped, then with its clock set."""
    machine = county.machines["s1a"]
    machine.clock = datetime.fromisoformat("2009-03-02")
    _edit(county, "s1a", _pupil(county, "s1a"), phone="13800000001")
    machine.clock = datetime.fromisoformat("2026-12-20")
    _edit(county, "s1a", _pupil(county, "s1a"), notes="甲")


def moved_to_another_class(county: County) -> None:
    school = county.machines["s1"]
    pupil = _pupil(county, "s1a")
    rooms = load_world(school.store).classes
    (other,) = [row for row, room in rooms.items() if room.name == "五年级1班"]
    moves.change_class(school.store, actor=school.actor, pupils=[pupil], class_id=other, day=DAY)
    county.absorb(school)
    _down(county, "s1")
    _edit(county, "s1", pupil, phone="13800000002")


def deleted_while_edited(county: County) -> None:
    school, group = county.machines["s1"], county.machines["s1a"]
    added = visits.add_visit(group.store, actor=group.actor, visit=visits.VisitInput(
        pupil=_pupil(county, "s1a"), day=DAY, mode="家访", outcome="返校"))
    county.absorb(group)
    _up(county, "s1a")
    for machine, act in ((group, "delete"), (school, "edit")):
        with machine.store.session() as session:
            tips = session.get_one(Visit, added.id).tips
        with machine.store.operation(act, machine.actor) as write:
            if act == "delete":
                write.delete(Visit, added.id, prior=tips)
            else:
                write.update(Visit, added.id, prior=tips, outcome="拒绝")
        county.absorb(machine)


def registers_of_two_computers(county: County) -> None:
    pupil = _pupil(county, "s1a")
    _register(county, "s1a", pupil, "旷课")
    _register(county, "s1a2nd", pupil, "病假")


def photographed_on_the_second_computer(county: County) -> None:
    """The first one has the visit, and asks its school for the photo."""
    machine = county.machines["s1a2nd"]
    added = visits.add_visit(machine.store, actor=machine.actor, visit=visits.VisitInput(
        pupil=_pupil(county, "s1a2nd"), day=DAY, mode="家访", outcome="返校"))
    with machine.store.operation("add_pictures", machine.actor) as write:
        write.insert(Attached, target=added.id, digest=write.attach(b"photo"), kind="photo",
                     size=5)
    county.absorb(machine)


def moved_to_another_school(county: County) -> None:
    """Offered, announced, taken and laid together; both schools know of it in the end."""
    bureau, old, new = (county.machines[name] for name in ("bureau", "s1", "s2"))
    pupil = _pupil(county, "s1")
    _edit(county, "s1", pupil, identity_number=number(7))
    moves.move_pupil(old.store, actor=old.actor, pupil=pupil, kind="转出", day=DAY,
                     other=UNITS["s2"])
    county.absorb(old)
    _up(county, "s1")
    transfers.match_all(bureau.store, actor=bureau.actor)
    county.absorb(bureau)
    _down(county, "bureau")
    room = min(load_world(new.store).classes)
    transfers.take(new.store, actor=new.actor, lines=transfers.expected(new.store),
                   class_id=room, day=DAY)
    county.absorb(new)
    _up(county, "s2")
    transfers.match_all(bureau.store, actor=bureau.actor)
    county.absorb(bureau)
    _down(county, "bureau")
    for machine in (old, new):
        (line,) = passages(machine.store).lines
        assert line.arrival, machine.name


def returned_to_a_copy(county: County) -> None:
    school = county.machines["s1"]
    county.copy(school)
    _edit(county, "s1", _pupil(county, "s1"), phone="13800000001")
    _up(county, "s1")
    county.return_to(county.copies[0])


def asked_over_two_steps(county: County) -> None:
    bureau, village = county.machines["bureau"], county.machines["v1"]
    pupil = min((e.row for e in county.truth.entries.values()
                 if e.table == "pupil" and e.home == village.store.home),
                key=county.order.__getitem__)
    corrections.ask(bureau.store, actor=bureau.actor, target=pupil, field="phone",
                    sentence="电话打不通")
    county.absorb(bureau)


def taken_back(county: County) -> None:
    bureau = county.machines["bureau"]
    (school,) = [m for m in machines_below(bureau.store) if county.place_of(m.sign) == "s1"]
    county.revoked_once.add("s1")
    trust.revoke(bureau.store, actor=bureau.actor, sign=school.sign, why="丢了")
    trust.certify_again(bureau.store, actor=bureau.actor, sign=school.sign,
                        check_code=school.code)
    county.absorb(bureau)


def references_without_ancestors(patch: pytest.MonkeyPatch) -> None:
    def parents(tree: Ancestry) -> list[int]:
        return [tree.bits(entry.prior) for entry in tree.entries]

    patch.setattr(Ancestry, "_ancestors", parents)


def one_head_forgotten(patch: pytest.MonkeyPatch) -> None:
    whole = EntryLog.effective_prior

    def without_one(log: EntryLog, row: str,
                    prior: tuple[EntryId, ...]) -> tuple[EntryId, ...]:
        found = whole(log, row, prior)
        return found[:-1] if len(found) > 1 else found

    patch.setattr(EntryLog, "effective_prior", without_one)


def entries_filtered_instead_of_rows(patch: pytest.MonkeyPatch) -> None:
    whole = sealing.export_rows
    since = datetime.fromisoformat("2026-12-01").timestamp() * 1000

    def recent(*args: Any, **named: Any) -> Export:
        export = whole(*args, **named)
        entries = [body for body in export.entries if stored_entry(body).at > since]
        return Export(entries, export.operations, export.runs, export.attachments)

    patch.setattr(sealing, "export_rows", recent)


def todays_class_only(patch: pytest.MonkeyPatch) -> None:
    whole = visibility._naming

    def today(connection: Any, names: Any) -> Any:
        pupils = visibility.sql_table(PupilRow).c
        here = set(connection.scalars(
            pupils.row.table.select().with_only_columns(pupils.row).where(
                pupils.class_id.in_(names))))
        return [entry for entry in whole(connection, names)
                if entry.table not in ("pupil", "movement") or entry.about in here]

    patch.setattr(visibility, "_naming", today)


def delete_wins(patch: pytest.MonkeyPatch) -> None:
    def any_delete(tree: Ancestry) -> tuple[bool, tuple[Any, ...]]:
        return any(head.set["_gone"] is True for head in tree.heads("_gone")), ()

    patch.setattr(folding, "_gone", any_delete)


def random_ids_for_marks(patch: pytest.MonkeyPatch) -> None:
    natural = journal.row_id

    def chance(home: str, table: str, key: Any) -> str:
        return journal.random_row_id() if table == "mark" else natural(home, table, key)

    patch.setattr(journal, "row_id", chance)


def down_without_the_readers_own_rows(patch: pytest.MonkeyPatch) -> None:
    whole = visibility.Downward._of_unit

    def news_only(self: visibility.Downward, unit: str) -> visibility.Choose:
        chosen = whole(self, unit)
        return lambda info: chosen(info) and not self._tree.within(info.home, unit)

    patch.setattr(visibility.Downward, "_of_unit", news_only)


def relay_forgets(patch: pytest.MonkeyPatch) -> None:
    whole = visibility.Downward._addressed

    def own_word(self: visibility.Downward, table: str, *named: Any) -> Any:
        home = self._tree.read(self._store.home)
        return [row for row in whole(self, table, *named)
                if self._tree.read(self._told[table][row].home) == home]

    patch.setattr(visibility.Downward, "_addressed", own_word)


def revocations_stay_at_home(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trust_carried, "carried_lists", lambda *_, **__: [])


Mutate = Callable[[pytest.MonkeyPatch], None]
Script = Callable[[County], None]
MISTAKES: tuple[tuple[Mutate, Script, tuple[str, ...]], ...] = (
    (references_without_ancestors, edited_three_times, ("s1", "s1a")),
    (one_head_forgotten, settled, ("s1", "s1a")),
    (entries_filtered_instead_of_rows, begun_long_ago, ("s1", "s1a")),
    (todays_class_only, moved_to_another_class, ("s1", "s1a", "s1b")),
    (delete_wins, deleted_while_edited, ("s1", "s1a")),
    (random_ids_for_marks, registers_of_two_computers, ("s1", "s1a", "s1a2nd")),
    (down_without_the_readers_own_rows, returned_to_a_copy, ("bureau", "s1")),
    (relay_forgets, asked_over_two_steps, ("bureau", "z", "v1")),
    (revocations_stay_at_home, taken_back, ("bureau", "s1", "s1a")),
)


@pytest.mark.parametrize(("script", "who"), [
    *((script, who) for _, script, who in MISTAKES),
    (photographed_on_the_second_computer, ("s1", "s1a", "s1a2nd")),
    (moved_to_another_school, ("bureau", "s1", "s2", "s1a", "s2a"))])
def test_a_short_history_ends_well(script: Script, who: tuple[str, ...], template: Template,
                                   tmp_path: Path) -> None:
    with county_in(tmp_path / "县", template, only=who) as county:
        script(county)
        finish(county)


@pytest.mark.parametrize(("mutate", "script", "who"), MISTAKES)
def test_a_mistake_is_noticed(mutate: Mutate, script: Script, who: tuple[str, ...],
                              template: Template, tmp_path: Path,
                              monkeypatch: pytest.MonkeyPatch) -> None:
    with county_in(tmp_path / "县", template, only=who) as county:
        mutate(monkeypatch)
        with pytest.raises((AssertionError, ValueError)):
            _live(county, script)


def _live(county: County, script: Script) -> None:
    script(county)
    finish(county)


