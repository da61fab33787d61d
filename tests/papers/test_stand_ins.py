"""Copies that are set alike are set once, and each is printed as if it stood alone."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheet_checks import page_words
from sheet_values import values_of

from kongchuo_desktop.papers import render as rendering
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.render import Rendered, render
from kongchuo_desktop.papers.setting import Known
from kongchuo_desktop.papers.stand_ins import printed_only, stand_ins
from kongchuo_desktop.papers.template import Cite
from kongchuo_desktop.paths import FORMS

Printer = Callable[..., Rendered]
SHIPPED = load_forms(FORMS)
NOTICE = SHIPPED["persuasion_notice"]
NAMES = st.text("样小晨买·𬭩Ab1 。，", min_size=1, max_size=7).filter(str.strip)


def _issued(form_id: str, kind: Any) -> Mapping[str, Any]:
    said = values_of(SHIPPED[form_id], kind)
    return {**said, "number": "样通字〔2026〕第31号", "paper_code": "0117 8633"}


@pytest.mark.parametrize("form_id", sorted(SHIPPED))
def test_stand_ins_change_nothing_of_what_is_printed(
    form_id: str, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = _issued(form_id, "rare")
    made = printer(SHIPPED[form_id], values)
    monkeypatch.setattr(rendering, "printed_only", lambda form: frozenset())
    assert printer(SHIPPED[form_id], values) == made


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, NAMES), min_size=2, max_size=4))
def test_a_copy_is_as_it_is_alone_whatever_was_set_before(
    cite: Cite, fonts: FontSet, copies: list[tuple[str, str]]
) -> None:
    known = Known()
    for number, (pupil, guardian) in enumerate(copies):
        values = {**_issued(NOTICE.id, "ordinary"), "pupil": pupil, "guardian": guardian,
                  "number": f"样通字〔2026〕第{number}号", "paper_code": f"{number}117 8633"}
        after = render(NOTICE, [values], cite=cite, fonts=fonts, known=known)
        assert after == render(NOTICE, [values], cite=cite, fonts=fonts)


def test_names_as_long_are_set_once(cite: Cite, fonts: FontSet) -> None:
    known = Known()
    ordinary = _issued(NOTICE.id, "ordinary")
    for pupil, code in (("样小雨", "0117 8633"), ("例晨光", "9924 1111"), ("样雨", "0117 8633")):
        values = {**ordinary, "pupil": pupil, "paper_code": code}
        render(NOTICE, [values], cite=cite, fonts=fonts, known=known)
    assert len(known.moulds) == 2


def test_a_private_character_is_refused_and_never_taken_for_a_stand_in(
    cite: Cite, fonts: FontSet
) -> None:
    for pupil in ("样\U000F0000雨", "样\U0010FFFD雨", "样\U000F0000雨" * 30):
        values = {**_issued(NOTICE.id, "ordinary"), "pupil": pupil}
        made = render(NOTICE, [values], cite=cite, fonts=fonts)
        assert made.copies[0].missing == {pupil[1]: "学生姓名"}
        told = page_words(made.pdf)[0]
        assert "样〓雨" in told


def test_the_lines_of_a_signature_depend_on_its_words() -> None:
    assert "school" not in printed_only(NOTICE)


def test_what_is_no_part_of_the_words_alone_has_no_stand_ins() -> None:
    assert {"pupil", "guardian", "number"} <= printed_only(NOTICE)
    assert "county_order" not in printed_only(NOTICE)  # a paragraph stands or falls with it


def test_characters_with_rules_of_their_own_stay_themselves(fonts: FontSet) -> None:
    stood = stand_ins(fonts).shape("day", "样第3号，9月A").text
    assert re.sub(r"[\U000F0000-\U0010FFFD]", "*", stood) == "*第*号，*月A"
