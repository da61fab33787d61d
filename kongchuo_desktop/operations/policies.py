"""Which profile the unit follows, and its own figures where the document gives none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from kongchuo_desktop.domain.comparison.ages import QUESTIONS as AGES
from kongchuo_desktop.domain.comparison.ages import left_open
from kongchuo_desktop.domain.facts import World
from kongchuo_desktop.domain.indicators.choices import AS_USUAL, CHOICES, NUMBERS
from kongchuo_desktop.domain.leave import QUESTIONS
from kongchuo_desktop.domain.new_numbers import QUESTIONS as NEW_NUMBERS
from kongchuo_desktop.domain.policy.book import OpenFigure, PolicyBook
from kongchuo_desktop.domain.policy.figures import TAKEN_BACK, Figure
from kongchuo_desktop.domain.retention import QUESTIONS as RETENTION
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import fact_rows
from kongchuo_desktop.operations.access import EVERYONE
from kongchuo_desktop.operations.world import homes_of, own_rows
from kongchuo_desktop.paths import POLICIES
from kongchuo_desktop.store.policies import load_book
from kongchuo_desktop.store.rows import first_living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import OwnFigureRow, PolicyUseRow, Projected
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write

OWN_FOLDER = "policies"
"""Folder beside the store that holds profiles which the unit added itself."""

_SHOWN = 20
"""Characters of a wrong value that a sentence repeats."""


@dataclass(frozen=True, slots=True)
class Use:
    """A stretch of days under one profile, as it was chosen.

    Attributes:
        since: first day; None for the store's first one, which reaches back without end.
        until: last day; None while nothing follows it.
        by, at: who chose it, and on which day.
        title: of the document; its id where its file is not here.
    """

    row: str
    policy: str
    title: str
    since: date | None
    until: date | None
    by: str
    at: date


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """One figure that the unit set itself (本校规定); ``value`` is ``?`` where it took it back."""

    binding: str
    value: str
    by: str
    since: date
    why: str


def shipped_book() -> PolicyBook:
    """The profiles that the program ships; read once."""
    return _book(())


def policy_book(store: Store) -> PolicyBook:
    """The shipped profiles and the unit's own, a file of the same id going before."""
    own = store.folder / OWN_FOLDER
    return _book((own,)) if own.is_dir() else _book(())


@lru_cache(maxsize=4)
def _book(own: tuple[Path, ...]) -> PolicyBook:
    return load_book((POLICIES, *own))


def policy_in_use(world: World, day: date) -> str | None:
    """Id of the profile that holds on a day; None while none was chosen."""
    found = [use.policy for use in world.uses if use.since <= day]
    return found[-1] if found else None


def forget_book() -> None:
    """Read the files anew at the next need: one was written or removed."""
    _book.cache_clear()


def use_policy(store: Store, *, actor: Actor, policy: str, since: date | None = None) -> Changes:
    """Follow a profile from a day on (today, a day to come, or one gone by); a store's first one
    reaches back (policy.md §9), and a second thought on the day of that choice takes its place.
    Facts stay; duties follow the profile of their day.

    Raises:
        KnownError: ``policy_missing``, ``policy_invalid``.
    """
    policy_book(store).effective(policy)
    today = store.now().date()
    day = (since or today).isoformat()
    with store.operation("use_policy", actor, roles=EVERYONE) as write:
        chosen = own_rows(write.session, write.home, PolicyUseRow)
        only = chosen[0] if len(chosen) == 1 else None
        if only is not None and only["recorded"] == today and day < (only["since"] or ""):
            write.update(PolicyUseRow, only["row"], prior=only["tips"], policy=policy, since=day)
        else:
            _put(write, PolicyUseRow, {"since": day}, policy=policy)
    return write.changes


def policy_uses(store: Store) -> list[Use]:
    """What was followed since when, the oldest first; those planned for later days too, without
    those whose whole stretch another one took."""
    homes = homes_of(store)
    found = fact_rows.uses_in_order(homes.use_rows(homes.own))
    titles = {policy.id: policy.title for policy in policy_book(store).policies.values()}
    following = [day for _, day in found[1:]]
    return [Use(row["row"], row["policy"], titles.get(row["policy"], row["policy"]),
                None if day == date.min else day, after - timedelta(days=1) if after else None,
                row["author"], row["recorded"])
            for (row, day), after in zip_longest(found, following) if day != after]


def withdraw_use(store: Store, *, actor: Actor, use: str) -> Changes:
    """Take a change of profile back, e.g. one planned for a day to come: the one before goes on.

    Raises:
        KnownError: ``unknown_use``; ``superior_use`` for one that a superior made;
            ``first_use``: nothing would be left to follow.
    """
    with store.operation("withdraw_use", actor, roles=EVERYONE) as write:
        row = write.session.get(PolicyUseRow, use)
        if row is None or row.gone:
            raise KnownError("unknown_use", "没有这一条，或者已经收回。", kept="没有改动。",
                             todo="回到列表再看一遍。")
        this_one = sql_table(PolicyUseRow).c.row == use
        if not own_rows(write.session, write.home, PolicyUseRow, this_one):
            raise KnownError("superior_use", "这一份是上级定的，收不回。", kept="没有改动。",
                             todo="要按别的文件办，在这里另选一份。")
        if len(own_rows(write.session, write.home, PolicyUseRow)) == 1:
            raise KnownError("first_use", "只有这一份，收回就没有文件可按了。", kept="没有改动。",
                             todo="要换的话，直接选另一份。")
        write.delete(PolicyUseRow, use, prior=row.tips)
    return write.changes


def open_figures(store: Store, *, policy: str) -> list[OpenFigure]:
    """Every figure that the profile leaves open, as the school is asked for it (§2), and those
    that no document gives: how long a leave who may approve (R047), when a slip is late, how long
    records are kept, who is of school age."""
    book = policy_book(store)
    ages = left_open(book.effective(policy))
    silent = {name: asked for name, asked in AGES.items() if ages.get(name) == asked[1]}
    return [*book.open_figures(policy),
            *(OpenFigure(name, "", "", question, figure)
              for name, (question, figure) in (
                  QUESTIONS | RETENTION | silent | NUMBERS | NEW_NUMBERS).items())]


def check_figures(figures: Mapping[str, str], *, policy: str) -> None:
    """See that figures typed before there is a store can be set in it.

    Raises:
        KnownError: ``policy_missing``, ``unknown_binding``, ``bad_figure``.
    """
    open_there = shipped_book().open_figures(policy) if figures else []
    for binding, value in figures.items():
        check_value(_named(open_there, binding), value)


def set_figure(store: Store, *, actor: Actor, policy: str, binding: str, value: str,
               why: str) -> Changes:
    """Set the unit's own figure for an open figure of a profile, from today on (§2); or choose
    how its rates are reckoned (``indicators.choices``).

    Raises:
        KnownError: ``unknown_binding`` (not an open figure), ``bad_figure``, ``bad_option``,
            ``no_reason``.
    """
    if binding in CHOICES:
        check_option(binding, value)
    else:
        check_value(_named(open_figures(store, policy=policy), binding), value)
    return put_figure(store, "set_figure", actor=actor, binding=binding, value=value.strip(),
                      why=why)


def unset_figure(store: Store, *, actor: Actor, binding: str, why: str) -> Changes:
    """Take the unit's own figure back from today on: what the document leaves holds again.

    Raises:
        KnownError: ``not_set``, ``no_reason``.
    """
    set_now = {setting.binding: setting.value for setting in own_settings(store)}
    if set_now.get(binding, TAKEN_BACK) == TAKEN_BACK:
        raise KnownError("not_set", f"本校没有定过“{binding}”。", kept="没有改动。",
                         todo="能收回的在“本校规定”里列着。")
    return put_figure(store, "unset_figure", actor=actor, binding=binding, value=TAKEN_BACK,
                      why=why)


def put_figure(store: Store, operation: str, *, actor: Actor, binding: str, value: str,
               why: str) -> Changes:
    """Write down what the unit says itself (本校规定) from today on; ``binding`` is its name.

    Raises:
        KnownError: ``no_reason``.
    """
    return put_figures(store, operation, actor=actor, values={binding: value}, why=why)


def put_figures(store: Store, operation: str, *, actor: Actor, values: Mapping[str, str],
                why: str) -> Changes:
    """``put_figure`` for several that were set together.

    Raises:
        KnownError: ``no_reason``.
    """
    if not why.strip():
        raise KnownError("no_reason", "没有写依据。", kept="没有改动。",
                         todo="写一句按什么定的，例如“校务会议决定”“县教育局答复”。")
    since = store.now().date().isoformat()
    with store.operation(operation, actor, roles=EVERYONE) as write:
        for binding, value in values.items():
            _put(write, OwnFigureRow, {"binding": binding, "since": since}, value=value,
                 why=why.strip())
    return write.changes


def _named(figures: Iterable[OpenFigure], binding: str) -> Figure:
    for found in figures:
        if found.binding == binding:
            return found.figure
    raise KnownError("unknown_binding", f"“{binding}”不是这份文件留给学校定的数。",
                     kept="没有改动。", todo="文件写明的数不能改；能定的数在“本校规定”里列着。")


def _put(write: Write, table: type[Projected], key: dict[str, str], **values: str) -> None:
    """A second thought on the same day takes the place of the first."""
    row = first_living(write.session, table, home=write.home, **key)
    if row is None:
        write.insert(table, **key, **values)
    else:
        write.update(table, row.row, prior=row.tips, **values)


def check_value(figure: Figure, value: str) -> None:
    """See that a figure can be set to a value.

    Raises:
        KnownError: ``bad_figure``.
    """
    try:
        figure.own(value)
    except ValueError:
        shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        raise KnownError("bad_figure", f"“{shown}”不是这里能用的数。", kept="没有改动。",
                         todo="写四位以内的整数，例如 3；天数可以写 3 school days。") from None


def check_option(choice: str, value: str) -> None:
    """See that a choice has a value among its options, or is left as is usual.

    Raises:
        KnownError: ``bad_option``.
    """
    options = (*CHOICES[choice].options, AS_USUAL)
    if value.strip() not in options:
        raise KnownError("bad_option", f"“{value[:_SHOWN]}”不能选。", kept="没有改动。",
                         todo=f"能选的：{'、'.join(options)}。")


def own_settings(store: Store) -> list[OwnSetting]:
    """All figures that the unit set itself, newest last."""
    with store.session() as session:
        rows = own_rows(session, store.home, OwnFigureRow)
        return sorted((OwnSetting(r["binding"] or "", r["value"] or "", r["author"],
                                  date.fromisoformat(r["since"] or ""), r["why"] or "")
                       for r in rows), key=lambda s: (s.since, s.binding))
