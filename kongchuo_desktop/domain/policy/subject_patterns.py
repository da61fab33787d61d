"""A subject pattern (§5) that stands outside a profile, as in a ledger's file."""

from typing import Any

from kongchuo_desktop.domain.policy.model import AllOf, AnyOf, Not, Pattern, SubjectPattern
from kongchuo_desktop.domain.policy.patterns import read_pattern
from kongchuo_desktop.domain.policy.reader import Locator, Reader
from kongchuo_desktop.domain.policy.titles import Titles
from kongchuo_desktop.errors import KnownError

_KEY = "of"


class _Elsewhere(Locator):
    """Whoever reads the file knows the line: the error holds the bare sentence."""

    def refuse(self, sentence: str, *, clause: str | None = None, needle: str = "",
               line: int | None = None) -> KnownError:
        return KnownError("pattern_invalid", sentence)


def read_subject_pattern(raw: Any, titles: Titles) -> Pattern:
    """What must be true of a pupil, read by the profiles' own parser.

    Raises:
        KnownError: ``pattern_invalid`` with a bare sentence, without file, line and full stop.
    """
    reader = Reader({_KEY: raw}, _Elsewhere("", _KEY), None, "")
    pattern = read_pattern(raw, reader, _KEY, titles)
    if not _about_subjects(pattern):
        raise reader.wrong("“of”只能写学生是什么样的（state、tag、stage等），不能写事情和日子")
    return pattern


def _about_subjects(pattern: Pattern) -> bool:
    match pattern:
        case SubjectPattern():
            return True
        case AllOf() | AnyOf():
            return all(_about_subjects(part) for part in pattern.parts)
        case Not():
            return _about_subjects(pattern.part)
    return False
