"""What the program offers to a clerk who writes a profile can be loaded as it is offered."""

import re

import pytest

from kongchuo_desktop.domain.policy.draft import read_draft
from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.domain.policy.sentences import sentence_of
from kongchuo_desktop.operations.page_help import all_help
from kongchuo_desktop.operations.profile_patterns import BindingPattern, binding_patterns
from kongchuo_desktop.store.policies import load_titles

TITLES = load_titles()
HEAD = 'id = "QS26"\ntitle = "样本"\nkind = "county"\n'


@pytest.mark.parametrize("pattern", binding_patterns(), ids=lambda pattern: pattern.title)
def test_every_offered_binding_loads_and_reads_as_a_sentence(pattern: BindingPattern) -> None:
    text = read_draft(HEAD).added(-1, {"id": "1", "quote": "条", "bind": [pattern.table]}).text
    (clause,) = load_policy(text, "t", titles=TITLES).clauses
    assert re.search(r"[\u4e00-\u9fff]{2}", sentence_of(clause.bindings[0]))


def test_the_worked_example_of_the_guide_loads() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", all_help()["policy_file"].guide, re.DOTALL)
    policy = load_policy(example, "例子", titles=TITLES)
    assert [clause.id for clause in policy.clauses] == [f"QS26-{n}" for n in (1, 2, 3, 4)]
    assert sentence_of(policy.clauses[0].bindings[0]) == (
        "连续旷课满3天以后，除非已返校，班主任应2天内家访")
