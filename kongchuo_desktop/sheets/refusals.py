"""What is said of a file that is no table: what it is, and what to do in WPS or Excel."""

from typing import Final, NoReturn

from kongchuo_desktop.errors import KnownError

NOTHING_CHANGED: Final = "花名册没有变。"
_SAVE_AS: Final = "用WPS或Excel打开它，另存为“.xlsx”，再选一次。"


def _head(data: bytes) -> bytes:
    return data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").replace(b"\0", b"").lower()


def is_page(data: bytes) -> bool:
    """Whether it is what a browser shows, or a PDF."""
    return _head(data).startswith(
        (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"%pdf"))


def refuse_other(data: bytes, name: str) -> NoReturn:
    head = _head(data)
    if head.startswith(b"<"):
        refuse_kind(name, f"“{name}”其实是网页，只是取了Excel的名字。")
    if head.startswith(b"%pdf"):
        raise KnownError("sheet_not_excel", f"“{name}”是PDF，不是Excel表。",
                         kept=NOTHING_CHANGED, todo="向发给您的人要原来的Excel表。")
    raise KnownError("sheet_not_excel", f"“{name}”不是Excel表。", kept=NOTHING_CHANGED,
                     todo="选后缀是.xlsx或.xls的文件；WPS的表先另存为.xlsx。")


def refuse_kind(name: str, sentence: str) -> NoReturn:
    raise KnownError("sheet_not_excel", sentence, kept=NOTHING_CHANGED, todo=_SAVE_AS)


def refuse_password(name: str) -> NoReturn:
    raise KnownError("sheet_password", f"“{name}”设了打开密码，读不了。", kept=NOTHING_CHANGED,
                     todo="用WPS或Excel打开，去掉密码，另存为“.xlsx”，再选一次。")


def refuse_damaged(name: str) -> NoReturn:
    raise KnownError("sheet_damaged", f"“{name}”坏了或没有拷完整，读不出来。",
                     kept=NOTHING_CHANGED, todo=f"从原来的地方再拷一次；还不行，{_SAVE_AS}")


def refuse_size(name: str, what: str) -> NoReturn:
    raise KnownError("sheet_too_big", f"{what}，没有读。", kept=NOTHING_CHANGED,
                     todo="只留要导入的那几行，复制到新表里，另存为“.xlsx”，再选一次。")
