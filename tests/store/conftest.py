"""Stores of an invented school with cheap passwords, each in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from store_kit import PASSWORD, MakeStore, TickingClock

from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor


@pytest.fixture
def ticking() -> TickingClock:
    return TickingClock()


@pytest.fixture
def actor() -> Actor:
    return Actor("王老师", "class")


@pytest.fixture
def make_store(tmp_path: Path, ticking: TickingClock) -> Iterator[MakeStore]:
    """Makes stores: ``make_store("name", role=…, unit_code=…)``; they are closed at the end."""
    made: list[Store] = []

    def make(name: str = "七1 班", **changes: Any) -> Store:
        fields: dict[str, Any] = {
            "password": PASSWORD, "role": "class", "name": name, "unit_name": "青石镇中心学校",
            "unit_code": "9901020001", "now": ticking, "cost": KdfCost(1, 64, 1),
        }
        store, _ = Store.create(tmp_path / name, **{**fields, **changes})
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store()
