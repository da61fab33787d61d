"""The indicators on the command line."""

from collections.abc import Callable
from pathlib import Path

from cli_kit import Run
from people import PASSWORD, TEACHER, Clock

from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.store import Store


def test_every_rate_says_its_sides_its_formula_and_its_target(
    call: Run, store_folder: Callable[[str], Path], clock: Clock
) -> None:
    folder = store_folder("class")
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        open_case(store, actor=TEACHER, pupil=list_pupils(store)[0].id, day=clock.at.date(),
                  state="dropout")
    use = ("--json", "--store", folder)
    found = {rate["title"]: rate for rate in call(*use, "indicators").value}
    one = found["初中辍学率"]
    assert (one["numerator"], one["denominator"], one["value"]) == (1, 50, 0.02)
    assert (one["target"], one["met"], one["clause"]) == (None, None, None)
    assert one["formula"] == "本学年辍学人数÷2026年9月期初在校人数（含新报到的）"
    before = {rate["title"]: rate for rate in call(
        *use, "indicators", "--date", "2026-09-16").value}
    assert before["初中辍学率"]["value"] == 0
    said = call("--store", folder, "indicators").out
    assert "七年级1班  初中辍学率  2.00%  1÷50" in said


def test_how_a_rate_is_reckoned_is_set_like_a_figure(
    call: Run, store_folder: Callable[[str], Path]
) -> None:
    use = ("--json", "--store", store_folder("class"))
    key = "school/indicators.dropouts"
    asked = {one["binding"]: one for one in call(*use, "policy", "own", "--open").value}
    assert "复学的不算" in asked[key]["question"]
    wrong = call(*use, "policy", "set", key, "随便", "--why", "样例")
    assert wrong.error == "bad_option"
    assert call(*use, "policy", "set", key, "复学的不算", "--why", "教育局答复").code == 0
    rates = call(*use, "indicators").value
    chosen = {reading["chosen"]: reading["origin"] for rate in rates
              for reading in rate["readings"]}
    assert chosen["复学的不算"] == "own"
