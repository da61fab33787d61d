"""Packs of forms: looked over whole, put in place whole, taken back, hostile ones refused."""

import re
import shutil
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import NOW, OFFICE, TEACHER

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import form_packs, papers
from kongchuo_desktop.operations.form_pack_files import Pack, pack_of, read_pack
from kongchuo_desktop.operations.forms import OWN_FOLDER, form_by_id, forms_of, refused_forms
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
NOTICE = (FORMS / "persuasion_notice.toml").read_text(encoding="utf-8").replace(
    'title = "义务教育阶段学生劝学通知书"', 'title = "云岭县劝学通知书"')
NEW = """id = "county_letter"
paper = "云岭协助函"
title = "协助函"
for = "case"
basis = "县定"
[[field]]
name = "pupil"
from = "pupil.name"
[[part]]
use = "greeting"
"""
PART = """name = "开头"
[[field]]
name = "village"
label = "村名"
asked = true
[[block]]
is = "text"
text = "{village}村委会："
"""
GOOD = {"persuasion_notice.toml": NOTICE, "letter.toml": NEW, "parts/greeting.toml": PART,
        "请看.txt": "说明"}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def laid(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def good(title: str = "云岭县表样") -> Pack:
    return pack_of(zipped(GOOD), f"{title}.zip")


def refusal(data: bytes, name: str = "表样.zip") -> str:
    with pytest.raises(KnownError) as refused:
        pack_of(data, name)
    return refused.value.code


def own_files(store: Store) -> list[str]:
    folder = store.folder / OWN_FOLDER
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.toml"))


def test_a_pack_says_what_it_replaces_and_what_is_new(class_store: Store) -> None:
    report = form_packs.check_pack(class_store, good(), day=TODAY)
    assert {form.id: (form.change, form.replaced) for form in report.forms} == {
        "persuasion_notice": ("replaces", "义务教育阶段学生劝学通知书"),
        "county_letter": ("new", "")}
    assert (report.parts, report.pack.ignored, report.wrong) == (("greeting",), ("请看.txt",), ())
    assert own_files(class_store) == []


@pytest.mark.parametrize("wrap", ["", "云岭县表样/"])
def test_a_folder_and_its_archive_are_one_pack(tmp_path: Path, wrap: str) -> None:
    archive = tmp_path / "云岭县表样.zip"
    archive.write_bytes(zipped({wrap + name: text for name, text in GOOD.items()}
                               | {f"{wrap}Thumbs.db": "x", "__MACOSX/._x.toml": "x"}))
    folder = laid(tmp_path / "云岭县表样", GOOD)
    assert read_pack(archive) == read_pack(folder)


def test_an_archive_of_an_old_windows_names_in_gbk() -> None:
    data = zipped({"??.toml": NEW.replace('use = "greeting"', 'name = "x"')})
    pack = pack_of(data.replace(b"??.toml", "协".encode("gbk") + b".toml"), "x.zip")
    assert [file.name for file in pack.files] == ["协.toml"]


def test_a_pack_in_use_prints_and_is_taken_back(class_store: Store) -> None:
    pupil = list_pupils(class_store)[0].id
    form_packs.add_pack(class_store, by="陶主任", pack=good())
    (pack,) = form_packs.packs(class_store)
    assert (pack.title, pack.by, pack.added) == ("云岭县表样", "陶主任", TODAY)
    assert set(pack.forms) == {"persuasion_notice", "county_letter"}
    assert own_files(class_store) == ["county_letter.toml", "parts/greeting.toml",
                                      "persuasion_notice.toml"]
    issued = [papers.issue_papers(class_store, actor=TEACHER, form_id=form, pupils=[pupil],
                                  day=TODAY).papers[0]
              for form in ("persuasion_notice", "云岭协助函")]
    assert form_packs.remove_pack(class_store, title="云岭县表样")
    assert own_files(class_store) == []
    assert form_packs.packs(class_store) == []
    assert form_by_id(class_store, "persuasion_notice").title == "义务教育阶段学生劝学通知书"
    assert "county_letter" not in forms_of(class_store)
    for paper in issued:
        assert papers.reprint(class_store, paper=paper.id).startswith(b"%PDF")


def test_a_later_pack_takes_files_over(class_store: Store) -> None:
    form_packs.add_pack(class_store, by="甲", pack=good("第一包"))
    second = pack_of(NOTICE.replace("云岭县劝学", "云岭劝学").encode(), "persuasion_notice.toml")
    report = form_packs.add_pack(class_store, by="乙", pack=second)
    assert [form.change for form in report.forms] == ["replaces"]
    assert [(pack.title, pack.forms) for pack in form_packs.packs(class_store)] == [
        ("persuasion_notice", ("persuasion_notice",)), ("第一包", ("county_letter",))]
    form_packs.remove_pack(class_store, title="第一包")
    assert own_files(class_store) == ["persuasion_notice.toml"]


def test_a_form_laid_into_the_folder_by_hand_is_listed_and_taken_back(class_store: Store) -> None:
    laid(class_store.folder / OWN_FOLDER, {"persuasion_notice.toml": NOTICE})
    (pack,) = form_packs.packs(class_store)
    assert (pack.title, pack.added, pack.forms) == ("", None, ("persuasion_notice",))
    form_packs.remove_pack(class_store, title="persuasion_notice")
    assert own_files(class_store) == []
    for title in ("没有", "../" * 3 + "x", "persuasion_notice"):
        with pytest.raises(KnownError) as refused:
            form_packs.remove_pack(class_store, title=title)
        assert refused.value.code == "unknown_pack"


def test_a_page_of_keys_laid_into_the_folder_is_never_printed(class_store: Store) -> None:
    text = (FORMS / "recovery_page.toml").read_text(encoding="utf-8")
    ours = form_by_id(class_store, "recovery_page")
    laid(class_store.folder / OWN_FOLDER,
         {"recovery_page.toml": text.replace(f'title = "{ours.title}"', 'title = "骗"')})
    assert form_by_id(class_store, "recovery_page") == ours
    assert "钥匙页" in refused_forms(class_store)["recovery_page"].sentence


WRONG = {
    "a word unknown": (NEW.replace("pupil.name", "pupil.nome"), "pupil.nome"),
    "a law repealed": (NEW + '[[part]]\nname = "x"\n[[part.block]]\nis = "text"\n'
                       'text = "{law:未成年人保护法:999}"\n', ""),
    "two of one id": (NOTICE, "重了"),
    "a page of keys": (NEW.replace('"county_letter"', '"recovery_page"'), "钥匙页"),
    "a page of ours with less": (NEW.replace('"county_letter"', '"today_list"'), "duties"),
    "an id in capitals": (NEW.replace('"county_letter"', '"Recovery_Page"'), "小写字母"),
    "an id with a path": (NEW.replace('"county_letter"', '"../x"'), "编号"),
}


@pytest.mark.parametrize("case", WRONG)
def test_one_mistake_and_nothing_is_put_in_place(class_store: Store, case: str) -> None:
    text, said = WRONG[case]
    pack = pack_of(zipped(GOOD | {"错的.toml": text}), "表样.zip")
    (wrong,) = form_packs.check_pack(class_store, pack, day=TODAY).wrong
    assert said in wrong.sentence
    with pytest.raises(KnownError) as refused:
        form_packs.add_pack(class_store, by="甲", pack=pack)
    assert refused.value.code == "pack_wrong"
    assert wrong.sentence in refused.value.sentence
    assert own_files(class_store) == []


def test_a_mistake_names_its_file_and_line(class_store: Store) -> None:
    pack = pack_of(zipped({"坏的.toml": NEW + "xyz = 1\n"} | {
        "parts/greeting.toml": PART.replace("is =", "iss =")}), "表样.zip")
    wrong = form_packs.check_pack(class_store, pack, day=TODAY).wrong
    places = [re.match(r"文书样式 (\S+\.toml) 第\d+行：", error.sentence) for error in wrong]
    assert {place[1] for place in places if place} == {"坏的.toml", "parts/greeting.toml"}
    assert all(places)


def test_a_program_page_that_keeps_its_fields_may_be_replaced(school_store: Store) -> None:
    text = (FORMS / "today_list.toml").read_text(encoding="utf-8").replace(
        'title = "今日清单"', 'title = "今日要做的事"')
    form_packs.add_pack(school_store, by=OFFICE.name, pack=pack_of(text.encode(), "today.toml"))
    assert form_by_id(school_store, "today_list").title == "今日要做的事"


@pytest.mark.parametrize("name", ["../x.toml", "/x.toml", "a/../../x.toml", "..\\x.toml",
                                  "C:\\x.toml"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    assert refusal(zipped({name: NEW, "b.toml": NEW})) == "pack_names"


@pytest.mark.parametrize("name", ["con.toml", "a b.toml", "x" * 61 + ".toml", "parts/aux.toml"])
def test_a_name_that_no_windows_can_have_is_refused(name: str) -> None:
    assert refusal(zipped({name: NEW, "b.toml": NEW})) == "pack_names"


def test_bombs_and_rubbish_are_refused() -> None:
    assert refusal(zipped({"a.toml": b"#" * (64 << 20)})) == "pack_too_large"
    assert refusal(zipped({f"f{n}.toml": "x" for n in range(300)})) == "pack_too_large"
    assert refusal(b"#" * (5 << 20), "a.toml") == "pack_too_large"
    assert refusal(zipped({"a.txt": "x"})) == "pack_empty"
    assert refusal(b"\xff\xfe", "a.toml") == "form_invalid"
    sound = zipped({"a.toml": NEW * 40})
    at = sound.index(b"a.toml") + 20
    assert refusal(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1:]) == "pack_damaged"
    assert refusal(sound[:len(sound) // 2]) == "pack_damaged"
    assert refusal(b"Rar!\x1a\x07\x00", "表样.rar") == "pack_damaged"


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_archive_never_brings_it_down(places: list[tuple[int, int]]) -> None:
    data = bytearray(zipped({"a.toml": NEW}))
    for place, value in places:
        data[-1 - place] = value
    with suppress(KnownError):
        pack_of(bytes(data), "表样.zip")


def test_names_that_differ_in_capitals_alone_are_refused() -> None:
    """Windows would write the one over the other."""
    assert refusal(zipped({"a.toml": NEW, "A.TOML": NEW})) == "pack_names"
    assert refusal(zipped({"a.toml": NEW, "parts/x.toml": PART, "parts/X.toml": PART})) == (
        "pack_names")


def test_an_archive_with_a_password_is_refused() -> None:
    data = bytearray(zipped({"a.toml": NEW}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert refusal(bytes(data)) == "pack_damaged"


def test_a_full_disk_leaves_the_forms_as_they_were(class_store: Store,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    laid(class_store.folder / OWN_FOLDER, {"persuasion_notice.toml": NOTICE})
    write = platform.write_atomically

    def full(path: Path, data: bytes) -> None:
        if path.name == "county_letter.toml":
            raise OSError(28, "no space")
        write(path, data)

    monkeypatch.setattr(platform, "write_atomically", full)
    other = NOTICE.replace("云岭县", "云岭")
    pack = pack_of(zipped(GOOD | {"persuasion_notice.toml": other}), "x.zip")
    with pytest.raises(KnownError) as refused:
        form_packs.add_pack(class_store, by="甲", pack=pack)
    assert refused.value.code == "file_not_written"
    assert own_files(class_store) == ["persuasion_notice.toml"]
    assert form_by_id(class_store, "persuasion_notice").title == "云岭县劝学通知书"


def test_forms_and_parts_travel_with_a_kit(class_store: Store, school_store: Store) -> None:
    form_packs.add_pack(school_store, by=OFFICE.name, pack=good())
    laid(school_store.folder / OWN_FOLDER, {"broken.toml": "x = 1"})
    sent = form_packs.carried(school_store)
    hostile = [{"name": "../../x", "text": NEW}, {"name": "parts/../../y.toml", "text": PART},
               {"name": "recovery", "text": NEW.replace("county_letter", "recovery_page")}, 7,
               {"name": "long", "text": "#" * (1 << 20)}]
    assert form_packs.take_carried(class_store, [*hostile, *sent], by="学校") == 3
    shutil.rmtree(school_store.folder / OWN_FOLDER)
    assert own_files(class_store) == ["county_letter.toml", "parts/greeting.toml",
                                      "persuasion_notice.toml"]
    (pack,) = form_packs.packs(class_store)
    assert pack.by == "学校"
    assert not [path for path in class_store.folder.parent.rglob("*.toml")
                if class_store.folder / OWN_FOLDER not in path.parents]
    assert form_packs.take_carried(class_store, "rubbish", by="学校") == 0
