"""A profile taken apart, changed in one place and put together again reads the same elsewhere."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import TITLES

from kongchuo_desktop.domain.policy.draft import read_draft
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.domain.policy.sentences import figures_of, sentence_of
from kongchuo_desktop.domain.policy.toml_text import clause_text
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.paths import POLICIES

SHIPPED = sorted(file for file in POLICIES.glob("*.toml") if file.stem != "vocabulary")
TEXT = '''# 一份样本
id = "QS26"
title = "样本"
kind = "county"

[words]
"劝学通知书" = "劝学书"

# —— 第一条
[[clause]]
id = "Q1"
quote = "缺课三天，班主任要家访。"
where = "一"
bind = [{ is = "duty", do = "visit", on = { absent = 3, run = true }, within = "?2 days", done = { fact = "visit" } }]

# —— 第二条
[[clause]]
id = "Q2"
quote = "每月报一次。"
where = "二"
bind = [{ is = "duty", do = "return", each = "school", every = "month", done = { fact = "filed", what = "月报" } }]
'''  # noqa: E501 - as a file has it


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_profile_comes_apart_and_every_clause_is_written_as_it_reads(
        file: Any) -> None:
    text = file.read_text(encoding="utf-8")
    draft, policy = read_draft(text), load_policy(text, file.name, titles=TITLES)
    assert draft.text == text
    assert [block.id for block in draft.blocks] == [clause.id for clause in policy.clauses]
    for block, clause in zip(draft.blocks, policy.clauses, strict=True):
        assert block.table is not None
        assert tomllib.loads(clause_text(block.table))["clause"] == [block.table]
        for binding, table in zip(clause.bindings, block.table["bind"], strict=True):
            assert not set("<>{}=") & set(sentence_of(binding)), sentence_of(binding)
            for place in figures_of(binding):
                node = table
                for step in place.path:
                    node = node[int(step)] if isinstance(node, list) else node[step]
                assert isinstance(node, int | str)


LEAVES = st.one_of(st.text(), st.integers(), st.booleans(), st.dates())
VALUES = st.recursive(LEAVES, lambda inner: st.one_of(
    st.lists(inner, max_size=3), st.dictionaries(st.text(min_size=1), inner, max_size=3)),
    max_leaves=8)


@given(st.dictionaries(st.text(min_size=1), VALUES, max_size=4))
def test_whatever_a_clause_holds_is_read_back(table: dict[str, Any]) -> None:
    table.pop("bind", None)
    assert tomllib.loads(clause_text(table))["clause"] == [table]


def test_one_figure_is_changed_and_all_else_stays() -> None:
    draft = read_draft(TEXT)
    changed = draft.with_figure(0, 0, ("on", "absent"), 5)
    assert changed.blocks[1] == draft.blocks[1]
    assert changed.text.replace("absent = 5", "absent = 3") == TEXT
    assert "# —— 第二条" in changed.text


def test_the_head_is_changed_key_by_key() -> None:
    draft = read_draft(TEXT).with_head(id="QS27", issuer="青石镇政府", number="")
    assert draft.head_table["id"] == "QS27"
    assert draft.head_table["issuer"] == "青石镇政府"
    assert draft.head.startswith("# 一份样本\n")
    assert draft.with_head(issuer="").text == TEXT.replace("QS26", "QS27")
    quoted = draft.with_head(title='叫“办法”的"文件"\\')
    assert quoted.head_table["title"] == '叫“办法”的"文件"\\'


def test_clauses_are_added_and_taken_out() -> None:
    draft = read_draft(TEXT)
    more = draft.added(0, {"id": "Q3", "quote": "新条", "where": "三", "bind": [
        {"is": "note", "why": "principle"}]})
    assert [block.id for block in more.blocks] == ["Q1", "Q3", "Q2"]
    assert load_policy(more.text, "t", titles=TITLES).clauses[1].quote == "新条"
    assert more.without(1).text == TEXT


def test_a_line_of_the_whole_is_found_in_its_clause() -> None:
    draft = read_draft(TEXT)
    lines = TEXT.splitlines()
    assert draft.place(2) == (-1, 2)
    assert draft.place(lines.index('id = "Q1"') + 1) == (0, 2)
    assert draft.place(lines.index('where = "二"') + 1) == (1, 4)


def test_a_file_that_cannot_be_taken_apart_is_left_alone() -> None:
    strange = TEXT + '\n[in_force]\nfrom = "2026-09-01"\n'
    load_policy(strange, "t", titles=TITLES)
    with pytest.raises(KnownError) as refused:
        read_draft(strange)
    assert refused.value.code == "profile_layout"
    double = TEXT.replace('title = "样本"', 'title = """样\n本"""')
    with pytest.raises(KnownError):
        read_draft(double).with_head(title="别的")


def test_a_clause_with_a_mistake_keeps_its_place() -> None:
    draft = read_draft(TEXT).with_block(0, '[[clause]]\nid = "Q1"\nquote = 三天')
    assert draft.blocks[0].table is None
    assert [block.id for block in draft.blocks] == ["Q1", "Q2"]


def test_a_duty_reads_as_a_sentence_with_its_figures() -> None:
    policy = load_policy(TEXT, "t", titles=TITLES)
    (visit,), (monthly,) = (clause.bindings for clause in policy.clauses)
    assert sentence_of(visit) == "连续旷课满3天以后，应2天内家访"
    assert sentence_of(monthly) == "应每月报送月报"
    found = {place.label: place for place in figures_of(visit)}
    assert found["多久以内办"].figure == Figure(2, "days", "reading", ">=", "Q1#0.within", True)
    assert found["多久以内办"].timed
    assert not found["缺勤满几天（节）"].timed
