"""The answers of the first run: kept between starts, and made into a store."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import NOW, SCHOOL, TEACHER

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import clauses, first_run, known_stores, own_figures, policies
from kongchuo_desktop.operations.first_run import Answers
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store

FIGURE = "R050/absent.on.absent"
ANSWERS = Answers(person="周老师", unit_name=SCHOOL, class_label="七1班", policy="XY24",
                  figures={FIGURE: "3"})


@pytest.fixture(autouse=True)
def this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "电脑"


@pytest.mark.parametrize("answers", [Answers(), ANSWERS, replace(ANSWERS, step=3, role="school")])
def test_answers_are_kept_and_dropped(answers: Answers) -> None:
    first_run.keep_answers(answers)
    assert first_run.kept_answers() == answers
    first_run.drop_answers()
    assert first_run.kept_answers() is None


@given(text=st.text(max_size=200) | st.sampled_from(['{"step": "x", "person": 3}', "[]", "3"]))
def test_a_damaged_file_never_stops_the_start(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KONGCHUO_HOME", str(home))
        (home / "first_run.json").write_text(text, encoding="utf-8")
        kept = first_run.kept_answers()
    assert kept is None or kept == Answers()


def test_the_store_holds_the_schools_own_figures(fast_key: KdfCost, this_computer: Path) -> None:
    founded = first_run.begin(ANSWERS, password="clear-water", now=lambda: NOW, cost=fast_key)
    with founded.store as store:
        lines = {line.binding: line for line in own_figures.figure_lines(store, policy="XY24")}
        assert (lines[FIGURE].text, lines[FIGURE].origin) == ("3天", "own")
        assert store.folder.name == f"{SCHOOL}-七年级1班"
    assert [card.folder for card in known_stores.stores_here()] == [founded.store.folder]


@pytest.mark.parametrize(("wrong", "code"), [
    ({"class_label": "实验"}, "no_class"), ({"figures": {FIGURE: "12345"}}, "bad_figure"),
    ({"figures": {FIGURE: "３"}}, "bad_figure"), ({"figures": {"x": "3"}}, "unknown_binding"),
])
def test_what_cannot_be_founded_leaves_the_answers_and_no_store(
    fast_key: KdfCost, wrong: dict[str, Any], code: str,
) -> None:
    first_run.keep_answers(ANSWERS)
    with pytest.raises(KnownError) as refused:
        first_run.begin(replace(ANSWERS, **wrong), password="clear-water", now=lambda: NOW,
                        cost=fast_key)
    assert refused.value.code == code
    assert first_run.kept_answers() == ANSWERS
    assert known_stores.stores_here() == []
    assert not first_run.folder_for(ANSWERS, on=NOW.date()).exists()


def test_a_second_thought_on_the_same_day_takes_the_place_of_the_first(
    class_store: Store
) -> None:
    for value in ("3", "5"):
        policies.set_figure(class_store, actor=TEACHER, policy="XY24", binding=FIGURE,
                            value=value, why="会议")
    assert [s.value for s in policies.own_settings(class_store)] == ["5"]


def test_every_clause_says_what_it_is_for_and_what_is_waiting(class_store: Store) -> None:
    lines = {line.id: line for line in clauses.clauses_of(class_store, policy="XY24")}
    assert len(lines) == len(policies.shipped_book().policies["XY24"].clauses)
    assert "提醒" in lines["R095"].kinds
    assert lines["R095"].waiting == ()
    assert all(set(line.waiting) <= set(line.kinds) for line in lines.values())
