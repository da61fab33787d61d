"""Masking of telephone numbers."""

import pytest

from kongchuo_desktop.domain.phones import mask_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("18712345510", "187****5510"),
        ("0999-7000030", "099****0030"),
        ("13900000001、18712345510", "139****0001、187****5510"),
        ("700003", "******"),
        ("", ""),
    ],
)
def test_the_middle_of_a_number_is_hidden(number: str, shown: str) -> None:
    assert mask_phone(number) == shown
