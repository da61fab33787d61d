"""Chaos between bureau, schools and classes: random histories, and mistakes that they must notice.
"""

import os
from collections.abc import Callable
from pathlib import Path

import chaos_mistakes as mistakes
import chaos_scripts as scripts
import pytest
from chaos_check import finish
from chaos_county import County
from chaos_founding import Template, build_template
from chaos_histories import history_of
from chaos_runs import LENGTH, county_in, run, shrink

COUNTIES = int(os.environ.get("KONGCHUO_COUNTIES", "2"))
"""More of them before a release: KONGCHUO_COUNTIES=100."""

Mutate = Callable[[pytest.MonkeyPatch], None]
Script = Callable[[County], None]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return build_template(tmp_path_factory.mktemp("县"))


@pytest.mark.parametrize("seed", range(COUNTIES))
def test_after_all_have_met_all_is_well(seed: int, template: Template, tmp_path: Path) -> None:
    run(tmp_path / "县", template, seed, history_of(seed, LENGTH))


def test_a_history_is_cut_down_to_what_matters() -> None:
    steps = history_of(5, 60).steps
    wanted = {steps[7], steps[41]}
    assert set(shrink(steps, lambda tried: wanted <= set(tried))) == wanted


MISTAKES: tuple[tuple[Mutate, Script, tuple[str, ...]], ...] = (
    (mistakes.references_without_ancestors, scripts.edited_three_times, ("s1", "s1a")),
    (mistakes.one_head_forgotten, scripts.settled, ("s1", "s1a")),
    (mistakes.entries_filtered_instead_of_rows, scripts.begun_long_ago, ("s1", "s1a")),
    (mistakes.todays_class_only, scripts.moved_to_another_class, ("s1", "s1a", "s1b")),
    (mistakes.delete_wins, scripts.deleted_while_edited, ("s1", "s1a")),
    (mistakes.random_ids_for_marks, scripts.registers_of_two_computers,
     ("s1", "s1a", "s1a2nd")),
    (mistakes.down_without_the_readers_own_rows, scripts.returned_to_a_copy, ("bureau", "s1")),
    (mistakes.relay_forgets, scripts.asked_over_two_steps, ("bureau", "z", "v1")),
    (mistakes.revocations_stay_at_home, scripts.taken_back, ("bureau", "s1", "s1a")),
    (mistakes.counted_by_the_machine, scripts.put_back_from_a_file, ("s1", "s1a")),
    (mistakes.erasure_stays_at_home, scripts.erased_where_it_was_written,
     ("bureau", "s1", "s1a")),
    (mistakes.erased_files_stay, scripts.erased_where_it_was_written, ("bureau", "s1", "s1a")),
    (mistakes.thieves_are_believed, scripts.stolen_and_replaced, ("s1", "s1a")),
)
"""A mistake, a history that notices it, and whose computers that needs."""
HISTORIES: tuple[tuple[Script, tuple[str, ...]], ...] = (
    *dict.fromkeys((script, who) for _, script, who in MISTAKES),
    (scripts.photographed_on_the_second_computer, ("s1", "s1a", "s1a2nd")),
    (scripts.moved_to_another_school, ("bureau", "s1", "s2", "s1a", "s2a")),
    (scripts.taken_in_and_taken_back, ("s1", "s1a")),
    (scripts.asked_and_erased, ("bureau", "s1", "s1a")),
    (scripts.disk_of_the_school_died, ("bureau", "s1", "s1a", "s1a2nd")),
    (scripts.central_school_with_new_keys, ("bureau", "z", "v1")),
)


@pytest.mark.parametrize(("script", "who"), HISTORIES)
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
