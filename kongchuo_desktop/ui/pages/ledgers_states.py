"""What stands in the place of a ledger's table while it has no rows to show."""

from kongchuo_desktop.ui.pages.ledgers_read import LedgerRead
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.theme import Theme

_HEADS_NAMED = 6


def nothing_found(theme: Theme, text: str) -> EmptyState:
    """No row holds what is looked for."""
    return EmptyState(theme, "search", f"没有找到“{text}”", "按Esc看全部。")


def nothing_listed(theme: Theme, read: LedgerRead, *, public: bool) -> EmptyState:
    """Nothing to list in these days; the ledger is printed all the same, but nothing put up."""
    heads = "、".join(dict.fromkeys(read.heads[1:_HEADS_NAMED + 1]))
    return EmptyState(
        theme, "book-open", "没有要列的",
        f"{read.ledger.span}，一条也没有。有了以后一行一条，写着{heads}等。"
        + ("没有要列的，就没有要公示的。" if public else "没有的照样可以打印、导出，上面写“无”。"))
