"""Telephone numbers as screens and public lists show them."""

import re


def mask_phone(text: str) -> str:
    """``187****5510``: the first three and last four digits stay; several numbers one by one."""
    return "、".join(_mask(number) for number in text.split("、"))


def _mask(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    if len(digits) < 8:
        return "*" * len(number)
    return f"{digits[:3]}****{digits[-4:]}"
