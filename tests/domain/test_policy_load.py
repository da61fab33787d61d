"""A profile that could not work is refused with file, line and sentence (policy.md §9)."""

import pytest
from policy_samples import TITLES, clause, profile

from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.domain.policy.model import DutyBinding, FactPattern, IndicatorBinding
from kongchuo_desktop.errors import KnownError

R110 = """
id = "X"
title = "t"
kind = "county"

[[clause]]
id = "R110"
quote = "法定监护人在接到通知书后一周内仍不送学生复学的，学校要以《义务教育辍学报告书》的形式报给乡镇政府"
where = "四(一)L57-59"
bind = [{ is = "duty", do = "paper", each = "case", on = { fact = "served", paper = "劝学通知书", to = "guardian" }, after = "7 days", unless = { returned = true }, within = "?", done = { fact = "handed", paper = "辍学报告书", to = "township" }, who = "school", paper = "辍学报告书", reading = "G-06 G-10" }]
"""  # noqa: E501


def test_the_clause_of_the_specification_is_read_in_full() -> None:
    (binding,) = load_policy(R110, "x.toml", titles=TITLES).clauses[0].bindings
    assert isinstance(binding, DutyBinding)
    assert isinstance(binding.on, FactPattern)
    assert binding.on.fields == {"paper": ("劝学通知书",), "to": ("guardian",)}
    assert binding.after is not None
    assert (binding.after.value, binding.after.unit) == (7, "days")
    assert binding.within is not None
    assert (binding.within.value, binding.within.name) == (None, "R110#0.within")
    assert (binding.who, binding.paper, binding.each) == ("school", "辍学报告书", "case")


def test_other_names_of_a_paper_are_the_same_paper() -> None:
    text = R110.replace('paper = "辍学报告书", reading', 'paper = "《学生辍学报告书》", reading')
    (binding,) = load_policy(text, "x.toml", titles=TITLES).clauses[0].bindings
    assert isinstance(binding, DutyBinding)
    assert binding.paper == "辍学报告书"


DUTY = 'is = "duty", do = "visit", done = { fact = "visit" }'


@pytest.mark.parametrize(("bind", "word"), [
    ('{ is = "dutty", do = "visit" }', "dutty"),
    ('{ is = "duty", do = "whip", done = { fact = "visit" } }', "whip"),
    ('{ is = "duty", do = "?", done = { fact = "visit" } }', "不能写“?”"),
    ('{ is = "duty", do = "visit", each = "?", done = { fact = "visit" } }', "不能写“?”"),
    ('{ is = "duty", do = "visit" }', "done"),
    ('{ is = "watch", do = "paper" }', "done"),
    ('{ is = "watch", do = "check", on = { fact = "visit" }, unless = { returned = true } }',
     "done"),
    ('{ is = "duty", do = "visit", done = { calendar = "term_end" } }', "“calendar”没有人能去办"),
    ('{ is = "duty", do = "visit", done = { met = "C1/told" } }', "“met”没有人能去办"),
    ('{ is = "watch", do = "check", done = { not = { fact = "visit" } } }', "“not”没有人能去办"),
    ('{ is = "duty", do = "check", done = { absent = 3, unit = "day", run = true } }',
     "“absent”没有人能去办"),
    ('{ is = "duty", do = "check", done = { age = ">= 16" } }', "“age”没有人能去办"),
    ('{ is = "duty", do = "check", done = { all = [{ fact = "visit" }, { grade = 9 }] } }',
     "“grade”没有人能去办"),
    ('{ is = "duty", do = "check", each = "pupil", done = { fact = "register" } }',
     "“register”没有人能去办"),
    ('{ is = "duty", do = "check", done = { any = [{ age = 16 }, { stage = "junior" }] } }',
     "“age”没有人能去办"),
    (f'{{ {DUTY}, within = "7 lessons" }}', "7 lessons"),
    (f'{{ {DUTY}, within = "soon" }}', "soon"),
    (f'{{ {DUTY}, on = {{ fact = "vissit" }} }}', "vissit"),
    (f'{{ {DUTY}, on = {{ fact = "visit", colour = "red" }} }}', "colour"),
    (f'{{ {DUTY}, on = {{ fact = "visit", result = "happy" }} }}', "happy"),
    (f'{{ {DUTY}, on = {{ fact = "visit", mode = "?" }} }}', "不能写“?”"),
    (f'{{ {DUTY}, on = {{ absent = 3, unit = "day" }} }}', "run"),
    (f'{{ {DUTY}, on = {{ absent = 3, unit = "day", run = true, in = "week" }} }}', "run"),
    (f'{{ {DUTY}, if = {{ tag = "高个子" }} }}', "高个子"),
    (f'{{ {DUTY}, if = {{ state = "lost" }} }}', "lost"),
    (f'{{ {DUTY}, every = "fortnight" }}', "fortnight"),
    (f'{{ {DUTY}, every = "?" }}', "不能写“?”"),
    (f'{{ {DUTY}, by = "?" }}', "by"),
    (f'{{ {DUTY}, by = "13-40" }}', "13-40"),
    (f'{{ {DUTY}, months = ["13"] }}', "13"),
    (f'{{ {DUTY}, paper = "情书" }}', "情书"),
    (f'{{ {DUTY}, who = "janitor" }}', "janitor"),
    (f'{{ {DUTY}, colour = "red" }}', "colour"),
    ('{ is = "ledger", ledger = "好人好事簿" }', "好人好事簿"),
    ('{ is = "indicator", indicator = "幸福率", target = ">= 1" }', "幸福率"),
    ('{ is = "indicator", indicator = "辍学率", target = "1" }', "比较"),
    ('{ is = "group", tags = ["高个子"] }', "高个子"),
    ('{ is = "gate", gate = "大门" }', "大门"),
    ('{ is = "rule", rule = "golden" }', "golden"),
    ('{ is = "note", why = "because" }', "because"),
    ('{ is = "evidence", file = "档案", all = [{ evidence = "口供" }] }', "口供"),
    ('{ is = "role", role = "包保", chain = ["king > school"] }', "king"),
])
def test_what_the_vocabulary_does_not_know_is_refused_with_its_line(bind: str,
                                                                    word: str) -> None:
    with pytest.raises(KnownError) as refused:
        load_policy(profile(clause(bind)), "t.toml", titles=TITLES)
    assert refused.value.code == "policy_invalid"
    assert word in refused.value.sentence
    # The binding stands on line 10 of the sample; a missing key is told at its clause.
    assert refused.value.sentence.startswith(("t.toml第10行", "t.toml第6行"))


@pytest.mark.parametrize("done", [
    '{ fact = "visit", not = { fact = "voided" } }',
    '{ any = [{ fact = "visit" }, { age = ">= 16" }] }',
    '{ has = ["cause"] }', '{ evidence = "接收证明" }', '{ placement = "送教上门" }',
])
def test_what_a_person_can_bring_about_may_discharge(done: str) -> None:
    text = profile(clause(f'{{ is = "watch", do = "check", done = {done} }}'))
    (binding,) = load_policy(text, "t.toml", titles=TITLES).clauses[0].bindings
    assert isinstance(binding, DutyBinding)
    assert binding.done is not None


def test_a_clause_without_a_binding_is_refused() -> None:
    with pytest.raises(KnownError, match="没有任何落实办法"):
        load_policy(profile(clause("")), "t.toml", titles=TITLES)


def test_a_circle_of_met_is_refused() -> None:
    circle = "\n".join(
        f'{{ is = "duty", key = "{name}", do = "visit", on = {{ met = "C1/{other}" }}, '
        'done = { fact = "visit" } },' for name, other in (("a", "b"), ("b", "a")))
    with pytest.raises(KnownError, match="绕成了一个圈"):
        load_policy(profile(clause(circle)), "t.toml", titles=TITLES)


def test_a_met_that_names_nothing_is_refused() -> None:
    with pytest.raises(KnownError, match="不存在"):
        load_policy(profile(clause(f'{{ {DUTY}, on = {{ met = "C9/told" }} }}')), "t.toml",
                    titles=TITLES)


def test_a_clause_that_stands_twice_is_refused() -> None:
    note = '{ is = "note", why = "principle" }'
    with pytest.raises(KnownError, match="前面已经用过"):
        load_policy(profile(clause(note), clause(note)), "t.toml", titles=TITLES)


def test_a_quote_must_be_in_the_document_blanks_aside() -> None:
    text = profile(clause('{ is = "note", why = "principle" }', quote="一个都 不能少"))
    load_policy(text, "t.toml", titles=TITLES, seed_text="确保一个\n都不能少。")
    with pytest.raises(KnownError, match="引文在原文里找不到") as refused:
        load_policy(text, "t.toml", titles=TITLES, seed_text="确保全都在。")
    assert "第7行" in refused.value.sentence


def test_broken_toml_names_its_line() -> None:
    with pytest.raises(KnownError, match=r"t\.toml第2行"):
        load_policy('id = "T"\ntitle = 你好\n', "t.toml", titles=TITLES)


def test_an_unknown_key_at_the_top_is_refused() -> None:
    with pytest.raises(KnownError, match="colour"):
        load_policy(profile(top='colour = "red"'), "t.toml", titles=TITLES)


def test_a_target_that_is_asked_is_open() -> None:
    text = profile(clause('{ is = "indicator", indicator = "辍学率", target = "<= ?" }'))
    (binding,) = load_policy(text, "t.toml", titles=TITLES).clauses[0].bindings
    assert isinstance(binding, IndicatorBinding)
    assert binding.target is not None
    assert (binding.target.value, binding.target.op, binding.target.open) == (None, "<=", True)
