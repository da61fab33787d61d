"""Random histories as data: a step is (what, who, chance), so that it can be left out."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chaos_between import (
    announce,
    answer,
    ask,
    assign,
    bring_file,
    confirm,
    end_passage,
    hand,
    match,
    take,
    tell_where,
)
from chaos_choosing import Act
from chaos_county import County
from chaos_forms import (
    delete,
    join_pupils,
    open_form,
    part_pupils,
    save,
    settle,
    undo,
)
from chaos_founding import LATE, PLACES
from chaos_mishaps import (
    back_up,
    certify_again,
    copy,
    disk_dies,
    go_back,
    join_late,
    jump,
    lose_mail,
    new_computer,
    receive,
    renew_keys,
    reopen,
    replace_lost,
    return_to_copy,
    revoke,
    send_down,
    send_up,
    work_in_copy,
)
from chaos_schoolwork import (
    add_pupil,
    change_class,
    correct_mark,
    erase,
    leave,
    leaves_school,
    paper,
    photo,
    register,
    say_day,
    tag,
    visit,
    void,
)

Step = tuple[str, str, int]
"""What is done, on which computer, and the number that all its choices are drawn with."""

TEACHERS = tuple(p.name for p in PLACES if p.role == "class")
OFFICES = tuple(p.name for p in PLACES if p.role == "school")
SCHOOL = TEACHERS + OFFICES
SUPERIORS = (*OFFICES, "bureau")
MATCHERS = ("bureau", "z")
EVERYBODY = tuple(p.name for p in PLACES)

ACTS: Mapping[str, tuple[Act, int, tuple[str, ...]]] = {
    act.__name__: (act, weight, who) for act, weight, who in (
        (add_pupil, 6, SCHOOL), (register, 8, SCHOOL), (correct_mark, 3, SCHOOL),
        (leave, 2, SCHOOL), (visit, 6, SCHOOL), (photo, 3, SCHOOL), (paper, 2, SCHOOL),
        (void, 1, SCHOOL), (tag, 2, SCHOOL), (leaves_school, 4, SCHOOL),
        (change_class, 3, OFFICES), (say_day, 2, SUPERIORS), (erase, 1, OFFICES),
        (open_form, 6, EVERYBODY), (save, 14, EVERYBODY), (delete, 3, EVERYBODY),
        (undo, 4, EVERYBODY), (settle, 5, EVERYBODY), (join_pupils, 2, SUPERIORS),
        (part_pupils, 1, SUPERIORS), (announce, 2, MATCHERS), (match, 3, MATCHERS),
        (assign, 2, MATCHERS), (confirm, 2, MATCHERS), (end_passage, 1, MATCHERS),
        (take, 3, OFFICES), (bring_file, 1, OFFICES), (tell_where, 1, SCHOOL),
        (ask, 3, SUPERIORS),
        (answer, 2, EVERYBODY), (hand, 2, SUPERIORS), (send_up, 14, EVERYBODY),
        (send_down, 8, SUPERIORS), (receive, 22, EVERYBODY), (lose_mail, 2, EVERYBODY),
        (go_back, 2, EVERYBODY), (copy, 2, EVERYBODY), (back_up, 2, EVERYBODY),
        (return_to_copy, 2, EVERYBODY), (work_in_copy, 1, TEACHERS), (reopen, 2, EVERYBODY),
        (jump, 3, EVERYBODY), (revoke, 1, SUPERIORS), (certify_again, 1, SUPERIORS),
        (new_computer, 1, OFFICES), (disk_dies, 1, SUPERIORS), (replace_lost, 1, OFFICES),
        (renew_keys, 1, EVERYBODY), (join_late, 1, SUPERIORS),
    )}
"""Name → what it is, how often it is done, and on whose computers."""

THEMES: tuple[Mapping[str, int], ...] = (
    {},
    {"announce": 6, "leaves_school": 4, "match": 6, "assign": 3, "take": 6, "confirm": 3,
     "bring_file": 4, "send_down": 2, "add_pupil": 2},
    {"ask": 6, "answer": 5, "hand": 2, "send_down": 2},
    {"erase": 12, "visit": 2, "photo": 3, "go_back": 3},
    {"copy": 3, "back_up": 4, "return_to_copy": 5, "work_in_copy": 4, "go_back": 4, "jump": 2},
    {"revoke": 3, "certify_again": 3, "new_computer": 5, "disk_dies": 4, "replace_lost": 5,
     "renew_keys": 4, "join_late": 3, "send_up": 2},
)
"""How much more often something is done than else."""

CASTS = (
    ("bureau", "s1", "s1a", "s1a2nd"), ("bureau", "s1", "s1a", "s1b", LATE),
    ("bureau", "z", "za", "v1"), ("bureau", "z", "v1", "v1a"),
    ("bureau", "s1", "s2", "s1a", "s2a"), ("bureau", "s1", "z", "v1", "v2"),
    ("s1", "s1a", "s1a2nd"),
)
"""Who takes part: few, so that they meet often."""
TWO_SCHOOLS = tuple(cast for cast in CASTS if len(set(cast) & set(OFFICES)) > 1)
"""Those among whom a child can go to another school."""
ALL_TAKE_PART = 0.1
"""Share of the histories in which the whole county takes part."""
BUSY = 0.8
"""Share of the steps that even then happen on the computers of one cast."""


@dataclass(frozen=True)
class History:
    """Whose computers take part, and what is done on them."""

    cast: tuple[str, ...]
    steps: tuple[Step, ...]


def history_of(seed: int, length: int, *, everybody: bool | None = None) -> History:
    """A random history of some theme among some of the county."""
    rng = random.Random(seed)
    theme = rng.choice(THEMES)
    busy = rng.choice(TWO_SCHOOLS if "announce" in theme else CASTS)
    if everybody is None:
        everybody = rng.random() < ALL_TAKE_PART
    cast = EVERYBODY if everybody else busy
    possible = {name: [who for who in ACTS[name][2] if who in cast] for name in ACTS}
    names = [name for name, who in possible.items() if who]
    weights = [ACTS[name][1] * theme.get(name, 1) for name in names]
    steps = []
    for name in rng.choices(names, weights, k=length):
        near = [who for who in possible[name] if who in busy]
        who = rng.choice(near if near and rng.random() < BUSY else possible[name])
        steps.append((name, who, rng.getrandbits(32)))
    return History(cast, tuple(steps))


def live(county: County, steps: Sequence[Step]) -> None:
    """Lives through a history, step by step."""
    for what, who, chance in steps:
        rng = random.Random(chance)
        there = [m for m in county.machines.values() if m.place.name == who]
        if there:
            ACTS[what][0](county, rng.choice(there), rng)
