"""What reached the general handlers of the worker during a test."""

from dataclasses import dataclass, field

from kongchuo_desktop.errors import KnownError


@dataclass
class Faults:
    """Errors nobody took: ``known`` would be a dialog, ``bugs`` a crash."""

    known: list[KnownError] = field(default_factory=list)
    bugs: list[BaseException] = field(default_factory=list)
