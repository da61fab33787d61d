"""Forms that a unit hands down with a kit: its own files, taken over by the new machine."""

import re
from pathlib import Path
from typing import Any

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.papers import OWN_FOLDER
from kongchuo_desktop.papers.form_file import parse_form
from kongchuo_desktop.store.store import Store

_MOST, _LARGEST = 40, 64 << 10
"""Files, and characters of one; the longest form that is shipped has a sixth of it."""
_NAME = re.compile(r"[\w-]{1,60}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|(?:com|lpt)[0-9]")


def own_forms(store: Store) -> list[dict[str, str]]:
    """The unit's own forms as they travel; a file with a mistake stays here."""
    found = []
    for file in sorted((store.folder / OWN_FOLDER).glob("*.toml")):
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        if _is_form(file.stem, text):
            found.append({"name": file.stem, "text": text})
    return found[:_MOST]


def take_forms(store: Store, forms: Any) -> int:
    """Write the forms that travelled; what is none is passed over. Returns how many.

    One of this name that was here and gives way is kept as ``.old``.

    Raises:
        KnownError: ``file_not_written``.
    """
    written = 0
    for item in forms[:_MOST] if isinstance(forms, list) else []:
        name, text = (item.get("name"), item.get("text")) if isinstance(item, dict) else (0, 0)
        if not (isinstance(name, str) and isinstance(text, str) and _is_form(name, text)):
            continue
        _write(store.folder / OWN_FOLDER / f"{name}.toml", text.encode("utf-8"))
        written += 1
    return written


def _write(file: Path, data: bytes) -> None:
    try:
        file.parent.mkdir(exist_ok=True)
        if file.exists() and file.read_bytes() != data:
            platform.write_atomically(file.with_suffix(".old"), file.read_bytes())
        platform.write_atomically(file, data)
    except OSError as error:
        raise KnownError("file_not_written", f"表样“{file.name}”写不进去。",
                         kept="名册已经收下。", todo="看看磁盘是否已满，再读入一次。") from error


def _is_form(name: str, text: str) -> bool:
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name) or len(text) > _LARGEST:
        return False
    try:
        parse_form(text, f"{name}.toml")
    except KnownError:
        return False
    return True
