"""The school's own rules under attack: wrong figures, own.toml spoilt; a sentence, nothing lost."""

from datetime import date, timedelta

import pytest
from people import NOW, TEACHER, Clock
from registers import TRUANT, seat, take

from kongchuo_desktop.domain.policy.figures import parse_figure
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import own_figures, policies, profiles
from kongchuo_desktop.operations.policies import OWN_FOLDER
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import OwnFigureRow

TODAY = NOW.date()
TIMES, ABSENT, WITHIN = "R095/notice.on.times", "R050/absent.on.absent", "R110/report.within"
KEEP, LONGEST = "school/records.keep", "school/leave.longest"
NEVER = ("", " ", "abc", "三", "-3", "3.5", "99999", "9" * 5000, "?", "?5", "3 lessons", "3\x00",
         "<= 3", "\U0001f600")
OWN = """id = "own"
title = "本校自己加的要求"
kind = "school"

[[clause]]
id = "本校1"
where = "校务会"
bind = [{ is = "duty", key = "call", do = "call", on = { absent = 1, unit = "day", run = true }, done = { fact = "visit" } }]
"""  # noqa: E501


def put(store: Store, binding: str, value: str) -> None:
    policies.set_figure(store, actor=TEACHER, policy="XY24", binding=binding, value=value,
                        why="校务会议")


def line_of(store: Store, binding: str) -> own_figures.FigureLine:
    return next(line for line in own_figures.figure_lines(store, policy="XY24")
                if line.binding == binding)


@pytest.mark.parametrize(("binding", "others"), [
    (TIMES, ("2 weeks", "3 days", "0")), (ABSENT, ("2 weeks", "0")), (WITHIN, ()),
    (KEEP, ("3 days",)), (LONGEST, ("2 weeks",)),
])
def test_what_is_no_figure_for_its_place_is_refused(class_store: Store, binding: str,
                                                    others: tuple[str, ...]) -> None:
    put(class_store, binding, "4")
    before = policies.own_settings(class_store)
    for value in (*NEVER, *others):
        with pytest.raises(KnownError) as refused:
            put(class_store, binding, value)
        assert refused.value.code == "bad_figure"
        assert len(refused.value.sentence) < 60
    assert policies.own_settings(class_store) == before
    assert line_of(class_store, binding).text.startswith("4")


def test_a_figure_of_another_profile_or_of_none_is_refused(class_store: Store) -> None:
    for binding in ("R999/x.within", "R117/report.within", "R110/report.after", "../own", "",
                    "R110"):
        with pytest.raises(KnownError) as refused:
            put(class_store, binding, "3")
        assert refused.value.code == "unknown_binding"
    assert policies.own_settings(class_store) == []


@pytest.mark.parametrize("value", ["2 weeks", "0"])
def test_a_figure_of_another_kind_from_another_machine_changes_nothing(class_store: Store,
                                                                       value: str) -> None:
    parse_figure(value)
    with class_store.operation("set_figure", TEACHER) as write:
        write.insert(OwnFigureRow, binding=TIMES, since=TODAY.isoformat(), value=value, why="x")
    line = line_of(class_store, TIMES)
    assert (line.text, line.origin, line.by) == ("", "unset", "")
    assert len(line.past) == 1
    assert all(own_figures.setting_text(line, setting) for setting in line.past)


def test_a_figure_from_a_clock_that_ran_ahead_holds_and_is_shown_so(class_store: Store,
                                                                    clock: Clock) -> None:
    pupil = seat(class_store, 1)
    take(class_store, TODAY - timedelta(days=1), {pupil: TRUANT})
    clock.at += timedelta(days=400)
    put(class_store, ABSENT, "1")
    clock.at = NOW
    assert line_of(class_store, ABSENT).text == "1天"
    assert "R050/absent" in {duty.binding for duty in duties_of(class_store)}


def test_a_figure_is_taken_back_once_and_its_history_stays(class_store: Store,
                                                           clock: Clock) -> None:
    put(class_store, TIMES, "3")
    clock.at += timedelta(days=1)
    policies.unset_figure(class_store, actor=TEACHER, binding=TIMES, why="县里另有答复")
    for _ in range(2):
        with pytest.raises(KnownError) as refused:
            policies.unset_figure(class_store, actor=TEACHER, binding=TIMES, why="再收一次")
        assert refused.value.code == "not_set"
    assert [s.value for s in line_of(class_store, TIMES).past] == ["?", "3"]
    clock.at += timedelta(days=1)
    put(class_store, TIMES, "2")
    assert line_of(class_store, TIMES).text == "2次"
    assert [s.value for s in line_of(class_store, TIMES).past] == ["2", "?", "3"]


# own.toml -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new", "word"), [
    ("done = { fact", "dome = { fact", "dome"),
    (', done = { fact = "visit" }', "", "done"),
    ("absent = 1", "absent = -1", "-1"),
    ("absent = 1", "absent = 123456", "123456"),
    ("absent = 1", f"absent = {'9' * 6000}", "数太长"),
    ('do = "call"', 'do = 7', "do"),
    ('on = { absent = 1, unit = "day", run = true }', 'on = { met = "R999/lost" }', "R999/lost"),
    ('id = "本校1"', 'id = "R110"', "岫岩"),
    ('id = "本校1"', 'id = "R104"', "编号"),
    ("[[clause]]", '[[clause]]\nid = "本校1"\nbind = [{ is = "note", why = "principle" }]\n'
     "[[clause]]", "前面已经用过"),
    ('done = { fact = "visit" } }]', 'done = { fact = "visit" } }', "没有关上"),
])
def test_a_mistake_in_the_own_file_is_told_with_its_line(class_store: Store, old: str, new: str,
                                                         word: str) -> None:
    profiles.save_profile(class_store, text=OWN)
    assert old in OWN
    with pytest.raises(KnownError) as refused:
        profiles.save_profile(class_store, text=OWN.replace(old, new), name="own.toml")
    assert refused.value.code == "policy_invalid"
    assert "own.toml第" in refused.value.sentence
    assert word in refused.value.sentence
    assert profiles.profile_text(class_store, policy="own") == OWN
    take(class_store, TODAY, {seat(class_store, 1): TRUANT})
    assert "本校1/call" in {duty.binding for duty in duties_of(class_store)}


def test_the_own_file_may_wait_for_a_duty_of_some_document(class_store: Store) -> None:
    text = OWN.replace('on = { absent = 1, unit = "day", run = true }',
                       'on = { met = "R117/report" }')
    assert profiles.save_profile(class_store, text=text).id == "own"
    assert "本校1/call" not in {duty.binding for duty in duties_of(class_store)}


@pytest.mark.parametrize("spoilt", [b"\xff\xfe\x00garbage", b"", b"\x00" * 4096,
                                    OWN.encode("gbk"), OWN.encode()[:-40]])
def test_a_spoilt_own_file_is_told_and_loses_nothing(class_store: Store, spoilt: bytes) -> None:
    put(class_store, ABSENT, "1")
    take(class_store, TODAY, {seat(class_store, 1): TRUANT})
    before = {duty.id for duty in duties_of(class_store)}
    profiles.save_profile(class_store, text=OWN)
    file = class_store.folder / OWN_FOLDER / "own.toml"
    file.write_bytes(spoilt)
    policies.forget_book()
    (told,) = profiles.refused_files(class_store)
    assert "own.toml" in told.sentence
    assert told.todo
    with pytest.raises(KnownError):
        policies.use_policy(class_store, actor=TEACHER, policy="XY24", since=date(2026, 9, 1))
    assert [s.value for s in policies.own_settings(class_store)] == ["1"]
    file.unlink()
    policies.forget_book()
    assert {duty.id for duty in duties_of(class_store)} == before
