"""Looking numbers and papers over: gaps, the paper in hand, and what a void brings back."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from kongchuo_desktop.domain.duties.model import Duty
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.forms import forms_of
from kongchuo_desktop.operations.paper_numbers import number_style, numbering_of
from kongchuo_desktop.operations.paper_register import (
    IssuedPaper,
    find_paper,
    paper_register,
    papers_called,
)
from kongchuo_desktop.operations.policies import policy_book
from kongchuo_desktop.operations.today import own_duties, situation
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.papers.qr import read_words
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PaperEvent

_DIGITS = 8
_HEX = re.compile(rf"[0-9a-f]{{{_DIGITS},64}}")


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether the paper in hand is the one issued.

    Attributes:
        paper: the one of that number whose code it is; where none is, the one of that number.
        kept: whether the bytes that were printed are still here, whole.
    """

    paper: IssuedPaper
    same: bool
    kept: Literal["intact", "missing", "changed"]
    sentence: str


def missing_numbers(store: Store, papers: Iterable[IssuedPaper]) -> list[str]:
    """Numbers that no paper here has though later ones of their series do, in order.

    A package with it may not have come yet, or a store was restored from before it was issued.
    """
    series: dict[tuple[str, int, str], dict[int, IssuedPaper]] = defaultdict(dict)
    for paper in papers:
        if paper.number and paper.serial and not paper.own:
            series[paper.series][paper.serial] = paper
    forms, style = forms_of(store), number_style(store)
    found: list[str] = []
    for (word, year, seat), known in sorted(series.items()):
        form = forms.get(next(iter(known.values())).form)
        for serial in sorted(set(range(1, max(known))) - known.keys()):
            numbering = numbering_of(form, style) if form else None
            numbering = replace(numbering, word=word) if numbering else None
            found.append(numbering.text(year, serial, f"{seat}-" if seat else "")
                         if numbering else f"{word}〔{year}〕第{serial}号")
    return found


def verify_paper(store: Store, *, number: str, code: str) -> Verified:
    """Whether the paper in hand is the one issued, by the 校验码 in its foot.

    The first eight or more hex digits of the PDF's SHA-256 are taken as well. Of two papers with
    one number the code tells which it is.

    Raises:
        KnownError: ``unknown_paper``, ``own_paper`` for one that the program did not print,
            ``bad_code``.
    """
    text = _plain_code(code)
    if not _HEX.fullmatch(text):
        raise KnownError("bad_code", f"“{code}”不是校验码。", kept="没有改动。",
                         todo="照纸上页脚印的8位数字写；页脚没有校验码的，是以前的版本开的，"
                              "请对照登记簿里的原件。")
    found = papers_called(store, number)
    printed = [p for p in found if not p.own]
    if not printed:
        raise KnownError("own_paper", f"《{found[0].title}》用的是本校自己的纸，没有校验码。",
                         todo="和学校留存的那一份对照。")
    same = next((p for p in printed if text == p.code.replace(" ", "")
                 or (len(text) >= _DIGITS and p.digest.startswith(text))), None)
    paper = same or next((p for p in printed if p.voided is None), printed[0])
    return Verified(paper, same is not None, _kept(store, paper), _verdict(paper, same))


def verify_scanned(store: Store, *, text: str) -> Verified:
    """``verify_paper`` by what the square on a paper says: ``KC1:number:code``, read by a scanner
    that types it. A paper without a number is found by its code alone.

    Raises:
        KnownError: ``not_ours`` for another square, ``unknown_paper``, and as ``verify_paper``.
    """
    found = read_words(text.replace("：", ":"))
    if found is None:
        raise KnownError("not_ours", "扫到的不是本程序文书上的二维码。", kept="没有改动。",
                         todo="对准文书上的二维码再扫一次，或者输入文号和校验码。")
    number, code = found
    if number:
        return verify_paper(store, number=number, code=code)
    same = next((paper for paper in paper_register(store)
                 if paper.code and _plain_code(paper.code) == _plain_code(code)), None)
    if same is None:
        raise KnownError("unknown_paper", "登记簿里没有这个校验码的文书。", kept="没有改动。",
                         todo="别的电脑开的，等它的包收下了再查；不是就请开出单位核对。")
    return verify_paper(store, number=same.id, code=code)


def _plain_code(code: str) -> str:
    return re.sub(r"[\s\-—–]", "", unicodedata.normalize("NFKC", code)).lower()


def _kept(store: Store, paper: IssuedPaper) -> Literal["intact", "missing", "changed"]:
    data = store.attachment(paper.digest)
    if data is None:
        return "missing"
    return "intact" if hashlib.sha256(data).hexdigest() == paper.digest else "changed"


def _verdict(paper: IssuedPaper, same: IssuedPaper | None) -> str:
    if same is None:
        return (f"和登记簿里的{paper.called}对不上：纸上的内容改过，或者是别处开的。"
                "先核对有没有抄错，再和原件逐栏对照。")
    issued = f"是登记簿里{day_text(paper.day)}开出的{paper.called}"
    if paper.voided is not None:
        return f"{issued}，但已经作废：{paper.voided}。"
    return f"{issued}，没有改过。"


def duties_if_voided(store: Store, *, paper: str) -> list[Duty]:
    """What would be due again, overdue first, if this paper were voided now."""
    found = find_paper(store, paper)
    now = situation(store)
    with store.session() as session:
        gone = {found.id, *(e.row for e in living(session, PaperEvent, paper=found.id))}
    world = load_world(store)
    then = Situation(policy_book(store), load_calendar(store),
                     replace(world, facts=[f for f in world.facts if f.id not in gone]), now.today)
    known = {duty.id for duty in own_duties(store, now)}
    return [duty for duty in own_duties(store, then)
            if duty.id not in known and duty.pupil == found.pupil]
