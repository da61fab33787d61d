"""Twenty documents, the same month: each asks for what it says, compared with tables by hand."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from scripted_month import LOOKS, lines

from kongchuo_desktop.store.policies import load_book

TABLES = Path(__file__).parent / "months"
BOOK = load_book()


@pytest.mark.parametrize("policy", sorted(path.stem for path in TABLES.glob("*.toml")))
@pytest.mark.parametrize("today", LOOKS, ids=str)
def test_the_list_is_what_the_document_asks_for(policy: str, today: date) -> None:
    table = tomllib.loads((TABLES / f"{policy}.toml").read_text(encoding="utf-8"))
    assert lines(BOOK, policy, today) == set(table[str(today)])
