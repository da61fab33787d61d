"""Which of two titles that stand equal a school prints on a paper; asked once (policy.md §9)."""

from dataclasses import dataclass

from kongchuo_desktop.domain.policy.effective import TITLE, own_on
from kongchuo_desktop.domain.policy.figures import TAKEN_BACK
from kongchuo_desktop.domain.policy.model import PaperBinding
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.policies import policy_book, put_figure
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes


@dataclass(frozen=True, slots=True)
class TitleQuestion:
    """A paper with several titles; ``printed`` is the one that holds today."""

    paper: str
    titles: tuple[str, ...]
    printed: str
    chosen: bool

    @property
    def binding(self) -> str:
        """Name of the setting."""
        return TITLE + self.paper


def title_questions(store: Store, *, policy: str) -> list[TitleQuestion]:
    """The papers of a profile that have two or more titles, in the order of the document.

    Raises:
        KnownError: ``policy_missing``.
    """
    effective = policy_book(store).effective(policy)
    own = own_on(load_world(store).figures, store.now().date())
    papers = dict.fromkeys(bound.binding.paper for bound in effective.bounds
                           if isinstance(bound.binding, PaperBinding))
    return [TitleQuestion(paper, titles, effective.title_of(paper, own),
                          own.get(TITLE + paper, TAKEN_BACK) != TAKEN_BACK)
            for paper in papers if len(titles := effective.equal_titles(paper)) > 1]


def choose_title(store: Store, *, actor: Actor, policy: str, paper: str, title: str,
                 why: str = "") -> Changes:
    """Print one of the titles from today on; papers that were issued keep theirs.

    Raises:
        KnownError: ``unknown_title``.
    """
    asked = next((q for q in title_questions(store, policy=policy) if q.paper == paper), None)
    if asked is None or title not in asked.titles:
        raise KnownError("unknown_title", f"文件里没有把“{paper}”叫作“{title}”。",
                         kept="没有改动。", todo="从列出的名称里选一个。")
    return put_figure(store, "choose_title", actor=actor, binding=asked.binding,
                      value=f"《{title}》", why=why.strip() or "文件里有两个名称")
