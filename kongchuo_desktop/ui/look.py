"""What is chosen for this computer, whoever uses it: light or dark, text size, printer."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Scheme

_FILE = "look.json"


@dataclass(frozen=True, slots=True)
class Look:
    """``scheme`` None follows the system; ``large`` is 字号“大”.

    ``printer`` is the name of the one to print on, empty for that of the system.
    """

    scheme: Scheme | None = None
    large: bool = False
    printer: str = ""


def kept_look() -> Look:
    """What was chosen on this computer; the plain look where nothing can be read."""
    try:
        raw = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Look()
    if not isinstance(raw, dict):
        return Look()
    scheme, printer = raw.get("scheme"), raw.get("printer")
    return Look(
        scheme if scheme in ("light", "dark") else None,
        raw.get("large") is True,
        printer if isinstance(printer, str) else "",
    )


def keep_look(look: Look) -> None:
    """Keep the choice for the next start."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    platform.write_atomically(_path(), json.dumps(asdict(look)).encode("utf-8"))


def put_on(theme: Theme, look: Look) -> None:
    """Change the running window to a look."""
    theme.follow_system(look.scheme is None)
    theme.switch(scheme=look.scheme, large=look.large)


def _path() -> Path:
    return platform.data_folder() / _FILE
