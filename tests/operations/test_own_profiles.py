"""Profiles of the unit's own: only what can be loaded is written, and what is used stays."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from people import NOW, OFFICE, TEACHER, Clock

from kongchuo_desktop.domain.policy.chapters import chapter_in
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import (
    history,
    joining,
    own_figures,
    paper_titles,
    policies,
    profile_drafts,
    profiles,
    units,
)
from kongchuo_desktop.operations.policies import OWN_FOLDER
from kongchuo_desktop.operations.profiles import NewHead
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PolicyUseRow

TODAY = NOW.date()
FIGURE = "R050/absent.on.absent"
READING = "R050/absent.within"
NOTICE = "劝学通知书"
COPY = NewHead("QS26", "青石县控辍办法", "青石县教育局", "青教〔2026〕7号", "2026-08-20")


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as refused:
        act()
    return refused.value.code


def own_files(store: Store) -> list[str]:
    return sorted(path.name for path in (store.folder / OWN_FOLDER).glob("*"))


def test_a_copy_has_its_own_head_and_the_same_clauses(class_store: Store) -> None:
    made = profiles.copy_profile(class_store, policy="XY24", head=COPY)
    assert (made.title, made.issuer, made.number, made.dated) == (
        "青石县控辍办法", "青石县教育局", "青教〔2026〕7号", "2026-08-20")
    theirs = policies.shipped_book().policies["XY24"]
    assert [c.id for c in made.clauses] == [c.id for c in theirs.clauses]
    assert own_files(class_store) == ["QS26.toml"]
    line = {line.policy.id: line for line in profiles.profile_lines(class_store)}["QS26"]
    assert line.own
    assert not line.used
    assert line.left_open > 5
    assert code_of(lambda: profiles.copy_profile(
        class_store, policy="D09", head=COPY)) == "profile_taken"


@pytest.mark.parametrize("policy", sorted(policies.shipped_book().policies))
def test_a_copy_keeps_chapters_but_not_the_lines_and_numbers_of_our_own_lists(
    class_store: Store, policy: str
) -> None:
    theirs = policies.shipped_book().policies[policy]
    made = profiles.copy_profile(class_store, policy=policy, head=COPY)
    assert [chapter_in(clause.where, made.chapters) for clause in made.clauses] == [
        chapter_in(clause.where, theirs.chapters) for clause in theirs.clauses]
    text = profiles.profile_text(class_store, policy="QS26")
    assert not re.findall(r'reading = "G-\d', text)
    marked = [c.where for c in made.clauses if c.where not in made.chapters]
    assert not [where for where in marked if re.search(r".L\d+(-\d+)?$", where)]
    assert code_of(lambda: profiles.copy_profile(
        class_store, policy="D09", head=NewHead("xy24", "另一份"))) == "profile_taken"


@pytest.mark.parametrize("name", ["../乱", "a/b", "CON", "vocabulary", "x" * 41, " ", "a b"])
def test_an_id_that_is_no_file_name_is_refused(class_store: Store, name: str) -> None:
    refused = code_of(lambda: profiles.copy_profile(
        class_store, policy="D09", head=NewHead(name, "某办法")))
    assert refused in ("profile_id", "profile_layout", "policy_invalid")
    assert own_files(class_store) == []


def test_a_change_holds_at_once_and_a_mistake_changes_nothing(class_store: Store) -> None:
    profiles.copy_profile(class_store, policy="D09", head=COPY)
    policies.use_policy(class_store, actor=TEACHER, policy="QS26")
    text = profiles.profile_text(class_store, policy="QS26")
    before = situation(class_store)
    wrong = text.replace('fact = "visit"', 'fact = "visti"', 1)
    with pytest.raises(KnownError) as refused:
        profiles.save_profile(class_store, text=wrong, name="QS26.toml")
    line = wrong[:wrong.index("visti")].count("\n") + 1
    assert f"QS26.toml第{line}行" in refused.value.sentence
    assert profiles.place_of(refused.value) == line
    assert profiles.profile_text(class_store, policy="QS26") == text
    assert situation(class_store) is before
    profiles.save_profile(class_store, text=text.replace("控辍办法", "控辍保学办法"))
    assert situation(class_store).book.policies["QS26"].title == "青石县控辍保学办法"


def test_a_file_with_a_mistake_is_mended_in_its_place(class_store: Store) -> None:
    profiles.copy_profile(class_store, policy="D09", head=COPY)
    file = class_store.folder / OWN_FOLDER / "QS26.toml"
    sound = file.read_bytes()
    file.rename(file.with_name("照抄.toml"))
    file.with_name("照抄.toml").write_bytes(sound + b"zzz = 1\n")
    policies.forget_book()
    assert code_of(lambda: policies.use_policy(
        class_store, actor=TEACHER, policy="QS26")) == "policy_invalid"
    profiles.add_profile_file(class_store, data=sound, name="QS26.toml")
    assert own_files(class_store) == ["照抄.toml"]
    policies.use_policy(class_store, actor=TEACHER, policy="QS26")


def test_what_is_followed_or_extended_cannot_be_removed(class_store: Store) -> None:
    profiles.copy_profile(class_store, policy="D09", head=COPY)
    joint = 'id = "QS27"\ntitle = "校细则"\nkind = "composite"\nextends = ["QS26"]\n'
    profiles.save_profile(class_store, text=joint)
    assert code_of(lambda: profiles.remove_profile(
        class_store, policy="QS26")) == "profile_used"
    assert code_of(lambda: profiles.remove_profile(
        class_store, policy="D09")) == "profile_shipped"
    policies.use_policy(class_store, actor=TEACHER, policy="QS27", since=date(2027, 9, 1))
    assert code_of(lambda: profiles.remove_profile(
        class_store, policy="QS27")) == "profile_used"
    history.undo(class_store, actor=TEACHER)
    profiles.remove_profile(class_store, policy="QS27")
    profiles.remove_profile(class_store, policy="QS26")
    assert own_files(class_store) == []


def test_a_change_that_breaks_one_that_extends_it_is_refused(class_store: Store) -> None:
    profiles.copy_profile(class_store, policy="D09", head=COPY)
    waiting = ('id = "QS27"\ntitle = "校细则"\nkind = "composite"\nextends = ["QS26"]\n'
               '[[clause]]\nid = "S1"\nquote = "家访以后谈心"\nwhere = "一"\n'
               'bind = [{ is = "duty", do = "check", on = { met = "R040/told" }, '
               'done = { fact = "talked" } }]\n')
    profiles.save_profile(class_store, text=waiting)
    text = profiles.profile_text(class_store, policy="QS26").replace(
        'key = "told"', 'key = "said"')
    assert code_of(lambda: profiles.save_profile(class_store, text=text)) == "policy_invalid"


def test_a_clause_whose_id_another_document_of_the_composite_has_is_refused(
        class_store: Store) -> None:
    joint = ('id = "QS27"\ntitle = "校细则"\nkind = "composite"\nextends = ["D09"]\n'
             '[[clause]]\nid = "R040"\nquote = "三天"\nwhere = "一"\n'
             'bind = [{ is = "note", why = "principle" }]\n')
    with pytest.raises(KnownError, match="目标责任书》里也有这个编号") as refused:
        profiles.save_profile(class_store, text=joint, name="细则.toml")
    assert profiles.place_of(refused.value) == 6


def test_what_is_no_text_or_far_too_large_is_refused(class_store: Store) -> None:
    for data, code in ((b"\xff\xfe\x00", "policy_invalid"),
                       (b"a" * (profiles.LARGEST + 1), "file_too_large"),
                       (b"", "policy_invalid")):
        assert code_of(lambda data=data: profiles.add_profile_file(
            class_store, data=data, name="某.toml")) == code


def test_stricter_bindings_of_the_school_quote_nothing_and_join_every_profile(
        class_store: Store) -> None:
    text = profiles.profile_text(class_store, policy="own")
    own = text + ('\n[[clause]]\nid = "本校1"\nwhere = "校务会议"\nbind = [{ is = "duty", '
                  'do = "call", each = "case", every = "week", done = { fact = "visit" } }]\n')
    assert code_of(lambda: profiles.save_profile(
        class_store, text=own.replace("本校1", "R040"))) == "policy_invalid"
    profiles.save_profile(class_store, text=own)
    assert profiles.profile_text(class_store, policy="own") == own
    bound = policies.policy_book(class_store).effective("XY24").bounds
    assert "本校1" in {b.clause.id for b in bound}
    assert "own" not in {line.policy.id for line in profiles.profile_lines(class_store)}


def test_half_written_text_is_kept_until_it_is_saved(class_store: Store) -> None:
    profiles.copy_profile(class_store, policy="D09", head=COPY)
    opened = profile_drafts.open_draft(class_store, policy="QS26")
    assert (opened.draft, opened.used) == (opened.saved, False)
    profile_drafts.keep_text(class_store, policy="QS26", text=opened.draft.text + "[[cla")
    half = profile_drafts.open_draft(class_store, policy="QS26")
    assert half.draft.text.endswith("[[cla\n")
    assert half.saved == opened.saved
    profiles.save_profile(class_store, text=opened.draft.text, policy="QS26")
    assert profile_drafts.open_draft(class_store, policy="QS26").draft == opened.saved
    moved = opened.draft.with_head(id="QS28")
    assert code_of(lambda: profiles.save_profile(
        class_store, text=moved.text, policy="QS26")) == "profile_id"


def test_a_planned_change_is_listed_and_can_be_taken_back(
        class_store: Store, clock: Clock) -> None:
    term = date(2027, 3, 1)
    policies.use_policy(class_store, actor=TEACHER, policy="D09", since=term)
    first, planned = policies.policy_uses(class_store)
    assert (first.policy, first.since, first.until) == ("XY24", None, date(2027, 2, 28))
    assert (planned.policy, planned.since, planned.until) == ("D09", term, None)
    assert (planned.by, planned.at) == (TEACHER.name, TODAY)
    world = load_world(class_store)
    assert policies.policy_in_use(world, TODAY) == "XY24"
    assert policies.policy_in_use(world, term) == "D09"
    policies.withdraw_use(class_store, actor=TEACHER, use=planned.row)
    assert [use.policy for use in policies.policy_uses(class_store)] == ["XY24"]
    assert code_of(lambda: policies.withdraw_use(
        class_store, actor=TEACHER, use=first.row)) == "first_use"
    history.undo(class_store, actor=TEACHER)
    assert len(policies.policy_uses(class_store)) == 2


def figure(store: Store, name: str = FIGURE) -> own_figures.FigureLine:
    lines = own_figures.figure_lines(store, policy="XY24")
    return next(line for line in lines if line.binding == name)


def test_a_figure_taken_back_is_open_again_from_that_day(
        class_store: Store, clock: Clock) -> None:
    for name, value in ((FIGURE, "3"), (READING, "2")):
        policies.set_figure(class_store, actor=TEACHER, policy="XY24", binding=name, value=value,
                            why="会议")
    assert figure(class_store).origin == figure(class_store, READING).origin == "own"
    clock.at = clock.at.replace(day=21)
    for name in (FIGURE, READING):
        policies.unset_figure(class_store, actor=TEACHER, binding=name, why="改回去")
    line = figure(class_store)
    assert (line.origin, line.text) == ("unset", "")
    assert figure(class_store, READING).origin == "reading"
    assert [own_figures.setting_text(line, s) for s in line.past] == ["收回", "3天"]
    book = policies.policy_book(class_store)
    open_ = next(f.figure for f in book.open_figures("XY24") if f.binding == FIGURE)
    eras = book.eras(load_world(class_store), clock.at.date())
    assert [era.figure(open_).value for era in eras] == [3, None]
    assert code_of(lambda: policies.unset_figure(
        class_store, actor=TEACHER, binding=FIGURE, why="再")) == "not_set"


def test_of_two_equal_titles_the_chosen_one_is_printed(class_store: Store) -> None:
    asked = {q.paper: q for q in paper_titles.title_questions(class_store, policy="XY24")}
    body, annex = asked[NOTICE].titles
    assert (asked[NOTICE].printed, asked[NOTICE].chosen) == (body, False)
    paper_titles.choose_title(class_store, actor=TEACHER, policy="XY24", paper=NOTICE,
                              title=annex)
    asked = {q.paper: q for q in paper_titles.title_questions(class_store, policy="XY24")}
    assert (asked[NOTICE].printed, asked[NOTICE].chosen) == (annex, True)
    era = policies.policy_book(class_store).eras(load_world(class_store), TODAY)[-1]
    assert era.title_of(NOTICE) == annex
    assert era.title_of("没有的文书") == "没有的文书"
    line = figure(class_store, asked[NOTICE].binding)
    assert (line.text, line.origin, line.choices) == (annex, "own", (body, annex))
    policies.unset_figure(class_store, actor=TEACHER, binding=asked[NOTICE].binding, why="问错了")
    line = figure(class_store, asked[NOTICE].binding)
    assert (line.text, line.origin, line.by) == (body, "unset", "")


def test_the_profile_a_superior_wrote_comes_with_its_kit(
        school_store: Store, class_store: Store, tmp_path: Path) -> None:
    profiles.copy_profile(school_store, policy="D09", head=COPY)
    joint = 'id = "QS27"\ntitle = "校细则"\nkind = "composite"\nextends = ["QS26", "D01"]\n'
    profiles.save_profile(school_store, text=joint)
    policies.use_policy(school_store, actor=OFFICE, policy="QS27")
    mine = joint.replace("校细则", "别的细则").replace("QS26", "D02")
    profiles.save_profile(class_store, text=mine)
    room = units.list_classes(school_store)[0]
    made = joining.make_kit(school_store, actor=OFFICE, folder=tmp_path, class_id=room.id)
    joining.join(class_store, actor=TEACHER, data=made.path.read_bytes())
    assert own_files(class_store) == ["QS26.toml", "QS27.old", "QS27.toml"]
    assert profiles.profile_text(class_store, policy="QS27") == joint
    assert (class_store.folder / OWN_FOLDER / "QS27.old").read_text(encoding="utf-8") == mine
    policies.policy_book(class_store).effective("QS27")


def test_what_is_chosen_for_an_earlier_day_holds_from_that_day(
        class_store: Store, clock: Clock) -> None:
    """The document chosen first is shown as followed from the beginning: it gives way."""
    clock.at += timedelta(days=3)
    earlier = TODAY - timedelta(days=10)
    policies.use_policy(class_store, actor=TEACHER, policy="D09", since=earlier)
    first, other = policies.policy_uses(class_store)
    assert (first.policy, first.since) == ("XY24", None)
    assert first.until == earlier - timedelta(days=1)
    assert (other.policy, other.since, other.until) == ("D09", earlier, None)
    world = load_world(class_store)
    assert policies.policy_in_use(world, TODAY) == "D09"
    assert policies.policy_in_use(world, earlier - timedelta(days=1)) == "XY24"
    assert [use.since for use in world.uses] == [date.min, earlier]


def test_a_second_thought_on_the_day_of_the_first_choice_takes_its_place(
        class_store: Store) -> None:
    term = date(2026, 9, 1)
    policies.use_policy(class_store, actor=TEACHER, policy="D09", since=term)
    assert [(u.policy, u.since) for u in policies.policy_uses(class_store)] == [("D09", None)]
    history.undo(class_store, actor=TEACHER)
    assert [u.policy for u in policies.policy_uses(class_store)] == ["XY24"]


def test_a_use_that_took_a_whole_stretch_gives_it_back(class_store: Store, clock: Clock) -> None:
    """Of two from one day the later choice holds; the other is not shown until it is withdrawn."""
    day = date(2026, 10, 1)
    policies.use_policy(class_store, actor=TEACHER, policy="D05", since=day)
    with class_store.operation("use_policy", TEACHER) as write:
        clock.at += timedelta(days=1)
        write.insert(PolicyUseRow, policy="D09", since=day.isoformat())
    shown = [use.policy for use in policies.policy_uses(class_store)]
    assert len(shown) == 2
    policies.withdraw_use(class_store, actor=TEACHER, use=policies.policy_uses(class_store)[1].row)
    assert [use.policy for use in policies.policy_uses(class_store)] == ["XY24", *(
        {"D05", "D09"} - {shown[1]})]
