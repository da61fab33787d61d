"""What an attack on the command line came to, and the law that every answer keeps."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kongchuo_desktop.errors import KnownError


@dataclass(frozen=True)
class Ending:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What it answered; it must have gone well."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    def went_well(self) -> None:
        """For a step of which only the end counts."""
        assert self.code == 0, self.err

    @property
    def refusal(self) -> str:
        """The code of the error: exit 3, one Chinese sentence on both streams, no crash."""
        assert self.code == 3, (self.code, self.out, self.err)
        error = json.loads(self.out)["error"]
        assert error["sentence"] == self.err.strip()
        assert error["sentence"].endswith("。")
        assert error["code"] != "crash"
        return str(error["code"])

    @property
    def misuse(self) -> str:
        """What was wrong with the words: exit 2, nothing on standard output."""
        assert (self.code, self.out) == (2, ""), (self.code, self.out, self.err)
        assert "命令写得不对" in self.err
        return self.err


Attack = Callable[..., Ending]
"""``attack(folder, "roster", "list")``."""


def said(act: Callable[[], object]) -> str | None:
    """The code of the refusal, which has all three parts of a sentence; None where it went well."""
    try:
        act()
    except KnownError as error:
        parts = (error.sentence, error.kept, error.todo)
        whole = all(part.endswith("。") for part in parts)
        return error.code if whole else f"not three parts: {parts}"
    return None


def refusal(act: Callable[[], object]) -> str:
    """The code of a refusal that must come."""
    code = said(act)
    assert code is not None, "it went well"
    return code
