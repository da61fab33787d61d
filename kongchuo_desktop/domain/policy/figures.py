"""Figures of a binding: what the document says, what it leaves open, what we read into it (§2)."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

Origin = Literal["document", "reading", "own", "unset"]

_FORM = re.compile(
    r"(?P<open>\?)?\s*(?P<op>>=|<=|>|<|=)?\s*(?P<open2>\?)?\s*(?P<value>[0-9]{1,4})?\s*%?\s*"
    r"(?P<unit>days?|school days?|weeks?|months?)?"
)
_DAYS = ("", "days", "school days")
MONTH_DAY = "month day"
"""Unit of a day of every year, the month before its two digits: 831 is 31 August."""
_COUNTED = ("years", "pupils", MONTH_DAY)
"""Units of figures of the program's own questions that a school never writes out."""
_SCHOOL = "school/"
"""Before the name of a figure that no document gives: lengths of leave, years of keeping."""
TAKEN_BACK = "?"
"""In the place of a school's own figure: from that day on it is again as the document left it."""
_PLURAL = {"day": "days", "school day": "school days", "week": "weeks", "month": "months"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a binding.

    Attributes:
        value: the number; None while unset, and whatever needs it sleeps.
        unit: ``days``, ``school days``, ``weeks``, ``months`` or ``""`` for a plain count.
        origin: whose figure it is: the document's, our reading, the school's own, or nobody's.
        op: comparison, always written out for targets; ``>=`` for counts that carry none.
        name: ``clause/key.field`` or ``clause#index.field``, by which a school sets its own.
        open: the document gives no figure, so that the school's own may fill or change it.
    """

    value: int | None
    unit: str = ""
    origin: Origin = "document"
    op: str = ">="
    name: str = ""
    open: bool = False

    def holds(self, number: int | Fraction) -> bool | None:
        """Whether ``number`` compares as the figure asks; None while it is unset."""
        if self.value is None:
            return None
        return {
            ">=": number >= self.value, "<=": number <= self.value, ">": number > self.value,
            "<": number < self.value, "=": number == self.value,
        }[self.op]

    @property
    def at_least(self) -> int | None:
        """The smallest count that holds, for counts that grow; None while unset."""
        if self.value is None:
            return None
        return self.value + 1 if self.op == ">" else self.value

    def own(self, value: str) -> "Figure":
        """The same figure as the school sets it; its unit stays unless the school names one.

        Raises:
            ValueError: ``value`` is no figure, itself open, or none of this kind: weeks for a
                number of visits, no visit at all, ``<= 3`` where a clause says from how many on.
        """
        theirs = parse_figure(value)
        if theirs.value is None or theirs.open or not self._takes(theirs):
            raise ValueError(value)
        return replace(self, value=theirs.value, unit=theirs.unit or self.unit, origin="own",
                       op=theirs.op if theirs.op != ">=" else self.op)

    def or_own(self, value: str) -> "Figure":
        """``own``, or the same figure where ``value`` is none for it: it may have come from
        another machine."""
        try:
            return self.own(value)
        except ValueError:
            return self

    def _takes(self, theirs: "Figure") -> bool:
        """Whether another figure is of this one's kind."""
        about, *steps = self.name.split(".")
        if about.startswith(_SCHOOL):
            if self.unit == MONTH_DAY and not _is_month_day(theirs.value or 0):
                return False
            return theirs.op == ">=" and theirs.unit in (
                _DAYS if self.unit not in _COUNTED else ("",))
        if "target" in steps:
            return not theirs.unit
        if theirs.op not in (">=", self.op):
            return False
        if "times" in steps:
            return bool(theirs.value) and not theirs.unit
        if "absent" in steps:
            return bool(theirs.value) and theirs.unit in _DAYS
        return True


def _is_month_day(value: int) -> bool:
    month, day = divmod(value, 100)
    return 1 <= month <= 12 and 1 <= day <= monthrange(2001, month)[1]


def is_title(value: str) -> bool:
    """Whether a school's own setting is a title in book marks, chosen between equal ones."""
    return len(value) > 2 and value[0] == "《" and value[-1] == "》"


def parse_figure(raw: int | str, name: str = "", *, unit: str = "") -> Figure:
    """Reads ``7``, ``"7 days"``, ``">= 95"``, ``"?"`` or ``"?5 school days"``.

    ``unit`` is the unit of a figure that names none. Raises ValueError for any other form.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ValueError(raw)
    text = str(raw).strip()
    match = _FORM.fullmatch(text)
    if match is None or not text:
        raise ValueError(raw)
    is_open = bool(match["open"] or match["open2"])
    value = None if match["value"] is None else int(match["value"])
    if value is None and not is_open:
        raise ValueError(raw)
    named = match["unit"] or ""
    origin: Origin = "document" if not is_open else "unset" if value is None else "reading"
    return Figure(value, _PLURAL.get(named, named) or unit, origin, match["op"] or ">=", name,
                  is_open)
