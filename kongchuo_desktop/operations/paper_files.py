"""Issued papers as PDF files outside the store, to be printed on another computer."""

from collections.abc import Sequence
from pathlib import Path

from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.forms import forms_of
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.papers import reprint
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.papers.together import print_together
from kongchuo_desktop.store.store import Store

_ID = 8
"""Digits of an id that tell papers of one folder apart."""


def paper_file_name(paper: IssuedPaper, *, pupil: str) -> str:
    """``劝学通知书-张三-义劝通字〔2026〕第3号.pdf``, fit for every stick.

    A paper without a number goes by the beginning of its id: there may be two of one child.
    """
    return file_name(paper.title, pupil, paper.number or paper.id[:_ID], extension=".pdf")


def papers_in_one(store: Store, *, papers: Sequence[IssuedPaper]) -> bytes:
    """The very pages of several papers as one PDF to print, in the order given.

    Where the form of one is printed on both sides, each begins on a new leaf.

    Raises:
        KnownError: ``bytes_missing``, ``bytes_changed``, ``own_paper``.
    """
    if len(papers) == 1:
        return reprint(store, paper=papers[0].id)
    forms = forms_of(store)
    twosided = any(form.page.twosided for paper in papers if (form := forms.get(paper.form)))
    return print_together([reprint(store, paper=paper.id) for paper in papers], twosided=twosided)


def save_paper(store: Store, *, paper: IssuedPaper, path: Path) -> Path:
    """Write the very bytes that were issued to a file.

    Raises:
        KnownError: ``bytes_missing``, ``bytes_changed``, ``file_not_written``.
    """
    return save_file(path, reprint(store, paper=paper.id), kept="文号已经登记，原件存在电脑里。")
