"""The list of ledgers: those that the county's document asks for, then the others."""

from collections.abc import Sequence

from kongchuo_desktop.domain.finding import Finding, sought
from kongchuo_desktop.operations.ledgers import LedgerChoice
from kongchuo_desktop.ui.parts.picker import Listed, Picker, listed_row
from kongchuo_desktop.ui.parts.rows import Head, Row
from kongchuo_desktop.ui.theme import Theme

_NAMED, _OTHERS = "本县文件要的", "其他"


class LedgerPicker(Picker):
    """The ledgers; ``chosen(LedgerChoice)``."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, finds="找台账", lists="有哪些台账")
        self._choices: Sequence[LedgerChoice] = ()
        self._finding = Finding(())
        self.clicked.connect(self.entered)

    def set_choices(self, choices: Sequence[LedgerChoice]) -> None:
        self._choices = choices
        self._finding = Finding([sought(c.title, numbers=(c.ledger, c.id)) for c in choices])
        self.fill()

    def go(self, key: str) -> bool:
        """By its id or its name; without one that is called so, the first."""
        found = super().go(next((c.id for c in self._choices if key in (c.id, c.ledger)), key))
        if not found:
            self.list.go_first()
        return found

    def groups(self, text: str) -> list[tuple[Head | None, list[Row]]]:
        found = [self._choices[at] for at in self._finding.find(text)]
        parts = [(_NAMED, [c for c in found if c.named]),
                 (_OTHERS, [c for c in found if not c.named])]
        return [(Head(head), [_row(c) for c in choices]) for head, choices in parts if choices]


def _row(choice: LedgerChoice) -> Row:
    due = f"{choice.owed}人没说明" if choice.owed else ""
    return listed_row(choice.id, Listed(choice, choice.title, due, choice.county))
