"""整理成册: what proves each clause, in a folder of its own, with the ledgers and 卷宗 beside."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.domain.inspection.model import ClauseStanding
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import stick_faults
from kongchuo_desktop.exchange.names import file_name, free_name
from kongchuo_desktop.operations.attachments import Photo, photos_by_target, stored_bytes
from kongchuo_desktop.operations.inspection import Inspection
from kongchuo_desktop.operations.inspection_files import (
    lacking_of,
    number_of,
    said_of,
    totals,
)
from kongchuo_desktop.operations.inspection_ledgers import Volume, volumes
from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.operations.progress import Told
from kongchuo_desktop.store.store import Store

INDEX = "目录.xlsx"
PART = ".part"
"""What is not whole yet bears this ending; nothing of it is left where it was stopped."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What was put together.

    Attributes:
        folder: where it lies.
        files: papers, photos, scans, ledgers and 卷宗; the index is not counted.
        absent: what is known but not on this computer or can't be read, as people call it.
    """

    folder: Path
    files: int
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """One file of a clause: its bytes are read when it is written, and say what kind it is."""

    stem: str
    digest: str
    called: str


def bind_up(store: Store, seen: Inspection, *, folder: Path, user: str = "",
            progress: Told | None = None,
            cancelled: Callable[[], bool] | None = None) -> Bound:
    """Write everything that proves a clause into a new folder, clause by clause; then the ledgers
    of the period and the 卷宗 of each child with a case, put together by ``user``.

    Whole or not at all: it is made under another name and renamed at the end. A file that proves
    several clauses lies with the first of them; the index names it at the others.

    Raises:
        KnownError: ``cancelled``, ``folder_exists``, or what ``stick_faults`` says of the place.
    """
    target = folder / file_name(f"迎检材料 {seen.unit}", seen.span.title, f"{seen.day:%Y%m%d}",
                                extension="")
    part = target.with_name(target.name + PART)
    # Asked before anything goes wrong: of a stick that is gone nothing can be known.
    with stick_faults.writing(platform.place_kind(folder)):
        if target.exists():
            raise KnownError("folder_exists", f"“{target.name}”已经在那里了。", kept="没有改动。",
                             todo="先把原来的改个名字，或者换一个文件夹。")
        try:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            files, absent = _Binder(store, seen, part, user).write(progress, cancelled)
            platform.flush_folder(part)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Bound(target, files, absent)


class _Binder:
    """Writes one folder; keeps what it needs of the store."""

    def __init__(self, store: Store, seen: Inspection, part: Path, user: str) -> None:
        self._store, self._seen, self._part = store, seen, part
        self._volumes = volumes(store, seen, user=user)
        self._papers = {paper.id: paper for paper in paper_register(store)}
        with store.session() as session:
            self._photos: Mapping[str, tuple[Photo, ...]] = photos_by_target(session)
        self._absent: list[str] = []
        self._lost: set[str] = set()
        """Digests of what is absent: a 卷宗 that lacks the same is not told of again."""
        self._lies: dict[str, str] = {}
        """Digest → folder and name of the file that has been written for an earlier clause."""

    def write(self, progress: Told | None,
              cancelled: Callable[[], bool] | None) -> tuple[int, tuple[str, ...]]:
        lines: list[list[str]] = []
        total = 0
        names = [standing.title for standing in self._seen.standings]
        names += [volume.title for volume in self._volumes]

        def go_on(done: int) -> None:
            if progress is not None and done:
                progress(done, len(names), names[done - 1])
            if cancelled is not None and cancelled():
                raise KnownError("cancelled", "已经停下，没有整理完。",
                                 kept="那里没有留下半份，电脑里的资料都在。",
                                 todo="要的时候再整理一次。")

        for number, standing in enumerate(self._seen.standings, start=1):
            go_on(number - 1)
            files = list(self._files(standing))
            name = file_name(f"{number:03}", place_in(standing.where), standing.title,
                             extension="")
            elsewhere = [self._lies[f.digest] for f in files if f.digest in self._lies]
            written = sum(self._write(name, f) for f in files if f.digest not in self._lies)
            total += written
            lines.append(_line(number, standing, name if written else "", written, elsewhere))
        for number, volume in enumerate(self._volumes, start=len(lines) + 1):
            go_on(number - 1)
            lines.append(self._write_volume(number, volume))
        go_on(len(names))
        _put(self._part / INDEX, self._index(lines))
        return total + len(self._volumes), tuple(dict.fromkeys(self._absent))

    def _write_volume(self, number: int, volume: Volume) -> list[str]:
        """Make one file, write it, and say in the index where it lies."""
        folder = self._part / volume.folder
        folder.mkdir(exist_ok=True)
        made = volume.make()
        name = free_name(f"{volume.stem}.pdf", [path.name for path in folder.iterdir()])
        _put(folder / name, made.pdf)
        self._absent += [one.said for one in made.lacking if one.digest not in self._lost]
        return [str(number), "", volume.title, "", "", f"{made.pages}页" if made.pages else "",
                volume.folder, "1", "", "、".join(one.said for one in made.lacking), ""]

    def _files(self, standing: ClauseStanding) -> Iterator[_File]:
        """The papers and pictures of a clause, those of one child together, each once."""
        found: dict[str, _File] = {}
        for proof in standing.proofs:
            for ref in proof.refs:
                paper = self._papers.get(ref)
                if paper is not None and not paper.own:
                    found.setdefault(paper.digest, _paper_file(paper, proof.name))
                for photo in self._photos.get(ref, ()):
                    called = proof.what if proof.subject else standing.title
                    found.setdefault(photo.digest, _photo_file(photo, proof.name, called))
        names: dict[str, int] = {}
        for file in found.values():
            again = names[file.stem] = names.get(file.stem, 0) + 1
            yield replace(file, stem=f"{file.stem}-{again}") if again > 1 else file

    def _write(self, name: str, file: _File) -> bool:
        try:
            data = stored_bytes(self._store, file.digest, called=file.called)
        except KnownError:
            self._absent.append(file.called)
            self._lost.add(file.digest)
            return False
        path = self._part / name / f"{file.stem}{'.pdf' if data.startswith(b'%PDF') else '.jpg'}"
        path.parent.mkdir(exist_ok=True)
        _put(path, data)
        self._lies[file.digest] = f"{name}/{path.name}"
        return True

    def _index(self, lines: list[list[str]]) -> bytes:
        from kongchuo_desktop.sheets.writer import Heading, write_list

        headings = [Heading("序号", "center"), Heading("位置", "center"),
                    Heading("条款", width=20), Heading("原文", width=46),
                    Heading("状态", "center"), Heading("已有/应有", "center"),
                    Heading("文件夹", width=30), Heading("文件数", "center"),
                    Heading("另见", width=36),
                    Heading("缺什么", width=36), Heading("说明", width=30)]
        absent = f"不在这台电脑上的：{'、'.join(dict.fromkeys(self._absent))}。" if (
            self._absent) else ""
        return write_list(f"{self._seen.title}迎检材料目录（{self._seen.span.dated}）", headings,
                          lines, unit=self._seen.unit, day=self._seen.day, sheet="目录",
                          foot=totals(self._seen) + absent)


def _line(number: int, standing: ClauseStanding, folder: str, files: int,
          elsewhere: Sequence[str]) -> list[str]:
    return [str(number), place_in(standing.where), standing.title, standing.quote,
            standing.word, number_of(standing), folder, str(files or ""),
            "、".join(elsewhere), lacking_of(standing), said_of(standing)]


def _paper_file(paper: IssuedPaper, name: str) -> _File:
    return _File(file_name(name, paper.title, paper.number, extension=""), paper.digest,
                 paper.called)


def _photo_file(photo: Photo, name: str, what: str) -> _File:
    day = f"{photo.day:%Y%m%d}" if photo.day else ""
    return _File(file_name(name, what, day, extension=""), photo.digest,
                 f"{name}的{photo.called}")


def _put(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        platform.flush_file(file)
