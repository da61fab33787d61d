"""F1: every page has its text, its keys and its clauses, and all texts can be searched."""

from collections.abc import Callable
from itertools import chain

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from settling import settle

from kongchuo_desktop.domain.policy import words as vocabulary
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.domain.policy.kinds import KIND_WORDS
from kongchuo_desktop.operations.clauses import clauses_of
from kongchuo_desktop.operations.page_help import all_help, clauses_about, find_help
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.help_sheet import HelpSheet
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.theme import Theme

PAGES = sorted({spec.key for role in ("class", "school", "bureau") for spec in page_specs(role)})


def test_there_is_a_text_for_every_page_and_for_nothing_else() -> None:
    assert sorted(all_help()) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_text_is_short_and_in_a_teachers_words(page: str) -> None:
    text = all_help()[page]
    assert 3 <= len(text.sentences) <= 8
    for sentence in text.sentences:
        assert sentence.endswith("。")
        assert not set(sentence) & set("！!"), "no exclamation marks"
    said = "".join(text.sentences)
    for word in ("数据库", "同步", "哈希", "异常", "请注意", "确定"):
        assert word not in said


def test_the_subjects_are_words_of_the_vocabulary() -> None:
    known = set(vocabulary.DO) | set(KIND_WORDS.values())
    assert set(chain.from_iterable(text.subjects for text in all_help().values())) <= known


def test_a_page_is_told_its_clauses_word_for_word(class_store: Store) -> None:
    subjects = all_help()["today"].subjects
    found = clauses_about(class_store, subjects=subjects)
    assert found
    assert all(clause.quote and clause.where for clause in found)
    lines = clauses_of(class_store, policy="XY24")
    assert not any(place_in(place) != place for place in (
        *(clause.where for clause in found), *(line.where for line in lines)))
    assert len(clauses_about(class_store, subjects=frozenset())) == 0


def test_all_texts_are_searched() -> None:
    pages = [text.page for text, _ in find_help("U盘")]
    assert "returns" in pages
    assert find_help("月报 催报")[0][0].page == "grid"
    assert find_help("没有这样的词") == []
    assert find_help("  ") == []


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_the_sheet_shows_and_searches(
    theme: Theme, qtbot: QtBot, class_store: Store, size: tuple[int, int],
    fits: Callable[[QWidget], None]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    text = all_help()["attendance"]
    sheet = HelpSheet(theme, window, title="考勤", sentences=text.sentences,
                      page=[("K B", "旷课、病假")], everywhere=[("F1", "这一页怎么用")])
    sheet.show_clauses(clauses_about(class_store, subjects=text.subjects))
    sheet.open()
    settle()

    def seen() -> str:
        return "\n".join(w.text() for w in sheet.findChildren(QLabel) if w.isVisible())

    assert text.sentences[0] in seen()
    assert "哪些条文管着这一页" in seen()
    fits(sheet)
    sheet.search.setText("催报")
    settle()
    assert text.sentences[0] not in seen()
    assert "催报" in seen()
    sheet.search.setText("没有这样的词")
    settle()
    assert "没有找到“没有这样的词”" in seen()
