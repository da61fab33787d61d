"""The answers of the first run, kept on this computer until its store is made; never the password."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kongchuo_desktop import platform

_FILE = "first_run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered so far; ``step`` is the number from 0 of the question that was open."""

    step: int = 0
    role: str = "class"
    person: str = ""
    phone: str = ""
    unit_name: str = ""
    unit_code: str = ""
    class_label: str = ""
    township: str = ""
    county: str = ""
    policy: str = ""
    folder: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    """Binding → the school's own figure, as typed."""


def kept_answers() -> Answers | None:
    """The answers of a first run that was left; None where there was none.

    A file that cannot be read is none: it only spares typing.
    """
    try:
        raw = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    plain = Answers()
    if not isinstance(raw, dict):
        return None
    fitting = {name: value for name, value in raw.items()
               if name in Answers.__dataclass_fields__
               and isinstance(value, type(getattr(plain, name)))}
    return Answers(**fitting)


def keep_answers(answers: Answers) -> None:
    """Keep the answers for the next start."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(answers), ensure_ascii=False, indent=1)
    platform.write_atomically(_path(), text.encode("utf-8"))


def drop_answers() -> None:
    """Forget them: the store was made."""
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return platform.data_folder() / _FILE
