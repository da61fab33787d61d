"""The indicators on the command line."""

from collections.abc import Callable
from pathlib import Path

from cli_kit import Run
from county_rows import school
from people import OFFICE, PASSWORD, TEACHER, Clock

from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.world import load_world
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


def test_the_classes_of_a_school(call: Run, store_folder: Callable[[str], Path],
                                 clock: Clock) -> None:
    folder = store_folder("school")
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        rooms = [room.title for room in load_world(store).classes.values()]
        for room in load_world(store).classes:
            add_pupil(store, actor=OFFICE, class_id=room, values={"name": f"样{room[-2:]}"})
    use = ("--json", "--store", folder)
    assert {rate["scope"] for rate in call(*use, "indicators").value} == {"school"}
    found = call(*use, "indicators", "--by", "class").value
    assert {rate["scope"] for rate in found} == {"class"}
    assert {rate["of"] for rate in found} == set(rooms)
    assert {rate["scope"] for rate in call(*use, "indicators", "--by", "unit").value} == {"school"}
    assert call(*use, "indicators", "--by", "township").value == []


def test_the_townships_of_a_bureau(call: Run, store_folder: Callable[[str], Path],
                                   clock: Clock) -> None:
    folder = store_folder("bureau")
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        school(store, "甲校", township="青石镇", pupils=("样甲",))
        school(store, "乙校", township="白水乡", pupils=("样乙",))
    use = ("--json", "--store", folder, "indicators")
    assert {rate["of"] for rate in call(*use, "--by", "township").value} == {"青石镇", "白水乡"}
    assert {rate["of"] for rate in call(*use, "--by", "unit").value} == {"甲校", "乙校"}


def test_the_months_of_one_indicator(
    call: Run, store_folder: Callable[[str], Path], clock: Clock
) -> None:
    folder = store_folder("class")
    clock.at = clock.at.replace(month=11, day=5)
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        open_case(store, actor=TEACHER, pupil=list_pupils(store)[0].id, state="dropout",
                  day=clock.at.date().replace(month=10, day=12))
    use = ("--json", "--store", folder, "indicators")
    one = next(rate["id"] for rate in call(*use).value if rate["title"] == "初中辍学率")
    months = call(*use, "--trend", one).value
    assert [(rate["until"], rate["value"]) for rate in months] == [
        ("2026-09-30", 0), ("2026-10-31", 0.02), ("2026-11-05", 0.02)]
    said = call("--store", folder, "indicators", "--trend", one).out
    assert "2026-10-31  七年级1班  初中辍学率  2.00%  1÷50" in said
    assert call(*use, "--trend", "没有的").error == "unknown_indicator"


def test_one_level_and_one_trend_are_two_questions(
    call: Run, store_folder: Callable[[str], Path]
) -> None:
    answer = call("--store", store_folder("class"), "indicators", "--by", "class", "--trend", "x")
    assert answer.code == 2
    assert "--trend和--by只能写一个" in answer.err
