"""Packs of forms of the unit's own: looked over whole, put in place, taken back, carried on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.form_pack_files import (
    LARGEST,
    MOST,
    Pack,
    PackFile,
    fit_name,
)
from kongchuo_desktop.operations.forms import KEY_PAGES, OWN_FOLDER, forms_of
from kongchuo_desktop.operations.papers import specimen_of
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import (
    PARTS_FOLDER,
    Commons,
    check_part,
    common_parts,
    load_forms,
    own_parts,
    parse_form,
)
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.store import Store

Change = Literal["new", "replaces", "again"]
_RECORD = "form_pack"
_KIT = "随加入文件来的"
_CARRIED = 1 << 20
"""Characters that may travel with a kit, whose head has room for four times that."""


@dataclass(frozen=True, slots=True)
class PackForm:
    """A form of a pack: ``change`` says whether one of its id is here, and the very same one."""

    file: str
    id: str
    title: str
    paper: str
    change: Change
    replaced: str = ""
    """Title of the form whose place it takes."""


@dataclass(frozen=True, slots=True)
class PackReport:
    """A pack looked over: nothing of it is put in place while anything is ``wrong``."""

    pack: Pack
    forms: tuple[PackForm, ...]
    parts: tuple[str, ...]
    wrong: tuple[KnownError, ...]


@dataclass(frozen=True, slots=True)
class InstalledPack:
    """A pack in use here; ``title`` empty for files that somebody laid into the folder by hand."""

    title: str
    added: date | None
    by: str
    forms: tuple[str, ...]
    parts: tuple[str, ...] = ()


def check_pack(store: Store | None, pack: Pack, *, day: date) -> PackReport:
    """Look a pack over as the program will use it, each form printed once with invented data."""
    forms, wrong = _look(store, pack.files, day)
    parts = tuple(file.stem for file in pack.files if file.part)
    return PackReport(pack, tuple(forms.values()), parts, tuple(wrong.values()))


def _look(store: Store | None, files: Sequence[PackFile],
          day: date | None) -> tuple[dict[str, PackForm], dict[str, KnownError]]:
    """Forms by id, and by file what is wrong; with a day each is printed as of it."""
    here, shipped = forms_of(store), load_forms(FORMS)
    commons, wrong = _commons(store, files)
    found: dict[str, PackForm] = {}
    for file in files:
        if file.part:
            continue
        try:
            form = parse_form(file.text, file.name, commons)
            _check_form(form, file, shipped.get(form.id), found)
            if day is not None:
                specimen_of(form, day=day)
        except KnownError as error:
            wrong[file.name] = error
            continue
        found[form.id] = _pack_form(form, file, here.get(form.id))
    return found, wrong


def _commons(store: Store | None,
             files: Sequence[PackFile]) -> tuple[Commons, dict[str, KnownError]]:
    """The common parts as they will be with these, and what is wrong with which."""
    known = dict(own_parts(store.folder / OWN_FOLDER)[0] if store else common_parts(FORMS))
    wrong: dict[str, KnownError] = {}
    for file in files:
        if file.part:
            try:
                check_part(file.text, file.name)
                known[file.stem] = file.text
            except KnownError as error:
                wrong[file.name] = error
    return tuple(sorted(known.items())), wrong


def _pack_form(form: Form, file: PackFile, here: Form | None) -> PackForm:
    change: Change = "new" if here is None else "again" if here == form else "replaces"
    return PackForm(file.name, form.id, form.title, form.paper, change,
                    here.title if here is not None else "")


def _check_form(form: Form, file: PackFile, shipped: Form | None,
                found: dict[str, PackForm]) -> None:
    if form.id in found:
        raise _wrong(file, f"编号“{form.id}”和{found[form.id].file}重了")
    if not fit_name(form.id) or form.id != form.id.lower():
        raise _wrong(file, f"编号“{form.id}”要用小写字母、数字和下划线，不超过60个字")
    if form.id in KEY_PAGES:
        raise _wrong(file, f"“{form.id}”是程序自己的钥匙页，不能换")
    if shipped is not None and shipped.program:
        lost = [name for name, field in shipped.fields.items()
                if name not in form.fields or form.fields[name].kind != field.kind
                or not set(field.keys) <= set(form.fields[name].keys)]
        if lost:
            raise _wrong(file, f"程序打印这一页要用“{'、'.join(lost)}”，不能少，也不能改类别")


def _wrong(file: PackFile, sentence: str) -> KnownError:
    return KnownError("form_invalid", f"文书样式 {file.name}：{sentence}。", kept="没有改动。",
                      todo="请改好再收，或者问发来的人。")


def add_pack(store: Store, *, by: str, pack: Pack) -> PackReport:
    """Put a pack in place, whole or not at all; papers that were issued keep their bytes.

    Args:
        by: the person who adds it, or the unit that handed it down.

    Raises:
        KnownError: ``pack_wrong`` with the first mistake; ``file_not_written``.
    """
    report = check_pack(store, pack, day=store.now().date())
    if report.wrong:
        more = f"（一共{len(report.wrong)}处）" if len(report.wrong) > 1 else ""
        raise KnownError("pack_wrong", report.wrong[0].sentence + more, kept="一份都没有收。",
                         todo="请改好整包再收，或者问发来的人。")
    _put(store, pack, report.forms, by=by)
    return report


def _put(store: Store, pack: Pack, forms: Iterable[PackForm], *, by: str) -> None:
    """Write the files, forms under their ids, and whose they are from now on."""
    ids = {form.file: form.id for form in forms}
    names = [file.name if file.part else f"{ids[file.name]}.toml" for file in pack.files]
    _write(store.folder / OWN_FOLDER, dict(zip(names, (f.text for f in pack.files), strict=True)))
    box = store.local(_RECORD)
    for title, about in list(box.items()):
        kept = [name for name in about["files"] if name not in names]
        if title != pack.title and kept != about["files"]:
            _record(store, title, about | {"files": kept})
    _record(store, pack.title, {"at": store.now().isoformat(), "by": by, "files": sorted(names)})


def _record(store: Store, title: str, about: dict[str, Any]) -> None:
    box = store.local(_RECORD)
    if about["files"]:
        box.set(title, about)
    else:
        box.delete(title)


def _write(folder: Path, texts: dict[str, str]) -> None:
    """Write the files, the common parts first; where one fails, all are as they were."""
    before: dict[Path, bytes | None] = {}
    try:
        for name, text in texts.items():
            file = folder / name
            before[file] = file.read_bytes() if file.exists() else None
            file.parent.mkdir(parents=True, exist_ok=True)
            platform.write_atomically(file, text.encode("utf-8"))
    except OSError as error:
        for file, data in before.items():
            _restore(file, data)
        raise KnownError("file_not_written", "表样写不进去。", kept="原来的表样没有动。",
                         todo="看看磁盘是否已满，再收一次。") from error


def _restore(file: Path, data: bytes | None) -> None:
    try:
        if data is None:
            file.unlink(missing_ok=True)
        else:
            platform.write_atomically(file, data)
    except OSError:
        # The disk takes nothing more; what stands there is whole, for each file is replaced whole.
        return


def packs(store: Store) -> list[InstalledPack]:
    """The packs in use, the newest first; last what lies in the folder and came with none."""
    folder, box = store.folder / OWN_FOLDER, dict(store.local(_RECORD).items())
    there = {file.relative_to(folder).as_posix() for file in _files(folder)}
    found = []
    for title, about in sorted(box.items(), key=lambda item: item[1]["at"], reverse=True):
        names = there.intersection(about["files"])
        there -= names
        if names:
            found.append(_installed(title, datetime.fromisoformat(about["at"]).date(),
                                    about["by"], names))
    return [*found, *([_installed("", None, "", there)] if there else [])]


def _installed(title: str, day: date | None, by: str, names: set[str]) -> InstalledPack:
    files = [PackFile(name, "") for name in sorted(names)]
    return InstalledPack(title, day, by, tuple(f.stem for f in files if not f.part),
                         tuple(f.stem for f in files if f.part))


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.toml"))
    yield from sorted((folder / PARTS_FOLDER).glob("*.toml"))


def remove_pack(store: Store, *, title: str) -> tuple[str, ...]:
    """Take a pack back, or a single form by its id: what the program ships holds again.

    Papers that were issued keep their bytes and numbers. Returns the ids of the forms.

    Raises:
        KnownError: ``unknown_pack``, ``file_not_written``.
    """
    box = store.local(_RECORD)
    about = box.get(title)
    if about is not None:
        names: Sequence[str] = about["files"]
    elif (store.folder / OWN_FOLDER / f"{title}.toml").is_file() and Path(title).name == title:
        names = [f"{title}.toml"]
    else:
        raise KnownError("unknown_pack", f"没有收过“{title}”这一包表样。", kept="没有改动。",
                         todo="用 paper pack list 看收过哪些。")
    try:
        for name in names:
            (store.folder / OWN_FOLDER / name).unlink(missing_ok=True)
    except OSError as error:
        raise KnownError("file_not_written", "表样文件删不掉。", kept="其余的没有动。",
                         todo="看看文件是不是被别的程序打开着，再试一次。") from error
    for other, said in list(box.items()):
        _record(store, other, said | {"files": [n for n in said["files"] if n not in names]})
    return tuple(PackFile(name, "").stem for name in names
                 if not name.startswith(f"{PARTS_FOLDER}/"))


def carried(store: Store) -> list[dict[str, str]]:
    """The unit's own forms and common parts as they travel with a kit; one with a mistake stays."""
    files, room = [], _CARRIED
    for file in _files(store.folder / OWN_FOLDER):
        name = file.relative_to(store.folder / OWN_FOLDER).as_posix()
        try:
            one = PackFile(name, file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            continue
        room -= len(one.text)
        if len(one.text) <= LARGEST and room >= 0:
            files.append(one)
    wrong = _look(store, files, None)[1]
    return [{"name": file.name, "text": file.text} for file in files[:MOST]
            if file.name not in wrong]


def take_carried(store: Store, forms: Any, *, by: str) -> int:
    """Put what travelled with a kit in place; what is none is passed over. Returns how many.

    Raises:
        KnownError: ``file_not_written``.
    """
    files = []
    for item in forms[:MOST] if isinstance(forms, list) else ():
        name, text = (item.get("name"), item.get("text")) if isinstance(item, dict) else (0, 0)
        if isinstance(name, str) and isinstance(text, str) and len(text) <= LARGEST:
            # Programs before the common parts named a form without its ending.
            files.append(PackFile(f"{name.removesuffix('.toml')}.toml", text))
    files = [file for file in files
             if fit_name(file.name.removeprefix(f"{PARTS_FOLDER}/").removesuffix(".toml"))]
    found, wrong = _look(store, files, None)
    sound = tuple(file for file in files if file.name not in wrong)
    if sound:
        _put(store, Pack(_KIT, sound), found.values(), by=by)
    return len(sound)
