"""How much may wait for a check code: whoever finds a stick can seal for a reader."""

from sqlalchemy import func, select

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.journal_tables import LOCAL
from kongchuo_desktop.store.store import Store

WAITING = "waiting_package"
MOST = 200
MOST_BYTES = 2 << 30


def check_room(store: Store, *, digest: str, size: int) -> None:
    """Whether one more package can wait; one that waits already takes no more room.

    Raises:
        KnownError: ``waiting_full``.
    """
    query = select(func.count(), func.coalesce(func.sum(func.length(LOCAL.c.blob)), 0)).where(
        LOCAL.c.kind == WAITING, LOCAL.c.name != digest)
    with store.reading() as connection:
        count, total = connection.execute(query).one()
    if count >= MOST or total + size > MOST_BYTES:
        much = f"{count}个" if count >= MOST else f"{count}个、{total / (1 << 30):.1f}GB"
        raise KnownError(
            "waiting_full", f"“未验”里已经放了{much}，放不下这一个了。",
            kept="这个文件还在U盘上，已经等着的也都在。",
            todo="先打电话核对，收下或者退回几个，再收这一个。")
