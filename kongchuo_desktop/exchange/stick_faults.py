"""What the system says of a failing stick, turned into what a teacher can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from kongchuo_desktop.errors import KnownError

OLD_FILE_KEPT = "U盘上原来的文件没有动，电脑里的记录都在。"
RECORDS_KEPT = "电脑里的记录都在。"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ENOTDIR, errno.ESTALE}
_NAME = {errno.EINVAL, errno.ENAMETOOLONG, errno.EILSEQ}

# Numbers of Windows that Python maps to a poorer errno (winerror.h).
_WINDOWS: dict[int, int] = {
    19: errno.EROFS,  # ERROR_WRITE_PROTECT
    21: errno.ENODEV,  # ERROR_NOT_READY
    31: errno.EIO,  # ERROR_GEN_FAILURE
    32: errno.EBUSY,  # ERROR_SHARING_VIOLATION
    33: errno.EBUSY,  # ERROR_LOCK_VIOLATION
    39: errno.ENOSPC,  # ERROR_HANDLE_DISK_FULL
    55: errno.ENODEV,  # ERROR_DEV_NOT_EXIST
    112: errno.ENOSPC,  # ERROR_DISK_FULL
    123: errno.EINVAL,  # ERROR_INVALID_NAME
    223: errno.EFBIG,  # ERROR_FILE_TOO_LARGE
    433: errno.ENODEV,  # ERROR_NO_SUCH_DEVICE
    1006: errno.ENODEV,  # ERROR_FILE_INVALID: the volume was changed from outside
    1117: errno.EIO,  # ERROR_IO_DEVICE
    1167: errno.ENODEV,  # ERROR_DEVICE_NOT_CONNECTED
}


@contextmanager
def writing() -> Iterator[None]:
    """Any OSError of writing becomes a KnownError ``stick_…``."""
    try:
        yield
    except OSError as error:
        raise _of_writing(error) from error


@contextmanager
def renaming() -> Iterator[None]:
    """Where only the last step is denied, somebody has the older file open."""
    try:
        yield
    except PermissionError as error:
        raise _busy() from error


@contextmanager
def reading() -> Iterator[None]:
    """Any OSError of reading becomes ``stick_gone`` or ``stick_failed``."""
    try:
        yield
    except OSError as error:
        raise (_gone("读") if _number(error) in _GONE else _failed()) from error


def full(missing: int | None = None) -> KnownError:
    """``missing`` is how many bytes more are needed, where that is known."""
    how_much = "" if missing is None else f"，还差{max(missing / 2**20, 0.1):.1f} MB"
    return KnownError(
        "stick_full",
        f"U盘满了{how_much}。",
        kept=OLD_FILE_KEPT,
        todo="删掉U盘上不要的文件，或者换一个U盘，再写一次。",
    )


def wrong_copy() -> KnownError:
    return KnownError(
        "stick_wrong_copy",
        "写好以后读回来核对，内容和写进去的不一样，这个U盘靠不住。",
        kept=OLD_FILE_KEPT,
        todo="换一个U盘，再写一次。",
    )


def cancelled() -> KnownError:
    return KnownError("cancelled", "已经停下，没有写完。", kept=OLD_FILE_KEPT)


def _number(error: OSError) -> int | None:
    return _WINDOWS.get(getattr(error, "winerror", None) or 0, error.errno)


def _of_writing(error: OSError) -> KnownError:
    number = _number(error)
    if number in _FULL:
        return full()
    if number in _READ_ONLY:
        return KnownError(
            "stick_read_only",
            "U盘写不进去，可能开了写保护。",
            kept=OLD_FILE_KEPT,
            todo="看看U盘侧面有没有小开关，拨到另一边再插一次；没有开关就换一个U盘。",
        )
    if number in _GONE:
        return _gone("写")
    if number in _NAME:
        return KnownError(
            "stick_name",
            "U盘不接受这个文件名。",
            kept=OLD_FILE_KEPT,
            todo="把学校名称里的特殊符号去掉，或者换一个U盘，再写一次。",
        )
    return _busy() if number == errno.EBUSY else _failed()


def _gone(doing: str) -> KnownError:
    return KnownError(
        "stick_gone",
        f"U盘{doing}到一半时断开了。",
        kept=RECORDS_KEPT,
        todo=f"换个插口再插一次，然后再{doing}一次。",
    )


def _busy() -> KnownError:
    return KnownError(
        "stick_busy",
        "U盘上同名的文件正被别的程序打开着。",
        kept=OLD_FILE_KEPT,
        todo="把打开它的窗口关掉，再写一次。",
    )


def _failed() -> KnownError:
    return KnownError(
        "stick_failed",
        "U盘出了问题，读写没有成功。",
        kept=RECORDS_KEPT,
        todo="换一个U盘再试一次。",
    )
