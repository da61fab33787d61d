"""By what people in a chaos history choose: always by the order in which rows were written."""

import random
from collections.abc import Callable
from datetime import date

from chaos_county import County
from chaos_machine import Machine

from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.joins import canonical
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import sql_table

Act = Callable[[County, Machine, random.Random], None]
"""What is done on a computer; all its choices are drawn from the numbers."""

DAYS = (date(2008, 10, 13), date(2008, 10, 14), date(2026, 9, 14), date(2026, 9, 15))
"""School days; the older ones lie before any clock of a history."""
NAMES = ("马小花", "马 小花", "阿依古丽·买买提", "阿依古丽・买买提", "冉大山")
PHONES = ("13800000001", "138-0000-0001", "13800000002", None)
KINDS = ("旷课", "事假", "病假")


def secret(rng: random.Random) -> str:
    """A note that can be looked for again (``chaos_erased.SECRET``)."""
    return f"zz{rng.getrandbits(32):08x}zz"


def pick(county: County, machine: Machine, table: str, rng: random.Random) -> str | None:
    """A row that the computer shows, chosen by the order in which rows were written."""
    columns = sql_table(BY_NAME[table]).c
    with machine.store.reading() as connection:
        rows = connection.scalars(columns.row.table.select().with_only_columns(columns.row)).all()
    found = sorted(rows, key=county.order.__getitem__)
    return rng.choice(found) if found else None


def own_pupil(county: County, machine: Machine, rng: random.Random) -> str | None:
    """A child of its own roster."""
    found = sorted(load_world(machine.store).pupils, key=county.order.__getitem__)
    return rng.choice(found) if found else None


def own_room(county: County, machine: Machine, rng: random.Random) -> str | None:
    """A class of the school; a class's computer works for its own."""
    rooms = sorted(load_world(machine.store).classes, key=county.order.__getitem__)
    mine = trust.own_class(machine.store)
    if mine is not None:
        with machine.store.reading() as connection:
            own = canonical(connection, mine.row)
        rooms = [row for row in rooms if row == own]
    return rng.choice(rooms) if rooms else None
