"""Noting a paper that the school made itself, on paper of its own."""

from collections.abc import Sequence
from datetime import date

from kongchuo_desktop.domain.policy.words import WHO
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.attachments import attach_pictures
from kongchuo_desktop.operations.checks import check_not_future, check_pupil
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.policies import policy_book, policy_in_use
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import known, load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Paper, PaperEvent
from kongchuo_desktop.store.write import Actor, Write


def note_own_paper(store: Store, *, actor: Actor, paper: str, pupil: str | None, day: date,
                   class_id: str | None = None, number: str = "", to: Sequence[str] = (),
                   scans: Sequence[Picture] = ()) -> Added:
    """Write down that the school issued a paper of its own; it can be voided, not undone.

    It takes no number of the program's: ``number`` is what the school wrote on it, if anything.

    Args:
        paper: a name of the vocabulary, or one of its other names.
        to: the offices it was handed to on that day, words of the vocabulary; ``hand_paper`` and
            ``deliver_paper`` may follow.
        scans: photos or scans of it; they may also follow (``add_pictures``).

    Raises:
        KnownError: ``unknown_form``, ``unknown_office``, ``no_pupil``, ``future_date``,
            ``unknown_pupil``, ``unknown_class``.
    """
    word = policy_book(store).titles.word("papers", paper)
    if word is None:
        raise KnownError("unknown_form", f"没有“{paper}”这种文书。", todo="照文件里的名称写。")
    for office in to:
        if office not in WHO:
            raise KnownError("unknown_office", f"没有“{office}”这个机关。", todo="核对机关的名称。")
    if pupil is None and class_id is None:
        raise KnownError("no_pupil", "没有选学生。", todo="先选是给谁办的。")
    check_not_future(store, day, so="文书不能写将来的日期")
    addressee = next(iter(addressees(store, paper=word, day=day)), "")
    with store.operation("note_own_paper", actor, roles=TEACHING, undoable=False) as write:
        if pupil is not None:
            check_pupil(write, pupil)
        if class_id is not None:
            _check_class(write, class_id)
        about = known({"pupil": pupil, "class_id": class_id})
        row = write.insert(Paper, title=word, year=day.year, day=day.isoformat(), **about, **known({
            "number": number.strip(), "to": addressee}))
        attach_pictures(write, row, scans, pupil=pupil)
        for office in to:
            write.insert(PaperEvent, kind="handed", paper=row, day=day.isoformat(), to=office,
                         **known({"pupil": pupil}))
    return Added(row, write.changes)


def addressees(store: Store, *, paper: str, day: date) -> tuple[str, ...]:
    """Whom the profile in use has the paper go to; none where it does not say."""
    profile = policy_book(store).at_hand(policy_in_use(load_world(store), day))
    named = profile.papers(paper) if profile is not None else []
    return tuple(dict.fromkeys(to for binding in named for to in binding.to))


def _check_class(write: Write, class_id: str) -> None:
    found = write.session.get(ClassGroup, class_id)
    if found is None or found.gone:
        raise KnownError("unknown_class", "没有这个班。", kept="没有改动。",
                         todo="先在设置里添加班级。")
