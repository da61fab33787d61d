"""The printed papers: their words, their fonts, what is left blank, and that they never change."""

import os
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from sheet_values import values_of

from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.paths import FORMS

GOLDEN = Path(__file__).parent / "golden"
WRITE_GOLDEN = "KONGCHUO_WRITE_GOLDEN"
"""Set in the environment, the words as they are now become the golden ones: look at the diff."""
SHIPPED = load_forms(FORMS)
Values = Mapping[str, object]

NOTICE: Values = {
    "number": "义劝通字〔2026〕第3号",
    "pupil": "买买提·阿卜杜拉",
    "sex": "男",
    "class": "七年级1班",
    "guardian": "阿卜杜拉·肉孜",
    "relation": "父",
    "place": "青石镇河东村三组",
    "school": "青石镇中心学校",
    "absent_since": date(2026, 9, 8),
    "contacts": ["2026-09-08", "2026-09-10", "2026-09-13"],
    "limit": "2026-09-24",
    "server": "周老师、陶长河",
    "visitors": "周老师、陶长河",
    "teacher": "周老师",
    "phone": "0999-1234567",
    "issued": "2026-09-17",
}
DAYS = [date(2026, 9, 1) + timedelta(n) for n in range(30)]
SAMPLES: Mapping[str, Values] = {
    "persuasion_notice": NOTICE,
    "persuasion_letter": {**NOTICE, "number": "劝学字〔2026〕第3号"},
    "kit_code": {
        "title": SHIPPED["kit_code"].title,
        "from": "青石镇中心学校",
        "whom": "青石镇中心学校七年级1班",
        "file": "青石镇中心学校-七年级1班-加入文件.kckit",
        "made": date(2026, 9, 1),
        "code": "4821 7390 5526",
        "check_code": "6278 8633",
    },
    "reminder": {
        "title": SHIPPED["reminder"].title,
        "school": "青石镇中心学校",
        "sender": "云岭县教育局",
        "period": "2026年9月",
        "kind": "月报",
        "due": "2026年9月30日",
        "quote": "每月月底上报",
        "document": "样例文件第三条",
        "silence": "没有报会按文件视为0，和报了0不一样。",
        "phone": "000-00000001",
        "today": date(2026, 10, 9),
    },
    "recovery_page": {
        "unit": "青石镇中心学校",
        "store": "七年级1班",
        "created": "2026-09-01",
        "recovery": "K7QM-4XWD-9FHT-2CPB-J6RN-8VYA",
    },
    "package_list": {
        "sender": "青石镇中心学校七年级1班",
        "receiver": "青石镇中心学校",
        "title": "报送清单",
        "verb": "报送",
        "what": "2026年9月月报",
        "made": "2026年9月30日16:42",
        "file": "青石镇中心学校-七1班-2026年9月.kcbx",
        "size": "1.8 MB",
        "short": "3fa2c119",
        "check_code": "4821 7390",
        "contents": [
            {"what": "学生名册", "count": "52人", "note": "含联系人"},
            {"what": "家访和劝返记录", "count": "7次", "note": ""},
        ],
        "maker": "周老师",
    },
    "today_list": {
        "school": "青石镇中心学校",
        "class": "七年级1班",
        "day": "2026-09-17",
        "duties": [
            {
                "pupil": "买买提·阿卜杜拉",
                "act": "开《劝学通知书》",
                "why": "连续旷课7天",
                "clause": "四(一)",
                "due": "逾期2天",
            }
        ],
    },
    "dossier_contents": {
        "school": "青石镇中心学校",
        "class": "七年级1班",
        "pupil": "买买提·阿卜杜拉",
        "pieces": [
            {"title": "三、通知和送达"},
            {"order": "1", "title": "劝学通知书", "number": "义劝通字〔2026〕第3号",
             "day": date(2026, 9, 17), "page": "1", "note": ""},
            {"order": "", "title": "　送达回证和签收件（照片1张）", "number": "",
             "day": date(2026, 9, 18), "page": "2", "note": ""},
            {"order": "", "title": "劝学通知书", "number": "义劝通字〔2026〕第4号",
             "day": date(2026, 9, 18), "page": "", "note": "作废：姓名写错"},
        ],
    },
    "inspection_contents": {
        "school": "青石镇中心学校",
        "period": "2026年9月1日至2027年1月20日",
        "volumes": [
            {"title": "台账"},
            {"order": "1", "title": "迎检对照表", "sheets": "5", "page": "1", "note": ""},
            {"title": "一人一案"},
            {"order": "2", "title": "买买提·阿卜杜拉卷宗（七年级1班）", "sheets": "41", "page": "6",
             "note": "买买提·阿卜杜拉的院子.jpg（不在这台电脑上）"},
        ],
    },
    "paper_register": {
        "school": "青石镇中心学校",
        "period": "2026年9月1日至2027年1月20日",
        "printed": date(2026, 9, 30),
        "papers": [
            {"day": date(2026, 9, 17), "number": "义劝通字〔2026〕第3号", "title": "劝学通知书",
             "pupil": "买买提·阿卜杜拉", "served": "9月18日直接送达，阿卜杜拉（父）签收",
             "note": ""},
            {"day": date(2026, 9, 18), "number": "义劝通字〔2026〕第4号", "title": "劝学通知书",
             "pupil": "单小雨", "served": "", "note": "作废：姓名写错"},
        ],
    },
    "late_return_register": {
        "school": "青石镇中心学校",
        "opening": "2026-09-01",
        "printed": "2026-09-17",
        "count": "2",
        "away": "1",
        "unfiled": "八年级2班",
        "pupils": [
            {"room": "七年级1班", "name": "买买提·阿卜杜拉", "kind": "未到待查", "back": "",
             "cause": "随父母外出", "whereabouts": "外地就读"},
            {"room": "七年级1班", "name": "欧阳𬭩𠮷", "kind": "旷课", "back": "9月3日"},
        ],
    },
    "supervisor_table": {
        "heading": "控辍保学工作局领导及科室督导包校安排表",
        "sender": "云岭县教育局",
        "today": date(2026, 9, 17),
        "count": "3",
        "unassigned": "甲河教学点",
        "supervisors": [
            {"name": "莫老师", "office": "副局长", "phone": "000-00000001", "count": "2",
             "schools": "河西镇第一民族初级中学、青石镇中心学校"},
        ],
    },
    "indicator_table": {
        "sender": "青石镇中心学校",
        "of": "青石镇中心学校",
        "today": date(2026, 9, 17),
        "rates": [
            {"name": "初中入学率", "value": "99.92%", "sides": "1285/1286", "aim": "≥95%（含）",
             "how": "已入学的初中适龄儿童少年（不论在哪个年级）÷初中适龄人口（8月31日满6—14周岁）",
             "standing": "达到", "base": "户籍口径", "source": "方案第十二条"},
            {"name": "残疾儿童少年入学率", "value": "—", "sides": "", "aim": "＜1%（不含）",
             "how": "已入学的适龄残疾儿童少年÷适龄人口", "standing": "没有数", "base": "学籍口径"},
        ],
        "notes": [{"note": "残疾儿童少年入学率：青石镇中心学校没有可算的人，分母是0。"}],
    },
    "inspection": {
        "school": "青石镇中心学校",
        "document": "《云岭县控辍保学工作实施方案》",
        "period": "2026年9月1日至2027年1月20日",
        "day": "2026-09-17",
        "totals": "共2条：齐全1条，逾期1条。",
        "clauses": [
            {"where": "四(一)", "title": "劝学通知书", "quote": "学校要送达《义务教育劝学通知书》",
             "materials": "《劝学通知书》存根、送达回证", "state": "逾期", "number": "1/2",
             "last": "2026-09-16",
             "lacking": "没有送达《劝学通知书》（9月16日前）：买买提·阿卜杜拉",
             "who": "班主任", "said": ""},
            {"where": "五6", "title": "学籍", "quote": "初一学生每年9月末完成学籍建立",
             "materials": "学籍核实记录", "state": "齐全", "number": "1/1", "last": "2026-09-10",
             "lacking": "", "who": "学籍管理员", "said": "在教导处2号柜（陶主任，9月17日）"},
        ],
    },
    "leave_slip": {
        "school": "青石镇中心学校",
        "class": "七年级1班",
        "teacher": "周老师",
        "pupil": "买买提·阿卜杜拉",
        "kind": "病假",
        "reason": "发烧",
        "days": "3",
        "since": date(2026, 9, 15),
        "until": date(2026, 9, 17),
        "asked_by": "监护人",
        "approver": "教导处",
    },
    "attendance_month": {
        "school": "青石镇中心学校",
        "class": "七年级1班",
        "month": "2026年9月",
        "head_teacher": "周老师",
        "legend": "√ 出勤　× 旷课",
        "days": [
            {
                "head": day.day,
                "sub": "一二三四五六日"[day.weekday()],
                "key": day.isoformat(),
                "shade": day.weekday() > 4,
            }
            for day in DAYS
        ],
        "totals": [{"head": "旷课", "key": "truant"}],
        "pupils": [
            {"seat": 1, "name": "单小雨", "truant": 0, DAYS[0].isoformat(): "√"},
            {"seat": 2, "name": "欧阳𬭩𠮷", "truant": 1, DAYS[0].isoformat(): "×"},
        ],
    },
}

Printer = Callable[..., Rendered]


@pytest.mark.parametrize("form_id", sorted(SHIPPED))
def test_every_form_prints_its_golden_text(
    form_id: str, printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    form = SHIPPED[form_id]
    values = SAMPLES.get(form_id) or values_of(form, "ordinary")
    text = "\f\n".join(words(printer(form, values).pdf)) + "\n"
    golden = GOLDEN / f"{form_id}.txt"
    if os.environ.get(WRITE_GOLDEN):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("form_id", sorted(SHIPPED))
def test_a_form_about_which_nothing_is_known_still_prints(form_id: str, printer: Printer) -> None:
    rendered = printer(SHIPPED[form_id], {})
    assert rendered.pages >= 1
    assert set(rendered.copies[0].blanks) <= {f.label for f in SHIPPED[form_id].fields.values()}


def test_the_recovery_page_names_the_superior_who_can_help(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    values = SAMPLES["recovery_page"] | {"helper": "青石镇中心学校"}
    (text,) = words(printer(SHIPPED["recovery_page"], values).pdf)
    assert "只有青石镇中心学校能帮忙打开" in text
    assert "谁也打不开" not in text


def test_what_is_not_known_is_named_once_and_left_to_the_pen(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    values = {key: NOTICE[key] for key in NOTICE if key not in ("guardian", "limit", "number")}
    rendered = printer(SHIPPED["persuasion_notice"], values)
    assert rendered.copies[0].blanks == ("监护人姓名", "返校期限")
    (text,) = words(rendered.pdf)
    assert "请您在年月日前送孩子返校" in text.replace(" ", "")
    assert "义劝通字〔" in text


def test_the_same_input_gives_the_same_bytes(printer: Printer) -> None:
    first = printer(SHIPPED["persuasion_notice"], NOTICE, {**NOTICE, "pupil": "𠮷小雨"})
    printer(SHIPPED["today_list"], SAMPLES["today_list"])
    again = printer(SHIPPED["persuasion_notice"], NOTICE, {**NOTICE, "pupil": "𠮷小雨"})
    assert first.pdf == again.pdf


def test_several_pupils_stand_in_one_file_each_on_their_own_page(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    names = ["单小雨", "仇欣", "欧阳𬭩𠮷"]
    rendered = printer(SHIPPED["persuasion_notice"], *({**NOTICE, "pupil": name} for name in names))
    assert [(copy.first, copy.pages) for copy in rendered.copies] == [(1, 1), (2, 1), (3, 1)]
    for name, text in zip(names, words(rendered.pdf), strict=True):
        assert name in text
        assert "第1页　共1页" in text


def test_rare_characters_and_long_names_can_be_searched_and_stay_on_the_page(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    guardian = "阿不都热依木·买买提托合提·阿卜杜拉江·吐尔逊尼亚孜霍加艾合买提"
    place = "青石镇河东村三组老供销社后面第二条巷子往里走到头红色铁门那一家（门前有一棵大核桃树）"
    values = {**NOTICE, "pupil": "欧阳𬭩𠮷", "guardian": guardian, "place": place}
    rendered = printer(SHIPPED["persuasion_notice"], values)
    assert rendered.pages == 1
    assert rendered.copies[0].missing == {}
    text = words(rendered.pdf)[0].replace("\n", "")
    assert text.count("欧阳𬭩𠮷") == 3
    assert guardian in text
    assert place in text


def test_a_character_that_cannot_be_printed_is_reported_with_its_field(printer: Printer) -> None:
    rendered = printer(SHIPPED["persuasion_notice"], {**NOTICE, "pupil": "单\ue123雨"})
    assert rendered.copies[0].missing == {"\ue123": "学生姓名"}


def test_all_fonts_are_embedded_and_no_other_is_named(printer: Printer) -> None:
    pdf = printer(SHIPPED["attendance_month"], SAMPLES["attendance_month"], specimen=True).pdf
    faces = re.findall(rb"/Subtype /TrueType\s", pdf)
    assert len(faces) >= 4
    assert pdf.count(b"/FontFile2") == pdf.count(b"/Type /FontDescriptor") == len(faces)
    assert b"Helvetica" not in pdf


def test_the_countys_wording_is_printed_only_as_the_countys(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    form = SHIPPED["persuasion_notice"]
    (plain,) = words(printer(form, NOTICE).pdf)
    assert "责令" not in plain
    county = {"county_document": "《样例县方案》", "county_order": "给予批评教育并责令限期改正"}
    (text,) = words(printer(form, {**NOTICE, **county}).pdf)
    assert "《样例县方案》规定：“给予批评教育并责令限期改正”。" in text


def test_the_profiles_title_and_a_ticked_choice_are_printed(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    values = {**NOTICE, "title": "义务教育劝学通知书", "way": "留置"}
    (text,) = words(printer(SHIPPED["persuasion_notice"], values).pdf)
    assert text.count("义务教育劝学通知书") == 2
    assert "□直接　☑留置　□邮寄" in text


def test_a_long_list_repeats_its_head_and_counts_its_pages(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    row = {"pupil": "单小雨", "act": "家访", "why": "连续旷课3天", "clause": "", "due": "今天"}
    values = {**SAMPLES["today_list"], "duties": [row] * 60}
    pages = words(printer(SHIPPED["today_list"], values).pdf)
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert "要做的事" in page
        assert f"第{number}页　共{len(pages)}页" in page
    assert sum(page.count("单小雨") for page in pages) == 60


def test_an_empty_list_says_so(printer: Printer, words: Callable[[bytes], list[str]]) -> None:
    values = {**SAMPLES["today_list"], "duties": []}
    (text,) = words(printer(SHIPPED["today_list"], values).pdf)
    assert "今天没有要办的事。" in text
    assert "要做的事" not in text


def test_a_specimen_says_that_it_is_one(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    form = SHIPPED["persuasion_letter"]
    values = SAMPLES["persuasion_letter"]
    assert "样张" in words(printer(form, values, specimen=True).pdf)[0]
    assert "样张" not in words(printer(form, values).pdf)[0]
