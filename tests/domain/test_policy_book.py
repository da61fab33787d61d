"""Composites keep every origin; own figures fill only what is open (policy.md §2, §9)."""

from dataclasses import replace
from datetime import date

import pytest
from policy_samples import START, TITLES, book, clause, profile, sep, world

from kongchuo_desktop.domain.facts import OwnFigure, PolicyUse
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.model import IndicatorBinding
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.policies import load_book

NOTE = '{ is = "note", why = "principle" }'


def paper(title: str) -> str:
    return f'{{ is = "paper", paper = "劝学通知书", title = "{title}" }}'


def test_a_composite_keeps_every_clause_with_its_origin() -> None:
    made = book(profile(clause(NOTE, "A1"), name="A"), profile(clause(NOTE, "B1"), name="B"),
                profile(clause(NOTE, "C1"), top='extends = ["A", "B"]'))
    found = [(b.policy.id, b.clause.id) for b in made.effective("T").bounds]
    assert found == [("T", "C1"), ("A", "A1"), ("B", "B1")]


def test_drop_is_the_only_way_to_leave_a_clause_out() -> None:
    made = book(profile(clause(NOTE, "A1"), clause(NOTE, "A2"), name="A"), profile(
        top='extends = ["A"]\ndrop = [{ clause = "A1", why = "重复" }]'))
    assert [b.clause.id for b in made.effective("T").bounds] == ["A2"]


def test_a_paper_has_the_nearest_profiles_title() -> None:
    made = book(profile(clause(paper("甲县通知书"), "A1"), name="A"),
                profile(clause(paper("本校通知书"), "C1"), top='extends = ["A"]'))
    assert made.effective("T").papers("劝学通知书")[0].title == "本校通知书"
    assert made.effective("A").papers("劝学通知书")[0].title == "甲县通知书"


def test_a_profile_that_is_not_here_is_named() -> None:
    with pytest.raises(KnownError, match="“Z”不在这台电脑上"):
        book(profile(top='extends = ["Z"]')).effective("T")


def test_profiles_that_extend_each_other_are_refused() -> None:
    made = book(profile(name="A", top='extends = ["B"]'), profile(name="B", top='extends = ["A"]'))
    with pytest.raises(KnownError, match="绕回来"):
        made.effective("A")


def waiting(key: str, other: str) -> str:
    return (f'{{ is = "duty", key = "{key}", do = "visit", on = {{ met = "{other}" }}, '
            'done = { fact = "visit" } }')


def test_a_circle_that_only_the_composite_closes_is_refused() -> None:
    made = book(profile(name="C"),
                profile(clause(waiting("b", "A1/a"), "B1"), name="B", top='extends = ["C"]'),
                profile(clause(waiting("a", "B1/b"), "A1"), name="A", top='extends = ["B"]'))
    with pytest.raises(KnownError, match="绕成了一个圈"):
        made.effective("A")
    with pytest.raises(KnownError, match="不存在"):
        made.effective("B")


def test_the_first_use_reaches_back_and_the_next_begins_on_its_day() -> None:
    made = book(profile(name="A"), profile(name="B"))
    eras = made.eras(world(until=sep(18), uses=[PolicyUse("A", sep(3)), PolicyUse("B", sep(14))]),
                     sep(18))
    assert [(e.since, e.until, e.policy and e.policy.policy.id) for e in eras] == [
        (None, sep(13), "A"), (sep(14), None, "B")]


def test_an_own_figure_fills_an_open_figure_and_never_a_stated_one() -> None:
    target = '{ is = "indicator", indicator = "辍学率", target = "TARGET" }'
    made = book(profile(clause(target.replace("TARGET", "<= ?"), "A1"),
                        clause(target.replace("TARGET", "<= 1"), "A2")))
    figures = [OwnFigure(f"A{n}#0.target", "3", START) for n in (1, 2)]
    (era,) = made.eras(world(until=sep(2), figures=figures), sep(2))
    found = [era.figure(b.binding.target).value for b in made.effective("T").bounds
             if isinstance(b.binding, IndicatorBinding) and b.binding.target]
    assert found == [3, 1]


def test_the_schools_own_bindings_join_whatever_profile_it_follows() -> None:
    own = profile(clause(NOTE, "本校1").replace('quote = "条文"\n', ""), name="own")
    made = book(profile(clause(NOTE)), own)
    assert [b.clause.id for b in made.effective("T").bounds] == ["C1", "本校1"]


def test_open_figures_ask_for_daily_work_first_and_at_most_five() -> None:
    for policy in ("XY24", "D09"):
        found = load_book().open_figures(policy)
        first = [figure for figure in found if figure.first]
        assert 0 < len(first) <= 5
        assert all(f.figure.value is None and f.question.endswith("？") for f in first)
    asked = [f.binding for f in load_book().open_figures("XY24") if f.first]
    assert "R050/absent.on.absent" in asked
    assert "R095/notice.on.times" in asked


def test_every_open_figure_has_a_name_of_its_own() -> None:
    for policy in ("XY24", "D09"):
        names = [figure.binding for figure in load_book().open_figures(policy)]
        assert len(names) == len(set(names))
        assert all(names)


def test_without_a_profile_there_is_one_era_and_no_policy() -> None:
    silent = replace(world(until=sep(2)), uses=())
    (era,) = PolicyBook([], TITLES).eras(silent, sep(2))
    assert era.policy is None
    assert era.covers(date(2020, 1, 1))


def test_an_own_figure_that_is_none_changes_nothing() -> None:
    made = book(profile(clause('{ is = "indicator", indicator = "辍学率", target = "<= ?2" }')))
    (era,) = made.eras(world(until=sep(2), figures=[OwnFigure("C1#0.target", "很少", START)]),
                       sep(2))
    (bound,) = made.effective("T").bounds
    assert isinstance(bound.binding, IndicatorBinding)
    assert bound.binding.target is not None
    assert era.figure(bound.binding.target).value == 2
