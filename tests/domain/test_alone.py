"""What makes a profile ask about one child what follows from others."""

import pytest
from policy_samples import book, clause, profile

from kongchuo_desktop.domain.duties.alone import looks_around

IF = 'if = { any_case = "dropout" }'
VISIT = f'do = "visit", {IF}, done = {{ fact = "visit" }}'


@pytest.mark.parametrize(("bind", "around"), [
    (f'{{ is = "duty", each = "pupil", {VISIT} }}', True),
    (f'{{ is = "duty", each = "school", {VISIT} }}', False),
    (f'{{ is = "rule", rule = "is_dropout", on = {{ fact = "served" }}, {IF} }}', True),
    ('{ is = "rule", rule = "is_dropout", on = { fact = "served" } }', False),
    (f'{{ is = "gate", gate = "销号", {IF} }}', True),
    ('{ is = "note", why = "title" }', False),
])
def test_a_test_of_the_whole_school_in_what_is_asked_of_a_child(bind: str, around: bool) -> None:
    assert looks_around(book(profile(clause(bind))).effective("T")) is around
