"""What a person is told when a package, a kit or a certificate is refused."""

from kongchuo_desktop.errors import KnownError

NOTHING_CHANGED = "没有读入任何内容，电脑里的记录都在。"
SEND_AGAIN = "请对方重新写一份，再读入。"


_SAID = {
    "package": ("报送包", "请到“收包”里读入报送包。"),
    "kit": ("上级给的加入文件", "请到“设置 › 电脑与钥匙”里读入加入文件。"),
    "request": ("下级忘了口令的求助文件", "请上级在“设置 › 电脑与钥匙”里读入。"),
    "answer": ("上级对求助的答复", "请求助的那台电脑在开机时点“忘了口令”，在那里读入。"),
}
"""Kind of file → what it is, and where it belongs."""


def not_ours() -> KnownError:
    return KnownError(
        "not_ours",
        "这个文件不是控辍保学写出的文件。",
        kept=NOTHING_CHANGED,
        todo="报送包的文件名以 .kcbx 结尾，加入文件以 .kckit 结尾，请另选一个。",
    )


def other_kind(found: str, wanted: str) -> KnownError:
    """``found`` is the kind that the file turned out to be, ``wanted`` the one asked for."""
    what, where = _SAID[found]
    return KnownError(
        f"is_{found}", f"这是{what}，不是{_SAID[wanted][0]}。", kept=NOTHING_CHANGED, todo=where)


def cut_short() -> KnownError:
    return KnownError(
        "cut_short",
        "这个文件不完整，后面缺了一段，多半是U盘没有写完就拔出了。",
        kept=NOTHING_CHANGED,
        todo=SEND_AGAIN,
    )


def damaged() -> KnownError:
    return KnownError(
        "damaged",
        "这个文件的内容坏了，和写出时不一样。",
        kept=NOTHING_CHANGED,
        todo="请对方换一个U盘，重新写一份，再读入。",
    )


def too_large() -> KnownError:
    return KnownError(
        "too_large",
        "这个文件大得不像报送包。",
        kept=NOTHING_CHANGED,
        todo="请对方核对写出的是不是这个文件。",
    )


def newer_format(theirs: int, ours: int) -> KnownError:
    return KnownError(
        "newer_format",
        f"这个文件是更新的程序写的（格式{theirs}），这台电脑的程序只认到格式{ours}。",
        kept=NOTHING_CHANGED,
        todo="请先把这台电脑的程序换成新的，再读入。",
    )


def signature_wrong() -> KnownError:
    return KnownError(
        "signature_wrong",
        "这个文件写好以后被改过，或者不是它所写的那台电脑做的。",
        kept=NOTHING_CHANGED,
        todo="请打电话问对方，当面重新写一份。",
    )


def wrong_recipient(name: str) -> KnownError:
    """``name`` is the unit for whom the package is."""
    return KnownError(
        "wrong_recipient",
        f"这个报送包是给{name}的，这台电脑打不开。",
        kept=NOTHING_CHANGED,
        todo=f"请交给{name}；如果本该报给这里，请对方读入这里的加入文件后重新写一份。",
    )


def wrong_code() -> KnownError:
    return KnownError(
        "wrong_kit_code",
        "加入码不对，打不开这个文件里的名册。",
        kept=NOTHING_CHANGED,
        todo="请对照上级给的12位数字再输一遍。",
    )


def certificate_wrong(name: str) -> KnownError:
    return KnownError(
        "certificate_wrong",
        f"{name}的上级证明对不上，不能确认是谁报的。",
        kept=NOTHING_CHANGED,
        todo="请打电话核对，由上级重新给这台电脑发证明。",
    )


def certificate_revoked(name: str) -> KnownError:
    return KnownError(
        "certificate_revoked",
        f"{name}的这台电脑已经停用，它写的报送包不再收。",
        kept=NOTHING_CHANGED,
        todo="请打电话问清这个文件从哪里来。电脑找回来了的，在“设置 › 下级电脑”里重新核对，"
             "再收一次；换了电脑的，用新电脑重新写一份。",
    )


def certificate_expired(name: str, until: str) -> KnownError:
    """``until`` is the last day of validity in words."""
    return KnownError(
        "certificate_expired",
        f"上级给{name}这台电脑的证明到{until}为止，已经过期。",
        kept=NOTHING_CHANGED,
        todo="请先看这台电脑的日期对不对；日期没错的，由上级重新发证明，再读入。",
    )


def certificate_scope(name: str, unit: str) -> KnownError:
    """``name`` sent it, ``unit`` is whom it speaks for without being allowed to."""
    return KnownError(
        "certificate_scope",
        f"{name}的电脑不能替{unit}报送。",
        kept=NOTHING_CHANGED,
        todo=f"请{unit}用自己的电脑写一份报送包。",
    )


def wrong_holder(holder: str) -> KnownError:
    """``holder`` is the unit that the request is for."""
    return KnownError(
        "wrong_holder",
        f"这份资料的钥匙存在{holder}，不是存在这台电脑里，这里打不开。",
        kept=NOTHING_CHANGED,
        todo=f"请交给{holder}当初发加入文件的那台电脑；那台电脑换过的，先在这里用它的备份恢复。",
    )


def request_wrong() -> KnownError:
    return KnownError(
        "request_wrong",
        "求助文件里写的资料，和里面的钥匙不是同一份。",
        kept="没有给出钥匙，这里的记录都在。",
        todo="请不要答复；打电话问清这个文件是谁拿来的。",
    )


def answer_of_other() -> KnownError:
    return KnownError(
        "answer_of_other",
        "这个答复不是答复最近那次求助的。",
        kept="没有打开，资料没有改动。",
        todo="请读入上级对最近一次求助文件的答复；找不到的，重新写一份求助文件。",
    )


def answer_wrong() -> KnownError:
    return KnownError(
        "answer_wrong",
        "这个答复不是存着钥匙的上级写的，或者里面的钥匙打不开这份资料。",
        kept="没有打开，资料没有改动。",
        todo="请打电话问上级，请它重新答复一次。",
    )


def answer_spent() -> KnownError:
    return KnownError(
        "no_request",
        "这份资料没有在等答复：还没有求助过，或者已经用答复打开过了，一个答复只能用一次。",
        kept="没有打开，资料没有改动。",
        todo="口令又忘了的，重新写一份求助文件。",
    )
