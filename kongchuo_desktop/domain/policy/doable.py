"""Whether some act of a person can bring what a duty waits for: else it would stand for ever."""

from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    CalendarPattern,
    FactPattern,
    MetPattern,
    Not,
    Pattern,
    SubjectPattern,
)

_GIVEN = ("age", "grade", "years", "stage", "class_kind")
"""What is so of a child or class without anybody's doing."""


def hindrance(done: Pattern, each: str) -> str:
    """The word of ``done`` that nobody can bring about; empty where all can be done.

    ``each``: whom the duty is about. Of ``any`` one that can be done is enough; what must not be
    is no act, so it never stands alone.
    """
    match done:
        case FactPattern(fact="register"):
            return "" if each == "class" else "register"
        case FactPattern():
            return ""
        case SubjectPattern():
            return next((key for key in done.tests if key in _GIVEN), "")
        case AllOf():
            acts = [part for part in done.parts if not isinstance(part, Not)]
            return next((word for part in acts if (word := hindrance(part, each))),
                        "" if acts else "not")
        case AnyOf():
            words = [hindrance(part, each) for part in done.parts]
            return "" if "" in words else words[0]
        case AbsencePattern():
            return "absent"
        case CalendarPattern():
            return "calendar"
        case MetPattern():
            return "met"
        case Not():
            return "not"
