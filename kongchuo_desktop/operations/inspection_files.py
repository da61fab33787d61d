"""迎检对照 on paper: the list as Excel and as PDF."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from kongchuo_desktop.domain.inspection.model import STATE_NAMES, UNSAID, ClauseStanding, Proof
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.operations.inspection import Inspection
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.store import Store

FORM = "inspection"
COLUMNS = ("条款", "原文", "位置", "要有的材料", "状态", "已有/应有", "最近日期", "缺什么", "负责",
           "说明")
_WIDTHS = (18, 46, 10, 26, 10, 10, 12, 36, 14, 30)
_MOST_NAMED = 8
"""So many of those who lack the same are named; they are counted all the same."""
_TITLE = "迎检对照表"


def catalogue_sheet(store: Store, seen: Inspection) -> bytes:
    """An .xlsx with one row for each clause, printed on A4 landscape under a repeated head."""
    # openpyxl takes 10 MB and a tenth of a second: only who saves a sheet pays for it.
    from kongchuo_desktop.sheets.writer import Heading, write_list

    headings = [Heading(title, "center" if title in ("状态", "已有/应有", "最近日期") else "left",
                        width) for title, width in zip(COLUMNS, _WIDTHS, strict=True)]
    return write_list(f"{seen.title}{_TITLE}（{seen.span.dated}）", headings,
                      [_row(standing) for standing in seen.standings], unit=seen.unit,
                      day=seen.day, foot=totals(seen), sheet=_TITLE)


def _row(standing: ClauseStanding) -> list[str | date | None]:
    return [standing.title, standing.quote, place_in(standing.where), "、".join(standing.materials),
            standing.word, number_of(standing), standing.last,
            lacking_of(standing), standing.who, said_of(standing)]


def catalogue_pdf(store: Store, seen: Inspection) -> bytes:
    """The same list as the school's own paper: document, period, place of the seal, pages."""
    rows = [{"title": s.title, "where": place_in(s.where), "quote": s.quote,
             "materials": "、".join(s.materials), "state": s.word,
             "number": number_of(s), "last": s.last.isoformat() if s.last else "",
             "lacking": lacking_of(s), "who": s.who, "said": said_of(s)}
            for s in seen.standings]
    asked = {"document": f"《{seen.title}》", "period": seen.span.dated, "totals": totals(seen),
             "clauses": rows}
    return draft_papers(store, form_id=FORM, pupils=[], day=seen.day, asked=asked)[0].pdf


def totals(seen: Inspection) -> str:
    """``共97条：齐全18条，缺31条，逾期2条…``."""
    words = Counter(standing.word for standing in seen.standings)
    counts = [f"{word}{words[word]}条" for word in (*STATE_NAMES.values(), UNSAID) if words[word]]
    return f"共{len(seen.standings)}条：{'，'.join(counts)}。"


def number_of(standing: ClauseStanding) -> str:
    """``2/3``; empty where nothing counts."""
    return f"{standing.found}/{standing.wanted}" if standing.wanted else ""


def lacking_of(standing: ClauseStanding) -> str:
    """``没有家访（9月16日前）：石小满、赵禾；…``; what is for others to do stands last."""
    found: dict[str, list[Proof]] = {}
    for proof in standing.missing:
        due = f"（{day_text(proof.day)}前）" if proof.day else ""
        found.setdefault(f"{proof.what}{due}", []).append(proof)
    for proof in standing.proofs:
        if proof.state == "waiting":
            found.setdefault(proof.what, []).append(proof)
    return "；".join(f"{what}{_names(proofs)}" for what, proofs in found.items())


def _names(proofs: Sequence[Proof]) -> str:
    """Of whom; the school itself needs no name."""
    names = list(dict.fromkeys(proof.name for proof in proofs if proof.subject))
    rest = f"等{len(names)}个" if len(names) > _MOST_NAMED else ""
    return f"：{'、'.join(names[:_MOST_NAMED])}{rest}" if names else ""


def said_of(standing: ClauseStanding) -> str:
    """What a person said, with who and when; else how an unclear word of the clause is read."""
    said = standing.statement
    if said is not None:
        return f"{said.text}（{said.by}，{day_text(said.day)}）"
    return "；".join(dict.fromkeys(_readings(standing)))


def _readings(standing: ClauseStanding) -> Iterator[str]:
    for part in standing.parts:
        if part.unset and part.state == "manual":
            yield f"{part.title}：文件没有写数，学校也没有定"
        elif part.state in ("manual", "outside") and part.reading:
            yield part.reading
