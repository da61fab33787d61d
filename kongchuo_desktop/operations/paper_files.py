"""Issued papers as PDF files outside the store, to be printed on another computer."""

from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.papers import reprint
from kongchuo_desktop.store.store import Store


def paper_file_name(paper: IssuedPaper, *, pupil: str) -> str:
    """``劝学通知书-张三-义劝通字〔2026〕第3号.pdf``, fit for every stick."""
    return file_name(paper.title, pupil, paper.number, extension=".pdf")


def save_paper(store: Store, *, paper: IssuedPaper, path: Path) -> Path:
    """Write the very bytes that were issued to a file.

    Raises:
        KnownError: ``bytes_missing``, ``bytes_changed``, ``file_not_written``.
    """
    data = reprint(store, paper=paper.id)
    try:
        platform.write_atomically(path, data)
    except OSError as error:
        raise KnownError("file_not_written", f"文件没有写成：{path.name}。",
                         kept="文号已经登记，原件存在电脑里。",
                         todo="换一个文件夹，或者换一个U盘，再存一次。") from error
    return path
