"""Words of rosters: headings, classes, relations, nationalities, yes and no."""

from datetime import date

import pytest

from kongchuo_desktop.domain import roster
from kongchuo_desktop.domain.roster import ClassLabel, parse_class_label

TERM = date(2026, 9, 17)


@pytest.mark.parametrize(
    "text",
    [
        "七年级1班",
        "七(1)班",
        "七（1）班",
        "初一1班",
        "初一(1)班",
        "初一（一）班",
        "七年级（1）班",
        "七1班",
        "七一班",
        "701",
        "0701",
        "7.1",
        "7-1",
        "7年级1班",
        "初中一年级1班",
        "2026级1班",
        "初2026级(1)班",
        "七 年 级 1 班",
        "７年级１班",
        "七年级",
        "初一",
        "七【1】班",
    ],
)
def test_a_class_is_understood_however_it_is_written(text: str) -> None:
    assert parse_class_label(text, on=TERM, stage="junior") == ClassLabel(7, 1)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("三年级2班", ClassLabel(3, 2)),
        ("小学三年级2班", ClassLabel(3, 2)),
        ("三年二班", ClassLabel(3, 2)),
        ("一(二)班", ClassLabel(1, 2)),
        ("九年级十二班", ClassLabel(9, 12)),
        ("初三", ClassLabel(9, 1)),
        ("2024级1班", ClassLabel(9, 1)),
        ("小学2024级3班", ClassLabel(3, 3)),
        ("初中八年级3班", ClassLabel(8, 3)),
        ("1班", None),
        ("六甲", None),
        ("十年级1班", None),
        ("2015级1班", None),
        ("高一1班", None),
        ("", None),
        ("七年级0班", None),
    ],
)
def test_other_classes(text: str, label: ClassLabel | None) -> None:
    assert parse_class_label(text, on=TERM, stage="junior") == label


def test_an_entry_year_alone_needs_the_stage() -> None:
    assert parse_class_label("2024级1班", on=TERM) is None
    assert parse_class_label("2024级1班", on=TERM, stage="primary") == ClassLabel(3, 1)
    assert parse_class_label("2024级1班", on=date(2026, 8, 31), stage="junior") == ClassLabel(8, 1)


def test_every_class_is_read_back_from_its_title() -> None:
    for grade in range(1, 10):
        for number in range(1, 61):
            label = ClassLabel(grade, number)
            assert parse_class_label(label.title, on=TERM) == label


def test_a_class_is_found_in_a_title() -> None:
    title = "青石镇中心学校2026—2027学年七年级（2）班学生花名册"
    assert roster.find_class_label(title, on=TERM) == ClassLabel(7, 2)
    assert roster.find_class_label("学生花名册", on=TERM) is None


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("★姓名", "name"),
        ("姓  名", "name"),
        ("身份证\n号码", "identity_number"),
        ("身份证件号", "identity_number"),
        ("出生日期（YYYYMMDD）", "birth_date"),
        ("是否留守\n儿童", "left_behind"),
        ("成员1联系电话", "guardian1_phone"),
        ("家庭成员二姓名", "guardian2_name"),
        ("监护人(2)姓名", "guardian2_name"),
        ("户口所在地行政区划", "household_address"),
        ("是否进城务工人员随迁子女", "tag:随迁"),
        ("爱吃", None),
        ("", None),
    ],
)
def test_headings_mean_what_they_say(heading: str, meaning: str | None) -> None:
    assert roster.meaning_of(heading) == meaning


def test_words_come_into_normal_form() -> None:
    assert [roster.read_gender(w) for w in ("男", "女性", "Ｆ", "男生", "1", "？")] == [
        "男",
        "女",
        "女",
        "男",
        "男",
        None,
    ]
    assert [roster.read_ethnicity(w) for w in ("汉", "维吾尔族", "维族", "穿青人", "土")] == [
        "汉族",
        "维吾尔族",
        "维吾尔族",
        "穿青人",
        "土族",
    ]
    assert [roster.read_relation(w) for w in ("父亲", "爷爷", "（外）祖父母", "舅舅")] == [
        "父",
        "祖父",
        "祖父母",
        "舅舅",
    ]
    assert [
        roster.read_yes_no(w) for w in ("是", "√", "Ｙ", "否", "无残疾", "非留守", "肢体残疾")
    ] == [True, True, True, False, False, False, None]
    assert len(roster.ETHNICITIES) == 56


def test_tags_are_found_in_free_text() -> None:
    assert set(roster.tags_in("脱贫户、双亲留守")) == {"脱贫户", "留守"}
    assert roster.tags_in("非留守儿童") == ()
    assert roster.tags_in("残疾人家庭") == ("残疾人家庭",)
