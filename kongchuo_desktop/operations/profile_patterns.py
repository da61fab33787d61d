"""Ready-made bindings that a clerk may put into a clause and then adjust to the document."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kongchuo_desktop.paths import HELP


@dataclass(frozen=True)
class BindingPattern:
    """A binding with the sentence under which it is offered."""

    title: str
    table: Mapping[str, Any]


@cache
def binding_patterns() -> tuple[BindingPattern, ...]:
    """All of them, the most common first."""
    read = tomllib.loads((HELP / "bindings.toml").read_text(encoding="utf-8"))
    return tuple(BindingPattern(each["title"], each["bind"]) for each in read["pattern"])
