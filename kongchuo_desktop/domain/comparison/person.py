"""One line of a list of children, and the form in which lines are compared."""

from dataclasses import dataclass
from functools import cached_property

from kongchuo_desktop.domain import identity, likeness, names
from kongchuo_desktop.domain.comparison.variants import one_shape

_SHORTEST = 15
"""Characters of a number that can tell two children apart; 无 and 0 are none."""
_DAY = len("2015-09-03")


@dataclass(frozen=True)
class Person:
    """One line of a list, as it stands there.

    Attributes:
        key: tells the line from the others of its list.
        number: identity number as written, also what Excel left of it; empty for none.
        birth: ISO day, or month where only that is known; empty for none.
        guardians: names of guardians and of the householder.
        student_number: 学籍号; one that begins with G holds the identity number once more.
        place, phone, room: where the child is to be found: address or village, telephone, class.
        rest: what else stands in the line, ``民族：壮``; nothing is compared of it.
    """

    key: str
    name: str
    number: str = ""
    birth: str = ""
    guardians: tuple[str, ...] = ()
    sex: str = ""
    student_number: str = ""
    place: str = ""
    phone: str = ""
    room: str = ""
    rest: tuple[str, ...] = ()

    @cached_property
    def called(self) -> str:
        """The name as names are compared: without the dot that many lists leave out and without
        what stands in brackets behind it, each character in its common form."""
        name = self.name
        if not names.is_plain(name):
            name = names.search_form(names.without_brackets(names.clean_name(name)) or name)
        return one_shape(name)

    @cached_property
    def told(self) -> str:
        """The number as numbers are compared (15 digits as 18); empty where it tells nobody."""
        number = self.number
        if not number and self.student_number[:1] in ("G", "g"):
            number = self.student_number[1:]
        number = likeness.number_of({"identity_number": number})
        tells = len(number) >= _SHORTEST and number.count(number[0]) < len(number)
        return number if tells else ""

    @cached_property
    def valid(self) -> bool:
        """Whether the number is right by itself."""
        return bool(self.told) and identity.is_valid(self.told)

    @cached_property
    def born(self) -> str:
        """The birthday as the list says, else as the number does; empty where the day is not
        known."""
        return self.since if len(self.since) == _DAY else ""

    @cached_property
    def since(self) -> str:
        """The birthday, or the month of birth where neither list nor number says the day."""
        day = identity.birth_date(self.told) if self.told and len(self.birth) < _DAY else None
        return day.isoformat() if day and day.isoformat().startswith(self.birth) else self.birth

    @cached_property
    def kin(self) -> frozenset[str]:
        """Those who answer for the child, as names are compared."""
        return frozenset(filter(None, map(_plain, self.guardians)))

    @property
    def trait(self) -> str:
        """What this child is known by the next time a list comes."""
        if self.told:
            return f"{self.called}|{self.told}"
        found = [self.since, *sorted(self.kin)]
        if not (self.born and self.kin):
            # A name with hardly anything beside it must not stand for all who have it.
            found += [self.place, self.room]
        return "|".join((self.called, "/".join(found)))


def _plain(name: str) -> str:
    return one_shape(names.normal(name))
