"""Identity numbers: the check digit catches slips, spellings meet in one form, masks hide."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain import identity

# The worked example of GB 11643-1999, annex A, with its two numbers.
STANDARD_EXAMPLES = ("11010519491231002X", "440524188001010014")


@st.composite
def numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
    body = f"990102{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + identity.check_digit(body)


@pytest.mark.parametrize("number", STANDARD_EXAMPLES)
def test_the_examples_of_the_standard_are_valid(number: str) -> None:
    assert identity.is_valid(number)


def test_birth_and_gender_are_read_from_the_number() -> None:
    assert identity.birth_date("11010519491231002X") == date(1949, 12, 31)
    assert identity.gender("11010519491231002X") == "女"
    assert identity.gender("440524188001010014") == "男"


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert not identity.is_valid(number[:place] + wrong + number[place + 1 :])


@given(numbers(), st.integers(0, 15))
def test_two_digits_exchanged_are_always_noticed(number: str, place: int) -> None:
    one, other = number[place], number[place + 1]
    exchanged = number[:place] + other + one + number[place + 2 :]
    assert identity.is_valid(exchanged) == (one == other)


@given(numbers(), st.data())
def test_every_usual_spelling_has_one_normal_form(number: str, data: st.DataObject) -> None:
    written = "".join(
        data.draw(st.sampled_from((c, c.lower(), chr(ord(c) + 0xFEE0), f"{c} ", f"　{c}", f"{c}-")))
        for c in number
    )
    assert identity.normalise("'" + written) == number


@pytest.mark.parametrize(
    ("number", "phrase"),
    [
        ("11010519491231002X", None),
        ("110105194912310021", "末位不对"),
        ("11010519491331002X", "出生日期不对"),
        ("1101051949123100", "位数不对"),
        ("11010519491231A02X", "有不认识的字符"),
        ("110105491231002", "还是15位老号"),
    ],
)
def test_a_phrase_says_what_is_wrong(number: str, phrase: str | None) -> None:
    assert identity.problem(number) == phrase


def test_an_old_number_becomes_a_new_one() -> None:
    assert identity.modernize("110105491231002") == "11010519491231002X"
    assert identity.modernize("110105491331002") is None
    assert identity.modernize("11010519491231002X") is None


@given(numbers(), st.sampled_from(("", "G", "L", "J")))
def test_a_mask_shows_two_characters_at_either_end(number: str, letter: str) -> None:
    hidden = identity.mask(letter + number)
    assert hidden == f"{letter}99{'*' * 12}{number[-2:]}"


@given(st.text("0123456789", max_size=7))
def test_a_short_number_is_hidden_whole(number: str) -> None:
    assert identity.mask(number) == "*" * len(number)
