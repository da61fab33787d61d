"""收包's work off the window's thread: what lies on the sticks, and what came of taking it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.stick_contents import Old, find_files, look_over, old_files
from kongchuo_desktop.operations.taking_in import Intake, Received
from kongchuo_desktop.operations.trust import superior_of
from kongchuo_desktop.operations.world import homes_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.pages.inbox_rows import ORDER, Parcel, parcel_of
from kongchuo_desktop.ui.tasks import Job


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found: files as lines, and those that may be deleted; None where no stick was
    looked over."""

    parcels: list[Parcel]
    old: list[Old] | None


def files_on(found: Sequence[Stick]) -> list[tuple[Stick, list[Path]]]:
    """Stick → the files of ours that lie on it; one that can't be read has none to offer."""
    there = []
    for drive in found:
        try:
            there.append((drive, find_files([drive.root])))
        except KnownError:
            continue
    return there


def on_sticks(folders: list[Path]) -> tuple[list[Path], list[Path]]:
    """The files of ours on these sticks, and the sticks.

    Raises:
        KnownError: ``no_stick``, ``no_packages``, and what a stick says.
    """
    if not folders:
        raise KnownError("no_stick", "没有看到U盘。", todo="插上U盘，等几秒，再点“从U盘找”。")
    files = find_files(folders)
    if not files:
        raise KnownError("no_packages", "U盘里没有报送包。",
                         todo="报送包的文件名以 .kcbx 结尾；放在别处的，点“选文件”。")
    return files, folders


def look(store: Store, job: Job[Any], files: Sequence[Path], folders: Sequence[Path], *,
         role: str, today: date) -> Seen:
    """Look at files one by one; what is old is looked for on the sticks alone."""
    lying = look_over(store, files, progress=job.report, cancelled=lambda: job.cancelled)
    joined = homes_of(store).own if superior_of(store) is not None else ""
    parcels = [parcel_of(one, home=store.home, role=role, today=today, joined=joined)
               for one in lying]
    # What is to be taken in stands first; the newest of each kind before the others.
    parcels.sort(key=lambda parcel: ORDER.index(parcel.state))
    return Seen(parcels, old_files(store, folders=folders, lying=lying) if folders else None)


def take_in(store: Store, job: Job[Any], ready: Sequence[Parcel], *,
            actor: Actor) -> list[tuple[Parcel, Received]]:
    """Take files in one by one, each whole or not at all; those before it was stopped stay in."""
    results: list[tuple[Parcel, Received]] = []
    intake = Intake(store, actor=actor)
    for at, parcel in enumerate(ready, start=1):
        if job.cancelled:
            break
        job.report(at, len(ready), parcel.title)
        assert parcel.path is not None
        results.append((parcel, intake.take(parcel.path)))
    return results


def summary(results: Sequence[Received], left: int) -> str:
    """One sentence for all: 收下3个，1个要先对核对码，2个没有收."""
    counts = {words: sum(r.status in statuses for r in results) for words, statuses in (
        ("收下{}个", ("imported", "already")), ("{}个要先对核对码", ("waiting",)),
        ("{}个没有收", ("refused",)))}
    said = "，".join(words.format(count) for words, count in counts.items() if count)
    return f"{said}；停下了，还有{left}个没有收" if left else said
