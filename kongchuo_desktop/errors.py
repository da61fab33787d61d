"""The two roots of errors: what a user can act on, and bugs."""


class KnownError(Exception):
    """Something the user can act on; it carries its own Chinese sentences.

    Attributes:
        code: stable ASCII word for scripts and technicians, e.g. ``"wrong_password"``.
        sentence: what happened, one Chinese sentence.
        kept: what was kept (nothing lost), one Chinese sentence, may be empty.
        todo: what to do next, one Chinese sentence, may be empty.
    """

    def __init__(self, code: str, sentence: str, *, kept: str = "", todo: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.kept = kept
        self.todo = todo

    @property
    def message(self) -> str:
        """All three parts as one line, as the command line prints them."""
        return "".join(part for part in (self.sentence, self.kept, self.todo) if part)


class BugError(Exception):
    """The program contradicts itself; never shown as it stands to a user."""
