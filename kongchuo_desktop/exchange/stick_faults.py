"""What the system says of a failing stick, folder or network, turned into what a teacher can do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.platform import PlaceKind

RECORDS_KEPT = "电脑里的记录都在。"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ENOTDIR, errno.ESTALE,
         errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.ETIMEDOUT,
         errno.ECONNRESET, errno.ECONNABORTED, errno.ENOTCONN}
_NAME = {errno.EINVAL, errno.EILSEQ}

# Numbers of Windows that Python maps to a poorer errno (winerror.h).
_WINDOWS: dict[int, int] = {
    19: errno.EROFS,  # ERROR_WRITE_PROTECT
    21: errno.ENODEV,  # ERROR_NOT_READY
    31: errno.EIO,  # ERROR_GEN_FAILURE
    32: errno.EBUSY,  # ERROR_SHARING_VIOLATION
    33: errno.EBUSY,  # ERROR_LOCK_VIOLATION
    39: errno.ENOSPC,  # ERROR_HANDLE_DISK_FULL
    51: errno.EHOSTUNREACH,  # ERROR_REM_NOT_LIST
    53: errno.EHOSTUNREACH,  # ERROR_BAD_NETPATH
    54: errno.EHOSTUNREACH,  # ERROR_NETWORK_BUSY
    55: errno.ENODEV,  # ERROR_DEV_NOT_EXIST
    59: errno.EHOSTUNREACH,  # ERROR_UNEXP_NET_ERR
    64: errno.EHOSTUNREACH,  # ERROR_NETNAME_DELETED
    67: errno.EHOSTUNREACH,  # ERROR_BAD_NET_NAME
    112: errno.ENOSPC,  # ERROR_DISK_FULL
    121: errno.ETIMEDOUT,  # ERROR_SEM_TIMEOUT
    123: errno.EINVAL,  # ERROR_INVALID_NAME
    206: errno.ENAMETOOLONG,  # ERROR_FILENAME_EXCED_RANGE
    223: errno.EFBIG,  # ERROR_FILE_TOO_LARGE
    433: errno.ENODEV,  # ERROR_NO_SUCH_DEVICE
    1006: errno.ENODEV,  # ERROR_FILE_INVALID: the volume was changed from outside
    1117: errno.EIO,  # ERROR_IO_DEVICE
    1167: errno.ENODEV,  # ERROR_DEVICE_NOT_CONNECTED
    1231: errno.ENETUNREACH,  # ERROR_NETWORK_UNREACHABLE
}

_NAMES: dict[PlaceKind, str] = {"stick": "U盘", "network": "网上的文件夹", "folder": "文件夹"}
_OTHER: dict[PlaceKind, str] = {"stick": "换一个U盘", "network": "换一个文件夹或U盘",
                                "folder": "换一个文件夹或U盘"}


@contextmanager
def writing(place: PlaceKind = "stick") -> Iterator[None]:
    """Any OSError of writing becomes a KnownError ``stick_…`` in the words of the place."""
    try:
        yield
    except OSError as error:
        raise _of_writing(error, place) from error


@contextmanager
def renaming(place: PlaceKind = "stick") -> Iterator[None]:
    """Where only the last step is denied, somebody has the older file open."""
    try:
        yield
    except PermissionError as error:
        raise _busy(place) from error


@contextmanager
def reading(place: PlaceKind = "stick", missing: Path | None = None) -> Iterator[None]:
    """Any OSError of reading becomes ``stick_gone``, ``file_missing`` or ``stick_failed``.

    ``missing`` is the file that is read: where its folder is there and it is not, the stick was
    not pulled out, but the file was moved or deleted.
    """
    try:
        yield
    except FileNotFoundError as error:
        if missing is not None and missing.parent.is_dir():
            raise _missing(missing.name) from error
        raise _gone("读", place) from error
    except OSError as error:
        raise (_gone("读", place) if _number(error) in _GONE else _failed(place)) from error


def full(missing: int | None = None, place: PlaceKind = "stick") -> KnownError:
    """``missing`` is how many bytes more are needed, where that is known."""
    how_much = "" if missing is None else f"，还差{max(missing / 2**20, 0.1):.1f} MB"
    name = "U盘" if place == "stick" else "磁盘"
    return KnownError(
        "stick_full",
        f"{name}满了{how_much}。",
        kept=_kept(place),
        todo=f"删掉{name}上不要的文件，或者{_OTHER[place]}，再写一次。",
    )


def wrong_copy(place: PlaceKind = "stick") -> KnownError:
    return KnownError(
        "stick_wrong_copy",
        f"写好以后读回来核对，内容和写进去的不一样，这个{_NAMES[place]}靠不住。",
        kept=_kept(place),
        todo=f"{_OTHER[place]}，再写一次。",
    )


def cancelled(place: PlaceKind = "stick") -> KnownError:
    return KnownError("cancelled", "已经停下，没有写完。", kept=_kept(place))


def too_long(place: PlaceKind = "stick") -> KnownError:
    top = "U盘最外面" if place == "stick" else "离磁盘根近一点的文件夹"
    return KnownError(
        "stick_path",
        "这个文件夹套得太深，加上文件名就太长了，写不进去。",
        kept=_kept(place),
        todo=f"改写到{top}，再写一次。",
    )


def _kept(place: PlaceKind) -> str:
    return f"{_NAMES[place]}{'' if place == 'folder' else '上'}原来的文件没有动，电脑里的记录都在。"


def _number(error: OSError) -> int | None:
    return _WINDOWS.get(getattr(error, "winerror", None) or 0, error.errno)


def _of_writing(error: OSError, place: PlaceKind) -> KnownError:
    number = _number(error)
    if number in _FULL:
        return full(place=place)
    if number in _READ_ONLY:
        return _read_only(place)
    if number in _GONE:
        return _gone("写", place)
    if number == errno.ENAMETOOLONG:
        return too_long(place)
    if number in _NAME:
        return KnownError(
            "stick_name",
            f"{_NAMES[place]}不接受这个文件名。",
            kept=_kept(place),
            todo=f"把学校名称里的特殊符号去掉，或者{_OTHER[place]}，再写一次。",
        )
    return _busy(place) if number == errno.EBUSY else _failed(place)


def _read_only(place: PlaceKind) -> KnownError:
    if place == "stick":
        return KnownError(
            "stick_read_only",
            "U盘写不进去，可能开了写保护。",
            kept=_kept(place),
            todo="看看U盘侧面有没有小开关，拨到另一边再插一次；没有开关就换一个U盘。",
        )
    return KnownError(
        "stick_read_only",
        f"这个{_NAMES[place]}不让写。",
        kept=_kept(place),
        todo=f"{_OTHER[place]}，再写一次。",
    )


def _gone(doing: str, place: PlaceKind) -> KnownError:
    if place == "stick":
        return KnownError(
            "stick_gone",
            f"U盘{doing}到一半时断开了。",
            kept=RECORDS_KEPT,
            todo=f"换个插口再插一次，然后再{doing}一次。",
        )
    if place == "network":
        return KnownError(
            "stick_gone",
            "网上的文件夹连不上了。",
            kept=RECORDS_KEPT,
            todo=f"看看网线和那台电脑开着没有，再{doing}一次；着急就用U盘。",
        )
    return KnownError(
        "stick_gone",
        "找不到这个文件夹，可能改了名、挪走了，或者它在的盘拔掉了。",
        kept=RECORDS_KEPT,
        todo=f"重新选一个文件夹，再{doing}一次。",
    )


def _missing(name: str) -> KnownError:
    return KnownError(
        "file_missing",
        f"没有找到“{name}”，它可能改了名、挪走了或者删掉了。",
        kept=RECORDS_KEPT,
        todo="重新选一次文件；没有了的，请对方再写一份。",
    )


def _busy(place: PlaceKind) -> KnownError:
    return KnownError(
        "stick_busy",
        f"{_NAMES[place]}{'里' if place == 'folder' else '上'}同名的文件正被别的程序打开着。",
        kept=_kept(place),
        todo="把打开它的窗口关掉，再写一次。",
    )


def _failed(place: PlaceKind) -> KnownError:
    return KnownError(
        "stick_failed",
        f"{_NAMES[place]}出了问题，读写没有成功。",
        kept=RECORDS_KEPT,
        todo=f"{_OTHER[place]}再试一次。",
    )
