"""卷宗: everything about one pupil as one PDF, with cover, contents and page numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.attachments import Photo, stored_bytes
from kongchuo_desktop.operations.dossier import Dossier, dossier
from kongchuo_desktop.operations.dossier_pieces import STAGES, VOIDED, Piece, pieces_of
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.papers import draft_papers, fonts
from kongchuo_desktop.operations.progress import Told, bound_in_turn
from kongchuo_desktop.operations.saving import save_file
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.papers import binding
from kongchuo_desktop.papers.binding import Document, page_counts, photo_pages
from kongchuo_desktop.store.store import Store

COVER, CONTENTS, CLOSING = "dossier_cover", "dossier_contents", "dossier_closing"
_WHY_NOT = {"bytes_missing": "不在这台电脑上", "bytes_changed": "存的内容坏了",
            "pdf_unreadable": "打不开"}
_PDF = b"%PDF"
_RECEIPTS_TO_A_PAGE, _PHOTOS_TO_A_PAGE = 1, 2
"""A signature must be read; of a yard one sees enough on half a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents; ``page`` is None for what is only named, with ``note`` saying why.

    ``order`` is None for that, too, and for what hangs on the line before it.
    """

    stage: str
    order: int | None
    title: str
    number: str
    day: date | None
    page: int | None
    note: str


class Lacking(NamedTuple):
    """What could not be bound and why, as people call it; ``digest`` of its bytes, if any."""

    said: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class BoundDossier:
    """One pupil's 卷宗.

    Attributes:
        pages: that bear a number; cover, contents and 备考表 bear none.
        lacking: what is known but could not be bound.
    """

    name: str
    room: str
    pdf: bytes
    pages: int
    lines: tuple[Line, ...]
    lacking: tuple[Lacking, ...]

    @property
    def file_name(self) -> str:
        """``郭小军-七年级1班-卷宗.pdf``."""
        return file_name(self.name, self.room, "卷宗", extension=".pdf")


def bind_dossier(store: Store, *, pupil: str, user: str = "", voided: bool = False,
                 progress: Told | None = None,
                 cancelled: Callable[[], bool] | None = None) -> BoundDossier:
    """Put together what there is: the very bytes of what was issued, records filled from today's
    facts, pictures upright; the same facts on the same day give the same bytes.

    What is not on this computer or can't be read is named in the contents and in ``lacking``.

    Args:
        user: who puts it together (立卷人).
        voided: whether papers taken out of use are bound too; the contents always name them.

    Raises:
        KnownError: ``unknown_pupil``, ``cancelled``.
    """
    view = dossier(store, pupil=pupil)
    binder = _Binder(store, view, user)
    return binder.bind(pieces_of(store, view, voided=voided), progress, cancelled)


def save_dossier(path: Path, bound: BoundDossier) -> Path:
    """Write it whole or not at all.

    Raises:
        KnownError: ``file_not_written``.
    """
    return save_file(path, bound.pdf)


class _Binder:
    """Binds the pieces of one pupil; keeps what has been bound so far."""

    def __init__(self, store: Store, view: Dossier, user: str) -> None:
        self._store, self._view, self._user = store, view, user
        self._documents: list[Document] = []
        self._lines: list[Line] = []
        self._lacking: list[Lacking] = []
        self._bound: set[str] = set()
        """Digests of what lies in it already: a picture may hang on several records."""
        self._pages = self._order = 0

    def bind(self, pieces: Sequence[Piece], progress: Told | None,
             cancelled: Callable[[], bool] | None) -> BoundDossier:
        records = self._records(pieces)
        for piece in bound_in_turn(pieces, lambda each: each.title, progress, cancelled):
            self._add(piece, records)
        front = [self._form(COVER, self._sums()), self._form(CONTENTS, {"pieces": self._rows()})]
        closing = self._form(CLOSING, {**self._sums(), **self._remarks()})
        pdf = binding.bind(front, self._documents, title=f"{self._view.card.name}卷宗",
                           fonts=fonts(), back=[closing])
        return BoundDossier(self._view.card.name, self._view.person.room, pdf, self._pages,
                            tuple(self._lines), tuple(dict.fromkeys(self._lacking)))

    def _records(self, pieces: Sequence[Piece]) -> dict[Piece, bytes]:
        """What is filled from today's facts; all copies of a form are drafted in one go."""
        found: dict[Piece, bytes] = {}
        for form in dict.fromkeys(piece.form for piece in pieces if piece.form):
            those = [piece for piece in pieces if piece.form == form]
            whom = [Whom(pupil=self._view.card.id, visit=piece.visit) for piece in those]
            drafts = draft_papers(self._store, form_id=form, whom=whom, day=self._view.today,
                                  user=self._user, coded=False)
            for piece, draft in zip(those, drafts, strict=True):
                found[piece] = draft.pdf
                self._lacking += [Lacking(f"{piece.title}里的“{char}”字（{label}）没有字体能印")
                                  for char, label in draft.missing.items()]
        return found

    def _add(self, piece: Piece, records: Mapping[Piece, bytes]) -> None:
        if piece.left_out:
            self._name(piece, piece.note)
        elif piece.form:
            self._lay(piece, piece.title, records[piece])
        elif piece.digest:
            data = self._read(piece, piece.digest, f"{piece.title}{piece.number}")
            if data is not None:
                self._lay(piece, piece.title, data)
        elif piece.photos:
            self._add_photos(piece)
        else:
            self._name(piece, "本校自编，没有扫描件")

    def _add_photos(self, piece: Piece) -> None:
        """Photos on pages together, each scanned PDF as it is; what is bound already lies there."""
        photos: list[binding.Photo] = []
        for photo in piece.photos:
            if photo.digest in self._bound:
                continue
            data = self._read(piece, photo.digest, f"{piece.title}{photo.name}")
            if data is None:
                continue
            if data.startswith(_PDF):
                self._lay(piece, piece.title, data)
            else:
                photos.append(binding.Photo(data, _caption(piece, photo)))
        if photos:
            per_page = _RECEIPTS_TO_A_PAGE if piece.read else _PHOTOS_TO_A_PAGE
            self._lay(piece, f"{piece.title}（照片{len(photos)}张）",
                      photo_pages(photos, fonts=fonts(), per_page=per_page))

    def _read(self, piece: Piece, digest: str, what: str) -> bytes | None:
        called = f"{self._view.card.name}的{what}"
        try:
            data = stored_bytes(self._store, digest, called=called)
            if data.startswith(_PDF):
                page_counts([Document(called, data)])
        except KnownError as error:
            why = _WHY_NOT[error.code]
            self._lacking.append(Lacking(f"{called}（{why}）", digest))
            self._name(piece, why)
            return None
        self._bound.add(digest)
        return data

    def _lay(self, piece: Piece, title: str, pdf: bytes) -> None:
        """Bind it behind the rest and write its line."""
        document = Document(f"{title}{piece.number}", pdf, level=int(piece.under))
        if not piece.under:
            self._order += 1
        order = None if piece.under else self._order
        self._lines.append(Line(STAGES[piece.stage], order, title, piece.number, piece.day,
                                self._pages + 1, piece.note))
        self._documents.append(document)
        (pages,) = page_counts([document])
        self._pages += pages

    def _name(self, piece: Piece, why: str) -> None:
        self._lines.append(Line(STAGES[piece.stage], None, piece.title, piece.number, piece.day,
                                None, why))

    # the pages around

    def _form(self, form: str, asked: Mapping[str, Any]) -> bytes:
        (draft,) = draft_papers(self._store, form_id=form, pupils=[self._view.card.id],
                                day=self._view.today, asked=asked, user=self._user,
                                coded=False)
        return draft.pdf

    def _sums(self) -> dict[str, Any]:
        days = [line.day for line in self._lines if line.day is not None]
        return {"count": self._order, "sheets": self._pages, "first": min(days),
                "last": max(days)}

    def _remarks(self) -> dict[str, Any]:
        voided = [f"{line.title}{line.number}" for line in self._lines
                  if line.note.startswith(VOIDED)]
        lacking = dict.fromkeys(one.said for one in self._lacking)
        return {"lacking": "\n".join(lacking), "voided": "\n".join(voided)}

    def _rows(self) -> list[dict[str, Any]]:
        """The rows of the contents: each stage under its name."""
        rows: list[dict[str, Any]] = []
        stage = ""
        for line in self._lines:
            if line.stage != stage:
                stage = line.stage
                rows.append({"title": stage})
            rows.append({"order": str(line.order or ""), "number": line.number, "day": line.day,
                         "title": f"　{line.title}" if line.page and not line.order else line.title,
                         "page": str(line.page or ""), "note": line.note})
        return rows


def _caption(piece: Piece, photo: Photo) -> str:
    day = photo.day or piece.day
    return "　".join(filter(None, (piece.title, full_day(day) if day else "", photo.note)))
