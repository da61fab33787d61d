"""Profiles that a unit writes itself: copied, changed, taken in as a file, given out, removed.

They lie as files in ``OWN_FOLDER`` beside the store. A file with a mistake never gets there: it is
read as the program will read it, together with all that it extends, before it takes the place of
another (policy.md §9).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.chapters import place_in, plain_reading
from kongchuo_desktop.domain.policy.draft import read_draft
from kongchuo_desktop.domain.policy.load import OWN, load_policy, waits_of
from kongchuo_desktop.domain.policy.model import Policy
from kongchuo_desktop.domain.policy.reader import Locator
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.drafts import drop_draft
from kongchuo_desktop.operations.memory import forget
from kongchuo_desktop.operations.policies import (
    OWN_FOLDER,
    forget_book,
    policy_book,
    policy_uses,
    shipped_book,
)
from kongchuo_desktop.paths import POLICIES
from kongchuo_desktop.store.policies import claimed_id, text_of
from kongchuo_desktop.store.store import Store

LARGEST = 1 << 20
"""Bytes of a profile's file; the longest document that is shipped has a twentieth of it."""
_ID = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff_-]{0,39}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|(?:com|lpt)[0-9]|vocabulary")
"""Names that Windows gives to no file, and the one that the program's word list has."""
_OWN_TEXT = f'id = "{OWN}"\ntitle = "本校自己加的要求"\nkind = "school"\n'
_BLANK_TEXT = 'id = "-"\ntitle = "-"\nkind = "county"\n'
_LINE = re.compile(r"第(\d+)行：")


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A profile in a list.

    Attributes:
        left_open: figures that it leaves to the school; ``readings`` those it reads by itself.
        own: the unit wrote or took it in itself, so that it can be changed here.
        used: the unit follows it, or did, or will.
        wrong: why its file cannot be used; empty where it can.
    """

    policy: Policy
    left_open: int
    readings: int
    own: bool
    used: bool
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class NewHead:
    """What a copy is called: its own id, and the document that it now speaks for."""

    id: str
    title: str
    issuer: str = ""
    number: str = ""
    dated: str = ""
    kind: str = ""


def profile_lines(store: Store) -> list[ProfileLine]:
    """Every profile of this computer, with what a person needs to choose one."""
    book, own = policy_book(store), own_files(store)
    used = {use.policy for use in policy_uses(store)}
    lines = []
    for policy in book.policies.values():
        if policy.id == OWN:
            continue
        try:
            figures, wrong = book.open_figures(policy.id), ""
        except KnownError as error:
            figures, wrong = [], error.sentence
        unset = sum(figure.figure.value is None for figure in figures)
        lines.append(ProfileLine(policy, unset, len(figures) - unset, policy.id in own,
                                 policy.id in used, wrong))
    return lines


def refused_files(store: Store) -> list[KnownError]:
    """Why files of the unit's own cannot be used, each with its line."""
    return list(policy_book(store).refused.values())


def own_files(store: Store) -> dict[str, Path]:
    """Id → file of the profiles that are the unit's own, also of those with a mistake."""
    return {claimed_id(path): path for path in sorted((store.folder / OWN_FOLDER).glob("*.toml"))}


def profile_text(store: Store | None, *, policy: str) -> str:
    """The file of a profile as it stands; of the unit's own additions also before there is one.

    Raises:
        KnownError: ``policy_missing``, ``policy_invalid``.
    """
    own = own_files(store).get(policy) if store is not None else None
    if own is None and policy == OWN:
        return _OWN_TEXT
    if own is None:
        own = POLICIES / shipped_book().effective(policy).policy.source
    return decoded(own.read_bytes(), own.name)


def check_profile(store: Store | None, *, text: str, name: str) -> Policy:
    """Read a profile as the program will read it, with all that it extends.

    ``name`` is the file's, for the sentence.

    Raises:
        KnownError: ``policy_invalid`` with file, line and sentence; ``policy_missing``;
            ``profile_id``: its id cannot be the name of a file.
    """
    book = shipped_book() if store is None else policy_book(store)
    policy = load_policy(text, name, titles=book.titles)
    if not _ID.fullmatch(policy.id) or _RESERVED.fullmatch(policy.id):
        raise KnownError("profile_id", f"“{policy.id}”不能作编号。", kept="没有改动。",
                         todo="编号用字母、数字或汉字，不超过40个，例如 QS26。")
    others = {key: other for key, other in book.policies.items() if key != policy.id}
    joined = PolicyBook([*others.values(), policy], book.titles)
    beside = joined.effective(policy.id).origins
    _refuse_twice(policy, others.values() if policy.id == OWN else beside, Locator(text, name))
    if policy.id == OWN:
        _refuse_lost(policy, others.values(), Locator(text, name))
    for key, other in others.items():
        if policy.id in other.extends or policy.id == OWN:
            joined.effective(key)
    return policy


def _refuse_twice(policy: Policy, beside: Iterable[Policy], at: Locator) -> None:
    """Clauses of two documents under one id would share what the school sets for either."""
    others = {clause.id: origin.title for origin in beside if origin.id != policy.id
              for clause in origin.clauses}
    for clause in policy.clauses:
        if clause.id in others:
            raise at.refuse(f"《{others[clause.id]}》里也有这个编号", clause=clause.id)


def _refuse_lost(policy: Policy, others: Iterable[Policy], at: Locator) -> None:
    """What the unit adds may wait for a duty of any document, but not for one that none has."""
    known = {binding.name for origin in (policy, *others) for clause in origin.clauses
             for binding in clause.bindings}
    for clause in policy.clauses:
        for waited in waits_of(clause.bindings).values():
            for lost in sorted(waited - known):
                raise at.refuse(f"“met”指的“{lost}”不存在", clause=clause.id, needle=lost)


def place_of(error: KnownError) -> int:
    """The line that a refusal names, from 1."""
    found = _LINE.search(error.sentence)
    return int(found[1]) if found else 1


def save_profile(store: Store, *, text: str, name: str = "文件", policy: str = "",
                 replacing: bool = True) -> Policy:
    """Write a profile of the unit's own, whole or not at all; ``name`` is for a refusal.

    ``policy`` is the id that it had before, which a file keeps.

    Raises:
        KnownError: as ``check_profile``; ``profile_taken``: the program ships one of this id, or
            there is one already and ``replacing`` is False; ``file_not_written``.
    """
    read = check_profile(store, text=text, name=name)
    if policy and read.id != policy:
        raise KnownError("profile_id", f"编号“{policy}”不能改成“{read.id}”。", kept="没有改动。",
                         todo="要用别的编号，另写一份。")
    own = own_files(store)
    alike = {key.casefold() for key in shipped_book().policies} - {k.casefold() for k in own}
    there = {key.casefold(): key for key in own}
    if read.id.casefold() in alike or (
            read.id.casefold() in there
            and not (replacing and there[read.id.casefold()] == read.id)):
        raise KnownError("profile_taken", f"编号“{read.id}”已经有一份文件用了。",
                         kept="没有改动。", todo="换一个编号。")
    path = own.get(read.id, store.folder / OWN_FOLDER / f"{read.id}.toml")
    try:
        path.parent.mkdir(exist_ok=True)
        platform.write_atomically(path, text.encode("utf-8"))
    except OSError as error:
        raise KnownError("file_not_written", f"“{path.name}”写不进去。", kept="原来的文件没有动。",
                         todo="看看磁盘是否已满、文件夹能不能写。") from error
    drop_draft(store, name=draft_name(read.id))
    _look_again(store)
    return read


def add_profile_file(store: Store, *, data: bytes, name: str) -> Policy:
    """Take in a file that somebody gives; one of the unit's own with this id is replaced.

    Raises:
        KnownError: ``file_too_large``, and as ``save_profile``.
    """
    return save_profile(store, text=decoded(data, name), name=name)


def decoded(data: bytes, name: str) -> str:
    """The text of a profile's file. Raises: KnownError ``file_too_large``, ``policy_invalid``."""
    if len(data) > LARGEST:
        raise KnownError("file_too_large", f"“{name}”太大，不是这种文件。", kept="没有改动。",
                         todo="核对选的是不是政策文件（.toml）。")
    return text_of(data, name)


def copy_profile(store: Store, *, policy: str, head: NewHead) -> Policy:
    """A copy of a profile under an id and a title of its own; the clauses stay word for word.

    ``policy`` empty: a profile without clauses.

    Raises:
        KnownError: ``policy_missing``, ``profile_layout``, and as ``save_profile``.
    """
    text = profile_text(store, policy=policy) if policy else _BLANK_TEXT
    kind = {"kind": head.kind} if head.kind else {}
    copied = read_draft(_without_our_marks(text)).with_head(
        id=head.id.strip(), title=head.title.strip(), issuer=head.issuer.strip(),
        number=head.number.strip(), date=head.dated.strip(), **kind)
    return save_profile(store, text=copied.text, replacing=False)


def _without_our_marks(text: str) -> str:
    """A profile's text without lines of source files and numbers of our list of open questions.

    Whoever writes a profile of their own has neither.
    """

    def place(found: re.Match[str]) -> str:
        where = found[1]
        heads = f'"{where}" =' in text
        return f'where = "{where if heads else place_in(where) or where}"'

    text = re.sub(r'^where = "([^"]*)"', place, text, flags=re.MULTILINE)
    return re.sub(r'(?<=\breading = ")[^"]+', lambda found: plain_reading(found[0]), text)


def files_of(store: Store, *, policy: str) -> tuple[str, ...]:
    """The files of the unit's own that a profile needs, each behind those that it extends.

    What the unit adds for itself alone (``own.toml``) is not among them.
    """
    own, effective = own_files(store), policy_book(store).at_hand(policy)
    origins = effective.origins if effective is not None else ()
    return tuple(profile_text(store, policy=origin.id) for origin in reversed(origins)
                 if origin.id in own and origin.id != OWN)


def take_over(store: Store, *, texts: Sequence[str]) -> None:
    """Take in the profiles that a superior sends; a file that gives way is kept as ``.old``.

    Raises:
        KnownError: as ``save_profile``.
    """
    for text in texts:
        policy = check_profile(store, text=text, name="上级发来的文件")
        there = own_files(store).get(policy.id)
        if there is not None and there.read_bytes() != text.encode("utf-8"):
            platform.write_atomically(there.with_suffix(".old"), there.read_bytes())
        save_profile(store, text=text, name="上级发来的文件")


def remove_profile(store: Store, *, policy: str) -> None:
    """Delete the file of a profile of the unit's own that nobody follows or extends.

    Raises:
        KnownError: ``policy_missing``, ``profile_shipped``, ``profile_used``.
    """
    own = own_files(store).get(policy)
    if own is None:
        raise KnownError("profile_shipped", "这份文件是程序自带的，不能删。", kept="没有改动。",
                         todo="不用它，换一份就行。")
    if any(use.policy == policy for use in policy_uses(store)):
        raise KnownError("profile_used", "这份文件正在用，或者用过，不能删。", kept="没有改动。",
                         todo="以前的事要按它查，留着就行。")
    leaning = [p.title for p in policy_book(store).policies.values() if policy in p.extends]
    if leaning:
        raise KnownError("profile_used", f"《{leaning[0]}》引用了这份文件，不能删。",
                         kept="没有改动。", todo="先在那一份里去掉引用。")
    own.unlink()
    drop_draft(store, name=draft_name(policy))
    _look_again(store)


def draft_name(policy: str) -> str:
    """Under which name a text is kept that was not saved yet."""
    return f"profile/{policy}"


def _look_again(store: Store) -> None:
    forget_book()
    forget(store)
