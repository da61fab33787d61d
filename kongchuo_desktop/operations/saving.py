"""Files that a person keeps outside the store: written whole and read, or said why not."""

from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError


def save_file(path: Path, data: bytes, *, kept: str = "这台电脑里的资料都在。") -> Path:
    """Write a file that was asked for; ``kept`` says what is safe even where it fails.

    Raises:
        KnownError: ``file_not_written``.
    """
    try:
        platform.write_atomically(path, data)
    except OSError as error:
        raise KnownError(
            "file_not_written", f"文件没有写成：{path.name}。", kept=kept,
            todo="关掉打开着的同名文件，或者换一个文件夹、换一个U盘，再存一次。") from error
    return path


def read_file(path: Path, *, kept: str = "没有改动。") -> bytes:
    """Read a file that was chosen; ``kept`` says what is as it was where that fails.

    Raises:
        KnownError: ``file_not_read``.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise KnownError(
            "file_not_read", f"“{path.name}”打不开。", kept=kept,
            todo="看看文件还在不在，是不是正开在WPS里，U盘是不是拔掉了。") from error
