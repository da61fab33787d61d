"""One call of the program: its store, its people, and how its answer is said."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kongchuo_desktop import platform
from kongchuo_desktop.clock import Now
from kongchuo_desktop.domain.roster import parse_class_label
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.importing import class_labels
from kongchuo_desktop.operations.pictures import FILE_MOST, Picture, fit_picture
from kongchuo_desktop.operations.roster import list_pupils, resolve_pupil
from kongchuo_desktop.store.header import HEADER_FILE
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

STORE = "KONGCHUO_STORE"
PASSWORD = "KONGCHUO_PASSWORD"
DONE, MISUSED, REFUSED = 0, 2, 3
"""How a call may end (cli.md)."""


class UsageError(Exception):
    """The words of the call don't suffice; one Chinese sentence, exit 2."""


@dataclass
class Call:
    """What a command is given: the words of the call, the clock, and the way to answer."""

    args: argparse.Namespace
    now: Now
    code: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)
    _store: Store | None = None

    # -- the store ----------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """The store's folder as the call names it.

        Raises:
            UsageError: when neither the option nor the variable names one.
        """
        named = self.args.store or os.environ.get(STORE)
        if not named:
            raise UsageError(f"没有指明数据文件夹：写 --store 文件夹，或设环境变量{STORE}。")
        return Path(named)

    @property
    def store(self) -> Store:
        """The store, opened at first need and closed with the call."""
        if self._store is None:
            self._store = self._stack.enter_context(
                Store.open(self.folder, password=self.password(), now=self.now))
        return self._store

    @property
    def store_if_named(self) -> Store | None:
        """The store where the call names one; some commands need none.

        The variable may stand for a stick that is not in: these commands then do without.
        """
        there = (Path(os.environ.get(STORE) or ".") / HEADER_FILE).is_file()
        return self.store if self.args.store or (os.environ.get(STORE) and there) else None

    @property
    def actor(self) -> Actor:
        """Who does it: the person of the store."""
        return Actor(self.store.header.name, self.store.role)

    def password(self) -> str:
        """The password from the file, the variable, or the keyboard.

        Raises:
            UsageError: when there is none and nobody to ask.
            KnownError: ``file_missing``.
        """
        if self.args.password_file:
            text = read_text(Path(self.args.password_file))
            return text.splitlines()[0] if text else ""
        given = os.environ.get(PASSWORD)
        if given is not None:
            return given
        if sys.stdin is not None and sys.stdin.isatty():
            return getpass.getpass("口令：")
        raise UsageError(f"没有口令：写 --password-file 文件，或设环境变量{PASSWORD}。")

    def refuse(self, sentence: str) -> None:
        """Says that one of several things went wrong; the call goes on and ends with 3."""
        print(sentence, file=sys.stderr)
        self.code = REFUSED

    def keep(self, store: Store) -> Store:
        """Closes a store that the command opened itself together with the call."""
        return self._stack.enter_context(store)

    def close(self) -> None:
        self._stack.close()

    # -- what words mean ----------------------------------------------------------------------

    def pupil(self, text: str) -> str:
        """The pupil that an id, a number or a unique name means. Raises: KnownError."""
        return resolve_pupil(self.store, text)

    def names(self) -> Mapping[str, str]:
        """Pupil → name, those who left included."""
        return {card.id: card.name for card in list_pupils(self.store, everyone=True)}

    def class_id(self, text: str | None) -> str:
        """The class that a label means; the only one where none is named.

        Raises:
            KnownError: ``unknown_class``, ``several_classes``.
        """
        labels = class_labels(self.store)
        known = "、".join(sorted(label.title for label in labels.values())) or "还没有班级"
        if text is None:
            if len(labels) == 1:
                return next(iter(labels))
            raise KnownError("several_classes", "没有指明是哪个班。",
                             todo=f"用 --class 写明，现有：{known}。")
        wanted = parse_class_label(text, on=self.now().date())
        for row, label in labels.items():
            if label == wanted or row == text:
                return row
        raise KnownError("unknown_class", f"没有“{text}”这个班。", todo=f"现有：{known}。")

    def class_name(self, class_id: str) -> str:
        """``七年级1班`` of a class of the store."""
        return class_labels(self.store)[class_id].title

    # -- the answer ---------------------------------------------------------------------------

    def answer(self, value: Any, lines: str | Iterable[str]) -> None:
        """The answer: with ``--json`` the value, else the lines for people."""
        text = lines if isinstance(lines, str) else "\n".join(lines)
        print(json.dumps(value, ensure_ascii=False, indent=1) if self.args.json else text,
              flush=True)


def read_bytes(path: Path, *, most: int = -1) -> bytes:
    """A file that the call names, at most its first ``most`` bytes.

    Raises:
        KnownError: ``file_missing``.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise KnownError("file_missing", f"“{path}”打不开。", kept="没有改动。",
                         todo="核对文件名和文件夹，看看U盘是否插好。") from error


def read_scans(paths: Iterable[Path]) -> list[Picture]:
    """The photos and scans that a call names.

    Raises:
        KnownError: ``file_missing``, and what ``fit_picture`` says.
    """
    return [fit_picture(read_bytes(path, most=FILE_MOST + 1), path.name) for path in paths]


def read_text(path: Path) -> str:
    """A text file in UTF-8, with or without a mark, or in the GBK of old Windows.

    Raises:
        KnownError: ``file_missing``, ``not_text``.
    """
    data = read_bytes(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise KnownError("not_text", f"“{path.name}”不是文本文件。", todo="请另存为UTF-8文本再试。")


def write_file(path: Path, data: bytes) -> Path:
    """Writes a file whole or not at all. Raises: KnownError ``file_not_written``."""
    try:
        if not path.name:
            raise IsADirectoryError(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        platform.write_atomically(path, data)
    except OSError as error:
        raise KnownError("file_not_written", f"“{path}”写不进去。", kept="原来的文件没有动。",
                         todo="看看写的是不是文件名、文件夹能不能写、磁盘是否已满。") from error
    return path
