"""The order of the first run's pages: alone, as a bureau, or with a kit of the superior."""

STEPS = ("role", "unit", "policy", "password", "recovery", "roster", "kit", "code")
"""Its pages, each by the name of its property."""
ROLE, UNIT, POLICY, PASSWORD, RECOVERY, ROSTER, KIT, CODE = range(len(STEPS))

_ALONE = (ROLE, UNIT, POLICY, PASSWORD, RECOVERY, ROSTER)
_WAYS = {"bureau": _ALONE[:-1], "kit": (ROLE, KIT, PASSWORD, RECOVERY, CODE)}
_WORDS = {ROLE: "您的岗位", UNIT: "学校", POLICY: "按哪份文件办", PASSWORD: "开机口令",
          ROSTER: "花名册", KIT: "加入文件", CODE: "核对码"}
_UNITS = {"class": "学校和班级", "bureau": "单位"}


def way_of(role: str) -> tuple[int, ...]:
    """The pages that somebody goes through, in order."""
    return _WAYS.get(role, _ALONE)


def next_of(role: str, at: int) -> int | None:
    """The page after one; None behind the last."""
    way = way_of(role)
    later = way[way.index(at) + 1 :]
    return later[0] if later else None


def before(role: str, at: int) -> int | None:
    """The page to which one can go back; None where there is none, or the store was made since."""
    way = way_of(role)
    place = way.index(at)
    made = place > way.index(PASSWORD)
    return None if place == 0 or (made and at != ROSTER) else way[place - 1]


def asked_again(role: str, at: int) -> int:
    """Where a first run goes on that was left at a page: nothing was made of it."""
    way = way_of(role)
    open_pages = way[: way.index(PASSWORD) + 1]
    return at if at in open_pages else PASSWORD if at in way else ROLE


def questions(role: str) -> list[str]:
    """What the questions are called; the recovery page belongs to the password."""
    return [_UNITS.get(role, _WORDS[page]) if page == UNIT else _WORDS[page]
            for page in way_of(role) if page != RECOVERY]


def number_of(role: str, at: int) -> int:
    """Which question a page is, from 0."""
    pages = [page for page in way_of(role) if page != RECOVERY]
    return pages.index(PASSWORD if at == RECOVERY else at)


def page_of(role: str, number: int) -> int:
    """The page of a question."""
    return [page for page in way_of(role) if page != RECOVERY][number]
