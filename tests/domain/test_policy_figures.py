"""Figures keep what the document says apart from what is read into it or set by the school."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.policy.figures import parse_figure


@pytest.mark.parametrize(("raw", "value", "unit", "origin", "op"), [
    (7, 7, "", "document", ">="),
    ("7 days", 7, "days", "document", ">="),
    ("1 week", 1, "weeks", "document", ">="),
    ("?", None, "", "unset", ">="),
    ("?5 school days", 5, "school days", "reading", ">="),
    ("<= 1", 1, "", "document", "<="),
    (">= ?", None, "", "unset", ">="),
    ("= 0", 0, "", "document", "="),
])
def test_the_forms_of_a_figure(raw: int | str, value: int | None, unit: str, origin: str,
                               op: str) -> None:
    figure = parse_figure(raw)
    assert (figure.value, figure.unit, figure.origin, figure.op) == (value, unit, origin, op)


@pytest.mark.parametrize("raw", ["", "seven", "7 lessons", "7.5", "-1", "days", True])
def test_other_forms_are_refused(raw: str | bool) -> None:
    with pytest.raises(ValueError):
        parse_figure(raw)


def test_an_unset_figure_neither_holds_nor_fails() -> None:
    assert parse_figure("?").holds(100) is None


@given(st.integers(0, 50), st.integers(0, 50), st.sampled_from([">=", "<=", ">", "<", "="]))
def test_the_written_comparison_is_the_one_applied(limit: int, number: int, op: str) -> None:
    expected = {">=": number >= limit, "<=": number <= limit, ">": number > limit,
                "<": number < limit, "=": number == limit}[op]
    assert parse_figure(f"{op} {limit}").holds(number) is expected


def test_the_schools_own_figure_keeps_unit_and_comparison() -> None:
    own = parse_figure("?5 school days").own("3")
    assert (own.value, own.unit, own.origin) == (3, "school days", "own")
    assert parse_figure("<= ?").own("2").holds(3) is False


def test_the_schools_own_figure_must_be_a_figure() -> None:
    with pytest.raises(ValueError):
        parse_figure("?").own("?")
