"""Names with characters that no paper can print: whose they are, and what to do about each."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from kongchuo_desktop.domain import names
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.papers import fonts
from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.papers.fonts import printable
from kongchuo_desktop.store.store import Store

_FIELDS = {"name": "姓名", "guardian1_name": "监护人1姓名", "guardian2_name": "监护人2姓名"}


@dataclass(frozen=True, slots=True)
class BadCharacter:
    """One character of a name that would not be printed as it is meant.

    Attributes:
        label: the field it stands in: ``姓名``.
        code: its code point, ``U+E863``; ``U+3F`` where a question mark stands for what was lost.
        meant: the character that is most likely meant; empty where nobody can know.
        sentence: what is wrong with it.
        todo: what the person can do.
    """

    label: str
    char: str
    code: str
    meant: str
    sentence: str
    todo: str


def unprintable_names(store: Store) -> Mapping[str, tuple[BadCharacter, ...]]:
    """Pupils (row id) in whose name or guardians' names some character would not be printed.

    The bundled faces on screen have all Han that those of papers have, so this holds for both.
    """
    return remembered(store, "unprintable", lambda: _read(store))


def _read(store: Store) -> dict[str, tuple[BadCharacter, ...]]:
    cards = list_pupils(store, everyone=True)
    texts = (str(card.values.get(field) or "") for card in cards for field in _FIELDS)
    # Fonts are asked once for each character, however many names there are.
    missing = fonts().missing(printable("".join({char for text in texts for char in text})))
    found = {card.id: tuple(_of(card, missing)) for card in cards}
    return {pupil: bad for pupil, bad in found.items() if bad}


def _of(card: PupilCard, missing: Set[str]) -> list[BadCharacter]:
    found = []
    for field, label in _FIELDS.items():
        text = str(card.values.get(field) or "")
        lost = names.lost_characters(text)
        found += [_bad(label, place, char, lost=place in lost)
                  for place, char in enumerate(text) if char in missing or place in lost]
    return found


def _bad(label: str, place: int, char: str, *, lost: bool) -> BadCharacter:
    meant, code = names.meant_by(char), f"U+{ord(char):04X}"
    where = f"{label}第{place + 1}个字"
    if meant:
        sentence = f"{where}用的是旧系统的编码（{code}），应该是“{meant}”。"
        todo = f"重新输入“{meant}”。"
    elif names.is_private(char):
        sentence = f"{where}是旧系统自造的字（{code}），别的电脑显示不出来。"
        todo = "对照户口簿重新输入这个字。"
    elif lost:
        sentence, todo = f"{where}是“{char}”，原来的字丢了。", "对照户口簿重新输入这个字。"
    else:
        sentence = f"{where}“{char}”（{code}）没有字体能印出来。"
        todo = "核对是不是这个字；没有错的，请教育局发字体。"
    return BadCharacter(label, char, code, meant, sentence, todo)
