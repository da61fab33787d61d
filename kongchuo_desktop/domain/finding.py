"""Finding pupils while a person types: a whole county is searched between two keystrokes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kongchuo_desktop.domain import names, pinyin

_SEAT_DIGITS = 2
"""A number so short is a seat; a longer one may be part of a number too."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What one pupil is found by, made once when the pupil is read.

    Attributes:
        keys: name, pinyin, initials and numbers in search form, each behind a line break.
        sound: the likeliest pinyin and the name, for sorting.
        seat: the seat number as typed.
        lattice: all readings of a name that has too many for ``keys`` (``pinyin.lattice``).
    """

    keys: str
    sound: str
    seat: str = ""
    lattice: str = ""


@lru_cache(maxsize=1 << 16)
def sought(name: str, *, seat: int | None = None, numbers: tuple[str, ...] = ()) -> Sought:
    """What a pupil of this name is found by; ``numbers`` are those that may be typed in part."""
    keys = [*pinyin.search_keys(name), *(number.lower() for number in numbers if number)]
    return Sought("".join(f"\n{key}" for key in keys), " ".join(pinyin.sort_key(name)),
                  str(seat or ""), pinyin.lattice(name))


class Finding:
    """One field over one list; what goes on from what was typed before looks only among those."""

    def __init__(self, pupils: Sequence[Sought]) -> None:
        self._pupils = pupils
        self._keys = [pupil.keys for pupil in pupils]
        self._lattices = {at: p.lattice for at, p in enumerate(pupils) if p.lattice}
        self._everyone = list(range(len(pupils)))
        self._wanted, self._found = "", self._everyone

    def find(self, text: str) -> Sequence[int]:
        """Places in the list, in its order, of those who match; all where nothing is typed.

        They match by a part of the name, of its pinyin, its initials or a number; one or two
        digits mean the seat alone.
        """
        wanted = names.search_form(text)
        if _is_seat(wanted):
            return self._seated(wanted)
        goes_on = self._wanted and wanted.startswith(self._wanted)
        among = self._found if goes_on else self._everyone
        self._wanted, self._found = wanted, self._among(among, wanted) if wanted else among
        return self._found

    def best(self, text: str) -> list[int]:
        """The likeliest first: whose seat it is, then what begins as it was typed, then the rest.

        One or two digits may be part of a number too.
        """
        wanted, keys = names.search_form(text), self._keys
        seated = self._seated(wanted) if _is_seat(wanted) else []
        found = self._among(self._everyone, wanted) if _is_seat(wanted) else self.find(text)
        begins = f"\n{wanted}"
        return list(dict.fromkeys((*seated, *(at for at in found if begins in keys[at]), *found)))

    def _seated(self, seat: str) -> list[int]:
        return [at for at, pupil in enumerate(self._pupils) if pupil.seat == seat]

    def _among(self, places: Sequence[int], wanted: str) -> list[int]:
        keys = self._keys
        spelling = pinyin.spelling(wanted) if self._lattices else None
        if spelling is None:
            return [at for at in places if wanted in keys[at]]
        return [at for at in places if wanted in keys[at] or self._spells(at, spelling)]

    def _spells(self, at: int, spelling: re.Pattern[str]) -> bool:
        lattice = self._lattices.get(at)
        return lattice is not None and spelling.search(lattice) is not None


def _is_seat(wanted: str) -> bool:
    return wanted.isdecimal() and len(wanted) <= _SEAT_DIGITS
