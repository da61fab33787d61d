"""How duties read: clause links, due words, button words."""

from dataclasses import replace
from datetime import date

import pytest

from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.duties.situation import Duty
from kongchuo_desktop.operations.discharge import Way
from kongchuo_desktop.operations.overview import Person
from kongchuo_desktop.ui.pages.today_words import (
    clause_words,
    due_words,
    kind_word,
    reading_words,
    sign_of,
    tone_of,
    verb_of,
)

TODAY = date(2026, 9, 17)
DUTY = Duty("id", "R1/visit", "visit", "pupil", "p", "某某", "连续旷课3天", "应当天家访", "today",
            due=TODAY)


@pytest.mark.parametrize(("title", "where", "words"), [
    ("云岭县控辍保学工作实施方案", "第十二条", "方案第十二条"),
    ("岫岩县控辍保学工作实施方案", "四(二)1 L63", "方案 四(二)1"),
    ("控辍保学工作制度", "L144", "制度"),
    ("某某材料", "第三条", "文件第三条"),
])
def test_a_clause_is_named_as_its_document_numbers_it(title: str, where: str, words: str) -> None:
    assert clause_words(ClauseRef("X", "R1", where, "", title, "")) == words


@pytest.mark.parametrize(("do", "word"), [
    ("meeting", "会议"), ("register", "考勤"), ("ask", "两边不一样"), ("correct", "退回修改"),
    ("transfer", "转学衔接"),
])
def test_a_line_about_no_pupil_of_the_roster_says_its_kind(do: str, word: str) -> None:
    assert kind_word(replace(DUTY, do=do)) == word


@pytest.mark.parametrize(("changes", "words"), [
    ({"group": "overdue", "overdue_days": 2}, "逾期2天"),
    ({"group": "today"}, "今天"),
    ({"group": "week", "due": date(2026, 9, 18)}, "周五前"),
    ({"group": "later", "due": date(2026, 9, 30)}, "9月30日前"),
    ({"group": "later", "due": date(2027, 7, 9)}, "2027年7月9日前"),
    ({"group": "undated", "due": None}, "没有期限"),
    ({"group": "undated", "due": None, "watch": True}, "等办理"),
])
def test_due_words(changes: dict[str, object], words: str) -> None:
    assert due_words(replace(DUTY, **changes), TODAY) == words  # type: ignore[arg-type]


def test_what_another_body_must_do_is_never_red() -> None:
    late = replace(DUTY, group="overdue", overdue_days=9)
    assert tone_of(late) == "red"
    assert tone_of(replace(late, watch=True)) == "grey"
    assert verb_of(replace(late, watch=True), Way("event")) == "记下结果"


def test_a_child_that_is_back_is_visited_again_not_persuaded() -> None:
    back = Person("某某", "七1班", 1, (), "returned")
    assert verb_of(DUTY, Way("visit"), back) == "登记回访"
    assert sign_of(DUTY, Way("visit"), back) == "heart-handshake"
    assert verb_of(DUTY, Way("visit"), replace(back, state="open")) == "登记家访"


@pytest.mark.parametrize(("title", "verb"), [
    ("义务教育劝学通知书", "开通知书"), ("劝学书", "开劝学书"), ("义务教育辍学报告书", "填报告书"),
    ("目标责任书", "开责任书"), ("别的纸", "开文书"),
])
def test_the_button_names_the_paper_in_five_characters(title: str, verb: str) -> None:
    paper = replace(DUTY, do="paper", paper=title, paper_title=title)
    assert verb_of(paper, Way("issue")) == verb
    assert len(verb) <= 5


def test_a_reading_loses_our_own_numbers() -> None:
    assert reading_words("G-06 G-08：从回证上的日期起算") == "从回证上的日期起算"
    assert reading_words("“一周”读作7天") == "“一周”读作7天"
