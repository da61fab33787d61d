"""What a call of the command line came to, for its tests."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The code of the refusal, which must also be said in Chinese on standard error."""
        assert self.code == 3
        refusal = self.value["error"]
        assert refusal["sentence"].strip() in self.err
        assert refusal["sentence"].endswith("。")
        return str(refusal["code"])


Run = Callable[..., Answer]
"""``run("roster", "list")``."""
