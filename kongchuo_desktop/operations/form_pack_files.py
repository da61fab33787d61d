"""Reading a pack of forms from a folder, a .zip or one .toml, which may be hostile."""

import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.form_file import PARTS_FOLDER

MOST, LARGEST, LARGEST_ZIP = 200, 64 << 10, 4 << 20
"""Files, characters of one, bytes of an archive; the longest form shipped has a fourth of it."""
_NAME = re.compile(r"[\w-]{1,60}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|(?:com|lpt)[0-9]")
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_ARCHIVES = frozenset({".zip", ".rar", ".7z"})
_SILENT = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx"})
"""What systems put into folders by themselves."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """A form or a common part as it will lie beside the store: ``x.toml``, ``parts/x.toml``."""

    name: str
    text: str

    @property
    def part(self) -> bool:
        return self.name.startswith(f"{PARTS_FOLDER}/")

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of a pack; ``ignored`` are others that lay beside them (a letter, a picture)."""

    title: str
    files: tuple[PackFile, ...]
    ignored: tuple[str, ...] = ()


def fit_name(stem: str) -> bool:
    """Whether every system can have a file of that name."""
    return bool(_NAME.fullmatch(stem)) and not _RESERVED.fullmatch(stem)


def read_pack(path: Path) -> Pack:
    """A pack from a folder, a .zip or a single form.

    Raises:
        KnownError: ``file_not_read``, ``pack_empty``, ``pack_too_large``, ``pack_damaged``,
            ``pack_names``, ``form_invalid`` for what is no text.
    """
    try:
        if path.is_dir():
            return _pack(path.name, _from_folder(path))
        if path.stat().st_size > LARGEST_ZIP:
            raise _too_large(path.name)
        return pack_of(path.read_bytes(), path.name)
    except OSError as error:
        raise KnownError("file_not_read", f"“{path.name}”打不开。", kept="没有改动。",
                         todo="看看文件是不是被别的程序占用，或者U盘拔掉了。") from error


def pack_of(data: bytes, name: str) -> Pack:
    """A pack from the bytes of a .zip or of one form. Errors as ``read_pack``."""
    if len(data) > LARGEST_ZIP:
        raise _too_large(name)
    if not zipfile.is_zipfile(BytesIO(data)):
        if Path(name).suffix.lower() in _ARCHIVES:
            raise _damaged(name)
        return _pack(Path(name).stem, [(name, data)])
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _pack(Path(name).stem, _from_zip(archive, name))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError,
            ValueError, OSError) as error:
        raise _damaged(name) from error


def _from_folder(folder: Path) -> list[tuple[str, bytes]]:
    """The files at the top of a folder and in its folder of parts."""
    parts = folder / PARTS_FOLDER
    files = [*folder.iterdir(), *(parts.iterdir() if parts.is_dir() else ())]
    found = []
    for file in sorted(file for file in files if file.is_file() and not file.is_symlink()):
        name = file.relative_to(folder).as_posix()
        if file.suffix.lower() == ".toml" and file.stat().st_size > LARGEST * 4:
            raise _too_large(name)
        found.append((name, file.read_bytes() if file.suffix.lower() == ".toml" else b""))
        if len(found) > MOST:
            raise _too_large(folder.name)
    return found


def _from_zip(archive: zipfile.ZipFile, name: str) -> list[tuple[str, bytes]]:
    """The files of an archive, those in its one outermost folder as if they lay at the top.

    What an entry says of its size is not believed: no more than a form may have is unpacked.
    """
    entries = [(entry, _decoded(entry)) for entry in archive.infolist() if not entry.is_dir()]
    entries = [(entry, path) for entry, path in entries
               if not _SILENT.intersection(part.lower() for part in PurePosixPath(path).parts)]
    if len(entries) > MOST:
        raise _too_large(name)
    for entry, path in entries:
        if path.startswith("/") or ".." in path.split("/") or ":" in path:
            raise KnownError("pack_names", f"“{name}”里的文件名“{path}”不对，不能收。",
                             kept="没有改动。", todo="请发来的人把表样文件放进一个文件夹再压缩。")
        if entry.flag_bits & _ENCRYPTED:
            raise RuntimeError(path)
    tops = {path.split("/")[0] for _, path in entries}
    wrapped = len(tops) == 1 and tops != {PARTS_FOLDER} and all("/" in p for _, p in entries)
    found = []
    for entry, path in entries:
        inner = path.split("/", 1)[1] if wrapped else path
        if not inner.lower().endswith(".toml"):
            found.append((inner, b""))
            continue
        with archive.open(entry) as file:
            data = file.read(LARGEST * 4 + 1)
        if len(data) > LARGEST * 4:
            raise _too_large(inner)
        found.append((inner, data))
    return found


def _decoded(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; an archive made by an old Windows names in GBK and does not say so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gbk")
        except UnicodeError:
            name = entry.filename
    return name.replace("\\", "/")


def _pack(title: str, found: Iterable[tuple[str, bytes]]) -> Pack:
    files, ignored = [], []
    for name, data in found:
        path = PurePosixPath(name)
        if path.name.lower() in _SILENT:
            continue
        if path.suffix.lower() != ".toml" or path.parent.as_posix() not in (".", PARTS_FOLDER):
            ignored.append(name)
            continue
        files.append(PackFile(f"{path.parent}/{path.stem}.toml" if path.parent.name else
                              f"{path.stem}.toml", _text(name, data)))
    for place, file in enumerate(files):
        if any(file.name.lower() == other.name.lower() for other in files[:place]):
            raise KnownError("pack_names", f"有两个文件都叫“{file.name}”（大小写不算不同）。",
                             kept="没有改动。", todo="请发来的人留一个，另一个改个名字再压缩。")
        if not fit_name(file.stem):
            raise KnownError("pack_names", f"文件名“{file.name}”不能用。", kept="没有改动。",
                             todo="文件名只用字母、数字、汉字、下划线和横线，不超过60个字。")
    if not files:
        raise KnownError("pack_empty", f"“{title}”里没有文书样式（.toml文件）。", kept="没有改动。",
                         todo="选放着表样文件的那个文件夹，或者它的压缩包。")
    return Pack(title, tuple(sorted(files, key=lambda f: (not f.part, f.name))), tuple(ignored))


def _text(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnownError("form_invalid", f"文书样式 {name} 第1行：不是UTF-8编码的文本。",
                         kept="没有改动。", todo="用记事本打开，另存为UTF-8编码。") from error
    if len(text) > LARGEST:
        raise _too_large(name)
    return text


def _damaged(name: str) -> KnownError:
    return KnownError("pack_damaged", f"“{name}”打不开：文件不完整，加了密码，或者不是.zip。",
                      kept="没有改动。", todo="请发来的人重新压缩成.zip（不加密码）再发一次。")


def _too_large(name: str) -> KnownError:
    return KnownError("pack_too_large", f"“{name}”太大，不是一包文书样式。", kept="没有改动。",
                      todo=f"一包最多{MOST}个文件，每个最多{LARGEST >> 10}千字。")
