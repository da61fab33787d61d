"""What many operations look at before they write: the day has come, the pupil is there."""

from datetime import date

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.trust import kept_class
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.write import Write


def check_not_future(store: Store, day: date, *, so: str = "不能先记") -> None:
    """``so`` is what follows from it. Raises: KnownError ``future_date``."""
    if day > store.now().date():
        raise KnownError("future_date", f"{day_text(day)}还没有到，{so}。", kept="没有改动。",
                         todo="核对日期；没有写错的，到那天再登记。")


def check_pupil(write: Write, pupil: str) -> None:
    """Raises: KnownError ``unknown_pupil`` for one who is not, or no longer, there."""
    row = write.session.get(PupilRow, pupil)
    if row is None or row.gone:
        raise unknown_pupil()


def check_kept_here(store: Store, class_id: str) -> None:
    """Whether this computer may write for a class; a class's own writes for no other, whose
    computer would never hear of it. Raises: KnownError ``other_class``."""
    kept = kept_class(store)
    if kept is not None and class_id != kept:
        raise KnownError("other_class", "这台电脑只记自己班的，别的班不能在这里记。",
                         kept="没有改动。", todo="请那个班的班主任或教导处来记。")


def unknown_pupil() -> KnownError:
    """The error for a pupil whom the roster does not have."""
    return KnownError("unknown_pupil", "花名册里没有这名学生。", kept="没有改动。",
                      todo="可能已经撤销，回花名册看看。")
